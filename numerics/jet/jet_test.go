package jet_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/numerics/jet/internal/jettest"
)

func TestVariableConstantDerivative(t *testing.T) {
	assert.Equal(t, jet.Jet[float64]{3, 1, 0, 0}, jet.Variable(3.0, 3))
	assert.Equal(t, jet.Jet[float64]{3}, jet.Variable(3.0, 0))
	assert.Equal(t, jet.Jet[float32]{3, 0, 0}, jet.Constant[float32](3, 2))
	assert.Equal(t, 2, jet.Constant(1.0, 2).Order())

	// (1 - x)^-1 at 0 has coefficients 1 and derivatives k!.
	y := jet.Recip(nil, jet.Jet[float64]{1, -1, 0, 0, 0, 0, 0, 0, 0})
	want := 1.0
	for k := range y {
		want *= max(1, float64(k))
		assert.Equal(t, 1.0, y[k])
		assert.Equal(t, want, y.Derivative(k))
	}
	_, bound := certified.Variable(2, 1).Derivative(1)
	assert.Zero(t, bound)
}

func TestNames(t *testing.T) {
	assert.Equal(t, exact.Names(), jet.Names(), "the oracle and the jets share one catalogue")
	jet.Names()[0] = "changed"
	assert.Equal(t, "exp", jet.Names()[0])
}

// TestOrderIsPrefix: a jet of lower order is the beginning of one of higher order,
// so a result for order 8 holds for all orders below.
func TestOrderIsPrefix(t *testing.T) {
	for _, name := range jet.Names() {
		long, err := jet.Apply(name, nil, jet.Jet[float64]{0.7, 1.25, -0.5, 0.3, 2, -1, 0.1, 0.2, 0.9})
		require.NoError(t, err)
		for n := 1; n <= 9; n++ {
			x := jet.Jet[float64]{0.7, 1.25, -0.5, 0.3, 2, -1, 0.1, 0.2, 0.9}[:n]
			short, err := jet.Apply(name, nil, x)
			require.NoError(t, err)
			assert.Equal(t, long[:n], short, name)
		}
	}
}

// TestHighOrder runs past the series that fit on the stack.
func TestHighOrder(t *testing.T) {
	const order = 24
	for _, name := range jet.Names() {
		got, err := certified.Apply(name, certified.Variable(0.6, order))
		require.NoError(t, err)
		y, err := jet.Apply(name, nil, jet.Variable(0.6, order))
		require.NoError(t, err)
		assert.Equal(t, got.Value, []float64(y), name)
		want, err := exact.Coefficients(name, exact.New(0.6), order)
		require.NoError(t, err)
		var worst jettest.Tally
		worst.Certify(t, name, got, want, jettest.U64)
		value, bound := got.Derivative(order)
		assert.Equal(t, y.Derivative(order), value)
		assert.LessOrEqual(t, jettest.Distance(value, want.Derivative(order)).Cmp(exact.New(bound)), 0, name)
	}
}

// TestDestination: memory is reused if there is enough, and where the comment
// allows dst to be an argument the result is the same.
func TestDestination(t *testing.T) {
	a := jet.Jet[float64]{0.7, 1.25, -0.5, 0.3}
	b := jet.Jet[float64]{1.5, -0.5, 0.25, 2}
	clone := func(x jet.Jet[float64]) jet.Jet[float64] { return append(jet.Jet[float64](nil), x...) }
	for name, op := range map[string]func(dst, a, b jet.Jet[float64]) jet.Jet[float64]{
		"add": jet.Add[float64], "sub": jet.Sub[float64], "mul": jet.Mul[float64],
	} {
		want := op(nil, a, b)
		x, y := clone(a), clone(b)
		assert.Equal(t, want, op(x, x, b), name)
		assert.Equal(t, want, op(y, a, y), name)
		x = clone(a)
		assert.Equal(t, op(nil, a, a), op(x, x, x), name)
	}
	x := clone(a)
	assert.Equal(t, jet.Div(nil, a, b), jet.Div(x, x, b))
	x = clone(a)
	assert.Equal(t, jet.Scale(nil, 3, a), jet.Scale(x, 3, x))
	assert.Equal(t, jet.Jet[float64]{-a[0], -a[1], -a[2], -a[3]}, jet.Neg(clone(a), clone(a)))
	x = clone(a)
	assert.Equal(t, jet.Neg(nil, a), jet.Neg(x, x))
	x = clone(a)
	assert.Equal(t, jet.Jet[float64]{1.7, 1.25, -0.5, 0.3}, jet.Shift(x, 1, x))

	buf := make(jet.Jet[float64], 0, 8)
	y := jet.Exp(buf, a)
	assert.Same(t, &buf[:1][0], &y[0])
	assert.Len(t, y, 4)
	for i := range buf[:8] { // old contents must not show
		buf[:8][i] = math.NaN()
	}
	assert.Equal(t, jet.PowInt(nil, a, 5), jet.PowInt(buf, a, 5))
	assert.Equal(t, jet.GELU(nil, a), jet.GELU(buf, a))
}

