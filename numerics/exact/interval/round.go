package interval

import (
	"math"

	"adfd/numerics/exact/dd"
)

// Directed rounding without the processor's rounding modes: the nearest result
// and the sign of its exact error, from twoSum or from an FMA, tell whether its
// neighbour is needed. Results are the best float64 bounds, except near
// underflow, where the error itself may underflow and the neighbour is taken
// always.

// exactAbove is a size above which the errors of products, quotients and
// square roots are multiples of 2^-1074: they lie 2^106 below the results.
const exactAbove = 0x1p-900

func nextDown(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }
func nextUp(x float64) float64   { return math.Nextafter(x, math.Inf(1)) }

// addDown returns a bound <= a + b. A sum that overflows upward is bounded by the
// largest float64; -Inf takes in everything, Inf - Inf too.
func addDown(a, b float64) float64 {
	s, e := dd.TwoSum(a, b)
	if e >= 0 && !math.IsInf(e, 0) {
		return s
	}
	if math.IsNaN(s) {
		return math.Inf(-1)
	}
	return nextDown(s)
}

// addUp returns a bound >= a + b.
func addUp(a, b float64) float64 { return -addDown(-a, -b) }

// mulDown returns a bound <= a b, where 0 times an infinity, the end of an
// unbounded interval, is 0.
func mulDown(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	p := float64(a * b)
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		return p
	}
	if math.Abs(p) > exactAbove && math.FMA(a, b, -p) >= 0 && !math.IsInf(p, 0) {
		return p
	}
	return nextBelow(p, (a < 0) == (b < 0))
}

// mulUp returns a bound >= a b.
func mulUp(a, b float64) float64 { return -mulDown(-a, b) }

// divDown returns a bound <= a/b, b not 0.
func divDown(a, b float64) float64 {
	q := a / b
	if a == 0 || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return q
	}
	if math.Abs(a) > exactAbove && math.Abs(q) > exactAbove && !math.IsInf(q, 0) {
		// a/b = q + r/b.
		r := math.FMA(-q, b, a)
		if r == 0 || (r < 0) == (b < 0) {
			return q
		}
	}
	return nextBelow(q, (a < 0) == (b < 0))
}

// divUp returns a bound >= a/b.
func divUp(a, b float64) float64 { return -divDown(-a, b) }

// nextBelow is nextDown, but not below 0 where the exact result is positive.
func nextBelow(x float64, positive bool) float64 {
	x = nextDown(x)
	if positive {
		return max(x, 0)
	}
	return x
}

// sqrtDown returns a bound <= sqrt(x), x >= 0.
func sqrtDown(x float64) float64 {
	s := math.Sqrt(x)
	if x == 0 || math.IsInf(x, 0) || x > exactAbove && math.FMA(-s, s, x) >= 0 {
		return s
	}
	return nextDown(s)
}

// sqrtUp returns a bound >= sqrt(x), x >= 0.
func sqrtUp(x float64) float64 {
	s := math.Sqrt(x)
	if x == 0 || math.IsInf(x, 0) || x > exactAbove && math.FMA(-s, s, x) <= 0 {
		return s
	}
	return nextUp(s)
}
