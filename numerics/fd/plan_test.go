package fd_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

// On dyadic points and steps the tensor stencils of x^a y^b are exact to the
// bit for a < p + alpha_1 and b < p + alpha_2.
func TestMixedPartialsAreExactOnDyadicPowers(t *testing.T) {
	t.Run("float64", testMixedPartials[float64])
	t.Run("float32", testMixedPartials[float32])
}

func testMixedPartials[T engine.Float](t *testing.T) {
	x := []T{-0.5, 1, 0.5, 0, 1, -1} // three points
	falling := func(a, k int, x T) float64 {
		if k > a {
			return 0
		}
		f, _ := quo(factorial(a), factorial(a-k)).Float64()
		return f * power(float64(x), a-k)
	}
	for _, opts := range []fd.Options{
		{H: 0.5},
		{H: 0.5, Accuracy: 1, Placement: fd.ForwardPlacement},
		{H: 0.5, Accuracy: 1, Placement: fd.BackwardPlacement},
	} {
		// Largest intermediate at order (2,2): a power 3 of multiples of 1/2 up to
		// 2 in each variable, 10 bits together and a few more for the weights,
		// within 24.
		op := engine.Operator{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 0}, {2, 1}, {2, 2}}
		plan := newPlan[T](t, opts, 2, op...)
		lifted := make([]T, plan.Channels()*len(x))
		require.NoError(t, plan.Lift(x, lifted))
		n := len(x) / 2
		values, got := make([]T, plan.Channels()*n), make([]T, len(op)*n)
		for a := range 4 {
			for b := range 4 {
				for i := range values {
					values[i] = T(power(float64(lifted[2*i]), a) * power(float64(lifted[2*i+1]), b))
				}
				plan.Read(values, got)
				for r, alpha := range op {
					p := 1
					if opts.Placement == fd.CentralPlacement {
						p = 2
					}
					if a >= p+alpha[0] || b >= p+alpha[1] {
						continue
					}
					if (alpha[0] == 0 && a >= p) || (alpha[1] == 0 && b >= p) {
						continue
					}
					for i := range n {
						want := falling(a, alpha[0], x[2*i]) * falling(b, alpha[1], x[2*i+1])
						assert.Equal(t, T(want), got[r*n+i], "%v of x^%d y^%d at %v, %v", alpha, a, b, x[2*i:2*i+2], opts)
					}
				}
			}
		}
	}
}

// A layer of two neurons with the activation z³, point by point: the second
// derivative of (w x + b)³ is 6 w² (w x + b), the fourth is 0.
func TestThroughALayer(t *testing.T) {
	plan := newPlan[float64](t, fd.Options{H: 0.25}, 1, engine.MultiIndex{0}, engine.MultiIndex{1}, engine.MultiIndex{2}, engine.MultiIndex{4})
	x := []float64{-1, 0.5, 2}
	w, b := []float64{1, -2}, []float64{0.5, 1}
	lifted := make([]float64, plan.Channels()*len(x))
	require.NoError(t, plan.Lift(x, lifted))
	var z []float64
	for c, bias := range plan.Bias() {
		for i := range x {
			for j := range w {
				z = append(z, w[j]*lifted[c*len(x)+i]+bias*b[j])
			}
		}
	}
	y := make([]float64, len(z))
	plan.Activate(cube[float64]{}, z, y)
	got := make([]float64, 4*len(x)*len(w))
	plan.Read(y, got)

	var want []float64
	for r := range 4 {
		for _, v := range x {
			for j := range w {
				s := w[j]*v + b[j]
				want = append(want, []float64{
					s * s * s,
					3*w[j]*s*s + w[j]*w[j]*w[j]*0.0625, // C h² f''' = (1/6)(1/16)(6 w³)
					6 * w[j] * w[j] * s,
					0,
				}[r])
			}
		}
	}
	assert.Equal(t, want, got)
}

