package theory_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/theory"
)

// difference is the formula's numbers, which must exist.
func difference(t require.TestingT, s fd.Stencil) theory.Difference {
	d, err := theory.NewDifference(s.Order(), s.Accuracy(), s.Offsets(), s.Weights())
	require.NoError(t, err)
	return d
}

// The kernel of a central formula on the fewest points has one sign, so that its
// constant is the textbook one, exactly.
func TestKernelConstantOfCentralFormulas(t *testing.T) {
	for q := 1; q <= 4; q++ {
		for p := 2; p <= 8; p += 2 {
			s, err := fd.Central(q, p)
			require.NoError(t, err)
			got, err := theory.KernelConstant(q, p, s.Offsets(), s.Weights())
			require.NoError(t, err)
			want := theory.TruncationConstant(q, p)
			assert.Zero(t, want.Abs(want).Cmp(got), "q = %d, p = %d: %s, want %s", q, p, got.RatString(), want.RatString())
		}
	}
}

// kernelBelow is a lower bound of the integral of |K|: the sum over cells of the
// absolute integral of K, from the antiderivative of the truncated powers. A cell
// on which K keeps its sign loses nothing.
func kernelBelow(s fd.Stencil, n, p int, cells int64) *big.Rat {
	offsets, weights := s.Offsets(), s.Weights()
	antiderivative := func(at *big.Rat) *big.Rat {
		plus := func(z *big.Rat, k int) *big.Rat { // z_+^k / k!
			v := new(big.Rat)
			if z.Sign() > 0 {
				v.SetInt64(1)
				for i := 1; i <= k; i++ {
					v.Mul(v, z)
					v.Mul(v, big.NewRat(1, int64(i)))
				}
			}
			return v
		}
		sum := plus(new(big.Rat).Neg(at), p)
		for j, w := range weights {
			sum.Sub(sum, new(big.Rat).Mul(w, plus(new(big.Rat).Sub(offsets[j], at), n)))
		}
		return sum
	}
	lo, hi := new(big.Rat), new(big.Rat)
	for _, o := range offsets {
		if o.Cmp(lo) < 0 {
			lo.Set(o)
		}
		if o.Cmp(hi) > 0 {
			hi.Set(o)
		}
	}
	total, last := new(big.Rat), antiderivative(lo)
	for i := int64(1); i <= cells; i++ {
		at := new(big.Rat).Sub(hi, lo)
		at.Add(lo, at.Mul(at, big.NewRat(i, cells)))
		next := antiderivative(at)
		total.Add(total, new(big.Rat).Abs(new(big.Rat).Sub(next, last)))
		last = next
	}
	return total
}

// For any formula the constant lies above the integral of |K| and hardly so: only
// the cells in which K has a zero lose anything in the lower bound. One such cell
// of length d, in which |K'| <= L, loses at most d^2 L, and K, a spline with one
// knot an offset and one at 0, has no more zeros than knots.
func TestKernelConstantOfAnyFormula(t *testing.T) {
	const cells = 256
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(0, 3).Draw(t, "q")
		offsets := rapid.SliceOfNDistinct(rapid.IntRange(-6, 6), q+1, q+4, rapid.ID).Draw(t, "offsets")
		var rats []*big.Rat
		for _, o := range offsets {
			rats = append(rats, big.NewRat(int64(o), 2))
		}
		s, err := fd.NewRat(q, rats)
		require.NoError(t, err)
		if s.Accuracy() == fd.Exact {
			return
		}
		p := s.Accuracy()
		n := p + q
		got, err := theory.KernelConstant(q, p, s.Offsets(), s.Weights())
		require.NoError(t, err)
		below := kernelBelow(s, n, p, cells)
		if got.Cmp(below) < 0 {
			t.Fatalf("%v: %v below the integral, %v", s, got.FloatString(12), below.FloatString(12))
		}
		// A step where n = 1 has no derivative: its jump takes the place of L d.
		d := difference(t, s)
		width := 2 * d.Reach / cells
		lipschitz := d.AbsWeights*math.Pow(2*d.Reach, float64(n-1)) + math.Pow(d.Reach, float64(p-1))
		if n > 1 {
			lipschitz = (d.AbsWeights*math.Pow(2*d.Reach, float64(n-2)) + math.Pow(max(d.Reach, 1), float64(max(p-2, 0)))) * width
			if p == 1 {
				lipschitz += 1 // the jump of (-y)_+^0 at 0
			}
		}
		excess, _ := new(big.Rat).Sub(got, below).Float64()
		if limit := float64(s.Len()+1) * width * lipschitz; excess > limit {
			t.Fatalf("%v: %v above the integral by %v, allowed %v", s, got.FloatString(12), excess, limit)
		}
	})
}

