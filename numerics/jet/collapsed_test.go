package jet_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/internal/jettest"
	"adfd/properties/engines"
)

// combination is sum_r coef[r] d^op[r].
type combination struct {
	op   engine.Operator
	coef []float64
}

func unit(dim int, axes ...int) engine.MultiIndex {
	alpha := make(engine.MultiIndex, dim)
	for _, d := range axes {
		alpha[d]++
	}
	return alpha
}

func (c *combination) add(coef float64, alpha engine.MultiIndex) {
	c.op, c.coef = append(c.op, alpha), append(c.coef, coef)
}

func laplacian(dim int) (c combination) {
	for i := range dim {
		c.add(1, unit(dim, i, i))
	}
	return c
}

func biharmonic(dim int) (c combination) {
	for i := range dim {
		c.add(1, unit(dim, i, i, i, i))
		for j := range i {
			c.add(2, unit(dim, i, i, j, j))
		}
	}
	return c
}

// channelsOf says what each channel of c's plan is.
func channelsOf(c combination, dim int) (list []combination) {
	one := func(alpha engine.MultiIndex) { list = append(list, combination{engine.Operator{alpha}, []float64{1}}) }
	one(unit(dim))
	for i := range dim {
		one(unit(dim, i))
	}
	if c.op.Order() == 4 {
		for i := range dim {
			for j := i; j < dim; j++ {
				one(unit(dim, i, j))
			}
		}
		for i := range dim {
			var slope combination
			for j := range dim {
				slope.add(1, unit(dim, i, j, j))
			}
			list = append(list, slope)
		}
	}
	return append(list, c)
}

func combined[T engine.Float](tb require.TestingT, c combination, dim int) engine.Taped[T] {
	var coef []T
	for _, k := range c.coef {
		coef = append(coef, T(k))
	}
	p, ok := jet.New[T]().(engine.Combiner[T]).Combine(c.op, coef, dim)
	require.True(tb, ok, "%v in dimension %d", c, dim)
	return p.(engine.Taped[T])
}

// collapsedOperators are those that have a plan of their own. Four variables have more than
// the plane and space show: a fourth term of a sum over them, and a fourth row of the Hessian.
var collapsedOperators = []struct {
	name string
	dim  int
	combination
}{
	{"Laplacian in the plane", 2, laplacian(2)},
	{"Laplacian in space", 3, laplacian(3)},
	{"biharmonic in the plane", 2, biharmonic(2)},
	{"biharmonic in space", 3, biharmonic(3)},
	{"Laplacian in four variables", 4, laplacian(4)},
	{"biharmonic in four variables", 4, biharmonic(4)},
}

func TestCombine(t *testing.T) {
	for _, c := range []struct {
		combination
		dim, channels int // 0: none
	}{
		{laplacian(2), 2, 4},
		{laplacian(3), 3, 5},
		{biharmonic(2), 2, 9},
		{biharmonic(3), 3, 14},
		{biharmonic(5), 5, 27},
		{laplacian(1), 1, 0},
		{biharmonic(1), 1, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}}, []float64{1, 1.5}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {2, 0}}, []float64{1, 1}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}, {0, 2}}, []float64{1, 1, 1}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {1, 1}}, []float64{1, 1}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}, {0, 0}}, []float64{1, 1, 1}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}}, []float64{1, math.NaN()}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}}, []float64{1}}, 2, 0},
		{combination{engine.Operator{{2, 0}, {0, 2}}, []float64{1, 1}}, 3, 0},
		{combination{engine.Operator{{2, 0, 0}, {0, 2, 0}}, []float64{1, 1}}, 3, 0},
		{combination{engine.Operator{{4, 0}, {2, 2}, {0, 4}}, []float64{1, 1, 1}}, 2, 0},
		{combination{engine.Operator{{4, 0}, {3, 1}, {0, 4}}, []float64{1, 2, 1}}, 2, 0},
		{combination{engine.Operator{{4, 0}, {0, 4}}, []float64{1, 1}}, 2, 0},
		{combination{engine.Operator{{6, 0}, {4, 2}, {2, 4}, {0, 6}}, []float64{1, 3, 3, 1}}, 2, 0},
		{combination{engine.Operator{{0, 0}}, []float64{1}}, 2, 0},
		{combination{engine.Operator{{3, 0}, {0, 2}}, []float64{1, 1}}, 2, 0},
		{combination{nil, nil}, 2, 0},
	} {
		eng := jet.New[float64]().(engine.Combiner[float64])
		p, ok := eng.Combine(c.op, c.coef, c.dim)
		require.Equal(t, c.channels > 0, ok, "%v", c)
		if !ok {
			assert.Nil(t, p)
			continue
		}
		assert.Equal(t, c.channels, p.Channels(), "%v", c)
		assert.Equal(t, append([]float64{1}, make([]float64, c.channels-1)...), p.Bias())

		// In any order, and times a constant, which multiplies the last channel.
		op, coef := slices.Clone(c.op), slices.Clone(c.coef)
		slices.Reverse(op)
		slices.Reverse(coef)
		for r := range coef {
			coef[r] *= -0.75
		}
		p, ok = eng.Combine(op, coef, c.dim)
		require.True(t, ok, "%v", c)
		assert.Equal(t, append(make([]float64, c.channels-1), -0.75), weights(p, 1, 0))
	}
}