// Multi-index 0 is the value at the point itself, whatever its bits.
func TestOrderZeroIsReadExactly(t *testing.T) {
	plan := newPlan[float64](t, fd.Options{H: 0.1}, 1, engine.MultiIndex{2}, engine.MultiIndex{0})
	values := []float64{math.Pi, 0x1p-1074, -0x1.fffffffffffffp+1023, math.Copysign(0, -1), math.Inf(1)}
	n := len(values)
	y := make([]float64, plan.Channels()*n)
	copy(y, values)
	dst := make([]float64, 2*n)
	plan.Read(y, dst)
	for i, v := range values {
		assert.Equal(t, math.Float64bits(v), math.Float64bits(dst[n+i]))
	}
}

func TestLiftErrors(t *testing.T) {
	plan := newPlan[float64](t, fd.Options{H: 0x1p-30}, 2, engine.MultiIndex{0, 2}, engine.MultiIndex{1, 0})
	c := plan.Channels()
	lift := func(x ...float64) error { return plan.Lift(x, make([]float64, c*len(x))) }
	assert.NoError(t, lift(1, 2, 3, 4))
	assert.ErrorContains(t, lift(1, 2, 3, math.NaN()), "point 1, coordinate 1: point x = NaN")
	assert.ErrorContains(t, lift(1, math.Inf(-1)), "point 0, coordinate 1: point x = -Inf")
	assert.ErrorContains(t, lift(1, 2, 0x1p24, 4), "point 1, coordinate 0: step absorbed: x + s h == x at x = 1.6777216e+07, s = -1, h = 9.313225746154785e-10")
	assert.ErrorContains(t, lift(1, 2, 3, 0x1p25), "point 1, coordinate 1: step absorbed")
	assert.ErrorContains(t, lift(), "0 coordinates for points in dimension 2")
	assert.ErrorContains(t, lift(1, 2, 3), "3 coordinates for points in dimension 2")
	assert.ErrorContains(t, plan.Lift([]float64{1, 2}, make([]float64, 2*c-1)), "bundle of 9 values for 2 coordinates and 5 channels")

	// A coordinate that no derivative moves may be as large as it likes.
	still := newPlan[float64](t, fd.Options{H: 0x1p-30}, 2, engine.MultiIndex{0, 2})
	assert.NoError(t, still.Lift([]float64{1e300, 1}, make([]float64, 6)))
	// Float32 absorbs what float64 does not.
	single := newPlan[float32](t, fd.Options{H: 0x1p-26}, 1, engine.MultiIndex{1})
	assert.ErrorContains(t, single.Lift([]float32{1}, make([]float32, 3)), "step absorbed")
	far := newPlan[float32](t, fd.Options{H: 0x1p120}, 1, engine.MultiIndex{1})
	assert.ErrorContains(t, far.Lift([]float32{math.MaxFloat32}, make([]float32, 3)), "x + s h = +Inf")
}

func TestWrongLengthsPanic(t *testing.T) {
	plan := newPlan[float64](t, fd.Options{H: 1}, 1, engine.MultiIndex{2}) // three channels
	v := func(n int) []float64 { return make([]float64, n) }
	act := cube[float64]{}
	assert.PanicsWithValue(t, "fd: Read: bundle of 4 values, want a multiple of 3 channels", func() { plan.Read(v(4), v(1)) })
	assert.PanicsWithValue(t, "fd: Read: slice of 1 values, want 2", func() { plan.Read(v(6), v(1)) })
	assert.PanicsWithValue(t, "fd: ReadT: slice of 1 values, want 2", func() { plan.ReadT(v(1), v(6)) })
	assert.PanicsWithValue(t, "fd: Activate: slice of 3 values, want 6", func() { plan.Activate(act, v(6), v(3)) })
	assert.PanicsWithValue(t, "fd: Activate: bundle of 5 values, want a multiple of 3 channels", func() { plan.Activate(act, v(5), v(5)) })
	assert.PanicsWithValue(t, "fd: ActivateT: slice of 3 values, want 6", func() { plan.ActivateT(act, v(6), v(6), v(3), v(6)) })
	assert.PanicsWithValue(t, "fd: ActivateT: slice of 3 values, want 6", func() { plan.ActivateT(act, v(6), v(6), v(6), v(3)) })
}

