package spectral

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// The tables of sweeps that were made by hand: each column has a value that can be read off,
// at numbers where the wrong reading differs.

// handUlps bounds what a few logarithms, quotients and roots of small numbers add to a value
// by hand, in u.
const handUlps = 32 * theory.UnitRoundoff64

// handEntropy is H of the values that are kept, in its own loops.
func handEntropy(kept []float64) float64 {
	total, h := 0.0, 0.0
	for _, s := range kept {
		total += s
	}
	for _, s := range kept {
		h -= s / total * math.Log2(s/total)
	}
	if len(kept) < 2 {
		return 0
	}
	return h / math.Log2(float64(len(kept)))
}

// handCount is how many values reach a limit.
func handCount(sigma []float64, limit float64) int {
	n := 0
	for _, s := range sigma {
		if s >= limit {
			n++
		}
	}
	return n
}

// Spectra with the cut-off 0.2: their counts and entropies are 2 and 1 (even); 2 and
// (2 ln 2 - 0.75 ln 3)/ln 2 = 0.811 (uneven); 3 and 1.5 ln 2/ln 3 = 0.946 (three); 4 and
// (3 ln 2 - 0.75 ln 3)/ln 4 = 0.906 (four).
var (
	handEven   = []float64{5, 5, 0.5, 0.1}
	handUneven = []float64{3, 1, 0.5, 0.01}
	handThree  = []float64{2, 1, 1, 0.3}
	handFour   = []float64{3, 3, 1, 1}
)

// handSample is a sample with a spectrum and residuals and errors that differ from one cut-off
// to the next. Its noise is that of 25 = 1 3^2 + 4 2^2 over |f| = 160.
func handSample(sigma []float64, residual, solution float64) *sample {
	s := &sample{sigma: sigma, rows: 12, interior: 9, order: 2, size: 160, variances: []float64{1, 4, 7, 0}}
	for c, cutoff := range claims.Cutoffs() {
		s.a = append(s.a, 0.2*cutoff.Factor)
		s.kept = append(s.kept, handCount(sigma, 0.2*cutoff.Factor*sigma[0]))
		s.coefficients = append(s.coefficients, []float64{3, 2, 0, 5})
		s.residual = append(s.residual, residual*float64(1+c))
		s.solution = append(s.solution, solution*float64(1+2*c))
	}
	return s
}

// handRun has nine seeds at the step 1/4. AD has the larger entropy in seven of them and FD in
// one; the residuals of FD are 9, 8, .. 1 halves of AD's, those of AD 1, 2, .. 9 thousandths.
func handRun() run {
	r := run{
		Setting: Setting{Problem: "poisson-1d", Activation: "tanh", Nodes: Dyadic, N: 9, M: 4, Precision: theory.Float64},
		order:   2, steps: []lab.Step{{Name: "2^-2", H: 0.25}},
	}
	sides := [][2][]float64{
		{handEven, handFour}, {handEven, handFour}, {handEven, handFour}, {handEven, handFour}, {handEven, handUneven},
		{handThree, handUneven}, {handEven, handThree}, {handUneven, handEven}, {handEven, handEven},
	}
	for i, s := range sides {
		ad := 1e-3 * float64(i+1)
		p := pair{step: r.steps[0], seed: i, ad: handSample(s[0], ad, 1/float64(i+1)), fd: handSample(s[1], ad*float64(9-i)/2, 10/float64(i+1))}
		r.pairs = append(r.pairs, []pair{p})
		// The edges are 1, 2, .. 9 at the default cut-off, and other ones at the others.
		e := edges{}
		for c := range claims.Cutoffs() {
			e.lower = append(e.lower, float64(9-i)*1e-3/float64(1+c))
			e.upper = append(e.upper, float64(i+1)*float64(1+c))
		}
		r.edges = append(r.edges, e)
	}
	return r
}

// handSetup is a setup whose sweep of the ordering grid is handRun.
func handSetup(t *testing.T, seed uint64) claims.Setup {
	t.Helper()
	s := claims.DefaultSetup(claims.Short, seed)
	_, err := sweeps.Get(t.Context(), measured(s), func() ([]run, error) { return []run{handRun()}, nil })
	require.NoError(t, err)
	return s
}