// Where one coefficient is the next number to that of Delta or Delta^2, it is another operator.
func TestCombineTakesNoCoefficientNearby(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testNoCoefficientNearby[float64](t, math.Nextafter(1, 2)) })
	t.Run("float32", func(t *testing.T) { testNoCoefficientNearby(t, math.Nextafter32(1, 2)) })
}

func testNoCoefficientNearby[T engine.Float](t *testing.T, afterOne T) {
	eng := jet.New[T]().(engine.Combiner[T])
	for _, o := range collapsedOperators {
		for off := range o.op {
			coef := make([]T, len(o.coef))
			for r, c := range o.coef {
				coef[r] = T(c)
			}
			_, ok := eng.Combine(o.op, coef, o.dim)
			require.True(t, ok, "%s: %v", o.name, coef)
			coef[off] *= afterOne // exact, as they are 1 and 2
			_, ok = eng.Combine(o.op, coef, o.dim)
			assert.False(t, ok, "%s: %v", o.name, coef)
		}
	}
}

// The channels of a network of two layers in two to four variables are the derivatives that
// they are said to be. Those of the oracle come from 256-bit jets along lines.
//
// Allowed: every term of the chain rule is a product of derivatives with a positive
// factor, so that errors are relative to the same rule on absolute values. That is the
// channel's operator applied to a function whose derivatives are all positive; and
// since (d_1 + ... + d_dim)^m has every derivative of order m with a weight of 1 or more, where the
// operators have them with the same or a smaller one, it is at most m! times coefficient m
// along (1, ..., 1). Beside the 24 units of a coefficient of s, k! costs 2, the polynomials
// at most 4 for products and 2 dim + 4 for sums, the layer 4, and the same in the first
// layer: below 100.
func TestChannelsOfACollapsedNetwork(t *testing.T) {
	for _, c := range collapsedOperators {
		t.Run(c.name, func(t *testing.T) {
			t.Run("float64", func(t *testing.T) { testCollapsedNetwork[float64](t, c.combination, c.dim, jettest.Roundoff64) })
			t.Run("float32", func(t *testing.T) { testCollapsedNetwork[float32](t, c.combination, c.dim, jettest.Roundoff32) })
		})
	}
}

func testCollapsedNetwork[T engine.Float](t *testing.T, c combination, dim int, u float64) {
	const width = 3
	r := rand.New(rand.NewPCG(jettest.TestSeed, 21))
	draw := func(n int) []float64 { // representable in both precisions
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(float32(2*r.Float64() - 1))
		}
		return x
	}
	p := combined[T](t, c, dim)
	names := []string{"tanh", "gelu", "exp"}[:jettest.Size(3, 1)]
	if dim > 3 { // whose many lines take the oracle long
		names = names[:1]
	}
	for _, name := range names {
		first := make([]ridge, width)
		for j := range first {
			first[j] = ridge{draw(dim), draw(1)[0]}
		}
		second, x := ridge{draw(width), draw(1)[0]}, draw(dim)

		s, points := jettest.Activation[T](t, name), make([]T, dim)
		for d, v := range x {
			points[d] = T(v)
		}
		lifted := make([]T, p.Channels()*dim)
		require.NoError(t, p.Lift(points, lifted))
		z1 := linear(p, first, lifted, 1)
		y1 := make([]T, len(z1))
		p.Activate(s, z1, y1)
		z2 := linear(p, []ridge{second}, y1, 1)
		y2 := make([]T, len(z2))
		p.Activate(s, z2, y2)

		ones := slices.Repeat([]float64{1}, dim)
		for channel, sum := range channelsOf(c, dim) {
			m := sum.op.Order()
			want := new(big.Float).SetPrec(exact.Prec)
			for k, alpha := range sum.op {
				want.Add(want, new(big.Float).Mul(exact.New(sum.coef[k]), polarised(t, name, first, second, x, alpha)))
			}
			magnitude := math.Gamma(float64(m+1)) * networkMagnitude(t, name, first, second, x, ones, m)
			d, _ := exact.Error64(float64(y2[channel]), want)
			assert.LessOrEqual(t, d, networkUlps*u*magnitude, "channel %d, %v, of a %s network, PCG seed (%d, 21)", channel, sum, name, jettest.TestSeed)
		}
	}
}

// The transpose of every channel's derivative with respect to every channel, one at a time.
func TestCollapsedTransposeByEntries(t *testing.T) {
	t.Run("float64", testCollapsedTranspose[float64])
	t.Run("float32", testCollapsedTranspose[float32])
}

