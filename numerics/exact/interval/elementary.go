package interval

import (
	"math"

	"adfd/numerics/exact/dd"
)

// The elementary functions of intervals come from those of DD, whose errors are
// derived: no assumption about a library's last bits enters. Each is taken at the
// ends of the pieces on which the function is monotone.

// enclose returns an interval that contains every number within dd.Error |y| of y,
// and within 16 units of 2^-1074 where |y| < 2^-900: more than the few operations
// of each function that may underflow lose together. Where y overflows, the
// value is beyond the largest float64.
func enclose(y dd.DD) Interval {
	switch {
	case math.IsInf(y.Hi, 1):
		return Interval{math.MaxFloat64, y.Hi}
	case math.IsInf(y.Hi, -1):
		return Interval{y.Hi, -math.MaxFloat64}
	case math.Abs(y.Hi) < exactAbove:
		return Interval{nextDown(y.Hi - 0x1p-1070), nextUp(y.Hi + 0x1p-1070)}
	}
	// |y.Lo| is at most half of the distance to either neighbour of y.Hi, and the
	// error 2^-46 of it.
	margin := 2 * dd.Error * math.Abs(y.Hi)
	z := Point(y.Hi)
	if y.Lo < margin {
		z.Lo = nextDown(y.Hi)
	}
	if y.Lo > -margin {
		z.Hi = nextUp(y.Hi)
	}
	return z
}

// increasing returns f(x) for an f that increases from the value, or limit,
// f(-Inf) = image.Lo to f(+Inf) = image.Hi.
func increasing(f func(dd.DD) dd.DD, x, image Interval) Interval {
	y := image
	if !math.IsInf(x.Lo, 0) {
		y.Lo = max(y.Lo, enclose(f(dd.FromFloat64(x.Lo))).Lo)
	}
	if !math.IsInf(x.Hi, 0) {
		y.Hi = min(y.Hi, enclose(f(dd.FromFloat64(x.Hi))).Hi)
	}
	return y
}

// decreasing is increasing for an f that decreases from image.Hi to image.Lo.
func decreasing(f func(dd.DD) dd.DD, x, image Interval) Interval {
	return increasing(func(v dd.DD) dd.DD { return f(v.Neg()) }, x.Neg(), image)
}

// valley returns f(x) for an f that decreases from the limit left at -Inf to its
// least value, which it takes between bottom.Lo and bottom.Hi, neighbours, and
// increases to right at +Inf. The least value is at least floor.
func valley(f func(dd.DD) dd.DD, x, bottom Interval, left, floor, right float64) Interval {
	switch {
	case x.Hi <= bottom.Lo:
		return decreasing(f, x, Interval{floor, left})
	case x.Lo >= bottom.Hi:
		return increasing(f, x, Interval{floor, right})
	}
	y := Point(floor)
	if x.Lo <= bottom.Lo {
		y = y.Hull(decreasing(f, Interval{x.Lo, bottom.Lo}, Interval{floor, left}))
	}
	if x.Hi >= bottom.Hi {
		y = y.Hull(increasing(f, Interval{bottom.Hi, x.Hi}, Interval{floor, right}))
	}
	return y
}

var (
	unbounded = math.Inf(1)
	positives = Interval{0, math.Inf(1)}
	unitBall  = Interval{-1, 1}
)

// Exp returns e^x.
func (x Interval) Exp() Interval { return increasing(dd.DD.Exp, x, positives) }

// Log returns log x; an end that is not positive gives -Inf.
func (x Interval) Log() Interval {
	if x.Hi <= 0 {
		return Entire
	}
	return increasing(dd.DD.Log, Interval{max(x.Lo, 0), x.Hi}, Entire)
}

// Sqrt returns the square root of the part of x that is not negative, Entire
// where there is none.
func (x Interval) Sqrt() Interval {
	if x.Hi < 0 {
		return Entire
	}
	return Interval{sqrtDown(max(x.Lo, 0)), sqrtUp(x.Hi)}
}

// Recip returns 1/x, Entire where x contains 0.
func (x Interval) Recip() Interval { return Point(1).Div(x) }

// Sinh returns the hyperbolic sine.
func (x Interval) Sinh() Interval { return increasing(dd.DD.Sinh, x, Entire) }

// Cosh returns the hyperbolic cosine.
func (x Interval) Cosh() Interval {
	return increasing(dd.DD.Cosh, x.Abs(), Interval{1, unbounded})
}

// Tanh returns the hyperbolic tangent.
func (x Interval) Tanh() Interval { return increasing(dd.DD.Tanh, x, unitBall) }

// Sigmoid returns 1/(1 + e^-x).
func (x Interval) Sigmoid() Interval { return increasing(dd.DD.Sigmoid, x, Interval{0, 1}) }

// Softplus returns log(1 + e^x).
func (x Interval) Softplus() Interval { return increasing(dd.DD.Softplus, x, positives) }

// Gaussian returns exp(-x²).
func (x Interval) Gaussian() Interval { return decreasing(dd.DD.Gaussian, x.Abs(), Interval{0, 1}) }

// Erf returns the error function.
func (x Interval) Erf() Interval { return increasing(dd.DD.Erf, x, unitBall) }

// Places and values of the least values of gelu and silu. The places are the roots
// of their derivatives, -0.75179152469356446 and -1.27846454276107380, between
// neighbouring float64; the values, -0.16997120747990366 and -0.27846454276107380,
// are rounded down.
var (
	geluBottom = Interval{-0x1.80ead197f00b4p-1, -0x1.80ead197f00b3p-1}
	siluBottom = Interval{-0x1.474973c84120cp+0, -0x1.474973c84120bp+0}
)

const (
	geluFloor = -0x1.5c19dd4b1a3fcp-3
	siluFloor = -0x1.1d25cf210482ep-2
)

// GELU returns x Phi(x).
func (x Interval) GELU() Interval {
	return valley(dd.DD.GELU, x, geluBottom, 0, geluFloor, unbounded)
}

// SiLU returns x/(1 + e^-x).
func (x Interval) SiLU() Interval {
	return valley(dd.DD.SiLU, x, siluBottom, 0, siluFloor, unbounded)
}