// checkRow compares a row with columns by hand, all of them.
func checkRow(t *testing.T, table claims.Table, r claims.Row, want map[string]float64) {
	t.Helper()
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	for name, v := range want {
		require.Contains(t, names, name)
		got := table.Value(r, name)
		if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			assert.True(t, got == v || math.IsNaN(got) && math.IsNaN(v), "%v, %s: %v, want %v", r.Key, name, got, v)
			continue
		}
		assert.InEpsilon(t, v, got, handUlps, "%v, %s", r.Key, name)
	}
	assert.Len(t, names, len(want), "%v: a column without a value by hand", r.Key)
}

// place of the hand-made cell: its medians over nine seeds are those of the fifth.
func handPlace(want map[string]float64, cutoff int) map[string]float64 {
	want["q"], want["step"] = 2, 0.25
	want["h_l"], want["h_c"] = 5e-3/float64(1+cutoff), 5*float64(1+cutoff)
	return want
}

func TestEntropyOrderingByHand(t *testing.T) {
	table, err := EntropyOrdering(t.Context(), handSetup(t, 9001), nil)
	require.NoError(t, err)
	require.Len(t, table.Rows, 3)
	four := (3*math.Ln2 - 0.75*math.Log(3)) / math.Log(4)
	three, uneven := 1.5*math.Ln2/math.Log(3), 2-0.75*math.Log2(3)
	// The differences in order: uneven-1, 0, 1-three, 1-four four times, three-uneven and
	// 1-uneven. Of nine values the interval ends at the second and at the eighth.
	differences := []float64{uneven - 1, 0, 1 - three, 1 - four, 1 - four, 1 - four, 1 - four, three - uneven, 1 - uneven}
	require.True(t, slices.IsSorted(differences))
	checkRow(t, table, table.Rows[0], handPlace(map[string]float64{
		"N": 9, "M": 4, "n": 9, "wins": 7, "losses": 1, "median": 1 - four, "lo": 0, "hi": three - uneven,
		"median H_AD": 1, "median H_FD": four, "median n_a AD": 2, "median n_a FD": 3,
	}, 0))
	for c := 1; c < 3; c++ { // the other cut-offs, in loops
		var ad, fd, diff, keptAD, keptFD []float64
		wins, losses := 0.0, 0.0
		for _, p := range handRun().pairs {
			nAD := handCount(p[0].ad.sigma, 0.2*claims.Cutoffs()[c].Factor*p[0].ad.sigma[0])
			nFD := handCount(p[0].fd.sigma, 0.2*claims.Cutoffs()[c].Factor*p[0].fd.sigma[0])
			hAD, hFD := handEntropy(p[0].ad.sigma[:nAD]), handEntropy(p[0].fd.sigma[:nFD])
			ad, fd, diff = append(ad, hAD), append(fd, hFD), append(diff, hAD-hFD)
			keptAD, keptFD = append(keptAD, float64(nAD)), append(keptFD, float64(nFD))
			if math.Abs(hAD-hFD) > handUlps {
				if hAD > hFD {
					wins++
				} else {
					losses++
				}
			}
		}
		r := table.Rows[c]
		for name, x := range map[string][]float64{"median H_AD": ad, "median H_FD": fd, "median": diff, "median n_a AD": keptAD, "median n_a FD": keptFD} {
			slices.Sort(x)
			assert.InDelta(t, x[4], table.Value(r, name), handUlps, "%v, %s", r.Key, name)
		}
		assert.InDelta(t, diff[1], table.Value(r, "lo"), handUlps, "%v", r.Key)
		assert.InDelta(t, diff[7], table.Value(r, "hi"), handUlps, "%v", r.Key)
		assert.Equal(t, []float64{wins, losses}, []float64{table.Value(r, "wins"), table.Value(r, "losses")}, "%v", r.Key)
		assert.Equal(t, []float64{5e-3 / float64(1+c), 5 * float64(1+c)}, []float64{table.Value(r, "h_l"), table.Value(r, "h_c")})
	}
}

