package train_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/train"
)

// unit is half the distance of 1 to the next number of T.
func unit[T engine.Float]() float64 {
	if T(1)+T(0x1p-24) == 1 {
		return 0x1p-24
	}
	return 0x1p-53
}

// Two steps by hand with rate 1 and gradients 3 and -1: m = 0.3, then
// 0.9 0.3 - 0.1 = 0.17; v = 0.009, then 0.999 0.009 + 0.001 = 0.009991. Corrected by
// 1 - 0.9 = 0.1 and 1 - 0.999 = 0.001 they are 3 and 9; by 0.19 and 0.001999 they are
// 17/19 and 9.991/1.999.
func TestAdamByHand(t *testing.T) {
	t.Run("float32", adamByHand[float32])
	t.Run("float64", adamByHand[float64])
}

func adamByHand[T engine.Float](t *testing.T) {
	// Some 20 roundings to T lead to theta, and 1 - 0.999 in float64 magnifies
	// that of 0.999 a thousand times.
	tol := 20*unit[T]() + 2e3*0x1p-53
	first := -3 / (3 + 1e-8)
	second := first - (17./19)/(math.Sqrt(9.991/1.999)+1e-8)

	a := &train.Adam[T]{Schedule: train.Constant(1)}
	require.NoError(t, a.Reset(1))
	theta := []T{0}
	require.NoError(t, a.Update(nil, 0, theta, []T{3}))
	assert.InDelta(t, first, float64(theta[0]), tol)
	require.NoError(t, a.Update(nil, 1, theta, []T{-1}))
	assert.InDelta(t, second, float64(theta[0]), tol)
}

// The first step is -rate g/(|g| + epsilon), whatever the size of g: -rate sign(g) but
// for gradients near epsilon.
func TestAdamFirstStep(t *testing.T) {
	const rate = 0x1p-7
	a := &train.Adam[float64]{Schedule: train.Constant(rate)}
	for _, g := range []float64{1e100, 1, -1, 1e-3, -1e-8, 1e-9, 1e-100} {
		require.NoError(t, a.Reset(1))
		theta := []float64{0}
		require.NoError(t, a.Update(nil, 0, theta, []float64{g}))
		want := -rate * g / (math.Abs(g) + 1e-8)
		// As in adamByHand.
		assert.InDelta(t, want, theta[0], math.Abs(want)*(20+2e3)*0x1p-53, "g = %g", g)
	}
}

// adamReference is Adam in 300-bit arithmetic with decimal constants, and beside it a
// running bound of the error of an evaluation in precision T.
type adamReference struct {
	m, v, theta             *big.Float
	power1, power2          *big.Float // of the betas
	absM, errM, errV, error float64
}

const referenceBits = 300

func decimal(s string) *big.Float {
	x, _, err := big.ParseFloat(s, 10, referenceBits, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return x
}

func newReference() *adamReference {
	zero := func() *big.Float { return new(big.Float).SetPrec(referenceBits) }
	one := new(big.Float).SetPrec(referenceBits).SetInt64(1)
	return &adamReference{m: zero(), v: zero(), theta: zero(), power1: one, power2: one}
}

// step makes the next step.
func (r *adamReference) step(rate, g, u float64) {
	big1 := func(x float64) *big.Float { return new(big.Float).SetPrec(referenceBits).SetFloat64(x) }
	mul := func(x, y *big.Float) *big.Float { return new(big.Float).Mul(x, y) }
	add := func(x, y *big.Float) *big.Float { return new(big.Float).Add(x, y) }
	correction := func(power *big.Float) *big.Float { return new(big.Float).Sub(big1(1), power) }
	r.power1, r.power2 = mul(r.power1, decimal("0.9")), mul(r.power2, decimal("0.999"))
	r.m = add(mul(decimal("0.9"), r.m), mul(decimal("0.1"), big1(g)))
	r.v = add(mul(decimal("0.999"), r.v), mul(decimal("0.001"), mul(big1(g), big1(g))))
	mHat := new(big.Float).Quo(r.m, correction(r.power1))
	vHat := new(big.Float).Quo(r.v, correction(r.power2))
	denominator := add(new(big.Float).Sqrt(vHat), decimal("1e-8"))
	move := mul(big1(rate), new(big.Float).Quo(mHat, denominator))
	r.theta = new(big.Float).Sub(r.theta, move)

	// A term of m sees three roundings a step: of the constant, the product, the
	// sum; one of v a fourth, of g^2.
	r.absM = 0.9*r.absM + 0.1*math.Abs(g)
	r.errM = 0.9*r.errM + 3*u*r.absM
	v, _ := r.v.Float64()
	r.errV = 0.999*r.errV + 4*u*v
	// The move: rate and product, root, scale, its product, epsilon, sum and
	// quotient are 8 roundings; the powers of the betas in float64 are off by 2
	// roundings a factor, which 1 - beta^t magnifies at most as at t = 1, by
	// 10 and 1000.
	relative := 8*u + 2*(10+1000)*0x1p-53 + r.errV/(2*v)
	size, _ := move.Float64()
	perM, _ := new(big.Float).Quo(move, r.m).Float64()
	theta, _ := r.theta.Float64()
	r.error += math.Abs(size)*relative + math.Abs(perM)*r.errM + u*math.Abs(theta)
}

func TestAdamAgainstReference(t *testing.T) {
	t.Run("float32", adamAgainstReference[float32])
	t.Run("float64", adamAgainstReference[float64])
}

func adamAgainstReference[T engine.Float](t *testing.T) {
	const (
		seed, params, steps = 20240514, 8, 200
		// secondOrder covers products of errors, and the computed theta in the
		// place of the exact one.
		secondOrder = 1.01
	)
	r := rand.New(rand.NewPCG(seed, 0))
	schedule := train.StepDecay{Initial: 0x1p-5, Factor: 0.5, Every: 70}
	a := &train.Adam[T]{Schedule: schedule}
	require.NoError(t, a.Reset(params))
	theta, grad := make([]T, params), make([]T, params)
	want := make([]*adamReference, params)
	for i := range want {
		want[i] = newReference()
	}
	for step := range steps {
		for i := range grad {
			grad[i] = T(r.NormFloat64() * math.Pow(10, float64(i-5))) // epsilon matters for the first
		}
		require.NoError(t, a.Update(nil, step, theta, grad))
		for i, w := range want {
			w.step(schedule.Rate(step), float64(grad[i]), unit[T]())
			exact, _ := w.theta.Float64()
			require.InDelta(t, exact, float64(theta[i]), secondOrder*w.error, "parameter %d, step %d", i, step)
		}
	}
}

// Bits do not depend on where a parameter stands, and a problem mirrored at 0 has
// mirrored parameters.
func TestUpdatesAreEquivariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "parameters")
		vector := rapid.SliceOfN(rapid.Float32Range(-1e3, 1e3), n, n)
		begin := vector.Draw(t, "theta")
		grads := rapid.SliceOfN(vector, 1, 5).Draw(t, "gradients")
		order := rapid.Permutation(indices(n)).Draw(t, "order")
		for _, opt := range []train.Optimizer[float32]{
			&train.GD[float32]{Schedule: train.Constant(0.1)},
			&train.Adam[float32]{Schedule: train.Constant(0.1)},
		} {
			theta := updated(t, opt, begin, grads, func(x []float32, i int) float32 { return x[i] })
			permuted := updated(t, opt, begin, grads, func(x []float32, i int) float32 { return x[order[i]] })
			mirrored := updated(t, opt, begin, grads, func(x []float32, i int) float32 { return -x[i] })
			for i := range theta {
				require.Equal(t, theta[order[i]], permuted[i], opt.Name())
				require.Equal(t, theta[i], -mirrored[i], opt.Name())
			}
		}
	})
}

