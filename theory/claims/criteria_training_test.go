package claims_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// trainingTable has both problems, two networks, four optimisers, both precisions
// and three steps, the middle one FD's best. AD wins in all 20 seeds and by the same
// ratios everywhere.
func trainingTable() claims.Table {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"},
		[]string{
			"q", "step", "n", "wins", "losses", "steps wins", "steps losses", "floor/loss AD", "best by theory",
			"log loss", "log loss lo", "log loss hi",
			"log solution error", "log solution error lo", "log solution error hi",
			"log steps", "log steps lo", "log steps hi",
			"log mean loss", "log mean loss lo", "log mean loss hi",
			"loss over floors", "solution error over floors",
		})
	for _, s := range sweep {
		for _, network := range []string{"two-layer", "deep"} {
			for _, optimiser := range []string{"adam", "gd", "lm", "l-bfgs"} {
				for _, precision := range []string{"float64", "float32"} {
					for _, h := range []string{"1e-1", "3e-2", "1e-3"} {
						best := 0.
						if h == "3e-2" {
							best = 1
						}
						t.Add([]string{s.problem, network, optimiser, precision, h},
							s.q, number(h), 20, 20, 0, 20, 0, 8, best,
							math.Log(2), math.Log(1.5), math.Log(3),
							math.Log(1.25), math.Log(1.125), math.Log(3),
							1, 0.25, 2,
							1, 0.25, 2,
							1.5, 1)
					}
				}
			}
		}
	}
	return t
}

// evenTraining is the training table with AD on both sides.
func evenTraining(t *testing.T) claims.Table {
	even := trainingTable()
	for _, column := range even.Columns[slices.IndexFunc(even.Columns, func(c claims.Column) bool { return c.Name == "n" })+1:] {
		if column.Name != "floor/loss AD" && column.Name != "best by theory" {
			even = after(t, even, change{"", column.Name, 0, ""})
		}
	}
	return even
}

// adverse are changes that refute every claim of training in the cells at.
func adverse(at string) []change {
	var all []change
	for column, value := range map[string]float64{
		"wins": 0, "losses": 20, "steps wins": 0, "steps losses": 20,
		"log loss": -1, "log loss lo": -2, "log loss hi": -0.5,
		"log solution error": -1, "log solution error lo": -2, "log solution error hi": -0.5,
		"loss over floors": 9, "solution error over floors": 9,
	} {
		all = append(all, change{at, column, value, ""})
	}
	return all
}

// adverseElsewhere is the training table, adverse outside a regime.
func adverseElsewhere(t *testing.T, outside ...string) claims.Table {
	var all []change
	for _, at := range outside {
		all = append(all, adverse(at)...)
	}
	return after(t, trainingTable(), all...)
}

// stepFlips are those of a sign test on the steps to a loss.
func stepFlips(cell string) []flip {
	return []flip{
		{nil, change{cell, "steps wins", 17, ""}, open},
		{nil, change{cell, "steps wins", math.NaN(), ""}, open},
		{[]change{{cell, "steps wins", 2, ""}}, change{cell, "steps losses", 18, ""}, fails},
		{nil, change{cell, "n", 36, ""}, open},
	}
}

// parityFlips: in all cells that must agree the two intervals lie within +-0.05, up to
// one end in this cell, which then meets it or is not known.
func parityFlips(cell, all string) []flip {
	within := []change{{cell, "steps wins", 10, ""},
		{all, "log steps lo", -0.04, ""}, {all, "log steps hi", 0.04, ""},
		{all, "log mean loss lo", -0.04, ""}, {all, "log mean loss hi", 0.04, ""}}
	var flips []flip
	for _, end := range []struct {
		column string
		value  float64
	}{{"log steps lo", -0.05}, {"log steps hi", 0.05}, {"log mean loss lo", -0.05}, {"log mean loss hi", 0.05}} {
		flips = append(flips,
			flip{append(slices.Clone(within), change{cell, end.column, 1.02 * end.value, ""}), change{cell, end.column, end.value, ""}, fails},
			flip{within, change{cell, end.column, math.NaN(), ""}, open})
	}
	return flips
}

// savingFlips are those of a cell in which T2's criterion is met by the loss.
func savingFlips(cell string) []flip {
	flips := []flip{
		{nil, change{cell, "log loss lo", 0.18, ""}, open}, // log 1.2 = 0.1823
		{nil, change{cell, "log loss lo", math.NaN(), ""}, open},
	}
	for _, ratio := range []string{"log loss", "log solution error"} {
		flips = append(flips,
			flip{nil, change{cell, ratio, -0.049, ""}, open}, // -log 1.05 = -0.0488
			flip{nil, change{cell, ratio, math.NaN(), ""}, open})
	}
	return flips
}

