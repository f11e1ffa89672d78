package fd

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/engine"
)

// Values is what ApplyBounded is told about f and cannot see.
type Values struct {
	// Slope is a bound of |f'| between x + s h and its rounded value, for every
	// offset s. A bound over the stencil's reach, widened by one ulp, serves.
	Slope float64

	// Error bounds the error of f itself: |computed f(t) - f(t)| <= Error(t, v),
	// where v is the computed value. RelativeUlps makes one.
	Error func(t, v float64) float64
}

// RelativeUlps is the error of a function that is computed to within that many
// units in the last place of its exact value f. An ulp is at most 2u|f|, or
// 2^-1074 where f is subnormal, and |f| <= |v| / (1 - 2 n u). It panics unless
// 0 <= n < 2^40.
func RelativeUlps(n float64) func(t, v float64) float64 {
	if !(n >= 0 && n < 0x1p40) {
		panic(fmt.Sprintf("fd: an error of %v ulps", n))
	}
	relative := float64(2 * n * unit)
	factor := relative / (1 - relative) * (1 + 8*unit)
	return func(_, v float64) float64 {
		return float64(factor*math.Abs(v)) + float64((n+1)*smallest)
	}
}

const (
	unit     = 0x1p-53   // unit roundoff u of float64
	smallest = 0x1p-1074 // least positive float64
)

// ApplyBounded is Apply with a certified bound of its rounding error:
//
//	|value - h^-q Σ_j w_j f(x + s_j h)| <= bound,
//
// with the exact offsets, weights and function on the left. The truncation error
// is not part of it. value is what Apply returns, bit for bit.
//
// The analysis runs along with the evaluation (Wilkinson's running error
// analysis), and the rounding of a sum or a product is not bounded but computed:
// that of a sum by Knuth's TwoSum, that of a product by a fused multiply-add. In
// the order of the package's documentation, with r the roundings,
//
//	argument   d_j = |r(ŝ_j h)| + |r(x + fl(ŝ_j h))| + u |ŝ_j h| [ŝ_j rounded]
//	value      e_j = Slope d_j + Error(t_j, v_j)
//	product    |ŵ_j| e_j + u |ŵ_j| (|v_j| + e_j) [ŵ_j rounded] + |r(ŵ_j v_j)|
//	sum        + |r(S_(j-1) + fl(ŵ_j v_j))|
//	quotient   E / |h^q| + u |value| [h^q rounded] + u |value|,
//
// each with the underflow that it may have, and the whole rounded outward. A
// bracket counts where the rational it names is no float64.
//
// The errors are those of Apply; a Slope or an Error that is negative, NaN or
// infinite, with its place; and a bound that overflows.
func (s Stencil) ApplyBounded(f func(float64) float64, x, h float64, on Values) (value, bound float64, err error) {
	if !(on.Slope >= 0) || math.IsInf(on.Slope, 1) {
		return 0, 0, fmt.Errorf("fd: slope bound %v at x = %v, want a finite number >= 0", on.Slope, x)
	}
	if on.Error == nil {
		return 0, 0, fmt.Errorf("fd: no error of the values at x = %v", x)
	}
	// Apply evaluates f once at each offset, in order; so each value passes here.
	var points, values []float64
	value, err = s.Apply(func(t float64) float64 {
		v := f(t)
		points, values = append(points, t), append(values, v)
		return v
	}, x, h)
	if err != nil {
		return 0, 0, err
	}
	var e, sum float64
	for j, v := range values {
		own := on.Error(points[j], v)
		if !(own >= 0) || math.IsInf(own, 1) {
			return 0, 0, fmt.Errorf("fd: error %v of f(%v) = %v, want a finite number >= 0", own, points[j], v)
		}
		own += float64(on.Slope * s.argumentError(j, x, h, points[j]))
		w := math.Abs(s.weights64[j])
		product := float64(s.weights64[j] * v)
		e += float64(w*own) + productError(s.weights64[j], v, product)
		if !isExact(s.weights[j], s.weights64[j]) {
			// |w - ŵ| <= u |ŵ|: rounding to nearest is relative to either side.
			e += float64(unit * w * (math.Abs(v) + own))
		}
		before := sum
		sum += product
		e += sumError(before, product, sum)
	}
	scale, err := stepPower(h, s.order)
	if err != nil {
		return 0, 0, fmt.Errorf("fd: %w", err)
	}
	bound = e / math.Abs(scale)
	roundings := 1.0
	if !isExact(power(new(big.Rat).SetFloat64(h), s.order), scale) {
		roundings = 2
		bound *= 1 + 2*unit // of E: |h^q| may be smaller than its rounded value
	}
	bound += float64(roundings*unit*math.Abs(value)) + smallest
	bound = outward(bound, s.Len(), scale)
	if !engine.Finite(bound) {
		return 0, 0, fmt.Errorf("fd: derivative of order %d at x = %v, h = %v is %v, without a finite error bound", s.order, x, h, value)
	}
	return value, bound, nil
}

// argumentError bounds |t - (x + s_j h)| for the rounded argument t of offset j.
func (s Stencil) argumentError(j int, x, h, t float64) float64 {
	offset := s.offsets64[j]
	if offset == 0 {
		return 0
	}
	shift := float64(offset * h)
	d := productError(offset, h, shift) + sumError(x, shift, t)
	if !isExact(s.offsets[j], offset) {
		d += float64(unit*math.Abs(shift)*(1+2*unit)) + smallest
	}
	return d
}

// sumError is |a + b - s| for s = fl(a + b), exactly: Knuth's TwoSum. A sum does
// not underflow.
func sumError(a, b, s float64) float64 {
	back := s - b
	return math.Abs((a - back) + (b - (s - back)))
}

// productError bounds |a b - p| for p = fl(a b). The rounding of a product is a
// float64 unless its last bit, at 2^-106 of the product, is below 2^-1074.
func productError(a, b, p float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	d := math.Abs(math.FMA(a, b, -p))
	if math.Abs(p) < 0x1p-960 {
		d += smallest
	}
	return d
}

// outward raises a bound by the roundings of its own evaluation. Each of m
// points takes at most 24 operations on numbers that are not negative, and 8
// follow, so that 24(m+1)u covers them relatively, doubled for second order; an
// operation that underflows loses half of 2^-1074, which the quotient by the
// scale magnifies.
func outward(bound float64, m int, scale float64) float64 {
	n := float64(24 * (m + 1))
	return float64(bound*(1+float64(2*n*unit))) + n*smallest/min(1, math.Abs(scale))
}

// isExact reports whether v is r, not merely near it.
func isExact(r *big.Rat, v float64) bool { return new(big.Rat).SetFloat64(v).Cmp(r) == 0 }
