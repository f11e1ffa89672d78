package expr_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/properties/expr"
)

// Any text and domain give an error, or an expression that is written and read again to the same tree,
// and whose value is defined everywhere on the domain: within its error bound in float64, and within
// its range.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"x", "1", "-0", "-x^2", "(x+1)*(x-1)^2", "tanh(sin(x) + 0.5)", "exp(-x^2)/(2+x)", "1e-3*cos(x)",
		"x^65536", "x^65537", "(x^256)^257", "1^1000000000000000000", "sin(x^1000)^1000", "((((x^9)^9)^9)^9)^9", "x - -0.5",
		"gelu(silu(softplus(x)))", "recip(2+x)*sqrt(1+x^2)", "log(1.5+x/2)", "erf(gaussian(x))", "sigmoid(x)^3/3",
		"", "x +", "sin x", "0x10", "1_000", "1e999", "x^-1", "x^0", "x^99999999999999999999",
		"((x))", "--x", "x/0", "y(x)", "x\x00", "\xff", "/*", "//x", "'x'", "x^08",
		strings.Repeat("(", 2000) + "x" + strings.Repeat(")", 2000), strings.Repeat("-", 3000) + "x",
		strings.Repeat("x+", 3000) + "x", strings.Repeat("sin(", 100) + "x" + strings.Repeat(")", 100),
	} {
		f.Add(text, 0.25, 0.75)
	}
	f.Add("gaussian(x)", 3.6505208333333337, 7.037037037037037)
	for _, domain := range [][2]float64{{0, 0}, {1, -1}, {math.Inf(-1), math.Inf(1)}, {math.NaN(), 1}, {-1, 5e-324}, {-0x1p64, 0x1p64}, {math.Copysign(0, -1), 0}} {
		f.Add("x^2 - 1", domain[0], domain[1])
		f.Add("2", domain[0], domain[1])
	}
	f.Fuzz(func(t *testing.T, text string, lo, hi float64) {
		e, err := expr.Parse(text, lo, hi)
		if err != nil {
			assert.NotEmpty(t, err.Error())
			return
		}
		const slow = 200 // characters: a fuzzer's time is better spent on many small trees
		if len(text) > slow {
			return
		}
		from, to := e.Domain()
		require.True(t, from == lo && to == hi, "domain [%v, %v] became [%v, %v]", lo, hi, from, to)
		again, err := expr.Parse(e.String(), lo, hi)
		require.NoError(t, err, "%q printed as %q", text, e)
		assert.Equal(t, e.String(), again.String())
		a, err := expr.Fold(e, tree{})
		require.NoError(t, err)
		b, err := expr.Fold(again, tree{})
		require.NoError(t, err)
		require.Equal(t, a, b, "%q printed as %q", text, e)

		least, most := e.Range()
		for _, x := range []float64{lo, lo/2 + hi/2, hi} {
			if math.IsInf(x, 0) || math.IsNaN(x) {
				continue // of a constant, which is defined everywhere
			}
			bounded, err := e.Bounded(x, 0)
			require.NoError(t, err, "%v at %v", e, x)
			v := e.Float64(x)
			require.Equal(t, math.Float64bits(bounded.Value[0]), math.Float64bits(v), "%v at %v", e, x)
			truth, err := e.Exact(new(big.Float).SetFloat64(x), 0)
			require.NoError(t, err, "%v at %v", e, x)
			miss, _ := new(big.Float).Sub(truth[0], exact.New(v)).Float64()
			assert.LessOrEqual(t, math.Abs(miss), bounded.Bound[0], "%v at %v: %v", e, x, v)
			// The ends of the range are values in float64 by plain formulas. That of gaussian rounds
			// x^2 and that of gelu x/sqrt 2, |x| <= 8, before an exponential of them: 2 8^2 roundings
			// where the bound has a few.
			room := 256 * bounded.Bound[0]
			assert.True(t, least-room <= v && v <= most+room, "%v at %v: %v outside [%v, %v]", e, x, v, least, most)
		}
	})
}
