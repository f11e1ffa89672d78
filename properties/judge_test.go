package properties_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/gen"
)

// exactDerivative is the k-th derivative of e at x, from 256 bits.
func exactDerivative(e expr.Expr, x float64, k int) float64 {
	series, err := e.Exact(new(big.Float).SetFloat64(x), k)
	if err != nil {
		return math.NaN()
	}
	d := new(big.Float).Set(series[k])
	for i := 2; i <= k; i++ {
		d.Mul(d, big.NewFloat(float64(i)))
	}
	v, _ := d.Float64()
	return v
}

// inDomain checks a multiple of the exact derivative of e, with the domain of e as
// the box: e is NaN outside.
func inDomain[T engine.Float](e expr.Expr, x T, k int, factor, resolution float64) error {
	lo, hi := e.Domain()
	return properties.Derivative(
		func(x T) T { return T(e.Float64(float64(x))) },
		func(x T) T { return T(factor * exactDerivative(e, float64(x), k)) },
		k, []T{x}, &properties.Settings{Lo: []float64{lo}, Hi: []float64{hi}, Resolution: resolution})
}

// hiddenBelow bounds the derivatives whose thousandth is lost in the digits of f:
// the check accepts what it can't tell where it is below u^(3/4) |f| per unit
// step, and the derivative is below a thousand times that. What f is further away than
// the points of a formula, a quarter of the step, hides nothing.
func hiddenBelow[T engine.Float](e expr.Expr, x T, k int) float64 {
	digits := 53.0
	if _, ok := any(x).(float32); ok {
		digits = 24
	}
	lo, hi := e.Domain()
	step := math.Ldexp(1, math.Ilogb(max(math.Abs(float64(x)), 1)))
	largest := math.Abs(e.Float64(float64(x)))
	for h := step / 4; h >= step/64; h /= 2 {
		for _, y := range []float64{float64(x) - h, float64(x) + h} {
			if lo <= y && y <= hi {
				largest = max(largest, math.Abs(e.Float64(y)))
			}
		}
	}
	return 1000 * math.Exp2(-0.75*digits) * largest / math.Pow(step, float64(k))
}

type tally struct{ cases, inconclusive int }

// right must pass, or be inconclusive.
func (c *tally) right(t require.TestingT, err error) {
	c.cases++
	if errors.Is(err, properties.ErrInconclusive) {
		c.inconclusive++
		return
	}
	require.NoError(t, err)
}

// wrong must be seen, or be inconclusive, or be hidden.
func (c *tally) wrong(t require.TestingT, err error, derivative, hidden float64) {
	c.cases++
	var v *properties.Violation
	switch {
	case errors.As(err, &v):
	case errors.Is(err, properties.ErrInconclusive):
		c.inconclusive++
	case err == nil && math.Abs(derivative) <= hidden:
	default:
		require.Failf(t, "passed", "derivative %v wrong by 0.1%%: %v", derivative, err)
	}
}

const slip = 1e-3

func survey[T engine.Float](t *testing.T, draw func(r *rand.Rand, i int) expr.Expr, k, cases int, resolution, slip, mayFail float64) {
	r := rand.New(rand.NewPCG(20240514, uint64(k)))
	var good, bad tally
	for i := range cases {
		e := draw(r, i)
		lo, hi := e.Domain()
		x := min(max(T(lo+(hi-lo)*r.Float64()), T(lo)), T(hi))
		d := exactDerivative(e, float64(x), k)
		good.right(t, inDomain(e, x, k, 1, resolution))
		bad.wrong(t, inDomain(e, x, k, 1+slip*float64(2*(i%2)-1), resolution), d, hiddenBelow(e, x, k))
	}
	assert.LessOrEqual(t, good.inconclusive, int(mayFail*float64(cases)), "of %d", cases)
	t.Logf("inconclusive: %d of %d right, %d of %d wrong", good.inconclusive, good.cases, bad.inconclusive, bad.cases)
}

func drawElementary(_ *rand.Rand, i int) expr.Expr {
	return elementary(expr.Names()[i%len(expr.Names())])
}
func drawRandom(r *rand.Rand, _ int) expr.Expr { return expr.Random(r, 1+r.IntN(expr.MaxDepth)) }

// Right derivatives pass and 0.1% does not, on functions whose derivatives are
// known to 256 bits. Elementary functions are tried on all of their domains, far
// into saturation, where f can't tell the derivative to 0.1%: those cases are
// counted, as are those of high orders.
func TestDerivativeRightAndWrong(t *testing.T) {
	cases, random := 160, 160
	if testing.Short() {
		cases, random = 40, 24
	}
	mayFail := []float64{0.03, 0.12, 0.12, 0.2}
	for k := 1; k <= 4; k++ {
		survey[float64](t, drawElementary, k, cases, 0, slip, mayFail[k-1])
	}
	mayFail = []float64{0.01, 0.01, 0.02, 0.05}
	for k := 1; k <= 4; k++ {
		survey[float64](t, drawRandom, k, random, 0, slip, mayFail[k-1])
	}
	survey[float32](t, drawElementary, 1, cases, 0, slip, 0.1)
	survey[float32](t, drawRandom, 1, random, 0, slip, 0.15)
	survey[float32](t, drawElementary, 2, cases, 0.02, 0.05, 0.2)
	survey[float32](t, drawRandom, 2, random, 0.02, 0.05, 0.2)
}

// The estimate is off by 17 of its own deviations here: too little to call the claim wrong.
func TestDerivativeByChance(t *testing.T) {
	e := expr.MustParse("tanh(0.5*(sin(silu(x^2 - 7)*x) + silu(1.5*x)/x))/(0.25*(erf(cosh(x + 0.75 - 3))*(1 - x^2)) + 4)", 1, 3)
	assert.ErrorIs(t, inDomain(e, 1.0, 4, 1, 0), properties.ErrInconclusive)
	assert.Equal(t, "wrong", verdict(inDomain(e, 1.0, 4, 1.01, 0)))
}

// Rounding that keeps f constant on one side, or puts sides apart by some of their
// deviations, is no kink.
func TestDerivativeWithoutAKink(t *testing.T) {
	e := expr.MustParse("cos(gaussian(cosh(0.125*(3*x)) - 3.5)*erf(0.5*x)) - cos(0.03125*(tanh(0.015625*x^3) + x^3))", -0.5, 6)
	assert.NotEqual(t, "kink", verdict(inDomain(e, -0.09375, 1, 1, 0)))
	assert.NotEqual(t, "right", verdict(inDomain(e, -0.09375, 1, 1+slip, 0)))
	e = expr.MustParse("exp(erf(tanh(0.5*x)^3)*gelu(0.125*(0.5 - x^2) + 1))/sigmoid(cosh(0.5*x)/(0.25*x + 2))", -0.5, 6)
	assert.NotEqual(t, "kink", verdict(inDomain(e, 5.8125, 4, 1, 0)))
}

func TestDerivativeOfAnyExpression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := gen.Expr(expr.MaxDepth).Draw(t, "e")
		x := gen.Point(e).Draw(t, "x")
		k := rapid.IntRange(1, 4).Draw(t, "order")
		var c tally
		c.right(t, inDomain(e, x, k, 1, 0))
		c.wrong(t, inDomain(e, x, k, 1+slip, 0), exactDerivative(e, x, k), hiddenBelow(e, x, k))
	})
}

func elementary(name string) expr.Expr {
	e, err := expr.Elementary(name)
	if err != nil {
		panic(err)
	}
	return e
}
