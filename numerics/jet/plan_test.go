package jet_test

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
	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
	"adfd/numerics/jet/internal/jettest"
)

func plan[T engine.Float](tb require.TestingT, op engine.Operator, dim int) engine.Plan[T] {
	p, err := jet.New[T]().Plan(op, dim)
	require.NoError(tb, err)
	return p
}

// weights reads row r of a plan's linear map off unit bundles: the derivative
// is the sum of weights[c] times channel c.
func weights[T engine.Float](p engine.Plan[T], rows, r int) []float64 {
	w := make([]float64, p.Channels())
	for c := range w {
		y, d := make([]T, len(w)), make([]T, rows)
		y[c] = 1
		p.Read(y, d)
		w[c] = float64(d[r])
	}
	return w
}

// A ridge function phi(x) = s(w.x + b) has d^alpha phi = s^(m)(z) w^alpha. With w, x
// and b multiples of 1/16, z and all v.w are exact.
type ridge struct {
	w []float64
	b float64
}

func (f ridge) argument(x []float64) float64 {
	z := f.b
	for d, v := range x {
		z += f.w[d] * v
	}
	return z
}

func (f ridge) derivative(s exact.Jet, alpha engine.MultiIndex) *big.Float {
	want := s.Derivative(alpha.Order())
	for d, k := range alpha {
		for range k {
			want = new(big.Float).Mul(want, exact.New(f.w[d]))
		}
	}
	return want
}

func sixteenths(r *rand.Rand, n int, radius float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Round(radius*16*(2*r.Float64()-1)) / 16
	}
	return x
}

// linear maps a lifted bundle of n points through z = W x + b, [C][n][len(f)].
func linear[T engine.Float](p engine.Plan[T], f []ridge, x []T, n int) []T {
	dim := len(f[0].w)
	width := len(f)
	z := make([]T, p.Channels()*n*width)
	for c, k := range p.Bias() {
		for i := range n {
			for j, f := range f {
				sum := T(f.b) * k
				for d, w := range f.w {
					sum += T(T(w) * x[(c*n+i)*dim+d])
				}
				z[(c*n+i)*width+j] = sum
			}
		}
	}
	return z
}

// ridgeUlps is the error of a channel of order m in u times |s_m| |v.w|^m: the
// coefficient, the m roundings of the power and of the product.
func ridgeUlps(m int) float64 { return jettest.CoefficientUlps + float64(m) + 1 }

var operators = []struct {
	name string
	dim  int
	op   engine.Operator
}{
	{"orders 0 to 8", 1, engine.Operator{{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}}},
	{"Laplacian, gradient and value in the plane", 2, engine.Operator{{2, 0}, {0, 2}, {1, 0}, {0, 1}, {0, 0}}},
	{"mixed alone", 2, engine.Operator{{1, 1}}},
	{"biharmonic in the plane", 2, engine.Operator{{4, 0}, {2, 2}, {0, 4}}},
	{"biharmonic in space", 3, engine.Operator{{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {0, 2, 2}, {2, 0, 2}}},
	{"mixed in space", 3, engine.Operator{{1, 1, 1}, {2, 0, 1}, {1, 1, 0}, {0, 0, 1}}},
	{"u_t and u_xxx", 2, engine.Operator{{0, 1}, {3, 0}}},
	{"order 6 in the plane", 2, engine.Operator{{3, 3}, {4, 2}, {1, 5}}},
}

func TestPartialDerivativesOfRidgeFunctions(t *testing.T) {
	for _, c := range operators {
		t.Run(c.name, func(t *testing.T) {
			t.Run("float64", func(t *testing.T) { testRidge[float64](t, c.op, c.dim, jettest.Roundoff64, 0x1p-1074) })
			t.Run("float32", func(t *testing.T) { testRidge[float32](t, c.op, c.dim, jettest.Roundoff32, 0x1p-149) })
		})
	}
}

func testRidge[T engine.Float](t *testing.T, op engine.Operator, dim int, u, least float64) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 2))
	const n, width = 3, 4
	p := plan[T](t, op, dim)
	channels := p.Channels()
	x := sixteenths(r, n*dim, 1)
	f := make([]ridge, width)
	for j := range f {
		f[j] = ridge{sixteenths(r, dim, 2), sixteenths(r, 1, 1)[0]}
	}
	points := make([]T, len(x))
	for i, v := range x {
		points[i] = T(v)
	}
	lifted := make([]T, channels*len(x))
	require.NoError(t, p.Lift(points, lifted))
	z := linear(p, f, lifted, n)
	y, got := make([]T, len(z)), make([]T, len(op)*n*width)
	weight := make([][]float64, len(op))
	for row := range op {
		weight[row] = weights(p, len(op), row)
	}

	for _, name := range jettest.Smooth() {
		p.Activate(jettest.Activation[T](t, name), z, y)
		p.Read(y, got)
		for i := range n {
			for j, f := range f {
				at := f.argument(x[i*dim : (i+1)*dim])
				magnitude := jettest.Magnitudes(t, name, at, op.Order())
				want := jettest.Coefficients256(t, name, at, op.Order())
				for row, alpha := range op {
					m := alpha.Order()
					var allowed float64
					for c, w := range weight[row] {
						if w == 0 {
							continue
						}
						slope := 1. // |v.w|^m, from coefficient 1 of the same direction
						if m > 0 {
							slope = math.Pow(math.Abs(float64(z[((c-m+1)*n+i)*width+j])), float64(m))
						}
						// One rounding of the weight, one of its product, and the sum.
						roundings := ridgeUlps(m) + 2 + float64(channels)
						allowed += math.Abs(w) * slope * (roundings*u*magnitude[m] + jettest.Underflow(at, m, least))
					}
					d, _ := exact.Error64(float64(got[(row*n+i)*width+j]), f.derivative(want, alpha))
					assert.LessOrEqual(t, d, allowed, "%v of %s(%v.x + %v) at x = %v", alpha, name, f.w, f.b, x[i*dim:(i+1)*dim])
				}
			}
		}
	}
}

