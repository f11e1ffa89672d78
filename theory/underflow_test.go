package theory_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/theory"
)

// Where a product underflows, no multiple of u bounds its error: 3/2 of the smallest
// number is rounded to twice that number, and half of it to 0.
func TestBoundsCoverUnderflow(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testUnderflow[float64](t, 0x1p-1074, 0x1p-537) })
	t.Run("float32", func(t *testing.T) { testUnderflow[float32](t, 0x1p-149, 0x1p-75) })
}

// least is the smallest number of T, root at most its square root.
func testUnderflow[T engine.Float](t *testing.T, least, root T) {
	u := roundoff[T]()
	w, x := T(1.5)*root, least/root
	product := new(big.Float).Mul(exact.New(float64(w)), exact.New(float64(x)))
	assertBounded(t, T(w*x), product, theory.FeatureArgument(float64(w), float64(x), 0, 0, u), "w x + b")

	// (f(h) - f(-h))/2h with values 0 and the smallest number.
	half, h := T(0.5), T(0x1p-4)
	want := new(big.Float).Quo(exact.New(float64(least)), exact.New(2*float64(h)))
	assertBounded(t, T(half*least)/h, want, theory.StencilSum(1, 2, float64(h), 1, float64(least), 0, 0, 0, u), "a central difference")
}

// assertBounded holds a bound to an error that float64 may not be able to hold.
func assertBounded[T engine.Float](t *testing.T, got T, want *big.Float, bound float64, what string) {
	t.Helper()
	err := new(big.Float).Sub(exact.New(float64(got)), want)
	assert.NotZero(t, err.Sign(), "%s is rounded", what)
	assert.LessOrEqual(t, err.Abs(err).Cmp(exact.New(bound)), 0, "%s: error %v beyond its bound %v", what, err, bound)
}

// By hand: of a feature of weight 0 what may underflow is left, in 1 + q + 4 operations, a sine of one
// ulp and the products, times q!.
func TestUnderflowOfASineEntryByHand(t *testing.T) {
	assert.Equal(t, 14*0x1p-1074, theory.SineEntry(2, 0, 0, 1, 0x1p-53))
	assert.Equal(t, 216*0x1p-1074, theory.SineEntry(4, 0, 0, 1, 0x1p-53))
	assert.Equal(t, 7*0x1p-149, theory.SineEntry(1, 0, 0, 2, 0x1p-24))
}
