package pointwise

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/theory/claims"
)

// want is the series 1 + 2x in 256 bits.
var want = exact.Jet{exact.New(1), exact.New(2)}

func TestCompareCoefficient(t *testing.T) {
	const u = 0x1p-53
	got := certified.Jet{
		Value:     []float64{1, 2 + 0x1p-50},
		Bound:     []float64{0, 0x1p-48},
		Magnitude: []float64{1, 4},
	}
	// The spacing of the numbers at 2 is 2^-51, and 2^-48 of 100 u 4 is 32/400.
	assert.Equal(t, accuracy{n: 1, error: 0.25, bound: 32. / 400, ulps: 2}, compareCoefficient(got, 1, want))
	assert.Equal(t, accuracy{n: 1}, compareCoefficient(got, 0, want))

	got.Value[0] = 1 + 2*u
	assert.Equal(t, math.Inf(1), compareCoefficient(got, 0, want).error, "an error where none is allowed")
	got.Bound[1] = math.NaN()
	a := compareCoefficient(got, 1, want)
	assert.True(t, math.IsNaN(a.error) && math.IsNaN(a.bound), "%+v", a)
	a.merge(accuracy{n: 1, error: 0.5, bound: 0.5})
	assert.True(t, math.IsNaN(a.error) && math.IsNaN(a.bound), "NaN sticks: %+v", a)
}

func TestCompareActivation(t *testing.T) {
	// 3 units of 2^-51 of an allowance of 24 u 4.
	assert.Equal(t, accuracy{n: 1, error: 12. / 96, ulps: 3}, compareActivation(2-3*0x1p-51, 4, want, 1))
	assert.Equal(t, accuracy{n: 1}, compareActivation(1, 4, want, 0))
	assert.Equal(t, math.Inf(1), compareActivation(math.NaN(), 4, want, 0).error)
}

func TestLawTally(t *testing.T) {
	series := func(measured float64) []properties.Comparison {
		var c []properties.Comparison
		for k := 0; k <= MaxOrder; k++ {
			c = append(c, properties.Comparison{Measured: measured, Allowed: float64(k)})
		}
		return c
	}
	var tally lawTallies
	tally.add(append(series(2), series(3)...)) // two series in one case
	tally.add(series(1))
	assert.Equal(t, math.Inf(1), tally[0].worst)
	for k := 1; k <= MaxOrder; k++ {
		assert.Equal(t, 3/float64(k), tally[k].worst, "order %d", k)
		assert.Equal(t, 3, tally[k].n)
	}
	tally.add(series(math.NaN()))
	tally.add(series(1))
	assert.True(t, math.IsNaN(tally[3].worst), "NaN sticks")
}

// A1 and A2 judge the jets that everything else is computed with, not the second
// run of the recurrences that carries the bounds.
func TestJetsUnderTestAreThePlainOnes(t *testing.T) {
	f, err := expr.Elementary("tanh")
	require.NoError(t, err)
	const x = 0.75
	got, err := newTaylor(claims.DefaultSetup(claims.Short, 1))(f, x, MaxOrder)
	require.NoError(t, err)
	direct, err := jet.Apply("tanh", nil, jet.Variable(x, MaxOrder))
	require.NoError(t, err)
	bounded, err := f.Bounded(x, MaxOrder)
	require.NoError(t, err)
	assert.Equal(t, []float64(direct), got.Value)
	assert.Equal(t, bounded.Bound, got.Bound)
	assert.Equal(t, bounded.Magnitude, got.Magnitude)
}

// Every activation that has a recurrence is in A1, at every order: those of the
// random features above all.
func TestActivationsOfA1(t *testing.T) {
	names := smoothActivations()
	assert.ElementsMatch(t, []string{"tanh", "sin", "gaussian", "sigmoid", "softplus", "gelu", "silu", "erf", "exp", "cos"}, names)
	s := claims.DefaultSetup(claims.Short, 11)
	table, err := JetAccuracy(t.Context(), s, nil)
	require.NoError(t, err)
	points, _ := jetCounts(s.Size)
	var keys, wantKeys [][]string
	for _, r := range table.Where(func(r claims.Row) bool { return table.Key(r, "kind") == claims.KindBatch }).Rows {
		keys = append(keys, r.Key)
		n := points
		if r.Key[2] == "0" {
			n *= 2 // values and coefficients
		}
		assert.Equal(t, float64(n), table.Value(r, claims.ColCount), "%v", r.Key)
		assert.Positive(t, table.Value(r, claims.ColError), "%v: nothing was off by a rounding", r.Key)
	}
	for _, name := range names {
		for k := 0; k <= MaxOrder; k++ {
			wantKeys = append(wantKeys, []string{claims.KindBatch, name, fmt.Sprint(k)})
		}
	}
	assert.Equal(t, wantKeys, keys)
}