func trainingCriteria(t *testing.T) []criterion {
	return []criterion{lowerLossCriterion(t), everywhereCriterion(t), elsewhereCriterion(t), noStepCriterion(t), noStepInDoubleCriterion(t), fasterCriterion(t), floorsCriterion(t), noiseFloorCriterion()}
}

// lowerLossCriterion is that of T1: the floor lies above the loss at two of three
// steps, at one of them by the factor itself.
func lowerLossCriterion(t *testing.T) criterion {
	const setting = "poisson-1d deep adam float32 "
	c := after(t, adverseElsewhere(t, "float32 1e-1", "float64", "lm", "l-bfgs"),
		change{"float32 1e-1", "floor/loss AD", 3.99, ""}, change{"3e-2", "floor/loss AD", 4, ""})
	return criterion{
		id: "T1", table: c, margin: allWinMargin, alarm: signLevel, fails: 2 * 16 * signLevel,
		reads: append([]string{"problem", "network", "optimiser", "precision", "steps wins", "steps losses", "floor/loss AD"}, orderedColumns...),
		flips: slices.Concat(orderingFlips(setting+"3e-2"), stepFlips("biharmonic-1d two-layer gd float32 1e-3"), []flip{
			{nil, change{setting + "1e-1", "floor/loss AD", 4, ""}, fails},
			{nil, change{setting, "floor/loss AD", 3.99, ""}, open}, // a setting without a cell
			{nil, change{setting, "floor/loss AD", math.NaN(), ""}, open},
			{nil, change{setting + "1e-1", "network", 0, "three-layer"}, open}, // another such
			{nil, change{setting + "1e-1", "problem", 0, "helmholtz-1d"}, open},
			{nil, change{"poisson-1d deep lm float32", "optimiser", 0, "adam"}, fails},
			{nil, change{"poisson-1d deep l-bfgs float32", "optimiser", 0, "gd"}, fails},
			{nil, change{"biharmonic-1d deep gd float64", "precision", 0, "float32"}, fails},
		}),
		indifferent: []change{{"float32 1e-1", "wins", math.NaN(), ""}, {"float64", "steps wins", math.NaN(), ""}, {"lm", "losses", 10, ""}, {"float64", "floor/loss AD", 0, ""}},
	}
}

// everywhereCriterion is that of T1w. The float32 cells are no part of the parity, and
// lie beyond it throughout.
func everywhereCriterion(t *testing.T) criterion {
	const first, last = "poisson-1d deep gd float64 1e-1", "biharmonic-1d two-layer adam float64 1e-3"
	// All float64 cells agree but the last, which is open.
	apart := []change{{"float64", "log steps lo", -0.04, ""}, {"float64", "log steps hi", 0.04, ""},
		{"float64", "log mean loss lo", -0.04, ""}, {"float64", "log mean loss hi", 0.04, ""},
		{last, "log mean loss hi", 0.06, ""}, {last, "steps wins", 10, ""}}
	return criterion{
		id: "T1w", table: adverseElsewhere(t, "lm", "l-bfgs"), margin: allWinMargin, alarm: signLevel, fails: 2*48*signLevel + limitRate,
		reads: append([]string{"optimiser", "precision", "steps wins", "steps losses", "log steps lo", "log steps hi", "log mean loss lo", "log mean loss hi"}, orderedColumns...),
		flips: slices.Concat(orderingFlips("biharmonic-1d two-layer adam float32 1e-3"), stepFlips(first), parityFlips(first, "float64"), parityFlips(last, "float64"), []flip{
			{apart, change{last, "precision", 0, "float32"}, fails},
			{nil, change{"poisson-1d deep lm float32", "optimiser", 0, "adam"}, fails},
			{nil, change{"l-bfgs", "optimiser", 0, "gd"}, fails},
		}),
		indifferent: []change{{"lm", "wins", math.NaN(), ""}, {"l-bfgs", "log steps lo", math.NaN(), ""}, {"float32", "log steps hi", math.NaN(), ""}, {"float32", "log mean loss lo", 0, ""}},
	}
}