// A network of two layers in the plane, with weights that are not special. Its
// mixed derivatives come from 256-bit jets along the lines of the full
// polarisation formula,
//
//	d^alpha u = 2^-m sum over 0 <= k <= alpha of (-1)^|k| prod_i C(alpha_i, k_i) u_{alpha-2k, m},
//
// with u_{v,m} the coefficient of order m along v: other lines, another formula.
func TestPartialDerivativesOfANetwork(t *testing.T) {
	const dim, width = 2, 3
	r := rand.New(rand.NewPCG(jettest.TestSeed, 3))
	op := engine.Operator{{4, 0}, {2, 2}, {0, 4}, {1, 1}, {1, 2}, {0, 0}}
	p := plan[float64](t, op, dim)
	for _, name := range jettest.Smooth() {
		first, second := make([]ridge, width), make([]ridge, 1)
		for j := range first {
			first[j] = ridge{[]float64{2*r.Float64() - 1, 2*r.Float64() - 1}, 2*r.Float64() - 1}
		}
		second[0] = ridge{[]float64{2*r.Float64() - 1, 2*r.Float64() - 1, 2*r.Float64() - 1}, r.Float64()}
		x := []float64{2*r.Float64() - 1, 2*r.Float64() - 1}

		s := jettest.Activation[float64](t, name)
		lifted := make([]float64, p.Channels()*dim)
		require.NoError(t, p.Lift(x, lifted))
		z1 := linear(p, first, lifted, 1)
		y1 := make([]float64, len(z1))
		p.Activate(s, z1, y1)
		z2 := linear(p, second, y1, 1)
		y2, got := make([]float64, len(z2)), make([]float64, len(op))
		p.Activate(s, z2, y2)
		p.Read(y2, got)

		for row, alpha := range op {
			m := alpha.Order()
			var magnitude float64 // of the lines that the plan uses
			for c, w := range weights(p, len(op), row) {
				if w != 0 {
					v := make([]float64, dim)
					if m > 0 { // coefficient 1 of the same line
						copy(v, lifted[(c-m+1)*dim:])
					}
					magnitude += math.Abs(w) * networkMagnitude(t, name, first, second[0], x, v, m)
				}
			}
			d, _ := exact.Error64(got[row], polarised(t, name, first, second[0], x, alpha))
			assert.LessOrEqual(t, d, networkUlps*jettest.Roundoff64*magnitude, "%v of a %s network, PCG seed (%d, 3)", alpha, name, jettest.TestSeed)
		}
	}
}

// networkUlps is what the claim of exactness allows a composition.
const networkUlps = 100