// updated returns the parameters after updates from begin by the gradients, all seen
// through view.
func updated(t require.TestingT, opt train.Optimizer[float32], begin []float32, grads [][]float32, view func([]float32, int) float32) []float32 {
	seen := func(x []float32) []float32 {
		y := make([]float32, len(x))
		for i := range y {
			y[i] = view(x, i)
		}
		return y
	}
	theta := seen(begin)
	require.NoError(t, opt.Reset(len(theta)))
	for step, g := range grads {
		require.NoError(t, opt.Update(nil, step, theta, seen(g)))
	}
	return theta
}

func indices(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}

func TestAdamWrongLength(t *testing.T) {
	a := &train.Adam[float64]{Schedule: train.Constant(1)}
	require.NoError(t, a.Reset(2))
	assert.PanicsWithValue(t, "train: adam was reset for 2 parameters, got 3", func() { a.Update(nil, 0, make([]float64, 3), make([]float64, 3)) })
	err := a.Restore(train.Memory[float64]{Vectors: [][]float64{{1}, {1}}})
	assert.ErrorContains(t, err, "vector 0 of the state has length 1, want 2")
	assert.ErrorContains(t, a.Restore(train.Memory[float64]{}), "0 and 0: it is of another optimiser")
}

// BenchmarkUpdate sets an update, per parameter, beside y += a x, the least that a step
// can do, and beside y -= x/sqrt(v), the two slow instructions of Adam.
func BenchmarkUpdate(b *testing.B) {
	b.Run("float32", benchmarkUpdate[float32])
	b.Run("float64", benchmarkUpdate[float64])
}

//go:noinline
func axpyKernel[T engine.Float](a T, x, y []T) {
	x = x[:len(y)]
	for i := range y {
		y[i] += T(a * x[i])
	}
}

//go:noinline
func rootKernel[T engine.Float](x, v, y []T) {
	x, v = x[:len(y)], v[:len(y)]
	for i := range y {
		y[i] -= x[i] / T(math.Sqrt(float64(v[i])))
	}
}

func benchmarkUpdate[T engine.Float](b *testing.B) {
	for _, n := range []int{300, 8000} {
		r := rand.New(rand.NewPCG(20240514, 0))
		theta, grad, square := make([]T, n), make([]T, n), make([]T, n)
		for i := range grad {
			theta[i], grad[i] = T(r.NormFloat64()), T(r.NormFloat64())
			square[i] = 1 + grad[i]*grad[i]
		}
		gd, adam := &train.GD[T]{Schedule: train.Constant(1e-3)}, &train.Adam[T]{Schedule: train.Constant(1e-3)}
		require.NoError(b, adam.Reset(n))
		var axpy, root float64
		for _, c := range []struct {
			name string
			step func(t int)
			time *float64
		}{
			{"axpy", func(int) { axpyKernel(0x1p-30, grad, theta) }, &axpy},
			{"root", func(int) { rootKernel(grad, square, theta) }, &root},
			{"gd", func(t int) { gd.Update(nil, t, theta, grad) }, new(float64)},
			{"adam", func(t int) { adam.Update(nil, t, theta, grad) }, new(float64)},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				for t := 0; b.Loop(); t++ {
					c.step(t)
				}
				*c.time = float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(n)
				b.ReportMetric(*c.time, "ns/param")
				if axpy > 0 && root > 0 { // unless -bench left them out
					b.ReportMetric(*c.time/axpy, "x-axpy")
					b.ReportMetric(*c.time/root, "x-root")
				}
			})
		}
	}
}
