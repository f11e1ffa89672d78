package certified

import (
	"fmt"
	"math"

	"adfd/numerics/jet"
	"adfd/numerics/jet/internal/scalar"
)

// Jet is a jet with certified error bounds, one entry a coefficient.
//
// Value is what the plain jet computes, bit for bit. Bound is rigorous:
// |Value[k] - c[k]| <= Bound[k], where c is the exact Taylor coefficient, at the
// floating-point input, of the exact composed function. It accounts for errors of
// the operands, for each rounding (u|result|, and underflow), and for the library
// through LibraryUlps, the one assumption made; its own arithmetic is rounded
// outward.
//
// Magnitude says how large an error may reasonably be: u Magnitude[k] is of the
// size of what rounding the operands and the terms of the recurrence once would
// do. It is the absolute-value recurrence. For an elementary function s of a jet x
// with magnitude X,
//
//	M[k] = A[k] + sum_{j=0..k} A'[k-j] X[j],
//
// where A is the recurrence of s on |coefficients| (each minus becomes a plus) and
// A' the same for s'(x): the first-order effect of a perturbation X of x. For a
// variable X[0] = |z|, so M[0] = |s| + |z s'|. For arithmetic M follows the rules
// for differentials on absolute values. |coefficients| here means |x| + 16 u X,
// which matters where x is zero but not known to be zero, and every operation
// that rounds adds the smallest normal number, below which rounding errors are no
// longer relative.
//
// Where each argument is [Resolved], Bound <= 100 u Magnitude to order 12.
//
// Values are float64, or float32 if the jet began with Variable32 or
// Constant32; the two don't mix.
type Jet struct {
	Value, Bound, Magnitude []float64

	single bool
}

// Variable is the jet of the independent variable at x, known exactly.
// It panics if order is negative.
func Variable(x float64, order int) Jet { return exactB(jet.Variable(x, order), false) }

// Constant is the jet of the constant c, known exactly.
// It panics if order is negative.
func Constant(c float64, order int) Jet { return exactB(jet.Constant(c, order), false) }

// Variable32 is Variable for computation in float32.
func Variable32(x float32, order int) Jet {
	return exactB(jet.Variable(float64(x), order), true)
}

// Constant32 is Constant for computation in float32.
func Constant32(c float32, order int) Jet {
	return exactB(jet.Constant(float64(c), order), true)
}

func exactB(x jet.Jet[float64], single bool) Jet {
	b := Jet{Value: x, Bound: make([]float64, len(x)), Magnitude: make([]float64, len(x)), single: single}
	for k, v := range x {
		b.Magnitude[k] = math.Abs(v)
	}
	return b
}

// Order is the order of the highest derivative that the jet holds.
func (b Jet) Order() int { return len(b.Value) - 1 }

// Derivative returns f^(k) = k! c[k] as the plain jet rounds it, and the bound of
// its error. It panics if the jet has no such order.
func (b Jet) Derivative(k int) (value, bound float64) {
	if k < 0 || k >= len(b.Value) {
		panic(fmt.Sprintf("certified: derivative %d of a jet of order %d", k, b.Order()))
	}
	r, f, c := b.rounding(), scalar.Factorial(k), term{v: b.Value[k], e: b.Bound[k]}
	d := r.Times(f, c)
	if k > scalar.ExactFactorial { // k products, each rounded once
		d = r.Mul(term{v: f, e: shiftUp(float64(k) * unit * f)}, c)
	}
	return d.v, d.e
}

func (b Jet) rounding() rounding {
	if b.single {
		return rounding{u: 0x1p-24, underflow: 0x1p-149, tiny: 0x1p-126, single: true}
	}
	return rounding{u: unit, underflow: 0x1p-1074, tiny: 0x1p-1022}
}

// check reports a jet that is empty, ragged, or not finite.
func (b Jet) check(op string) error {
	n := len(b.Value)
	if n == 0 {
		return fmt.Errorf("certified: %s of a jet without coefficients", op)
	}
	if len(b.Bound) != n || len(b.Magnitude) != n {
		return fmt.Errorf("certified: %s of a jet with %d values, %d bounds and %d magnitudes",
			op, n, len(b.Bound), len(b.Magnitude))
	}
	if k := scalar.NotFinite(b.Value); k >= 0 {
		return fmt.Errorf("certified: %s of a jet with coefficient %d equal to %v", op, k, b.Value[k])
	}
	for k, e := range b.Bound {
		if !(e >= 0) || math.IsInf(e, 1) {
			return fmt.Errorf("certified: %s of a jet with bound %v at coefficient %d", op, e, k)
		}
	}
	return nil
}

// checkPair reports what is wrong with two operands.
func checkPair(op string, a, b Jet) error {
	if err := a.check(op); err != nil {
		return err
	}
	if err := b.check(op); err != nil {
		return err
	}
	if len(a.Value) != len(b.Value) {
		return fmt.Errorf("certified: %s of orders %d and %d", op, a.Order(), b.Order())
	}
	if a.single != b.single {
		return fmt.Errorf("certified: %s of a float32 jet and a float64 jet", op)
	}
	return nil
}

// uncertain is how many u times its magnitude a coefficient is taken to be wrong
// by, where the magnitude of a function of it is formed. Where both a coefficient
// and what multiplies it vanish, a bound C u X leaves a term (C u X)^2 that no
// first-order magnitude holds; with 16 u X^2 in the magnitude it is below 100 u
// of it for C <= 40. Compositions of depth 3 have C <= 20.
const uncertain = 16

// terms is b, for the recurrences. Their magnitude starts at the
// coefficient's absolute value and its uncertainty.
func (b Jet) terms() []term {
	s := make([]term, len(b.Value))
	u := b.rounding().u
	for k, v := range b.Value {
		s[k] = term{v: v, e: b.Bound[k], a: math.Abs(v) + float64(uncertain*u*b.Magnitude[k])}
	}
	return s
}

// newBounded takes value and bound from y. The error names the first coefficient
// that overflowed or that no finite bound holds.
func newBounded(op string, y []term, magnitude []float64, single bool) (Jet, error) {
	b := Jet{Value: make([]float64, len(y)), Bound: make([]float64, len(y)), Magnitude: magnitude, single: single}
	for k, c := range y {
		if !finite(c.v) || !finite(c.e) || !finite(magnitude[k]) {
			return Jet{}, fmt.Errorf("certified: coefficient %d of %s is not enclosed: value %v, bound %v, magnitude %v",
				k, op, c.v, c.e, magnitude[k])
		}
		b.Value[k], b.Bound[k] = c.v, c.e
	}
	return b, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
