package expr

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
)

// Float64 is the value at x in float64, coefficient 0 of Jet. It is NaN outside
// the domain.
func (e Expr) Float64(x float64) float64 {
	c, err := e.Jet(x, 0)
	if err != nil {
		return math.NaN()
	}
	return c[0]
}

// Jet is the Taylor series at x to the given order, in float64. The error names
// an x outside the domain or a negative order, as for Bounded and Exact.
func (e Expr) Jet(x float64, order int) (jet.Jet[float64], error) {
	if err := e.check(x, order); err != nil {
		return nil, err
	}
	return Fold(e, jets{x, order})
}

// Bounded is Jet with certified error bounds.
func (e Expr) Bounded(x float64, order int) (certified.Jet, error) {
	if err := e.check(x, order); err != nil {
		return certified.Jet{}, err
	}
	return Fold(e, bounded{x, order})
}

// Exact is the Taylor series at x in the 256-bit arithmetic of package exact.
func (e Expr) Exact(x *big.Float, order int) (exact.Jet, error) {
	// Rounding to float64 is monotone, and the ends of the domain are float64:
	// x is inside if its neighbour is, except less than half an ulp beyond an
	// end, where the margins of the declared domains hold.
	near, _ := x.Float64()
	if err := e.check(near, order); err != nil {
		return nil, err
	}
	return Fold(e, series{x, order})
}

func (e Expr) check(x float64, order int) error {
	switch {
	case e.root == nil:
		return errNone
	case order < 0:
		return fmt.Errorf("expr: order %d of %v, want at least 0", order, e)
	case !e.domain.has(x):
		return fmt.Errorf("expr: x = %v is outside the domain %v of %v", x, e.domain, e)
	}
	return nil
}

// jets is Taylor arithmetic in float64.
type jets struct {
	x     float64
	order int
}

type jet64 = jet.Jet[float64]

func (g jets) Variable() (jet64, error)              { return jet.Variable(g.x, g.order), nil }
func (g jets) Constant(c float64) (jet64, error)     { return jet.Constant(c, g.order), nil }
func (g jets) Add(a, b jet64) (jet64, error)         { return jet.Add(nil, a, b), nil }
func (g jets) Sub(a, b jet64) (jet64, error)         { return jet.Sub(nil, a, b), nil }
func (g jets) Mul(a, b jet64) (jet64, error)         { return jet.Mul(nil, a, b), nil }
func (g jets) Div(a, b jet64) (jet64, error)         { return jet.Div(nil, a, b), nil }
func (g jets) Pow(a jet64, n int) (jet64, error)     { return jet.PowInt(nil, a, n), nil }
func (g jets) Call(f string, a jet64) (jet64, error) { return jet.Apply(f, nil, a) }

// bounded is jets with running error bounds.
type bounded struct {
	x     float64
	order int
}

func (g bounded) Variable() (certified.Jet, error) { return certified.Variable(g.x, g.order), nil }
func (g bounded) Constant(c float64) (certified.Jet, error) {
	return certified.Constant(c, g.order), nil
}
func (g bounded) Add(a, b certified.Jet) (certified.Jet, error)     { return certified.Add(a, b) }
func (g bounded) Sub(a, b certified.Jet) (certified.Jet, error)     { return certified.Sub(a, b) }
func (g bounded) Mul(a, b certified.Jet) (certified.Jet, error)     { return certified.Mul(a, b) }
func (g bounded) Div(a, b certified.Jet) (certified.Jet, error)     { return certified.Div(a, b) }
func (g bounded) Pow(a certified.Jet, n int) (certified.Jet, error) { return certified.PowInt(a, n) }
func (g bounded) Call(f string, a certified.Jet) (certified.Jet, error) {
	return certified.Apply(f, a)
}

// series is Taylor arithmetic at 256 bits.
type series struct {
	x     *big.Float
	order int
}

func (g series) Variable() (exact.Jet, error) { return exact.Variable(g.x, g.order), nil }
func (g series) Constant(c float64) (exact.Jet, error) {
	return exact.Constant(exact.New(c), g.order), nil
}
func (g series) Add(a, b exact.Jet) (exact.Jet, error) { return a.Add(b), nil }
func (g series) Sub(a, b exact.Jet) (exact.Jet, error) { return a.Sub(b), nil }
func (g series) Mul(a, b exact.Jet) (exact.Jet, error) { return a.Mul(b), nil }
func (g series) Div(a, b exact.Jet) (exact.Jet, error) { return a.Div(b) }
func (g series) Pow(a exact.Jet, n int) (exact.Jet, error) {
	return a.Pow(new(big.Float).SetInt64(int64(n)))
}
func (g series) Call(f string, a exact.Jet) (exact.Jet, error) { return exact.Apply(f, a) }
