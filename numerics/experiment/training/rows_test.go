package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/theory"
	"adfd/theory/claims"
)

// Rows from the numbers of the seeds, which are literals here: every column against what these numbers make by
// hand, so chosen that another seed, step, cell or end of an interval gives another value. Of fewer than six
// values the interval of the median is their range.

// holds compares columns of a row; NaN is NaN.
func holds(t *testing.T, table claims.Table, row int, want map[string]float64) {
	t.Helper()
	require.Less(t, row, len(table.Rows))
	r := table.Rows[row]
	for column, w := range want {
		v := table.Value(r, column)
		assert.True(t, v == w || math.IsNaN(v) && math.IsNaN(w), "%v, %s: %v, by hand %v", r.Key, column, v, w)
	}
}

// A4's rows have the worst of all seeds, whichever seed has it, and the sum of the comparisons.
func TestGradientRowsByHand(t *testing.T) {
	sets := []netSetting{tinyNet("poisson-1d", theory.Float64), {problem: "biharmonic-1d", depth: 3, width: 2, nodes: 7}}
	table := gradientTable(sets, [][]gradientCheck{
		{{deviation{1, 0.5, 0.25}, deviation{3, 0.125, 2}}, {deviation{1, 0.375, 0.75}, deviation{4, 0.0625, 1}}},
		{{deviation{2, 9, 8}, deviation{5, 7, 6}}},
	})
	for i, want := range []struct {
		key                      []string
		n, compared, worst, wide float64
	}{
		{[]string{"poisson-1d", "1x3", "loss"}, 2, 2, 0.5, 0.75},
		{[]string{"poisson-1d", "1x3", "gradient"}, 2, 7, 0.125, 2},
		{[]string{"biharmonic-1d", "3x2", "loss"}, 1, 2, 9, 8},
		{[]string{"biharmonic-1d", "3x2", "gradient"}, 1, 5, 7, 6},
	} {
		holds(t, table, i, map[string]float64{
			claims.ColCount: want.n, claims.ColCompared: want.compared, claims.ColGradientError: want.worst, claims.ColGradientBound: want.wide,
		})
		assert.Equal(t, want.key, table.Rows[i].Key)
	}
}

// K1's rows. Of ten seeds the limits of the median are the second and the ninth value: the least lower one and
// the largest upper one stand at two checkpoints, neither of which is the first or the last, and neither is
// the least or the largest of all values. The law's error is that of the seeds that ran a descent.
func TestDecayRowsByHand(t *testing.T) {
	spikes := map[int][4]float64{4: {-9, -3, 1, 8}, 7: {-4, -1, 5, 6}} // the two least and the two largest
	seeds := make([]decay, 10)
	for i := range seeds {
		seeds[i].worst = []float64{2, 3, 1, 9, 9, 9, 9, 9, 9, 9}[i]
		for scale := range 2 {
			ratios := make([]float64, len(checkpoints()))
			for at, s := range spikes {
				ratios[at] = float64(1+scale) * []float64{0, s[3], 0, s[0], s[2], 0, s[1], 0, 0, 0}[i]
			}
			seeds[i].ratios = append(seeds[i].ratios, ratios)
		}
	}
	cells := []decayCell{{GridEntry: spectral.GridEntry{
		Setting: spectral.Setting{Problem: "poisson-1d", Activation: "sin", Nodes: spectral.Dyadic},
		Steps:   []lab.Step{{Name: "1/4", H: 0.25}, {Name: "1/8", H: 0.125}},
	}}}
	table := decayTable(claims.DefaultSetup(claims.Short, 1), cells, 3, [][]decay{seeds})
	require.Len(t, table.Rows, 3)
	for i, want := range []struct {
		kind, step       string
		n, worst, lo, hi float64
	}{{claims.KindDecay, "-", 3, 3, 0, 0}, {claims.KindParity, "1/4", 10, 0, -3, 5}, {claims.KindParity, "1/8", 10, 0, -6, 10}} {
		assert.Equal(t, []string{want.kind, "poisson-1d", "sin", spectral.Dyadic, want.step}, table.Rows[i].Key)
		holds(t, table, i, map[string]float64{
			claims.ColCount: want.n, claims.ColDecay: want.worst, claims.ColWorstLo: want.lo, claims.ColWorstHi: want.hi,
		})
	}
}