// elsewhereTable is a made-up table of T1p: AD wins in all 20 seeds, and the noise is
// the floor's up to a factor 2 to either side.
func elsewhereTable() claims.Table {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"},
		[]string{"q", "step", "n", "floor/loss AD", "wins", "losses", "log loss", "log loss lo", "log loss hi",
			"log solution error", "log solution error lo", "log solution error hi", "n noise", "noise/floor"})
	for i, problem := range []string{"helmholtz-1d", "poisson-2d", "kdv"} {
		for _, optimiser := range []string{"adam", "lm"} {
			for _, precision := range []string{"float32", "float64"} {
				t.Add([]string{problem, "1x8", optimiser, precision, "2^-8"},
					2, 0x1p-8, 20, 8, 20, 0, 1, 0.5, 1.5, 1, -1, 2, 5, []float64{1, 0.5, 1.5}[i])
			}
		}
	}
	return t
}

// elsewhereCriterion is that of T1p. One cell lies at the factor itself; another setting
// has a further cell below it, of which the noise is judged and the loss is not.
func elsewhereCriterion(t *testing.T) criterion {
	const first, last, beside = "helmholtz-1d 1x8 lm float32", "kdv 1x8 adam float32", "helmholtz-1d 1x8 lm float32 2^-4"
	c := after(t, elsewhereTable(), change{"float64", "wins", 0, ""}, change{"float64", "losses", 20, ""},
		change{"float64", "noise/floor", 50, ""}, change{last, "floor/loss AD", 4, ""})
	c.Add([]string{"helmholtz-1d", "1x8", "lm", "float32", "2^-4"}, 2, 0x1p-4, 20, 3.99, 0, 20, -1, -2, -0.5, 1, -1, 2, 5, 1)
	out := criterion{
		id: "T1p", table: c, margin: 1.5, alarm: signLevel, fails: 6 * signLevel,
		reads: append([]string{"problem", "network", "optimiser", "precision", "floor/loss AD", "noise/floor"}, orderedColumns...),
		flips: slices.Concat(orderingFlips(first+" 2^-8"), orderingFlips(last), []flip{
			{nil, change{beside, "floor/loss AD", 4, ""}, fails},
			{nil, change{last, "floor/loss AD", 3.99, ""}, open}, // a setting without a cell
			{nil, change{last, "floor/loss AD", math.NaN(), ""}, open},
			{nil, change{beside, "problem", 0, "allen-cahn-1d"}, open}, // another such
			{nil, change{beside, "network", 0, "1x9"}, open},
			{nil, change{beside, "optimiser", 0, "gd"}, open},
			{nil, change{"kdv 1x8 adam float64", "precision", 0, "float32"}, fails},
		}),
		indifferent: []change{{"float64", "wins", math.NaN(), ""}, {"float64", "noise/floor", math.NaN(), ""},
			{"float64", "floor/loss AD", 0, ""}, {beside, "losses", math.NaN(), ""}},
	}
	for _, cell := range []string{first + " 2^-8", last, beside} {
		for _, f := range []struct {
			value float64
			want  claims.Verdict
		}{{3.1, open}, {0.32, open}, {6.1, fails}, {0.16, fails}, {0, fails}, {math.Inf(1), fails}, {math.NaN(), open}} {
			out.flips = append(out.flips, flip{nil, change{cell, "noise/floor", f.value, ""}, f.want})
		}
	}
	return out
}