// polarised returns d^alpha of second(first(x)).
func polarised(tb testing.TB, name string, first []ridge, second ridge, x []float64, alpha engine.MultiIndex) *big.Float {
	m := alpha.Order()
	sum := new(big.Float).SetPrec(exact.Prec)
	k := make([]int, len(alpha))
	for {
		weight := math.Pow(2, -float64(m))
		v := make([]float64, len(alpha))
		for i := range alpha {
			weight *= float64(new(big.Int).Binomial(int64(alpha[i]), int64(k[i])).Int64())
			if k[i]%2 == 1 {
				weight = -weight
			}
			v[i] = float64(alpha[i] - 2*k[i])
		}
		u := networkCoefficient(tb, name, first, second, x, v, m)
		sum.Add(sum, new(big.Float).Mul(exact.New(weight), u))

		i := 0
		for ; i < len(k); i++ {
			if k[i]++; k[i] <= alpha[i] {
				break
			}
			k[i] = 0
		}
		if i == len(k) {
			return sum
		}
	}
}

// networkCoefficient is coefficient m of the network along x + t v at 256 bits.
func networkCoefficient(tb testing.TB, name string, first []ridge, second ridge, x, v []float64, m int) *big.Float {
	z2 := exact.Constant(exact.New(second.b), m)
	for j, f := range first {
		z1 := exact.Constant(exact.New(f.b), m)
		for d, w := range f.w {
			z1 = z1.Add(exact.Line(exact.New(x[d]), exact.New(v[d]), m).Scale(exact.New(w)))
		}
		y1, err := exact.Apply(name, z1)
		require.NoError(tb, err)
		z2 = z2.Add(y1.Scale(exact.New(second.w[j])))
	}
	y2, err := exact.Apply(name, z2)
	require.NoError(tb, err)
	return y2[m]
}

// networkMagnitude is the absolute-value recurrence of the same coefficient.
func networkMagnitude(tb testing.TB, name string, first []ridge, second ridge, x, v []float64, m int) float64 {
	must := mustB(tb)
	z2 := certified.Constant(second.b, m)
	for j, f := range first {
		z1 := certified.Constant(f.b, m)
		for d, w := range f.w {
			line := must(certified.Add(certified.Constant(x[d], m), must(certified.Scale(v[d], certified.Variable(0, m)))))
			z1 = must(certified.Add(z1, must(certified.Scale(w, line))))
		}
		y1 := must(certified.Apply(name, z1))
		z2 = must(certified.Add(z2, must(certified.Scale(second.w[j], y1))))
	}
	return must(certified.Apply(name, z2)).Magnitude[m]
}

func mustB(tb testing.TB) func(certified.Jet, error) certified.Jet {
	return func(b certified.Jet, err error) certified.Jet {
		require.NoError(tb, err)
		return b
	}
}

// bundle draws the jets of n scalars for a plan. Some are straight lines, as in a
// first layer, some are zero, and some are full.
func bundle(r *rand.Rand, channels, n int, radius float64) []float64 {
	z := make([]float64, channels*n)
	for i := range n {
		kind := r.IntN(4)
		for c := range channels {
			v := radius * (2*r.Float64() - 1)
			if kind == 0 && c > 1 || kind == 1 && i%2 == 0 {
				v = 0
			}
			z[c*n+i] = v
		}
	}
	return z
}

// A batch has the bits of its points one at a time, whatever path a tile of
// the batch takes, and zeros keep their sign.
func TestBatchEqualsScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 4))
	for _, o := range operators {
		p := plan[float64](t, o.op, o.dim)
		channels := p.Channels()
		const n = 140 // two tiles
		z, gy := bundle(r, channels, n, 1), bundle(r, channels, n, 1)
		requireBatchEqualsScalar(t, p, z, gy, fmt.Sprintf("%s, PCG seed (%d, 4)", o.name, jettest.TestSeed))
	}
}

// requireBatchEqualsScalar compares the bits of a bundle and of its points one at a time, by every
// activation.
func requireBatchEqualsScalar(t *testing.T, p engine.Plan[float64], z, gy []float64, of string) {
	t.Helper()
	channels := p.Channels()
	n := len(z) / channels
	for _, name := range activation.Names() {
		s := jettest.Activation[float64](t, name)
		y, gz := make([]float64, len(z)), make([]float64, len(z))
		p.Activate(s, z, y)
		p.ActivateT(s, z, y, gy, gz)
		z1, y1 := make([]float64, channels), make([]float64, channels)
		gy1, gz1 := make([]float64, channels), make([]float64, channels)
		for i := range n {
			for c := range channels {
				z1[c], gy1[c] = z[c*n+i], gy[c*n+i]
			}
			p.Activate(s, z1, y1)
			p.ActivateT(s, z1, y1, gy1, gz1)
			for c := range channels {
				at := c*n + i
				if math.Float64bits(y[at]) != math.Float64bits(y1[c]) || math.Float64bits(gz[at]) != math.Float64bits(gz1[c]) {
					require.Fail(t, "bits differ", "%s of %s, channel %d of point %d: %v and %v in a batch, %v and %v alone",
						name, of, c, i, y[at], gz[at], y1[c], gz1[c])
				}
			}
		}
	}
}