func TestResidualOrderingByHand(t *testing.T) {
	table, err := ResidualOrdering(t.Context(), handSetup(t, 9002), nil)
	require.NoError(t, err)
	require.Len(t, table.Rows, 3)
	for c, r := range table.Rows {
		// FD's residual, (i+1)(9-i)/2 thousandths, is larger than AD's where 9-i > 2, equal at
		// i = 7 and smaller at i = 8. In order it is 4.5 4.5 8 8 10.5 10.5 12 12 12.5.
		f := float64(1 + c)
		var overFloor []float64
		for i, p := range handRun().pairs {
			n := handCount(p[0].fd.sigma, 0.2*claims.Cutoffs()[c].Factor*p[0].fd.sigma[0])
			floor := math.Sqrt(float64(9-n)) * 5 / (0.25 * 0.25 * 160) // h^q |f| = 10
			overFloor = append(overFloor, 1e-3*f*float64(i+1)*float64(9-i)/2/floor)
		}
		slices.Sort(overFloor)
		checkRow(t, table, r, handPlace(map[string]float64{
			"N": 9, "M": 4, "n": 9, "wins": 7, "losses": 1, "median": 2.5, "lo": 1, "hi": 4,
			"median residual AD": 5e-3 * f, "median residual FD": 10.5e-3 * f,
			"median error AD": 0.2 * (1 + 2*float64(c)), "median error FD": 2 * (1 + 2*float64(c)), "residual_FD/floor": overFloor[4],
		}, c))
	}
}

func TestTailOrderingByHand(t *testing.T) {
	table, err := TailOrdering(t.Context(), handSetup(t, 9003), nil)
	require.NoError(t, err)
	require.Len(t, table.Rows, 3)
	// The tails begin at the smaller count, 2 in all seeds, FD's values over AD's:
	// even/four 2 and 10 (four times), even/uneven 1 and 0.1, three/uneven 0.5 and 0.0333,
	// even/three 2 and 3, uneven/even 1 and 10, even/even 1 and 1. All are larger in five
	// seeds. Of two values most are smaller where neither is larger and the median of the
	// quotients is below 1: in the two seeds with uneven on FD's side.
	checkRow(t, table, table.Rows[0], handPlace(map[string]float64{
		"n": 9, "tail": 2, "all larger": 5, "most smaller": 2, "least ratio": 0.01 / 0.3, "middle ratio": 5.5,
	}, 0))
	// At three times the cut-off, 0.6: one value of uneven and of three is kept, two of even and of
	// four. The tails with three/uneven have the quotients 1, 0.5, 0.0333, even/uneven 0.2, 1, 0.1,
	// even/three 0.2, 2, 3, uneven/even 5, 1, 10.
	checkRow(t, table, table.Rows[2], handPlace(map[string]float64{
		"n": 9, "tail": 2, "all larger": 4, "most smaller": 2, "least ratio": 0.01 / 0.3, "middle ratio": 5,
	}, 2))
}

// Half of the values smaller are not most of them, even where the median of the quotients is below 1; equal
// values are not larger.
func TestTailsByHand(t *testing.T) {
	all := tails{shortest: math.Inf(1), least: math.Inf(1)}
	for _, fd := range [][]float64{{1.5, 0.25}, {2, 3}, {1, 2}, {0.5, 0.75}} {
		all.add([]float64{1, 1}, fd)
	}
	assert.Equal(t, tails{1, 1, 2, 0.25, []float64{0.875, 2.5, 1.5, 0.625}}, all)
	all.add([]float64{4, 4, 4}, []float64{2, 1, 8})
	all.add([]float64{8}, []float64{1})
	assert.Equal(t, tails{1, 3, 1, 0.125, []float64{0.875, 2.5, 1.5, 0.625, 0.5, 0.125}}, all)
}