// anyPlan draws an operator of total order up to 4 in up to three variables.
func anyPlan(t *rapid.T, h float64) (*fd.Plan[float64], int) {
	dim := rapid.IntRange(1, 3).Draw(t, "dim")
	op := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.MultiIndex {
		return rapid.SliceOfN(rapid.IntRange(0, 2), dim, dim).Draw(t, "alpha")
	}), 1, 4).Draw(t, "op")
	opts := fd.Options{
		H:         h,
		Accuracy:  2 * rapid.IntRange(1, 2).Draw(t, "p/2"),
		Placement: fd.Placement(rapid.IntRange(0, 2).Draw(t, "placement")),
	}
	eng, err := fd.NewEngine[float64](opts)
	require.NoError(t, err)
	plan, err := eng.Plan(op, dim)
	require.NoError(t, err)
	return plan.(*fd.Plan[float64]), len(op)
}

// With h a power of two the matrix of ReadT is the transpose of Read's, bit for
// bit: each entry is a weight divided exactly.
func TestReadTIsTheTransposedMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan, rows := anyPlan(t, 0x1p-5)
		channels := plan.Channels()
		forward := make([]float64, rows*channels) // [channels][rows]
		for c := range channels {
			y := make([]float64, channels)
			y[c] = 1
			plan.Read(y, forward[c*rows:(c+1)*rows])
		}
		for r := range rows {
			g, gy := make([]float64, rows), make([]float64, channels)
			g[r] = 1
			plan.ReadT(g, gy)
			for c := range channels {
				assert.Equal(t, forward[c*rows+r], gy[c], "derivative %d, channel %d", r, c)
			}
		}
	})
}

// <g, Read y> = <ReadT g, y> up to the rounding of both sides: with m terms in
// the longest row and R rows, an entry of Read carries at most m+1 roundings
// (product, sums, quotient) and one of ReadT R+1, so that the sides differ by at
// most (gamma_(m+1) + gamma_(R+1)) Σ |g_r w_rc y_c| / h^|alpha_r|, with
// gamma_k = k u / (1 - k u). The inner products are exact rationals.
func TestReadTIsTheTransposeUpToRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan, rows := anyPlan(t, 0.1)
		channels := plan.Channels()
		value := rapid.Float64Range(-1, 1).Filter(func(x float64) bool { return x == 0 || math.Abs(x) > 0x1p-60 })
		y := rapid.SliceOfN(value, channels, channels).Draw(t, "y")
		g := rapid.SliceOfN(value, rows, rows).Draw(t, "g")
		read, readT := make([]float64, rows), make([]float64, channels)
		plan.Read(y, read)
		plan.ReadT(g, readT)

		size, longest := new(big.Rat), 0
		for r := range rows {
			cs, ws, scale := plan.Row(r)
			longest = max(longest, len(cs))
			for j, c := range cs {
				term := quo(mul(mul(rat(g[r]), rat(ws[j])), rat(y[c])), rat(scale))
				size = add(size, term.Abs(term))
			}
		}
		gamma := func(k int) float64 { return float64(k) * u / (1 - float64(k)*u) }
		allowed := mul(size, rat(gamma(longest+1)+gamma(rows+1)))
		miss := sub(dot(g, read), dot(readT, y))
		assert.LessOrEqual(t, miss.Abs(miss).Cmp(allowed), 0, "differ by %s, allowed %s", miss.FloatString(20), allowed.FloatString(20))
	})
}

// dot is the exact inner product.
func dot(a, b []float64) *big.Rat {
	sum := new(big.Rat)
	for i := range a {
		sum = add(sum, mul(rat(a[i]), rat(b[i])))
	}
	return sum
}

