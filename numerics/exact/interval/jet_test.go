package interval

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
)

// TestCoefficients checks that the coefficients on X contain the 256-bit
// ones, from closed forms, at x in X.
func TestCoefficients(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				x, in := drawArgument(t, &f, 2)
				order := rapid.IntRange(0, 8).Draw(t, "order")
				c, err := Coefficients(f.name, x, order)
				require.NoError(t, err)
				want, err := exact.Coefficients(f.name, exact.New(in), order)
				require.NoError(t, err)
				for k := range c {
					assertContains(t, c[k], want[k], slackOf(want[k]), fmt.Sprintf("%s on %v: coefficient %d at %g", f.name, x, k, in))
				}
			})
		})
	}
}

// TestApply checks the containment of functions of series, of products
// and quotients.
func TestApply(t *testing.T) {
	for _, name := range exact.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				order := rapid.IntRange(0, 6).Draw(t, "order")
				u, in := drawSeries(t, "u", order, Interval{0.125, 1.5})
				v, inV := drawSeries(t, "v", order, Interval{-2, -0.125})
				y, err := Apply(name, u)
				require.NoError(t, err)
				want, err := exact.Apply(name, in)
				require.NoError(t, err)
				assertContainsSeries(t, y, want, name)
				assertContainsSeries(t, y.Mul(v), want.Mul(inV), "f(u) v")
				assertContainsSeries(t, y.Square(), want.Mul(want), "f(u)²")
				assertContainsSeries(t, y.Add(v).Sub(u.Scale(Point(3))), want.Add(inV).Sub(in.Scale(exact.New(3))), "f(u) + v - 3u")
				q, err := y.Div(v)
				require.NoError(t, err)
				wantQ, err := want.Div(inV)
				require.NoError(t, err)
				assertContainsSeries(t, q, wantQ, "f(u)/v")
				for k := range y {
					assertContains(t, y.Derivative(k), want.Derivative(k), seriesSlack(want.Derivative(k)), "derivative")
				}
			})
		})
	}
}

// drawSeries draws a series of intervals, some of them 0, with the constant term
// in c0, and numbers in them.
func drawSeries(t *rapid.T, label string, order int, c0 Interval) (u Jet, in exact.Jet) {
	for k := 0; k <= order; k++ {
		l := fmt.Sprintf("%s[%d]", label, k)
		x := c0
		switch {
		case k > 0 && rapid.Bool().Draw(t, l+".zero"):
			x = Interval{}
		case k > 0:
			x = Interval{-2, 2}
			fallthrough
		default:
			a := drawIn(t, l+".a", x)
			x = Interval{a, min(x.Hi, a+rapid.Float64Range(0, 0.25).Draw(t, l+".width"))}
		}
		u = append(u, x)
		in = append(in, exact.New(drawIn(t, l, x)))
	}
	return u, in
}

// seriesSlack is the error of a coefficient of a 256-bit series: 2^-200 of it, and
// 2^-300 for what cancels in it, sums of terms below 2^80.
func seriesSlack(v *big.Float) *big.Float {
	return exacttest.Add(slackOf(v), number.Shift(number.NewInt(1, 64), -300))
}

func assertContainsSeries(t require.TestingT, y Jet, want exact.Jet, what string) {
	require.Len(t, want, len(y))
	for k := range y {
		assertContains(t.(assert.TestingT), y[k], want[k], seriesSlack(want[k]), fmt.Sprintf("%s: coefficient %d", what, k))
	}
}

// TestJetSaturation checks that derivatives which are tiny are bounded by
// something tiny: at 30 the 8 derivatives of tanh are e^-60 times moderate
// factors, and those of sigmoid e^-30. A recurrence through 1 - tanh² would give
// 2^-53.
func TestJetSaturation(t *testing.T) {
	for _, name := range []string{"tanh", "sigmoid", "gaussian", "erf", "softplus"} {
		at := 30.0
		if name == "gaussian" || name == "erf" {
			at = 6
		}
		c, err := Coefficients(name, Point(at), 8)
		require.NoError(t, err)
		want, err := exact.Coefficients(name, exact.New(at), 8)
		require.NoError(t, err)
		for k := 2; k <= 8; k++ {
			v := math.Abs(exact.Float64(want[k]))
			assert.LessOrEqual(t, c[k].Width(), 0x1p-40*v, "%s: coefficient %d is %v", name, k, c[k])
		}
	}
}

// The functions stand in the order of Names.
func TestNames(t *testing.T) {
	for k, name := range exact.Names() {
		assert.Equal(t, name, functions[k].name)
	}
}