// <gy, J dz> = <J^T gy, dz>. J dz is a central difference at 256 bits of the jet
// of s along each direction, with a step of 2^-60 and so an error near 2^-120.
func TestActivateTIsTheTranspose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.IntRange(1, 6).Draw(t, "order")
		name := rapid.SampledFrom(jettest.Smooth()).Draw(t, "activation")
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 5))
		op := engine.Operator{{order, 0}, {0, max(order-1, 1)}}
		p := plan[float64](t, op, 2)
		channels := p.Channels()
		s, err := activation.ByName[float64](name)
		require.NoError(t, err)

		z, dz, gy := bundle(r, channels, 1, 2), bundle(r, channels, 1, 1), bundle(r, channels, 1, 1)
		y, gz := make([]float64, channels), make([]float64, channels)
		p.Activate(s, z, y)
		p.ActivateT(s, z, y, gy, gz)
		rhs, lhs := new(big.Float).SetPrec(exact.Prec), new(big.Float).SetPrec(exact.Prec)
		for c := range channels {
			rhs.Add(rhs, new(big.Float).Mul(exact.New(gz[c]), exact.New(dz[c])))
		}

		allowed := 0.
		slope := slopeMagnitudes(t, name, z[0], order)
		first := 1
		for d, k := range []int{order, max(order-1, 1)} {
			jdz := tangent(t, name, along(z, first, k), along(dz, first, k))
			for j := range jdz {
				c := 0
				if j > 0 {
					c = first + j - 1
				} else if d > 0 {
					continue // channel 0 is shared
				}
				lhs.Add(lhs, new(big.Float).Mul(exact.New(gy[c]), jdz[j]))
				allowed += math.Abs(gy[c]) * transposeUlps(order) * jettest.Roundoff64 * absoluteTangent(slope, along(z, first, k), along(dz, first, k), j)
			}
			first += k
		}
		diff, _ := lhs.Sub(lhs, rhs).Float64()
		assert.LessOrEqual(t, math.Abs(diff), allowed, "%s", name)
	})
}

// transposeUlps counts the roundings of a term gy_k d_(k-m) dz_m: the
// coefficient of s', which is (k+1) c_(k+1); in a term of d_i, at most i-1 for the
// power, 3 for products and p(i) <= i^2 for the sums; the product with gy and
// the sum over at most 2k of those.
func transposeUlps(k int) float64 { return jettest.CoefficientUlps + float64(k*k+3*k) + 6 }

// along extracts the jet of one direction from the bundle of a single scalar.
func along(z []float64, first, order int) []float64 {
	return append([]float64{z[0]}, z[first:first+order]...)
}

// tangent is the derivative of the jet of s(z(t)) along dz(t).
func tangent(tb require.TestingT, name string, z, dz []float64) exact.Jet {
	step := new(big.Float).SetMantExp(exact.New(1), -60)
	at := func(sign float64) exact.Jet {
		x := make(exact.Jet, len(z))
		for k := range x {
			x[k] = new(big.Float).SetPrec(exact.Prec).Mul(exact.New(sign*dz[k]), step)
			x[k].Add(x[k], exact.New(z[k]))
		}
		y, err := exact.Apply(name, x)
		require.NoError(tb, err)
		return y
	}
	d := at(1).Sub(at(-1))
	return d.Scale(new(big.Float).SetMantExp(exact.New(1), 59))
}

// slopeMagnitudes are the absolute-value recurrences of the coefficients of s'.
func slopeMagnitudes(tb require.TestingT, name string, z float64, order int) []float64 {
	b, err := certified.Apply(name, certified.Variable(z, order+1))
	require.NoError(tb, err)
	m := make([]float64, order+1)
	for k := range m {
		m[k] = float64(k+1) * b.Magnitude[k+1]
	}
	return m
}

