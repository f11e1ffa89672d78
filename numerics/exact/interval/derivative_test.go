package interval

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// TestMaxDerivativeKnown compares with maxima that are known in closed form. Both
// bounds err by at most (1 + tol) and the rounding of k! c_k, fewer than 2^8
// operations of an ulp.
func TestMaxDerivativeKnown(t *testing.T) {
	const tol = 1e-6
	for _, c := range []struct {
		name   string
		k      int
		lo, hi float64
		want   float64
	}{
		{"sin", 3, -4, 4, 1},
		{"cos", 8, 0.5, 9, 1},
		{"sin", 2, 0, 1, math.Sin(1)},
		{"exp", 6, -3, 2, math.Exp(2)},
		{"cosh", 5, -3, 2, math.Sinh(3)},
		{"log", 4, 0.5, 8, 6 * 16},
		{"recip", 3, -8, -0.5, 6 * 16},
		{"sqrt", 1, 0.25, 4, 1},
		{"gaussian", 0, -1, 3, 1},
		{"gaussian", 4, -4, 4, 12},      // (2m)!/m! at 0
		{"gaussian", 12, -4, 4, 665280}, // H_12(0)
		{"gaussian", 1, -4, 4, math.Sqrt(2 / math.E)},
		{"erf", 1, -2, 1, 2 / math.Sqrt(math.Pi)},
		{"tanh", 1, -9, 9, 1},
		{"tanh", 2, -9, 9, 4 / (3 * math.Sqrt(3))},
		{"tanh", 3, -9, 9, 2},
		{"sigmoid", 1, -9, 9, 0.25},
		{"softplus", 2, -9, 9, 0.25},
		{"silu", 2, -9, 9, 0.5},
		{"gelu", 2, -9, 9, math.Sqrt(2 / math.Pi)},
		{"tan", 1, -1, 0.5, 1 + math.Tan(1)*math.Tan(1)},
	} {
		upper, lower, err := MaxDerivative(c.name, c.k, c.lo, c.hi, tol)
		require.NoError(t, err)
		// want itself comes from a few library calls.
		assert.LessOrEqual(t, c.want*(1-0x1p-50), upper, "%s, derivative %d", c.name, c.k)
		assert.GreaterOrEqual(t, c.want*(1+0x1p-50), lower, "%s, derivative %d", c.name, c.k)
		assert.LessOrEqual(t, upper, (1+tol)*(1+0x1p-44)*lower, "%s, derivative %d", c.name, c.k)
	}
}

// TestMaxDerivativeBounds draws functions, orders and domains, and checks that
// no 256-bit derivative is above the upper bound and that the two bounds are in
// order and as close as asked.
func TestMaxDerivativeBounds(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				lo := rapid.Float64Range(-4, 4).Draw(t, "lo")
				x := Interval{lo, lo + rapid.Float64Range(0, 6).Draw(t, "width")}
				switch f.name {
				case "log", "sqrt", "recip":
					x = Interval{x.Abs().Lo + 0.25, x.Abs().Hi + 0.25}
				case "tan":
					x = Interval{max(-1.25, x.Lo/4), min(1.25, x.Hi/4)}
				}
				k := rapid.IntRange(0, 6).Draw(t, "k")
				const tol = 0x1p-7
				upper, lower, err := MaxDerivative(f.name, k, x.Lo, x.Hi, tol)
				require.NoError(t, err)
				assert.LessOrEqual(t, lower, upper)
				if upper > 0x1p-40 { // beside a zero that is the whole domain, rounding may be all
					assert.LessOrEqual(t, upper, (1+tol)*(1+0x1p-40)*lower, "%s, derivative %d on %v", f.name, k, x)
				}
				for range 4 {
					c, err := exact.Coefficients(f.name, exact.New(drawIn(t, "x", x)), k)
					require.NoError(t, err)
					assert.LessOrEqual(t, number.Abs(c.Derivative(k)).Cmp(exact.New(upper)), 0, "%s, derivative %d on %v: above %g", f.name, k, x, upper)
				}
			})
		})
	}
}

// TestMaxDerivativeCap checks that a tolerance out of reach ends the search, with
// bounds that still enclose.
func TestMaxDerivativeCap(t *testing.T) {
	upper, lower, err := MaxDerivative("tanh", 4, -3, 3, 0)
	require.NoError(t, err)
	assert.Less(t, lower, upper)
	loose, _, err := MaxDerivative("tanh", 4, -3, 3, 0.1)
	require.NoError(t, err)
	assert.LessOrEqual(t, upper, loose)
	assert.GreaterOrEqual(t, loose, lower)

	// A point, and a maximum that underflows.
	upper, lower, err = MaxDerivative("exp", 3, 1, 1, 0)
	require.NoError(t, err)
	assert.True(t, lower <= math.E && math.E <= upper && upper <= math.E*(1+0x1p-48))
	upper, lower, err = MaxDerivative("gaussian", 2, 30, 31, 0.5)
	require.NoError(t, err)
	assert.Zero(t, lower)
	assert.LessOrEqual(t, upper, 0x1p-900)
}