// noStepCriterion is that of T2. One setting has AD's loss at the floor of FD's best
// step; that of the larger step lies below the loss everywhere. In one cell the gain is in
// the solution error alone.
func noStepCriterion(t *testing.T) criterion {
	const (
		above = "poisson-1d two-layer lm float32 "
		deep  = "poisson-1d deep lm float32 "
		cell  = "biharmonic-1d deep lm float32 3e-2"
		other = "biharmonic-1d two-layer lm float32 1e-3"
	)
	c := after(t, adverseElsewhere(t, above, "float64", "adam", "gd", "l-bfgs"),
		change{"1e-1", "floor/loss AD", 0.5, ""}, change{above + "3e-2", "floor/loss AD", 1, ""}, change{cell, "floor/loss AD", pastOne, ""},
		change{other, "log loss lo", -0.03, ""}, change{other, "log solution error lo", math.Log(1.5), ""})
	return criterion{
		id: "T2", table: c, margin: 1.5 / 1.2, alarm: 2 * limitRate, fails: 9 * 2 * limitRate,
		reads: []string{"problem", "network", "optimiser", "precision", "q", "step", "floor/loss AD", "best by theory",
			"log loss", "log loss lo", "log loss hi", "log solution error", "log solution error lo", "log solution error hi"},
		flips: append(savingFlips(cell), []flip{
			{nil, change{other, "log solution error lo", 0.18, ""}, open},
			{[]change{{cell, "log loss", -0.1, ""}}, change{cell, "log loss hi", -0.049, ""}, fails},
			{[]change{{cell, "log solution error", -0.1, ""}}, change{cell, "log solution error hi", -0.049, ""}, fails},
			{nil, change{above + "3e-2", "floor/loss AD", pastOne, ""}, fails},
			{nil, change{deep + "3e-2", "floor/loss AD", 1, ""}, open}, // no setting of order 2 is left
			{nil, change{deep + "1e-3", "floor/loss AD", 1, ""}, open},
			{nil, change{deep + "1e-3", "floor/loss AD", math.NaN(), ""}, open},
			{nil, change{deep + "1e-1", "step", 0.03, ""}, open},
			{nil, change{deep + "3e-2", "best by theory", 0, ""}, open},
			{[]change{{above + "3e-2", "best by theory", 0, ""}}, change{above + "1e-3", "best by theory", 1, ""}, fails},
			{nil, change{above, "q", 3, ""}, open}, // an order without a setting
			{nil, change{above + "1e-1", "network", 0, "deep"}, fails},
			{nil, change{above + "1e-1", "problem", 0, "biharmonic-1d"}, fails},
			{nil, change{"poisson-1d deep l-bfgs float32", "optimiser", 0, "lm"}, fails},
			{nil, change{"biharmonic-1d deep lm float64", "precision", 0, "float32"}, fails},
		}...),
		indifferent: []change{{above, "log loss", math.NaN(), ""}, {"float64", "floor/loss AD", 0, ""}, {"adam", "log loss hi", math.NaN(), ""}},
	}
}

// noStepInDoubleCriterion is that of T2w. Every step must harm FD; at FD's best alone a
// match refutes.
func noStepInDoubleCriterion(t *testing.T) criterion {
	const cell, other = "biharmonic-1d deep adam float64 3e-2", "poisson-1d two-layer adam float64 1e-3"
	level := func(cell string) []change {
		return []change{{cell, "log loss lo", 0, ""}, {cell, "log loss hi", 0.048, ""}, {cell, "log solution error hi", 0.048, ""}}
	}
	return criterion{
		id: "T2w", table: adverseElsewhere(t, "float32", "gd", "lm", "l-bfgs"), margin: 1.5 / 1.2, alarm: 2 * limitRate, fails: 4 * limitRate,
		reads: []string{"optimiser", "precision", "best by theory", "log loss", "log loss lo", "log loss hi", "log solution error", "log solution error lo", "log solution error hi"},
		flips: slices.Concat(savingFlips(cell), savingFlips(other), []flip{
			{append(level(cell), change{cell, "log loss hi", 0.049, ""}), change{cell, "log loss hi", 0.048, ""}, fails},
			{append(level(cell), change{cell, "log solution error hi", 0.049, ""}), change{cell, "log solution error hi", 0.048, ""}, fails},
			{level(cell), change{cell, "log loss hi", math.NaN(), ""}, open},
			{level(cell), change{cell, "log solution error hi", math.NaN(), ""}, open},
			{level(cell), change{cell, "best by theory", 0, ""}, open},
			{level(cell), change{cell, "best by theory", math.NaN(), ""}, open},
			{level(other), change{other, "best by theory", 1, ""}, fails},
			{nil, change{cell, "log solution error lo", math.NaN(), ""}, open},
			{nil, change{"poisson-1d deep gd float64", "optimiser", 0, "adam"}, fails},
			{nil, change{"poisson-1d deep adam float32", "precision", 0, "float64"}, fails},
		}),
		indifferent: []change{{"lm", "log loss", math.NaN(), ""}, {"float32", "log loss hi", 0, ""}, {"float32", "best by theory", 1, ""}, {other, "log loss hi", 0.3, ""}},
	}
}