// P2's columns, of which every number is another.
func TestCostRowByHand(t *testing.T) {
	table := claims.NewTable([]string{"case"})
	lab.Add(&table, []string{"a case"}, costCase{lo: 0.25, hi: 3}.fields(4, stepCost{channels: 5, exponentials: 6, operations: 7},
		sideTimes{turns: 8, ratio: 9, micros: 10, load: 11, spread: 12}))
	holds(t, table, 0, map[string]float64{
		claims.ColBandLo: 0.25, claims.ColBandHi: 3, claims.ColExpLo: 1. / 5, claims.ColExpRatio: 6, claims.ColOperationRatio: 7,
		claims.ColMemoryRatio: 5, claims.ColTurns: 8, claims.ColTimeRatio: 9, "microseconds AD": 10, claims.ColLoad: 11, claims.ColSpread: 12,
	})
	assert.Len(t, table.Columns, 11)
}

// P2's bands: of two layers from 1/(q+1) on, with room for a clock, of more from 0.4, and none to more than twice.
func TestCostBandsByHand(t *testing.T) {
	cases := costCases()
	require.Len(t, cases, 4)
	for i, want := range []struct {
		name, problem string
		depth         int
		lo            float64
	}{
		{"two-layer, q=2", "poisson-1d", 1, 0.8 / 3}, {"two-layer, q=4", "biharmonic-1d", 1, 0.8 / 5},
		{"deep, q=2", "poisson-1d", 3, 0.4}, {"deep, q=4", "biharmonic-1d", 3, 0.4},
	} {
		c := cases[i]
		assert.Equal(t, []any{want.name, want.problem, want.depth}, []any{c.name, c.set.problem, c.set.depth})
		assert.Equal(t, [2]float64{want.lo, 2}, [2]float64{c.lo, c.hi}, c.name)
	}
}

// P3n's slope is that of the medians against u = 2^-bits: the power of u in each quantity. The other two seeds
// have other powers, so that the slope of a mean or of a seed is another, and the loss stops falling above 24 bits.
func TestPrecisionSlopesByHand(t *testing.T) {
	const roundings = 64 * theory.UnitRoundoff64 // of a line through four logarithms below 100, whose slope is near 1
	widths := []int{12, 16, 24, 40}
	power := func(exponent float64) (x []float64) {
		for _, bits := range widths {
			x = append(x, math.Exp2(-exponent*float64(bits)))
		}
		return x
	}
	loss := power(2.5)
	loss[3] = loss[2]
	sets := []netSetting{tinyNet("poisson-1d", theory.Float64)}
	table := precisionTable(sets, widths, [][]rounded{{
		{residual: power(2), gradient: power(0.125), loss: power(7)},
		{residual: power(1.25), gradient: power(0.75), loss: loss},
		{residual: power(0.25), gradient: power(3), loss: power(0.5)},
	}})
	require.Len(t, table.Rows, 3)
	for i, want := range []struct {
		quantity        string
		expected, slope float64
	}{{"residual", 1, 1.25}, {"gradient", 1, 0.75}, {"loss", 2, 2.5}} {
		assert.Equal(t, []string{"poisson-1d", "1x3", want.quantity}, table.Rows[i].Key)
		holds(t, table, i, map[string]float64{claims.ColCount: 3, claims.ColExpected: want.expected})
		assert.InEpsilon(t, want.slope, table.Value(table.Rows[i], claims.ColSlope), roundings, want.quantity)
	}
}

// T1p's rows: of eight seeds the first two have a noise, and the median is the mean of the fourth and the fifth.
func TestElsewhereRowsByHand(t *testing.T) {
	var seeds []noisyRivalry
	for i, loss := range []float64{-1, 7, 1, 5, 3, -2, 9, 2} {
		r := rivalry{loss: loss, error: 10*loss + 1, predicted: []float64{8, 1, 2, 3, 16, 5, 4, 32}[i]}
		seeds = append(seeds, noisyRivalry{r, []float64{3, 6, 99, 99, 99, 99, 99, 99}[i]})
	}
	net := netSetting{problem: "kdv", depth: 1, width: 3, nodes: 3, precision: theory.Float32}
	g := []descentEntry{{descentSetting{net, claims.OptimiserLM, 9}, []lab.Step{{Name: "1/4", H: 0.25}}}}
	table, err := elsewhereTable(g, [][]noisyRivalry{seeds})
	require.NoError(t, err)
	require.Len(t, table.Rows, 1)
	assert.Equal(t, []string{"kdv", "1x3", "lm", "float32", "1/4"}, table.Rows[0].Key)
	loss, lossLo, lossHi := claims.RatioColumns(claims.RatioLoss)
	solution, solutionLo, solutionHi := claims.RatioColumns(claims.RatioError)
	holds(t, table, 0, map[string]float64{
		claims.ColOrder: 3, claims.ColStep: 0.25, claims.ColCount: 8, claims.ColPredicted: 4.5, claims.ColWins: 6, claims.ColLosses: 2,
		loss: 2.5, lossLo: -2, lossHi: 9, solution: 26, solutionLo: -19, solutionHi: 91, "n noise": 2, claims.ColFloorRatio: 4.5,
	})
}