// Every reading of entropy, by its definition in loops.
func TestEntropyVariantsByHand(t *testing.T) {
	table, err := EntropyVariants(t.Context(), handSetup(t, 9004), nil)
	require.NoError(t, err)
	squares := func(x []float64) []float64 {
		y := slices.Clone(x)
		for i := range y {
			y[i] *= x[i]
		}
		return y
	}
	for i, v := range theory.EntropyVariants() {
		for c, cutoff := range claims.Cutoffs() {
			a := 0.2 * cutoff.Factor
			read := func(sigma []float64, adCount int) float64 {
				n := handCount(sigma, a*sigma[0])
				kept := sigma[:n]
				switch v {
				case theory.EntropySquared:
					return handEntropy(squares(kept))
				case theory.EntropyAbsolute:
					return handEntropy(sigma[:handCount(sigma, a)])
				case theory.EntropyNoFactor:
					return handEntropy(kept) * math.Log(float64(n))
				case theory.EntropyFull:
					return handEntropy(kept) * math.Log(float64(n)) / math.Log(4)
				case theory.EntropyCount:
					return handEntropy(sigma[:adCount])
				}
				return handEntropy(kept)
			}
			var diff []float64
			wins, losses := 0.0, 0.0
			for _, p := range handRun().pairs {
				n := handCount(p[0].ad.sigma, a*p[0].ad.sigma[0])
				d := read(p[0].ad.sigma, n) - read(p[0].fd.sigma, n)
				if math.Abs(d) > handUlps && d > 0 {
					wins++
				} else if math.Abs(d) > handUlps {
					losses++
				}
				diff = append(diff, d)
			}
			slices.Sort(diff)
			r := table.Rows[3*i+c]
			require.Equal(t, []string{string(v), cutoff.Name}, []string{r.Key[0], r.Key[4]})
			assert.InDelta(t, diff[4], table.Value(r, "median"), handUlps, "%v", r.Key)
			if wins+losses > 0 { // equal entropies may round apart where both sides are equal in exact arithmetic only
				assert.Equal(t, []float64{wins, losses}, []float64{table.Value(r, "wins"), table.Value(r, "losses")}, "%v", r.Key)
			}
			place := handPlace(map[string]float64{"n": 9}, c)
			for name, want := range place {
				assert.InEpsilon(t, want, table.Value(r, name), handUlps, "%v, %s", r.Key, name)
			}
			assert.Len(t, table.Columns, len(place)+3, "a column without a value by hand")
		}
	}
}

// A setup that changes the reading of entropy changes what stands under the default's name, and nothing else.
func TestEntropyVariantsOfAChangedReading(t *testing.T) {
	s := handSetup(t, 9004)
	plain, err := EntropyVariants(t.Context(), s, nil)
	require.NoError(t, err)
	changed, err := EntropyVariants(t.Context(), s.With(claims.Setup{Entropy: theory.EntropyNoFactor}), nil)
	require.NoError(t, err)
	medians := func(table claims.Table, v theory.EntropyVariant) []float64 {
		rows := table.Where(func(r claims.Row) bool { return r.Key[0] == string(v) })
		return lab.Each(rows.Rows, func(r claims.Row) float64 { return rows.Value(r, claims.ColMedian) })
	}
	for _, v := range theory.EntropyVariants() {
		want := medians(plain, v)
		if v == theory.EntropyDefault {
			assert.NotEqual(t, want, medians(changed, v))
			want = medians(plain, theory.EntropyNoFactor)
		}
		assert.Equal(t, want, medians(changed, v), v)
	}
}

// Four points of two seeds with the ranks (2,3) (3,2) and (1,1) (4,4): Spearman's coefficient
// is 1 - 6 2/(4 15) = 0.8, that of either seed alone -1 and 1. The pseudo-values 2 0.8 - 1 and
// 2 0.8 + 1 lie 1 from their mean, and the quantile of Student's t with one degree of freedom,
// Cauchy's, is tan pi(1/2 - rate).
func TestCorrelateByHand(t *testing.T) {
	points := [][]point{
		{{0, 0.2, 1e-3}, {0.5, 0.3, 1e-2}},
		{{0.125, 0.1, 1}, {2, 0.4, 1e-9}},
	}
	for _, rate := range []float64{claims.ErrorRate95, claims.SignLevel} {
		table := claims.NewTable([]string{"cell"})
		lab.Add(&table, []string{"a"}, correlate(points, rate))
		half := math.Tan(math.Pi * (0.5 - rate))
		const quantile = 0x1p-30 // of gonum's inverse of the incomplete beta function
		r := table.Rows[0]
		assert.InEpsilon(t, 0.8-half, table.Value(r, "lo"), quantile)
		assert.InEpsilon(t, 0.8+half, table.Value(r, "hi"), quantile)
		assert.InEpsilon(t, 0.8, table.Value(r, "spearman"), handUlps)
		for name, want := range map[string]float64{"h from": 0.125, "h to": 2, "n": 2, "cells": 4} {
			assert.Equal(t, want, table.Value(r, name), name)
		}
		assert.Len(t, table.Columns, 7, "a column without a value by hand")
	}
}

