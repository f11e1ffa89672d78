package jet_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/jet"

	"github.com/stretchr/testify/require"
)

// expression is a formula in one variable that three arithmetics evaluate: plain
// jets, jets with bounds, and the 256-bit oracle.
type expression struct {
	op   string // "x", "c", "+", "-", "*", "/" or a name of the catalogue
	c    float64
	args []expression
}

func variable() expression { return expression{op: "x"} }

func call(name string, arg expression) expression {
	return expression{op: name, args: []expression{arg}}
}

func (e expression) String() string {
	switch len(e.args) {
	case 1:
		return fmt.Sprintf("%s(%v)", e.op, e.args[0])
	case 2:
		return fmt.Sprintf("(%v %s %v)", e.args[0], e.op, e.args[1])
	}
	if e.op == "c" {
		return fmt.Sprint(e.c)
	}
	return e.op
}

// randomExpression has the given depth; one node in three is arithmetic.
func randomExpression(r *rand.Rand, depth int) expression {
	if depth == 0 {
		if r.IntN(4) == 0 {
			return expression{op: "c", c: float64(float32(4*r.Float64() - 2))}
		}
		return variable()
	}
	if r.IntN(3) == 0 {
		op := string("+-*/"[r.IntN(4)])
		return expression{op: op, args: []expression{randomExpression(r, depth-1), randomExpression(r, r.IntN(depth))}}
	}
	names := jet.Names()
	return call(names[r.IntN(len(names))], randomExpression(r, depth-1))
}

// plain evaluates e on plain jets.
func plain[T engine.Float](e expression, x T, order int) jet.Jet[T] {
	switch e.op {
	case "x":
		return jet.Variable(x, order)
	case "c":
		return jet.Constant(T(e.c), order)
	}
	a := plain(e.args[0], x, order)
	if len(e.args) == 1 {
		f, err := jet.Lookup[T](e.op)
		if err != nil {
			panic(err)
		}
		return f(nil, a)
	}
	b := plain(e.args[1], x, order)
	switch e.op {
	case "+":
		return jet.Add(nil, a, b)
	case "-":
		return jet.Sub(nil, a, b)
	case "*":
		return jet.Mul(nil, a, b)
	}
	return jet.Div(nil, a, b)
}

var errUnresolved = errors.New("an argument is not resolved")

// bounded evaluates e on jets with bounds, starting from x. It is an error if an
// argument is not resolved.
func bounded(e expression, x jet.Bounded, constant func(c float64) jet.Bounded) (jet.Bounded, error) {
	switch e.op {
	case "x":
		return x, nil
	case "c":
		return constant(e.c), nil
	}
	a, err := bounded(e.args[0], x, constant)
	if err != nil {
		return a, err
	}
	if len(e.args) == 1 {
		if !jet.Resolved(e.op, a) {
			return a, errUnresolved
		}
		return jet.ApplyBounded(e.op, a)
	}
	b, err := bounded(e.args[1], x, constant)
	if err != nil {
		return b, err
	}
	switch e.op {
	case "+":
		return jet.AddB(a, b)
	case "-":
		return jet.SubB(a, b)
	case "*":
		return jet.MulB(a, b)
	}
	if !jet.Resolved("/", b) {
		return b, errUnresolved
	}
	return jet.DivB(a, b)
}

func bounded64(e expression, x float64, order int) (jet.Bounded, error) {
	return bounded(e, jet.VariableB(x, order), func(c float64) jet.Bounded { return jet.ConstantB(c, order) })
}

func bounded32(e expression, x float32, order int) (jet.Bounded, error) {
	return bounded(e, jet.VariableB32(x, order), func(c float64) jet.Bounded {
		return jet.ConstantB32(float32(c), order)
	})
}

// oracle evaluates e at 256 bits.
func oracle(e expression, x exact.Jet) (exact.Jet, error) {
	switch e.op {
	case "x":
		return x, nil
	case "c":
		return exact.Constant(exact.New(e.c), x.Order()), nil
	}
	a, err := oracle(e.args[0], x)
	if err != nil {
		return a, err
	}
	if len(e.args) == 1 {
		return exact.Apply(e.op, a)
	}
	b, err := oracle(e.args[1], x)
	if err != nil {
		return b, err
	}
	switch e.op {
	case "+":
		return a.Add(b), nil
	case "-":
		return a.Sub(b), nil
	case "*":
		return a.Mul(b), nil
	}
	return a.Div(b)
}

// tightest is the smallest bound that claim A1 allows, in multiples of u and of
// the absolute-value recurrence.
const tightest = 100

const (
	u64 = 0x1p-53
	u32 = 0x1p-24
)

// tally collects the worst ratios of a run.
type tally struct {
	n         int     // coefficients compared
	used      float64 // error / bound
	width     float64 // bound / (u magnitude)
	error     float64 // error / (u magnitude)
	widthCase string
}

func (t tally) String() string {
	return fmt.Sprintf("%6d coefficients: error/bound <= %.3f, error <= %5.2f u M, bound <= %6.2f u M (%s)",
		t.n, t.used, t.error, t.width, t.widthCase)
}

// certify compares each coefficient with the oracle: error <= Bound without any
// tolerance, and Bound <= 100 u Magnitude.
func (t *tally) certify(tb testing.TB, what string, got jet.Bounded, want exact.Jet, u float64) {
	tb.Helper()
	require.Equal(tb, len(want), len(got.Value), what)
	for k := range want {
		diff := distance(got.Value[k], want[k])
		bound := got.Bound[k]
		if diff.Cmp(exact.New(bound)) > 0 {
			tb.Errorf("%s, coefficient %d: %v is off by %.4g, bound %.4g (magnitude %.4g)",
				what, k, got.Value[k], diff, bound, got.Magnitude[k])
		}
		if !(bound <= tightest*u*got.Magnitude[k]) {
			tb.Errorf("%s, coefficient %d: bound %.4g is %.1f u times the magnitude %.4g",
				what, k, bound, bound/u/got.Magnitude[k], got.Magnitude[k])
		}
		t.n++
		d, _ := diff.Float64()
		if bound > 0 {
			t.used = max(t.used, d/bound)
			t.error = max(t.error, d/u/got.Magnitude[k])
			if w := bound / u / got.Magnitude[k]; w > t.width {
				t.width, t.widthCase = w, fmt.Sprintf("%s, coefficient %d", what, k)
			}
		}
	}
}

// distance is |got - want|, rounded at 400 bits, of which the cancellation of two
// numbers of 53 and 256 bits leaves more than enough.
func distance(got float64, want *big.Float) *big.Float {
	d := new(big.Float).SetPrec(400)
	return d.Abs(d.Sub(exact.New(got), want))
}

// newRand is the generator of a test, with its seed in the test's output.
func newRand(tb testing.TB, seed uint64) *rand.Rand {
	tb.Helper()
	tb.Logf("PCG seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// uniform is a number in [lo, hi).
func uniform(r *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }

// spread is a number of random sign whose logarithm is uniform between those of lo
// and hi.
func spread(r *rand.Rand, lo, hi float64) float64 {
	x := math.Exp(uniform(r, math.Log(lo), math.Log(hi)))
	if r.IntN(2) == 0 {
		return -x
	}
	return x
}