func TestNoAllocation(t *testing.T) {
	for precision, calls := range map[string]map[string]func(){"float64": inPlace[float64](t), "float32": inPlace[float32](t)} {
		for name, f := range calls {
			assert.Zero(t, testing.AllocsPerRun(10, f), "%s in %s", name, precision)
		}
	}
}

// inPlace are the functions and powers of a jet and a product, by name, each with a
// destination.
func inPlace[T engine.Float](tb testing.TB) map[string]func() {
	x, dst := jet.Jet[T]{0.7, 1.25, -0.5, 0.3, 2, -1, 0.1, 0.2, 0.9}, make(jet.Jet[T], 9)
	calls := map[string]func(){
		"PowInt": func() { jet.PowInt(dst, x, -5) },
		"Pow":    func() { jet.Pow(dst, x, 0.3) },
		"Mul":    func() { jet.Mul(dst, x, x) },
	}
	for _, name := range jet.Names() {
		f, err := jet.Lookup[T](name)
		require.NoError(tb, err)
		calls[name] = func() { f(dst, x) }
	}
	return calls
}

func TestPanics(t *testing.T) {
	x, y := jet.Variable(0.5, 3), jet.Variable(0.5, 2)
	for name, f := range map[string]func(){
		"jet: order -1 is negative":                     func() { jet.Variable(0.5, -1) },
		"jet: derivative 4 of a jet of order 3":         func() { x.Derivative(4) },
		"certified: derivative -1 of a jet of order 0":  func() { certified.Variable(1, 0).Derivative(-1) },
		"jet: orders 3 and 2 differ":                    func() { jet.Mul(nil, x, y) },
		"jet: a jet without coefficients":               func() { jet.Exp(nil, jet.Jet[float64]{}) },
		"jet: the destination must not be the argument": func() { jet.Tanh(x, x) },
	} {
		assert.PanicsWithValue(t, name, f)
	}
}

// TestApplyErrors: bad input gets an error that names the value and the place.
func TestApplyErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name string
		x    jet.Jet[float64]
		want string
	}{
		{"exq", jet.Variable(1.0, 2), `unknown function "exq", have exp, log,`},
		{"exp", nil, "exp of a jet without coefficients"},
		{"exp", jet.Jet[float64]{1, nan}, "exp of a jet with coefficient 1 equal to NaN"},
		{"sin", jet.Jet[float64]{inf, 1}, "sin of a jet with coefficient 0 equal to +Inf"},
		{"log", jet.Variable(0.0, 2), "log of 0 at order 2 is undefined"},
		{"log", jet.Variable(-1.5, 2), "log of -1.5 at order 2 is undefined"},
		{"sqrt", jet.Variable(0.0, 1), "sqrt of 0 at order 1 is undefined"},
		{"recip", jet.Variable(0.0, 0), "recip of 0 at order 0 is undefined"},
	} {
		_, err := jet.Apply(c.name, nil, c.x)
		assert.ErrorContains(t, err, "jet: "+c.want)
		b := certified.Constant(0, max(0, len(c.x)-1))
		b.Value = c.x
		_, err = certified.Apply(c.name, certified.Jet{Value: c.x, Bound: make([]float64, len(c.x)), Magnitude: make([]float64, len(c.x))})
		assert.ErrorContains(t, err, c.want)
	}
	_, err := jet.Apply("exp", nil, jet.Variable(800.0, 2))
	assert.EqualError(t, err, "jet: coefficient 0 of exp at 800 overflows to +Inf")
	_, err = jet.Apply("cosh", nil, jet.Variable[float32](100, 2))
	assert.EqualError(t, err, "jet: coefficient 0 of cosh at 100 overflows to +Inf")
	zero, err := jet.Apply("sqrt", nil, jet.Variable(0.0, 0))
	require.NoError(t, err)
	assert.Equal(t, jet.Jet[float64]{0}, zero)
}

