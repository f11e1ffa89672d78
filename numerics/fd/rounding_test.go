package fd_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

// soft is arithmetic with a significand of prec bits, rounded to nearest even
// after each operation, on math/big: the documented order of operations in it
// is an independent statement of what the package computes, to the bit. A fused
// multiply-add would show.
type soft uint

func (prec soft) num(x float64) *big.Float  { return new(big.Float).SetPrec(uint(prec)).SetFloat64(x) }
func (prec soft) rat(x *big.Rat) *big.Float { return new(big.Float).SetPrec(uint(prec)).SetRat(x) }
func (prec soft) add(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(uint(prec)).Add(a, b)
}
func (prec soft) mul(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(uint(prec)).Mul(a, b)
}
func (prec soft) quo(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(uint(prec)).Quo(a, b)
}

// point is fl(x + fl(s h)).
func (prec soft) point(x, s, h float64) float64 {
	t, _ := prec.add(prec.num(x), prec.mul(prec.num(s), prec.num(h))).Float64()
	return t
}

// derivative sums weights times values and divides by the rounded h^q.
func (prec soft) derivative(weights []*big.Rat, values []float64, h float64, q int) float64 {
	sum := prec.num(0)
	for j, w := range weights {
		sum = prec.add(sum, prec.mul(prec.rat(w), prec.num(values[j])))
	}
	d, _ := prec.quo(sum, prec.rat(pow(rat(h), q))).Float64()
	return d
}

func precision[T engine.Float]() soft {
	if any(T(0)) == any(float32(0)) {
		return 24
	}
	return 53
}

func TestOrderOfOperations(t *testing.T) {
	t.Run("float64", testOrderOfOperations[float64])
	t.Run("float32", testOrderOfOperations[float32])
}

func testOrderOfOperations[T engine.Float](t *testing.T) {
	prec := precision[T]()
	const seed = 20240501
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	sin := func(x, y []T) {
		for i := range x {
			y[i] = T(math.Sin(float64(x[i])))
		}
	}
	for range 200 {
		opts := fd.Options{
			H:         float64(T(0.1 * (0.5 + rng.Float64()))), // not a power of two
			Accuracy:  2 + 2*rng.IntN(3),
			Placement: fd.Placement(rng.IntN(3)),
		}
		q := rng.IntN(5)
		s := must(t)(opts.Stencil(q))
		x := []T{T(2*rng.Float64() - 1)}

		offsets, _ := s.Float64()
		values := make([]float64, s.Len())
		for j, o := range offsets {
			values[j] = float64(T(math.Sin(prec.point(float64(x[0]), o, opts.H))))
		}
		want := prec.derivative(s.Weights(), values, opts.H, q)

		dst := make([]T, 1)
		require.NoError(t, fd.ApplyBatch(s, sin, x, T(opts.H), dst))
		assert.Equal(t, want, float64(dst[0]), "%v, q = %d, x = %v", opts, q, x[0])

		eng, err := fd.NewEngine[T](opts)
		require.NoError(t, err)
		plan, err := eng.Plan(engine.Operator{{q}}, 1)
		require.NoError(t, err)
		bundle := make([]T, plan.Channels())
		require.NoError(t, plan.Lift(x, bundle))
		y := make([]T, plan.Channels())
		plan.Activate(sine[T]{}, bundle, y)
		plan.Read(y, dst)
		assert.Equal(t, want, float64(dst[0]), "%v, q = %d, x = %v", opts, q, x[0])
	}
}

// A step that is a power of two adds no rounding by its division: halving it and
// dividing all values by 2^q gives the same bits.
func TestDyadicStepDividesExactly(t *testing.T) {
	s := must(t)(fd.Central(4, 4))
	f := func(x float64) float64 { return math.Sin(8 * x) }
	coarse, err := s.Apply(func(x float64) float64 { return math.Sin(x) }, 0.75, 0x1p-4)
	require.NoError(t, err)
	fine, err := s.Apply(f, 0.75/8, 0x1p-7)
	require.NoError(t, err)
	assert.Equal(t, coarse*0x1p12, fine)
}