// The power t^(p+q) attains the truncation bound of a central formula, so that
// nothing smaller would do: the bound exceeds the error by the roundings of its
// own evaluation, 2(p+2)u, and one of the constant.
func TestTruncationIsAttained(t *testing.T) {
	for q := 1; q <= 4; q++ {
		for p := 2; p <= 8; p += 2 {
			s, err := fd.Central(q, p)
			require.NoError(t, err)
			oracle := exact.Stencil{Order: q, Offsets: s.Offsets(), Weights: s.Weights()}
			for _, h := range []float64{0.3, 1, 7} {
				e := oracle.Sum(func(x *big.Float) *big.Float {
					v := exact.New(1)
					for range p + q {
						v.Mul(v, x)
					}
					return v
				}, exact.New(0), exact.New(h)) // the derivative at 0 is 0
				err := math.Abs(exact.Float64(e))
				bound := difference(t, s).Truncation(h, math.Gamma(float64(p+q+1)))
				assert.GreaterOrEqual(t, bound, err)
				assert.InEpsilon(t, err, bound, float64(3*(p+2)+4)*u, "q = %d, p = %d, h = %v", q, p, h)
			}
		}
	}
}

// How far the bounds of the central second difference, of m = 3 points and accuracy
// p = 2, lie above their first-order formulas by hand, in u: by what they are widened
// for products of roundings, and by the roundings of either side.
const (
	argumentByHand = 8 + 1 // widened by 8u; one product rounds
	// Widened by 4(m+3)u, the argument's error by its own; four products and four
	// sums round at most.
	roundingByHand = 4*(3+3) + argumentByHand + 8
	// Widened by 2(p+2)u; the constant is rounded up, by one and a half of its ulps
	// at most; p+1 products, a factor and a sum round; by hand two steps, a
	// derivative and the result do.
	truncationByHand = 2*(2+2) + 3 + (2 + 3) + 4
	// Of two parts, the larger; widened by 2u; a sum and a product round, and by hand
	// a quotient and a sum.
	totalByHand = max(roundingByHand, truncationByHand) + 2 + 2 + 2
)

func TestDifferenceByHand(t *testing.T) {
	s, err := fd.Central(2, 2)
	require.NoError(t, err)
	d := difference(t, s)
	assert.Equal(t, theory.Difference{Order: 2, Accuracy: 2, Points: 3, Reach: 1, AbsWeights: 4, Constant: math.Nextafter(1./12, 1)}, d)
	assert.InEpsilon(t, u*(2+3*0.5), d.ArgumentError(-2, -0.5, u), argumentByHand*u)
	sizes := theory.Sizes{Value: 2, Slope: 3, Derivative: 5, ValueError: 4 * u}
	// 4/h^2 (3 dz + 4u + 6u·2), h = 1/2.
	rounding := 16 * (3*3.5 + 4 + 12) * u
	assert.InEpsilon(t, rounding, d.Rounding(-2, 0.5, sizes, u), roundingByHand*u)
	// Where fl(s) h underflows, as 0.3 times three smallest numbers to one of them, the
	// error 0.1 2^-1074 is far above 3 u |s h|.
	assert.GreaterOrEqual(t, d.ArgumentError(0, 3*0x1p-1074, u), 0x1p-1074)

	// A zero of f has no relative error; its absolute one counts: 16 (3 3.5 u + 4u).
	zero := theory.Sizes{Slope: 3, Derivative: 5, ValueError: 4 * u}
	assert.InEpsilon(t, 16*(3*3.5+4)*u, d.Rounding(-2, 0.5, zero, u), roundingByHand*u)
	assert.InEpsilon(t, 5./48+rounding, d.Total(-2, 0.5, sizes, u), totalByHand*u)
	assert.Equal(t, d.Truncation(-0.5, 5), d.Truncation(0.5, 5))

	// A derivative and a step at the ends of the range do not spoil each other.
	const large, small = 1e300, 1e-150 // small^2 large is 1
	assert.InEpsilon(t, large/12*small*small, d.Truncation(small, large), truncationByHand*u)
	assert.Positive(t, d.Truncation(1e-200, 1))
}