// fasterCriterion is that of T6, with one step at the edge of its regime.
func fasterCriterion(t *testing.T) criterion {
	const first, last = "poisson-1d two-layer adam float64 3e-2", "biharmonic-1d deep adam float64 1e-3"
	return criterion{
		id: "T6", table: adverseElsewhere(t, "1e-1", "float32", "gd", "lm", "l-bfgs"), margin: allWinMargin, alarm: signLevel, fails: 8*signLevel + limitRate,
		reads: []string{"optimiser", "precision", "step", "n", "steps wins", "steps losses", "log steps lo", "log steps hi", "log mean loss lo", "log mean loss hi"},
		flips: slices.Concat(stepFlips(first), stepFlips(last), parityFlips(first, ""), parityFlips(last, ""), []flip{
			{nil, change{"poisson-1d deep adam float64 1e-1", "step", 0.03, ""}, fails},
			{nil, change{"poisson-1d deep gd float64 1e-3", "optimiser", 0, "adam"}, fails},
			{nil, change{"poisson-1d deep adam float32 1e-3", "precision", 0, "float64"}, fails},
		}),
		indifferent: []change{{"adam float64 1e-1", "steps wins", math.NaN(), ""}, {"adam float64 1e-1", "log steps lo", math.NaN(), ""}, {"float32", "steps losses", 3, ""}},
	}
}

// floorsCriterion is that of T7.
func floorsCriterion(t *testing.T) criterion {
	c := criterion{
		id: "T7", table: adverseElsewhere(t, "float32", "adam", "gd"), margin: 2,
		reads: []string{"optimiser", "precision", "loss over floors", "solution error over floors"},
		flips: []flip{
			{nil, change{"poisson-1d deep adam float64 1e-3", "optimiser", 0, "lm"}, fails},
			{nil, change{"poisson-1d deep gd float64 1e-3", "optimiser", 0, "l-bfgs"}, fails},
			{nil, change{"poisson-1d deep lm float32 1e-3", "precision", 0, "float64"}, fails},
		},
		indifferent: []change{{"float32", "loss over floors", math.NaN(), ""}, {"adam", "solution error over floors", math.NaN(), ""}},
	}
	for _, cell := range []string{"poisson-1d deep lm float64 1e-1", "biharmonic-1d two-layer l-bfgs float64 1e-3"} {
		for _, column := range []string{"loss over floors", "solution error over floors"} {
			c.flips = append(c.flips,
				flip{nil, change{cell, column, 3.1, ""}, open}, flip{nil, change{cell, column, 6.1, ""}, fails},
				flip{nil, change{cell, column, math.NaN(), ""}, open})
		}
	}
	return c
}

// noiseFloorCriterion is that of T7f, whatever optimiser and precision: the ratio misses 1
// to either side.
func noiseFloorCriterion() criterion {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"}, []string{"step", "n", "noise/floor"})
	t.Add([]string{"poisson-1d", "two-layer", "adam", "float32", "1e-3"}, 1e-3, 20, 1)
	t.Add([]string{"biharmonic-1d", "deep", "lm", "float64", "3e-2"}, 3e-2, 20, 1.5)
	t.Add([]string{"biharmonic-1d", "deep", "gd", "float32", "1e-1"}, 1e-1, 20, 0.5)
	c := criterion{id: "T7f", table: t, margin: 1.5, reads: []string{"noise/floor"}}
	for _, cell := range []string{"adam float32 1e-3", "lm float64 3e-2", "gd float32 1e-1"} {
		for _, f := range []struct {
			value float64
			want  claims.Verdict
		}{{3.1, open}, {0.32, open}, {6.1, fails}, {0.16, fails}, {0, fails}, {math.Inf(1), fails}, {math.NaN(), open}} {
			c.flips = append(c.flips, flip{nil, change{cell, "noise/floor", f.value, ""}, f.want})
		}
	}
	return c
}

// With AD on both sides every pair is a tie and every ratio 1: that is the parity which
// T1w, T2w and T6 deny. Without a float64 cell there is none.
func TestTiesAreParity(t *testing.T) {
	ties := evenTraining(t)
	for _, id := range []string{"T1w", "T2w", "T6"} {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		assert.Equal(t, fails, claim.Judge(ties).Verdict, id)
		assert.Equal(t, open, claim.Judge(after(t, ties, change{"", "precision", 0, "float32"})).Verdict, "%s in float32", id)
	}
}

// A step at which FD ends with a lower loss and a worse solution harms AD in T2's
// words; it is no step that saves FD in those of T2w.
func TestLowerLossAloneSavesNothing(t *testing.T) {
	for id, c := range map[string]struct {
		cell string
		want claims.Verdict
	}{"T2": {"biharmonic-1d deep lm float32 3e-2", fails}, "T2w": {"biharmonic-1d deep adam float64 3e-2", open}} {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		lower := after(t, trainingTable(), change{c.cell, "log loss", -1, ""}, change{c.cell, "log loss lo", -2, ""}, change{c.cell, "log loss hi", -0.5, ""})
		assert.Equal(t, c.want, claim.Judge(lower).Verdict, id)
	}
}