// A batch gives each value the bits that it has alone, over any number of
// blocks.
func TestBatchEqualsScalar(t *testing.T) {
	const seed = 7
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	op := engine.Operator{{0, 0}, {2, 2}, {4, 0}}
	plan := newPlan[float64](t, fd.Options{H: 0.1, Accuracy: 4}, 2, op...)
	const n, width = 3, 401 // 1203 values a channel
	c, m := plan.Channels(), n*width
	random := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = 2*rng.Float64() - 1
		}
		return v
	}
	column := func(v []float64, i int) []float64 {
		var out []float64
		for k := i; k < len(v); k += m {
			out = append(out, v[k])
		}
		return out
	}
	act := sine[float64]{}
	z, gy, g := random(c*m), random(c*m), random(len(op)*m)
	y, gz, read, readT := make([]float64, c*m), make([]float64, c*m), make([]float64, len(op)*m), random(c*m)
	plan.Activate(act, z, y)
	plan.ActivateT(act, z, y, gy, gz)
	plan.Read(y, read)
	plan.ReadT(g, readT)
	for i := range m {
		y1, gz1, read1, readT1 := make([]float64, c), make([]float64, c), make([]float64, len(op)), random(c)
		plan.Activate(act, column(z, i), y1)
		plan.ActivateT(act, column(z, i), y1, column(gy, i), gz1)
		plan.Read(y1, read1)
		plan.ReadT(column(g, i), readT1)
		require.Equal(t, column(y, i), y1)
		require.Equal(t, column(gz, i), gz1)
		require.Equal(t, column(read, i), read1)
		require.Equal(t, column(readT, i), readT1)
	}

	x := random(2 * n)
	lifted := make([]float64, c*2*n)
	require.NoError(t, plan.Lift(x, lifted))
	for i := range n {
		one := make([]float64, 2*c)
		require.NoError(t, plan.Lift(x[2*i:2*i+2], one))
		for k := range c {
			require.Equal(t, one[2*k:2*k+2], lifted[(k*n+i)*2:][:2])
		}
	}
}

// Lift gives the point itself in channel 0 and moves each coordinate by its own
// offset, rounded as the package states.
func TestLift(t *testing.T) {
	prec := precision[float32]()
	h := float64(float32(0.1))
	plan := newPlan[float32](t, fd.Options{H: 0.1}, 2, engine.MultiIndex{4, 0}, engine.MultiIndex{1, 1})
	x := []float32{0.3, -0.7, 2.5, 0}
	lifted := make([]float32, plan.Channels()*len(x))
	require.NoError(t, plan.Lift(x, lifted))
	assert.Equal(t, x, lifted[:len(x)])
	for c, offset := range plan.Offsets() {
		for i, v := range x {
			want := prec.point(float64(v), float64(offset[i%2]), h)
			assert.Equal(t, float32(want), lifted[c*len(x)+i], "offset %v", offset)
		}
	}
}

// The transpose of the activation multiplies by its slope: exact for z³ on small
// integers, where the slope is 3z².
func TestActivateT(t *testing.T) {
	plan := newPlan[float32](t, fd.Options{H: 1}, 1, engine.MultiIndex{2})
	z := []float32{-3, -2, -1, 0, 1, 2}
	gy := []float32{1, 2, 3, 4, 5, -6}
	y, gz := make([]float32, len(z)), make([]float32, len(z))
	plan.Activate(cube[float32]{}, z, y)
	assert.Equal(t, []float32{-27, -8, -1, 0, 1, 8}, y)
	plan.ActivateT(cube[float32]{}, z, y, gy, gz)
	assert.Equal(t, []float32{27, 24, 9, 0, 15, -72}, gz)
}

func TestPlanAllocatesNothing(t *testing.T) {
	plan := newPlan[float32](t, fd.Options{H: 0x1p-7}, 1, engine.MultiIndex{0}, engine.MultiIndex{4})
	const n, width = 10, 200
	c := plan.Channels()
	x, lifted := make([]float32, n), make([]float32, c*n)
	z, y, g := make([]float32, c*n*width), make([]float32, c*n*width), make([]float32, 2*n*width)
	var act engine.Activation[float32] = tanh[float32]{}
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		if err := plan.Lift(x, lifted); err != nil {
			panic(err)
		}
		plan.Activate(act, z, y)
		plan.Read(y, g)
		plan.ReadT(g, y)
		plan.ActivateT(act, z, y, y, y)
	}))
}