// handCorrelation is a run of two seeds and three steps. AD's entropy is 1; FD's falls from the first
// step to the last, and the residuals are 10^-rank of the ranks given, in the second seed in
// reverse and twice as large.
func handCorrelation(h float64, ranks ...float64) run {
	r := run{
		Setting: Setting{Problem: "poisson-1d", Activation: "tanh", Nodes: ordinary, N: 9, M: 4, Precision: theory.Float64},
		order:   2, steps: []lab.Step{{Name: "a", H: h}, {Name: "b", H: 2 * h}, {Name: "c", H: 4 * h}},
	}
	for seed := range 2 {
		var pairs []pair
		for k := range ranks {
			rank := ranks[k]
			if seed == 1 {
				rank = ranks[len(ranks)-1-k]
			}
			second := []float64{4, 3, 2}[k] - 0.5*float64(seed)
			fd := handSample([]float64{5, second, 0.01, 0.001}, math.Pow(10, -rank)*float64(1+seed), 1)
			pairs = append(pairs, pair{step: r.steps[k], seed: seed, ad: handSample([]float64{5, 5, 0.01, 0.001}, 1e-9*float64(1+seed), 1), fd: fd})
		}
		r.pairs = append(r.pairs, pairs)
	}
	return r
}

// FD's cells of both seeds, in the order of their entropies: 4, 3.5, 3, 2.5, 2, 1.5 beside 5. AD's tie
// in the largest entropy. The limits lie the quantile of Cauchy's distribution times half of the
// difference of what either seed has alone from the coefficient, as TestCorrelateByHand has it.
func TestCorrelationTablesByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 9005)
	n, m := correlationSize(s.Size)
	keep := func(name string, features int, r run) {
		_, err := across.Get(t.Context(), sweepKey{measured(s), n, features, name}, func() ([]run, error) { return []run{r}, nil })
		require.NoError(t, err)
	}
	keep(insideRegime, m, handCorrelation(0.5, 1, 3, 2))
	keep(acrossEdge, m, handCorrelation(0.25, 3, 2, 1))
	keep(acrossEdge, 3*m/4, handCorrelation(0.125, 2.25, 3.25, 1.75))
	keep(acrossEdge, m/2, handCorrelation(1, 1.5, 2.5, 0.5))
	keep(acrossEdge32, m, handCorrelation(0x1p-5, 1, 2, 3))

	// of lists entropies, in rank, and -log residuals of one seed, AD's first if it counts.
	of := func(seed int, withAD bool, lists ...[]float64) (h, l []float64) {
		for _, ranks := range lists {
			if withAD {
				h, l = append(h, 9), append(l, 9-math.Log10(float64(1+seed)))
			}
			for k := range ranks {
				h, l = append(h, []float64{4, 3, 2}[k]-0.5*float64(seed)), append(l, ranks[k]-math.Log10(float64(1+seed)))
				if seed == 1 {
					l[len(l)-1] += ranks[len(ranks)-1-k] - ranks[k]
				}
			}
		}
		return h, l
	}
	tables := map[string]claims.Table{}
	for name, protocol := range map[string]lab.Protocol{"fixed": CorrelationFixedM, "inside": CorrelationInRegime, "pools": CorrelationByPool} {
		table, err := protocol(t.Context(), s, nil)
		require.NoError(t, err)
		tables[name] = table
	}
	for _, want := range []struct {
		table, pool     string
		row             int // of the first cut-off, and how many a cut-off has
		of              int
		withAD          bool
		from, to, cells float64
		rate            float64
		ranks           [][]float64
	}{
		{"inside", "", 0, 1, false, 0.5, 2, 6, claims.SignLevel, [][]float64{{1, 3, 2}}},
		{"fixed", "", 0, 1, true, 0.25, 1, 8, claims.ErrorRate95, [][]float64{{3, 2, 1}}},
		{"pools", claims.PoolFloat64, 0, 3, true, 0.25, 1, 8, claims.SignLevel, [][]float64{{3, 2, 1}}},
		{"pools", claims.PoolFloat32, 1, 3, true, 0x1p-5, 0x1p-3, 8, claims.SignLevel, [][]float64{{1, 2, 3}}},
		{"pools", claims.PoolSizes, 2, 3, true, 0.125, 4, 24, claims.SignLevel, [][]float64{{3, 2, 1}, {2.25, 3.25, 1.75}, {1.5, 2.5, 0.5}}},
	} {
		h0, l0 := of(0, want.withAD, want.ranks...)
		h1, l1 := of(1, want.withAD, want.ranks...)
		both := claims.Spearman(append(slices.Clone(h0), h1...), append(slices.Clone(l0), l1...))
		half := math.Tan(math.Pi*(0.5-want.rate)) * math.Abs(claims.Spearman(h0, l0)-claims.Spearman(h1, l1)) / 2
		table := tables[want.table]
		for c := range 2 { // at the third cut-off values below 3 fall out
			r := table.Rows[want.row+want.of*c]
			if want.pool != "" {
				assert.Equal(t, want.pool, r.Key[0])
			}
			for name, v := range map[string]float64{"h from": want.from, "h to": want.to, "n": 2, "cells": want.cells} {
				assert.Equal(t, v, table.Value(r, name), "%s, %v, %s", want.table, r.Key, name)
			}
			assert.InDelta(t, both, table.Value(r, "spearman"), handUlps, "%s, %v", want.table, r.Key)
			const quantile = 0x1p-30 // of gonum's inverse of the incomplete beta function
			for name, sign := range map[string]float64{"lo": -1, "hi": 1} {
				assert.InEpsilon(t, both+sign*half, table.Value(r, name), quantile, "%s, %v, %s", want.table, r.Key, name)
			}
			assert.Equal(t, claims.Cutoffs()[c].Name, table.Key(r, claims.CutoffKey))
		}
		assert.Len(t, table.Columns, 7, "a column without a value by hand")
	}
}

