package theory

import (
	"fmt"
	"math"
	"math/big"
)

// Difference is what the error bounds of a finite-difference formula need to
// know about it,
//
//	f^(q)(x) ≈ h^-q sum_j w_j f(x + s_j h).
type Difference struct {
	Order, Accuracy int     // q and p
	Points          int     // number of offsets
	Reach           float64 // max |s_j|
	AbsWeights      float64 // W = sum |w_j|
	Constant        float64 // C' of the truncation bound, see KernelConstant
}

// NewDifference computes them, rounded upwards. The errors are those of
// KernelConstant, and a number beyond the range of float64.
func NewDifference(q, p int, offsets, weights []*big.Rat) (Difference, error) {
	constant, err := KernelConstant(q, p, offsets, weights)
	if err != nil {
		return Difference{}, err
	}
	reach, sum := new(big.Rat), new(big.Rat)
	for j, s := range offsets {
		if size := new(big.Rat).Abs(s); size.Cmp(reach) > 0 {
			reach = size
		}
		sum.Add(sum, new(big.Rat).Abs(weights[j]))
	}
	d := Difference{q, p, len(offsets), above(reach), above(sum), above(constant)}
	for what, v := range map[string]float64{"reach": d.Reach, "sum of weights": d.AbsWeights, "constant": d.Constant} {
		if math.IsInf(v, 1) {
			return Difference{}, fmt.Errorf("theory: %s of a formula of order %d overflows", what, q)
		}
	}
	return d, nil
}

// Sizes are bounds of f and its derivatives over [x - Reach |h|, x + Reach |h|],
// widened by ArgumentError.
type Sizes struct {
	Value      float64 // |f|
	Slope      float64 // |f'|
	Derivative float64 // |f^(p+q)|
	ValueError float64 // |computed f(t) - f(t)|, at every t
}

// Truncation bounds the truncation error, C' |h|^p max |f^(p+q)|. Hypotheses, proof
// and source stand with KernelConstant.
//
// The product starts with the derivative and is multiplied by |h| p times, so that
// it runs monotonically to its end; the factor covers the p+1 roundings, and the
// last term those that underflow.
func (d Difference) Truncation(h, derivative float64) float64 {
	h = math.Abs(h)
	bound, scale := d.Constant*derivative, 1.0
	for range d.Accuracy {
		bound, scale = bound*h, scale*max(h, 1)
	}
	n := float64(d.Accuracy + 2)
	return float64(bound*(1+float64(2*n*UnitRoundoff64))) + float64(n*smallestFloat64*scale)
}

// ArgumentError bounds |t - (x + s h)|, where t = fl(x + fl(fl(s) h)) with unit
// roundoff u: two roundings relative to s h and one relative to the sum,
//
//	|dt| <= u (|x| + 3 Reach |h|),
//
// to first order; 1+8u covers the products of roundings. The product may
// underflow.
func (d Difference) ArgumentError(x, h, u float64) float64 {
	return float64(u*(math.Abs(x)+float64(3*d.Reach*math.Abs(h)))*(1+float64(8*u))) + underflow(u)
}

// Rounding bounds the rounding error of the formula, evaluated with unit roundoff u
// in the order of package fd: argument, value, weight, product, sums, division. It
// is StencilSum with this formula's numbers. Hypothesis: nothing overflows.
func (d Difference) Rounding(x, h float64, on Sizes, u float64) float64 {
	// What a value errs by, from its argument and of its own, stands in the place of
	// slope dz.
	return StencilSum(d.Order, d.Points, h, d.AbsWeights, on.Value, 1, float64(on.Slope*d.ArgumentError(x, h, u))+on.ValueError, 0, u)
}

// Total bounds |computed formula - f^(q)(x)|: by the triangle inequality through
// the exact formula, truncation plus rounding.
func (d Difference) Total(x, h float64, on Sizes, u float64) float64 {
	return (d.Truncation(h, on.Derivative) + d.Rounding(x, h, on, u)) * (1 + 2*UnitRoundoff64)
}

const smallestFloat64 = 0x1p-1074

// underflow is the least positive number of the precision with unit roundoff u:
// twice what a product or quotient may lose beside its relative rounding.
// Precisions other than float32 are taken to have the exponents of float64.
func underflow(u float64) float64 {
	if u == UnitRoundoff32 {
		return 0x1p-149
	}
	return smallestFloat64
}