// T3's row: Poisson is best at its second step and the biharmonic problem at its first, by the medians of the
// errors and not by their least. The median of the seeds' differences is not the difference of the medians, 6.
func TestOrderRowByHand(t *testing.T) {
	cell := func(problem string, h ...float64) descentEntry {
		e := descentEntry{descentSetting{tinyNet(problem, theory.Float32), claims.OptimiserLM, 9}, nil}
		for _, v := range h {
			e.h = append(e.h, lab.Step{H: v})
		}
		return e
	}
	seeds := func(first, second [3]float64) (by [][]rivalry) {
		for i := range first {
			by = append(by, []rivalry{{error: first[i], loss: 50}, {error: second[i], loss: -50}})
		}
		return by
	}
	table, err := orderTable([]descentEntry{cell("poisson-1d", 0.5, 0.25), cell("biharmonic-1d", 0.125, 0.0625)},
		[][][]rivalry{seeds([3]float64{-7, 2, 9}, [3]float64{5, 1, 0}), seeds([3]float64{7, -2, 8}, [3]float64{10, 9, -11})})
	require.NoError(t, err)
	require.Len(t, table.Rows, 1)
	holds(t, table, 0, map[string]float64{
		claims.ColCount: 3, "best h, q=2": 0.25, "best h, q=4": 0.125, claims.ColTrend: 2, claims.ColLo: -3, claims.ColHi: 8,
	})
}

// T4's rows: each seed's ratios lie on a line against the depth, a + b depth.
func TestDepthRowsByHand(t *testing.T) {
	type line struct{ a, b float64 }
	at := func(l line, d int) float64 { return l.a + l.b*float64(d) }
	problem := func(loss, solution [3]line, final [4][3]float64) (cells [][][]rivalry) {
		for d := range 4 {
			var seeds [][]rivalry
			for i := range loss {
				seeds = append(seeds, []rivalry{{loss: at(loss[i], d+1), error: at(solution[i], d+1), final: final[d][i]}})
			}
			cells = append(cells, seeds)
		}
		return cells
	}
	g := append(atDepths("poisson-1d", 3, 7, 9, claims.OptimiserLM, lab.Step{}), atDepths("biharmonic-1d", 3, 7, 9, claims.OptimiserLM, lab.Step{})...)
	cells := append(
		problem([3]line{{1, 2}, {0, -1}, {10, 5}}, [3]line{{3, -2}, {1, 1}, {0, -6}}, [4][3]float64{{64, 4, 2}, {100, 100, 100}, {200, 200, 200}, {1, 8, 16}}),
		problem([3]line{{4, 3}, {7, 0}, {2, 1}}, [3]line{{0, 4}, {0, 6}, {0, 7}}, [4][3]float64{{5, 6, 7}, {100, 100, 100}, {200, 200, 200}, {32, 31, 30}})...)
	table := depthTable(g, cells)
	require.Len(t, table.Rows, 2)
	for i, want := range []map[string]float64{
		{claims.ColCount: 3, "log ratio, depth 1": 3, "log ratio, depth 4": 9, "loss AD, depth 1": 4, "loss AD, depth 4": 8},
		{claims.ColCount: 3, "log ratio, depth 1": 7, "log ratio, depth 4": 7, "loss AD, depth 1": 6, "loss AD, depth 4": 31},
	} {
		holds(t, table, i, want)
	}
	const roundings = 64 * theory.UnitRoundoff64 // of lines through numbers of one digit
	for i, want := range [][6]float64{{2, -1, 5, -2, -6, 1}, {1, 0, 3, 6, 4, 7}} {
		for k, column := range []string{claims.ColTrend, claims.ColLo, claims.ColHi, "trend of errors", "trend of errors lo", "trend of errors hi"} {
			assert.InDelta(t, want[k], table.Value(table.Rows[i], column), roundings*10, "row %d, %s", i, column)
		}
	}
}