func TestGapFieldsByHand(t *testing.T) {
	table := claims.NewTable([]string{"cell"})
	lab.Add(&table, []string{"a"}, gapFields([]gap{{0.5, 3, 0.25, 7}, {0.25, 1, 0.5, 9}, {0.125, 8, 0.0625, 2}}))
	checkRow(t, table, table.Rows[0], map[string]float64{"n": 3, "weyl": 0.5, "norm of E": 3, "noise share": 0.5, "large/h^p": 9})
}

func TestNoiseFieldsByHand(t *testing.T) {
	nan := math.NaN()
	table := claims.NewTable([]string{"cell"})
	all := []noiseResult{{1, 20, 300, 4, 0.5}, {3, 10, 100, 6, 0.75}, {2, 60, 200, 9, 0.25}, {8, 50, 900, nan, nan}, {9, 40, 800, nan, nan}}
	lab.Add(&table, []string{"a"}, noiseFields(all, 3))
	checkRow(t, table, table.Rows[0], map[string]float64{"n": 5, "controls": 3, "tail median/model": 3, "tail top/model": 40,
		"tail mean": 300, "norm of E/model": 6, "106-bit tail FD/AD": 0.5})
}

// The medians of the quotients are not the quotients of the medians.
func TestEdgeFieldsByHand(t *testing.T) {
	table := claims.NewTable([]string{"cell"})
	lab.Add(&table, []string{"a"}, edgeFields([]edgeResult{{5, 1, 4, 16, 8}, {9, 2, 2, 4, 16}, {7, 4, 1, 8, 24}}))
	checkRow(t, table, table.Rows[0], map[string]float64{"n": 3, "least M - n_a": 5, "h_c": 8, "measured upper": 16,
		"h_l": 2, "measured lower": 2, "upper edge/h_c": 3, "lower edge/h_l": 1})
}

func TestSpectralFieldsByHand(t *testing.T) {
	table := claims.NewTable([]string{"cell"})
	lab.Add(&table, []string{"a"}, spectralFields([]spectralPair{{5, 9, 0.75, 0.5}, {7, 3, 0.5, 0.5}, {6, 8, 0.25, 0.5}, {8, 4, 0.5, 0.375}, {4, 5, 1, 0}}))
	checkRow(t, table, table.Rows[0], map[string]float64{"n": 5, "wins": 3, "losses": 1, "median": 0.125, "median n_a AD": 6, "median n_a FD": 5})
}

func TestCompareTailsByHand(t *testing.T) {
	// Two values are kept and the smallest is left out: tails of 8, 4, 2 and 6, 5, 3.
	r, err := compareTails([]float64{90, 80, 8, 4, 2, 1}, []float64{70, 60, 6, 5, 3, 0.5}, 2)
	require.NoError(t, err)
	assert.InEpsilon(t, 4./5, r.median, handUlps)
	assert.InEpsilon(t, 8./6, r.top, handUlps)
	assert.InEpsilon(t, 4, r.mean, handUlps, "the cube root of 64")
	assert.True(t, math.IsNaN(r.norm) && math.IsNaN(r.exactTail), "no control")
}

