package spectral

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// orders are those of the equations.
var orders = map[string]float64{"poisson-1d": 2, "biharmonic-1d": 4}

// What a table says of where a row lies: the order of its problem, and the step that its key names.
func TestPlacesByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 41)
	perturbation, err := Perturbation(t.Context(), s, nil)
	require.NoError(t, err)
	spectra, err := NoiseModel(t.Context(), s, nil)
	require.NoError(t, err)
	for _, table := range []claims.Table{perturbation, spectra} {
		for _, r := range table.Rows {
			k, err := strconv.Atoi(strings.TrimPrefix(table.Key(r, "h"), "2^-"))
			require.NoError(t, err)
			assert.Equal(t, math.Ldexp(1, -k), table.Value(r, "step"), "%v", r.Key)
			assert.Equal(t, orders[table.Key(r, "problem")], table.Value(r, "q"), "%v", r.Key)
			assert.Equal(t, 10., table.Value(r, "n"), "%v", r.Key)
		}
	}
	// tanh'' = -2 t (1 - t^2) is largest, 4/(3 sqrt 3), where t^2 = 1/3, and tanh'''' = 8 t (1 - t^2)(2 - 3 t^2), of which
	// a fine grid finds the largest; every derivative of the sine has 1.
	largest := 0.
	for i := range 100001 {
		v := float64(i) / 100000
		largest = max(largest, math.Abs(8*v*(1-v*v)*(2-3*v*v)))
	}
	growth := map[string]float64{"tanh": largest * 3 * math.Sqrt(3) / 4, "sin": 1}
	for _, r := range perturbation.Rows {
		const grid = 1e-4 // points 16/4000 apart miss a top by at most 2e-3, and that squared times the curvature
		assert.InEpsilon(t, growth[perturbation.Key(r, "activation")], perturbation.Value(r, "growth"), grid, "%v", r.Key)
	}
}

// The steps of E1p are the middles of equal parts of the regime, in the logarithm, between the medians over
// seeds of the edges; on the square N counts the points of one variable.
func TestElsewherePlacesByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 42)
	table, err := EntropyElsewhere(t.Context(), s, nil)
	require.NoError(t, err)
	sizes := map[string][]float64{"third-order-1d": {80, 60, 4}, "kuramoto-sivashinsky-1d": {80, 60, 4}, "poisson-2d": {9, 75, 1}, "biharmonic-2d": {9, 75, 1}}
	for _, set := range elsewhereSettings(s.Size) {
		var lower, upper []float64
		for seed := range 10 {
			e, err := lab.In(set.Precision, seedEdges[float32], seedEdges[float64])(s, set, seed)
			require.NoError(t, err)
			lower, upper = append(lower, e.lower[0]), append(upper, e.upper[0])
		}
		slices.Sort(lower)
		slices.Sort(upper)
		hl, hc := (lower[4]+lower[5])/2, (upper[4]+upper[5])/2
		rows := table.Where(func(r claims.Row) bool { return table.Key(r, "problem") == set.Problem })
		require.Len(t, rows.Rows, 2)
		for k, r := range rows.Rows {
			from, to := 1.5*hl, hc/2
			for name, want := range map[string]float64{"h_l": hl, "h_c": hc, "step": from * math.Pow(to/from, []float64{0.25, 0.75}[k]),
				"N": sizes[set.Problem][0], "M": sizes[set.Problem][1], "R": sizes[set.Problem][2], "n": 10} {
				assert.InEpsilon(t, want, table.Value(r, name), handUlps, "%v, %s", r.Key, name)
			}
		}
	}
}

// The steps of the correlations: two a decade from h_c/32 to 3 h_c, four of them to 6 h_c; and equal
// quotients from end to end of the regime.
func TestStepsOfTheCorrelationsByHand(t *testing.T) {
	const lower, upper = 0.01, 0.5
	steps := func(g Grid) (h []float64) {
		return lab.Each(g[0].relative(lower, upper), func(s lab.Step) float64 { return s.H })
	}
	for size, perDecade := range map[claims.Size]float64{claims.Short: 2, claims.Test: 4} {
		h := steps(correlationGrid(size, 20, 10, theory.Float64))
		for i, v := range h {
			assert.InEpsilon(t, upper*math.Pow(10, -1.5+float64(i)/perDecade), v, handUlps, i)
		}
		assert.Len(t, h, map[float64]int{2: 5, 4: 10}[perDecade])
	}
	h := steps(regimeGrid(claims.Short, 20, 10))
	require.Len(t, h, 4)
	for i, v := range h {
		assert.InEpsilon(t, 0.015*math.Pow(0.25/0.015, float64(i)/3), v, handUlps, i)
	}
}
