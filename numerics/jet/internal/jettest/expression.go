package jettest

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
)

// Expression is a formula in one variable that three arithmetics evaluate: plain
// jets, jets with bounds, and the 256-bit oracle.
type Expression struct {
	Op   string // "x", "c", "+", "-", "*", "/" or a name of the catalogue
	C    float64
	args []Expression
}

func Variable() Expression { return Expression{Op: "x"} }

func Call(name string, arg Expression) Expression {
	return Expression{Op: name, args: []Expression{arg}}
}

func (e Expression) String() string {
	switch len(e.args) {
	case 1:
		return fmt.Sprintf("%s(%v)", e.Op, e.args[0])
	case 2:
		return fmt.Sprintf("(%v %s %v)", e.args[0], e.Op, e.args[1])
	}
	if e.Op == "c" {
		return fmt.Sprint(e.C)
	}
	return e.Op
}

// RandomExpression has the given depth; one node in three is arithmetic.
func RandomExpression(r *rand.Rand, depth int) Expression {
	if depth == 0 {
		if r.IntN(4) == 0 {
			return Expression{Op: "c", C: float64(float32(float64(4*r.Float64()) - 2))}
		}
		return Variable()
	}
	if r.IntN(3) == 0 {
		op := string("+-*/"[r.IntN(4)])
		return Expression{Op: op, args: []Expression{RandomExpression(r, depth-1), RandomExpression(r, r.IntN(depth))}}
	}
	names := jet.Names()
	return Call(names[r.IntN(len(names))], RandomExpression(r, depth-1))
}

// Plain evaluates e on plain jets.
func Plain[T engine.Float](e Expression, x T, order int) jet.Jet[T] {
	switch e.Op {
	case "x":
		return jet.Variable(x, order)
	case "c":
		return jet.Constant(T(e.C), order)
	}
	a := Plain(e.args[0], x, order)
	if len(e.args) == 1 {
		f, err := jet.Lookup[T](e.Op)
		if err != nil {
			panic(err)
		}
		return f(nil, a)
	}
	b := Plain(e.args[1], x, order)
	switch e.Op {
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

// Bounded evaluates e on jets with bounds, starting from x. It is an error if an
// argument is not resolved.
func Bounded(e Expression, x certified.Jet, constant func(c float64) certified.Jet) (certified.Jet, error) {
	switch e.Op {
	case "x":
		return x, nil
	case "c":
		return constant(e.C), nil
	}
	a, err := Bounded(e.args[0], x, constant)
	if err != nil {
		return a, err
	}
	if len(e.args) == 1 {
		if !certified.Resolved(e.Op, a) {
			return a, errUnresolved
		}
		return certified.Apply(e.Op, a)
	}
	b, err := Bounded(e.args[1], x, constant)
	if err != nil {
		return b, err
	}
	switch e.Op {
	case "+":
		return certified.Add(a, b)
	case "-":
		return certified.Sub(a, b)
	case "*":
		return certified.Mul(a, b)
	}
	if !certified.Resolved("/", b) {
		return b, errUnresolved
	}
	return certified.Div(a, b)
}

func Bounded64(e Expression, x float64, order int) (certified.Jet, error) {
	return Bounded(e, certified.Variable(x, order), func(c float64) certified.Jet { return certified.Constant(c, order) })
}

func Bounded32(e Expression, x float32, order int) (certified.Jet, error) {
	return Bounded(e, certified.Variable32(x, order), func(c float64) certified.Jet {
		return certified.Constant32(float32(c), order)
	})
}

// Oracle evaluates e at 256 bits.
func Oracle(e Expression, x exact.Jet) (exact.Jet, error) {
	switch e.Op {
	case "x":
		return x, nil
	case "c":
		return exact.Constant(exact.New(e.C), x.Order()), nil
	}
	a, err := Oracle(e.args[0], x)
	if err != nil {
		return a, err
	}
	if len(e.args) == 1 {
		return exact.Apply(e.Op, a)
	}
	b, err := Oracle(e.args[1], x)
	if err != nil {
		return b, err
	}
	switch e.Op {
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
	U64 = 0x1p-53
	U32 = 0x1p-24
)

// Tally collects the worst ratios of a run.
type Tally struct {
	N         int     // coefficients compared
	used      float64 // error / bound
	width     float64 // bound / (u magnitude)
	error     float64 // error / (u magnitude)
	widthCase string
}

func (t Tally) String() string {
	return fmt.Sprintf("%6d coefficients: error/bound <= %.3f, error <= %5.2f u M, bound <= %6.2f u M (%s)",
		t.N, t.used, t.error, t.width, t.widthCase)
}

// Certify compares each coefficient with the oracle: error <= Bound without any
// tolerance, and Bound <= 100 u Magnitude.
func (t *Tally) Certify(tb testing.TB, what string, got certified.Jet, want exact.Jet, u float64) {
	tb.Helper()
	require.Equal(tb, len(want), len(got.Value), what)
	for k := range want {
		diff := Distance(got.Value[k], want[k])
		bound := got.Bound[k]
		if diff.Cmp(exact.New(bound)) > 0 {
			tb.Errorf("%s, coefficient %d: %v is off by %.4g, bound %.4g (magnitude %.4g)",
				what, k, got.Value[k], diff, bound, got.Magnitude[k])
		}
		if !(bound <= tightest*u*got.Magnitude[k]) {
			tb.Errorf("%s, coefficient %d: bound %.4g is %.1f u times the magnitude %.4g",
				what, k, bound, bound/u/got.Magnitude[k], got.Magnitude[k])
		}
		t.N++
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

// Distance is |got - want|, rounded at 400 bits, of which the cancellation of two
// numbers of 53 and 256 bits leaves more than enough.
func Distance(got float64, want *big.Float) *big.Float {
	d := new(big.Float).SetPrec(400)
	return d.Abs(d.Sub(exact.New(got), want))
}

// NewRand is the generator of a test, with its seed in the test's output.
func NewRand(tb testing.TB, seed uint64) *rand.Rand {
	tb.Helper()
	tb.Logf("PCG seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// Uniform is a number in [lo, hi).
func Uniform(r *rand.Rand, lo, hi float64) float64 { return lo + float64((hi-lo)*r.Float64()) }

// Spread is a number of random sign whose logarithm is uniform between those of lo
// and hi.
func Spread(r *rand.Rand, lo, hi float64) float64 {
	x := math.Exp(Uniform(r, math.Log(lo), math.Log(hi)))
	if r.IntN(2) == 0 {
		return -x
	}
	return x
}

func Of(op string, a, b Expression) Expression { return Expression{Op: op, args: []Expression{a, b}} }