// The median of each column at each cut-off, of three seeds. The tail of FD begins at AD's count.
func TestPrecisionFieldsByHand(t *testing.T) {
	var seeds []roundedPair
	for i := range 3 {
		f := float64(i + 1)
		fd := handSample([]float64{9, 8, 4 * f, 1 * f}, 0.5*f, 0.25*f)
		for c := range fd.coefficients {
			fd.coefficients[c] = []float64{3 * f, 4 * f * f} // of norm 5 in the first seed
			fd.kept[c] = 2 + i
		}
		seeds = append(seeds, roundedPair{ad: []float64{9, 8, 36 * f, 1 / f}, kept: []int{1, 2, 0}, fd: fd})
	}
	for c, tails := range [][2]float64{{math.Cbrt(8 * 8 * 2), math.Cbrt(8 * 36)}, {4, 6}, {math.Pow(9*8*8*2, 0.25), math.Pow(9*8*36, 0.25)}} {
		f := float64(1 + c)
		table := claims.NewTable([]string{"cell"})
		lab.Add(&table, []string{"a"}, precisionFields(seeds, c))
		// The residuals are 0.5, 1, 1.5 times 1 + c, and the norms 5, sqrt(36 + 256), sqrt(81 + 1296).
		checkRow(t, table, table.Rows[0], map[string]float64{"n": 3, "tail mean": tails[0], "tail mean AD": tails[1],
			"residual": f, "residual/|a|": f / math.Sqrt(292), "error FD": 0.5 * (1 + 2*float64(c)), "n_a FD": 3, "n_a AD": []float64{1, 2, 0}[c]})
	}
}

// bisect halves the logarithm seven times: the edge is within a factor (hi/lo)^(1/256) of where
// below turns false, and there is none where it does not.
func TestBisectByHand(t *testing.T) {
	for _, edge := range []float64{0.013, 0.5, 0.97, 1.9} {
		got, err := bisect(0x1p-7, 2, func(h float64) (bool, error) { return h < edge, nil })
		require.NoError(t, err)
		assert.LessOrEqual(t, math.Abs(math.Log2(got/edge)), 8./256+handUlps, edge)
	}
	for _, always := range []bool{true, false} {
		got, err := bisect(1, 2, func(float64) (bool, error) { return always, nil })
		require.NoError(t, err)
		assert.True(t, math.IsNaN(got))
	}
}

// The rows of P3 by precision, step and cut-off: what each setting, precision, step and seed gave stands
// in its own row, told by its count.
func TestPrecisionTableByHand(t *testing.T) {
	g := Grid{
		{Setting: Setting{Problem: "poisson-1d", Activation: "tanh", Nodes: Dyadic, N: 9, M: 4}, Steps: lab.DyadicSteps(3, 5)},
		{Setting: Setting{Problem: "biharmonic-1d", Activation: "sin", Nodes: Dyadic, N: 7, M: 3}, Steps: lab.DyadicSteps(2)},
	}
	widths := []int{11, 24, 53}
	results := make([][][][]roundedPair, len(g))
	for i, e := range g {
		for seed := range 3 {
			byWidth := make([][]roundedPair, len(widths))
			for l := range widths {
				for k := range e.Steps {
					fd := handSample(handFour, 1, 1)
					for c := range fd.kept {
						fd.kept[c] = 1000*i + 100*l + 10*k + 3*c + seed
					}
					byWidth[l] = append(byWidth[l], roundedPair{ad: handFour, kept: []int{1, 1, 1}, fd: fd})
				}
			}
			results[i] = append(results[i], byWidth)
		}
	}
	table, err := precisionTable(claims.Short, g, results)
	require.NoError(t, err)
	row := 0
	for i, e := range g {
		for k, step := range e.Steps {
			for c, cutoff := range claims.Cutoffs() {
				for l, bits := range []string{"11", "24", "53"} {
					r := table.Rows[row]
					row++
					assert.Equal(t, []string{e.Problem, e.Activation, Dyadic, cutoff.Name, step.Name, []string{"9", "7"}[i], []string{"4", "3"}[i], bits}, r.Key)
					for name, want := range map[string]float64{"q": []float64{2, 4}[i], "step": step.H,
						"u": []float64{0x1p-11, 0x1p-24, 0x1p-53}[l], "n_a FD": float64(1000*i + 100*l + 10*k + 3*c + 1), "n": 3} {
						assert.Equal(t, want, table.Value(r, name), "%v, %s", r.Key, name)
					}
				}
			}
		}
	}
	assert.Len(t, table.Rows, row)
}