func testCollapsedTranspose[T engine.Float](t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 22))
	for _, o := range collapsedOperators {
		p := combined[T](t, o.combination, o.dim)
		z := make([]T, p.Channels())
		for i := range z {
			z[i] = T(0.25 + r.Float64()/2)
		}
		for _, name := range []string{"tanh", "exp"} {
			for in := range z {
				for out := range z {
					v, gy := make([]T, len(z)), make([]T, len(z))
					v[in], gy[out] = 1, 1
					assert.NoError(t, engines.ActivateTranspose(p, jettest.Activation[T](t, name), z, v, gy), "%s of %s, channel %d by channel %d", name, o.name, out, in)
				}
			}
		}
	}
}

func TestCollapsedPlans(t *testing.T) {
	t.Run("float64", testCollapsedPlans[float64])
	t.Run("float32", testCollapsedPlans[float32])
}

func testCollapsedPlans[T engine.Float](t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.SampledFrom(collapsedOperators).Draw(t, "operator")
		p := combined[T](t, o.combination, o.dim)
		s, err := activation.ByName[T](rapid.SampledFrom(jettest.Smooth()).Draw(t, "activation"))
		require.NoError(t, err)
		points := rapid.IntRange(1, 4).Draw(t, "points")
		draw := func(name string, n int) []T {
			x := make([]T, n)
			for i := range x {
				x[i] = T(rapid.Float64Range(-1, 1).Draw(t, name))
			}
			return x
		}
		n := p.Channels() * points
		z, v, gy := draw("z", n), draw("v", n), draw("gy", n)
		for _, err := range []error{
			engines.ReadTranspose[T](p, z, draw("g", points)),
			engines.ActivateTranspose[T](p, s, z, v, gy),
			engines.TapeAgrees(p, s, z, gy),
		} {
			assert.NoError(t, err)
		}
	})
}

// A batch has the bits of its points one at a time: with straight lines, zeros, and
// gradients of the last channel alone.
func TestCollapsedBatchEqualsScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 23))
	for _, o := range collapsedOperators {
		p := combined[float64](t, o.combination, o.dim)
		channels := p.Channels()
		const n = 140 // two tiles
		z, gy := bundle(r, channels, n, 1), bundle(r, channels, n, 1)
		for i := range n {
			if r.IntN(2) == 0 {
				for c := range channels - 1 {
					gy[c*n+i] = 0
				}
			}
		}
		requireBatchEqualsScalar(t, p, z, gy, fmt.Sprintf("%s, PCG seed (%d, 23)", o.name, jettest.TestSeed))
	}
}

func TestCollapsedLift(t *testing.T) {
	p := combined[float64](t, laplacian(2), 2)
	dst := slices.Repeat([]float64{9}, 16)
	require.NoError(t, p.Lift([]float64{3, 4, 5, 6}, dst))
	assert.Equal(t, []float64{3, 4, 5, 6, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0}, dst)
	assert.ErrorContains(t, p.Lift([]float64{3, 4, 5, math.NaN()}, dst), "coordinate 1 of point 1")
	assert.ErrorContains(t, p.Lift([]float64{3, 4}, dst), "16 values, want 8")
}

func TestCollapsedWrongLengthsPanic(t *testing.T) {
	p := combined[float64](t, laplacian(2), 2)
	s := jettest.Activation[float64](t, "sin")
	four, five := make([]float64, 4), make([]float64, 5)
	tape := make([]float64, p.TapeLen(1))
	for name, f := range map[string]func(){
		"z":        func() { p.Activate(s, five, five) },
		"y":        func() { p.Activate(s, four, five) },
		"T y":      func() { p.ActivateT(s, four, five, four, four) },
		"T gy":     func() { p.ActivateT(s, four, four, five, four) },
		"T gz":     func() { p.ActivateT(s, four, four, four, five) },
		"Read":     func() { p.Read(four, five) },
		"ReadT":    func() { p.ReadT(five, four) },
		"tape":     func() { p.ActivateTape(s, four, four, tape[1:]) },
		"T tape":   func() { p.ActivateTapeT(four, four, tape[1:], four, four) },
		"T tape z": func() { p.ActivateTapeT(five, four, tape, four, four) },
	} {
		assert.Panics(t, f, name)
	}
}

func TestCollapsedPlansDoNotAllocate(t *testing.T) {
	for _, o := range collapsedOperators {
		p := combined[float64](t, o.combination, o.dim)
		s := jettest.Activation[float64](t, "tanh")
		const n = 200
		z := bundle(rand.New(rand.NewPCG(jettest.TestSeed, 24)), p.Channels(), n, 1)
		y, gz, d, tape := make([]float64, len(z)), make([]float64, len(z)), make([]float64, n), make([]float64, p.TapeLen(n))
		assert.Zero(t, testing.AllocsPerRun(5, func() {
			p.Activate(s, z, y)
			p.ActivateT(s, z, y, y, gz)
			p.ActivateTape(s, z, y, tape)
			p.ActivateTapeT(z, y, tape, y, gz)
			p.Read(y, d)
			p.ReadT(d, gz)
		}), o.name)
	}
}