func TestBoundedErrors(t *testing.T) {
	fuzzy := func(x, e float64) certified.Jet {
		b := certified.Variable(x, 2)
		b.Bound[0] = e
		return b
	}
	x := certified.Variable(1, 2)
	for _, c := range []struct {
		want string
		f    func() (certified.Jet, error)
	}{
		{"log of 1 ± 1 is undefined", func() (certified.Jet, error) { return certified.Apply("log", fuzzy(1, 1)) }},
		{"sqrt of 1 ± 1.5 is undefined", func() (certified.Jet, error) { return certified.Apply("sqrt", fuzzy(1, 1.5)) }},
		{"recip of -1 ± 1 is undefined", func() (certified.Jet, error) { return certified.Apply("recip", fuzzy(-1, 1)) }},
		{"tan of 1.5 ± 0.1 is undefined", func() (certified.Jet, error) { return certified.Apply("tan", fuzzy(1.5, 0.1)) }},
		{"pow(·, 0.5) of 1 ± 2 is undefined", func() (certified.Jet, error) { return certified.Pow(fuzzy(1, 2), 0.5) }},
		{"the reciprocal of 1 ± 1 is undefined", func() (certified.Jet, error) { return certified.Div(x, fuzzy(1, 1)) }},
		{"coefficient 0 of exp at 800 is not enclosed", func() (certified.Jet, error) { return certified.Apply("exp", certified.Variable(800, 2)) }},
		{"a sum of orders 2 and 3", func() (certified.Jet, error) { return certified.Add(x, certified.Variable(1, 3)) }},
		{"a product of a float32 jet and a float64 jet", func() (certified.Jet, error) { return certified.Mul(certified.Variable32(1, 2), x) }},
		{"with constant 0.1, which is not a float32", func() (certified.Jet, error) { return certified.Scale(0.1, certified.Variable32(1, 2)) }},
		{"a multiple with constant NaN", func() (certified.Jet, error) { return certified.Scale(math.NaN(), x) }},
		{"a shift with constant +Inf", func() (certified.Jet, error) { return certified.Shift(math.Inf(1), x) }},
		{"with bound -1 at coefficient 0", func() (certified.Jet, error) { return certified.Apply("exp", fuzzy(1, -1)) }},
		{"a sum of a jet with bound -1", func() (certified.Jet, error) { return certified.Add(fuzzy(1, -1), x) }},
		{"a difference of a jet with bound -1", func() (certified.Jet, error) { return certified.Sub(x, fuzzy(1, -1)) }},
		{"a product of a jet with bound -1", func() (certified.Jet, error) { return certified.Mul(x, fuzzy(1, -1)) }},
		{"a quotient of a jet with bound -1", func() (certified.Jet, error) { return certified.Div(x, fuzzy(1, -1)) }},
		{"with bound NaN at coefficient 0", func() (certified.Jet, error) { return certified.Neg(fuzzy(1, math.NaN())) }},
		{"with 3 values, 2 bounds and 3 magnitudes", func() (certified.Jet, error) {
			b := certified.Variable(1, 2)
			b.Bound = b.Bound[:2]
			return certified.Apply("exp", b)
		}},
	} {
		_, err := c.f()
		assert.ErrorContains(t, err, c.want)
	}
}

// TestResolved: the length over which a function changes decides.
func TestResolved(t *testing.T) {
	at := func(x, magnitude float64) certified.Jet {
		b := certified.Variable(x, 1)
		b.Magnitude[0] = magnitude
		return b
	}
	const edge = 0x1p43 // 1/(2^10 u)
	for _, c := range []struct {
		name   string
		x      float64
		length float64
	}{
		{"exp", 3, 1}, {"log", 0x1p-5, 0x1p-5}, {"recip", -4, 4}, {"/", 2, 2}, {"gelu", 3, 0.25}, {"tan", 0, 1},
	} {
		assert.True(t, certified.Resolved(c.name, at(c.x, edge*c.length)), fmt.Sprint(c))
		assert.False(t, certified.Resolved(c.name, at(c.x, 2*edge*c.length)), fmt.Sprint(c))
	}
}