func TestKernelConstantRejects(t *testing.T) {
	one, two := big.NewRat(1, 1), big.NewRat(2, 1)
	for name, c := range map[string]struct {
		q, p             int
		offsets, weights []*big.Rat
		says             string
	}{
		"accuracy": {1, 2, []*big.Rat{new(big.Rat), one}, []*big.Rat{big.NewRat(-1, 1), one}, "not of accuracy 2: its moment 2 is off by 1"},
		"weights":  {1, 1, []*big.Rat{new(big.Rat), two}, []*big.Rat{big.NewRat(-1, 1), one}, "its moment 1 is off by 1"},
		"lengths":  {1, 1, []*big.Rat{one}, nil, "1 offsets and 0 weights"},
		"empty":    {1, 1, nil, nil, "0 offsets"},
		"p":        {1, 0, []*big.Rat{one}, []*big.Rat{one}, "accuracy 0"},
		"q":        {-1, 1, []*big.Rat{one}, []*big.Rat{one}, "order -1"},
	} {
		_, err := theory.NewDifference(c.q, c.p, c.offsets, c.weights)
		assert.ErrorContains(t, err, c.says, name)
	}
}

// The optimal step is where the model's derivative vanishes: no step nearby is
// better, and the accuracy is the model there.
func TestOptimalStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, p := rapid.IntRange(1, 4).Draw(t, "q"), rapid.IntRange(1, 8).Draw(t, "p")
		r := math.Exp2(rapid.Float64Range(-106, 0).Draw(t, "log r"))
		c := math.Exp2(rapid.Float64Range(-30, 30).Draw(t, "log c"))
		model := func(h float64) float64 { return c*math.Pow(h, float64(p)) + r*math.Pow(h, -float64(q)) }
		h, e, err := theory.OptimalStep(q, p, r, c)
		require.NoError(t, err)
		// Powers up to p+q of a step. Pow(x, y) goes through y log x, of size up to
		// 136 ln 2 = 94 here, whose rounding is a relative error of the result.
		require.InEpsilon(t, model(h), e, float64((16+94)*(p+q))*u)
		for _, f := range []float64{0.99, 1.01} {
			require.Greater(t, model(f*h), model(h))
		}
		finer, better, err := theory.OptimalStep(q, p, r/1024, c)
		require.NoError(t, err)
		// The logarithm of a quotient of at least 2^(10/12) in size, rounded to a few hundred u.
		require.InEpsilon(t, -10*theory.StepExponent(q, p), math.Log2(finer/h), 0x1p-40)
		require.InEpsilon(t, -10*theory.AccuracyExponent(q, p), math.Log2(better/e), 0x1p-40)
	})
	for name, c := range map[string]struct {
		q, p int
		r, c float64
		says string
	}{
		"q": {0, 2, 1, 1, "order 0"}, "p": {1, 0, 1, 1, "accuracy 0"},
		"r": {1, 2, 0, 1, "rounding coefficient 0"}, "c": {1, 2, 1, math.NaN(), "truncation coefficient NaN"},
	} {
		_, _, err := theory.OptimalStep(c.q, c.p, c.r, c.c)
		assert.ErrorContains(t, err, c.says, name)
	}
}

// Cases that broke an earlier form of a bound, found by searches.
func TestBoundsThatWereBroken(t *testing.T) {
	// The fourth derivative of sin(w x + b) = w^4 sin(w x + b): the product of
	// sin/4! and w^4 is subnormal, and 4! multiplies its rounding. The product of the
	// bound counted one smallest number and not 4! of them.
	const w, x, b = 0x1.8p-262, 0x1p-04, -0x1.1fe92p-02
	p, err := jet.NewPlan[float64](engine.Operator{{4}}, 1)
	require.NoError(t, err)
	sin, err := activation.ByName[float64]("sin")
	require.NoError(t, err)
	z, y, d := make([]float64, p.Channels()), make([]float64, p.Channels()), make([]float64, 1)
	z[0], z[1] = w*x+b, w
	p.Activate(sin, z, y)
	p.Read(y, d)
	want := exact.Sin(argument(w, x, b, 0, 0))
	for range 4 {
		want.Mul(want, exact.New(w))
	}
	got := distance(d[0], want)
	assert.LessOrEqual(t, got, theory.SineEntry(4, w, theory.FeatureArgument(w, x, b, 0, u), theory.SineUlps, u))
	assert.Greater(t, got, 9*0x1p-1074, "the case that broke it")
}