// T5's rows: of gradient noise the medians, of the rates the largest floor and the limit that is farther from 0,
// which is the lower one at the first step and the upper one at the second.
func TestStabilityRowsByHand(t *testing.T) {
	const low = claims.RateFloor
	steps := []lab.Step{{Name: "1/4", H: 0.25}, {Name: "1/8", H: 0.125}, {Name: "1/16", H: 0.0625}}
	cell := func(precision theory.Precision) descentEntry {
		return descentEntry{descentSetting{tinyNet("poisson-1d", precision), claims.OptimiserAdam, 9}, steps}
	}
	table := stabilityTable([]descentEntry{cell(theory.Float32), cell(theory.Float64)}, [][][]stability{
		{{{1, 4}, {10, 40}, {5, 6}}, {{3, 9}, {30, 90}, {5, 6}}, {{2, 7}, {20, 70}, {5, 6}}},
		{{{low / 8, -0.5}, {low / 4, 0.5}, {2 * low, math.NaN()}}, {{low / 2, 0.125}, {low / 16, -0.125}, {low, 1}}, {{low / 4, 0.25}, {low, 0.25}, {low, 1}}},
	})
	require.Len(t, table.Rows, 6)
	nan := math.NaN()
	for i, want := range []struct {
		kind                         string
		floor, noise, noiseLo, ratio float64
	}{
		{claims.KindNoise, 2, 7, 4, nan}, {claims.KindNoise, 20, 70, 40, nan}, {claims.KindNoise, 5, 6, 6, nan},
		{claims.KindRate, low / 2, nan, nan, -0.5}, {claims.KindRate, low, nan, nan, 0.5}, {claims.KindRate, 2 * low, nan, nan, nan},
	} {
		assert.Equal(t, []string{want.kind, "poisson-1d", "1x3", steps[i%3].Name}, table.Rows[i].Key)
		holds(t, table, i, map[string]float64{
			claims.ColCount: 3, claims.ColPredicted: want.floor, claims.ColGradientNoise: want.noise, claims.ColGradientNoiseLo: want.noiseLo,
			claims.ColRateRatio: want.ratio,
		})
	}
}

// The best step by theory is the power of two nearest to the least of r/h^q + c h^2, where
//
//	h^(2+q) = q r/(2 c),   r = W u/sqrt 3,   c = C pi^(q+2)/sqrt 2,
//
// with the weights' sum W = 4 and C = 1/12 of the second difference, and W = 16 and C = 1/6 of the fourth.
func TestBestStepOfANetworkByHand(t *testing.T) {
	for _, c := range []struct {
		problem   string
		precision theory.Precision
		h         float64
	}{ // log2 of the least is -6.33, -13.58, -4.44 and -9.27
		{"poisson-1d", theory.Float32, 0x1p-6}, {"poisson-1d", theory.Float64, 0x1p-14},
		{"biharmonic-1d", theory.Float32, 0x1p-4}, {"biharmonic-1d", theory.Float64, 0x1p-9},
	} {
		best, err := tinyNet(c.problem, c.precision).bestStep()
		require.NoError(t, err)
		assert.Equal(t, c.h, best.H, "%s %s", c.problem, c.precision)
	}
}

// T7f's rows: the median over the seeds at each step.
func TestNoiseRowsByHand(t *testing.T) {
	e := descentEntry{descentSetting{tinyNet("biharmonic-1d", theory.Float64), claims.OptimiserLM, 9}, []lab.Step{{Name: "1/4", H: 0.25}, {Name: "1/8", H: 0.125}}}
	table := noiseTable([]descentEntry{e}, [][][]float64{{{3, 10}, {1, 40}, {8, 20}}})
	require.Len(t, table.Rows, 2)
	for i, want := range []struct{ h, ratio float64 }{{0.25, 3}, {0.125, 20}} {
		assert.Equal(t, e.key(e.h[i]), table.Rows[i].Key)
		holds(t, table, i, map[string]float64{claims.ColStep: want.h, claims.ColCount: 3, claims.ColFloorRatio: want.ratio})
	}
}