// absoluteTangent is coefficient j of |s'|(z_0 + |z_1| t + ...) times |dz_0| + |dz_1| t + ....
func absoluteTangent(slope, z, dz []float64, j int) float64 {
	n := len(z)
	outer, power := make([]float64, n), make([]float64, n)
	power[0] = 1
	for _, c := range slope[:n] {
		next := make([]float64, n)
		for i, p := range power {
			outer[i] += c * p
			for l := 1; i+l < n; l++ {
				next[i+l] += p * math.Abs(z[l])
			}
		}
		power = next
	}
	sum := 0.
	for i := 0; i <= j; i++ {
		sum += outer[j-i] * math.Abs(dz[i])
	}
	return sum
}

// Read and ReadT are transposes: with unit vectors, the same matrix entry by entry.
func TestReadTIsTheTranspose(t *testing.T) {
	for _, c := range operators {
		p := plan[float64](t, c.op, c.dim)
		for r := range c.op {
			g, gy := make([]float64, len(c.op)), make([]float64, p.Channels())
			g[r] = 1
			p.ReadT(g, gy)
			assert.Equal(t, weights(p, len(c.op), r), gy, "%s, row %v", c.name, c.op[r])
		}
	}
}

func TestLift(t *testing.T) {
	p := plan[float64](t, engine.Operator{{1, 1}}, 2)
	require.Equal(t, 5, p.Channels())
	assert.Equal(t, []float64{1, 0, 0, 0, 0}, p.Bias())
	dst := []float64{9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}
	require.NoError(t, p.Lift([]float64{3, 4, 5, 6}, dst))
	assert.Equal(t, []float64{3, 4, 5, 6, 1, 1, 1, 1, 0, 0, 0, 0, 1, -1, 1, -1, 0, 0, 0, 0}, dst)

	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.ErrorContains(t, p.Lift([]float64{3, 4, 5, bad}, dst), "coordinate 1 of point 1")
	}
	assert.ErrorContains(t, p.Lift([]float64{math.NaN(), 1}, dst[:10]), "NaN")
	assert.ErrorContains(t, p.Lift([]float64{3, 4, 5}, dst), "3 coordinates")
	assert.ErrorContains(t, p.Lift([]float64{3, 4}, dst), "20 values, want 10")
}

func TestPlanErrors(t *testing.T) {
	eng := jet.New[float64]()
	assert.Equal(t, "jet", eng.Name())
	for want, c := range map[string]struct {
		op  engine.Operator
		dim int
	}{
		"without a derivative": {nil, 1},
		"1 entries":            {engine.Operator{{2}}, 2},
		"negative order":       {engine.Operator{{-1}}, 1},
		"dimension 0":          {engine.Operator{{}}, 0},
	} {
		p, err := eng.Plan(c.op, c.dim)
		assert.ErrorContains(t, err, want)
		assert.Nil(t, p)
	}
}

func TestWrongBundlesPanic(t *testing.T) {
	p := plan[float64](t, engine.Operator{{2}}, 1)
	s := jettest.Activation[float64](t, "sin")
	three, four := make([]float64, 3), make([]float64, 4)
	assert.Panics(t, func() { p.Activate(s, four, four) })
	assert.Panics(t, func() { p.Activate(s, three, four) })
	assert.Panics(t, func() { p.ActivateT(s, three, four, three, three) })
	assert.Panics(t, func() { p.ActivateT(s, three, three, four, three) })
	assert.Panics(t, func() { p.ActivateT(s, three, three, three, four) })
	assert.Panics(t, func() { p.Read(three, four) })
	assert.Panics(t, func() { p.ReadT(four, three) })
}

func TestPlansDoNotAllocate(t *testing.T) {
	op := engine.Operator{{4, 0}, {2, 2}, {0, 4}}
	p := plan[float64](t, op, 2)
	s := jettest.Activation[float64](t, "tanh")
	const n = 200
	x, lifted := make([]float64, 2*n), make([]float64, p.Channels()*2*n)
	z := bundle(rand.New(rand.NewPCG(jettest.TestSeed, 6)), p.Channels(), n, 1)
	y, gz, d := make([]float64, len(z)), make([]float64, len(z)), make([]float64, len(op)*n)
	assert.Zero(t, testing.AllocsPerRun(5, func() {
		if p.Lift(x, lifted) != nil {
			panic("zeros are finite")
		}
		p.Activate(s, z, y)
		p.ActivateT(s, z, y, y, gz)
		p.Read(y, d)
		p.ReadT(d, gz)
	}))
}
