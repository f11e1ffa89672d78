package interval

import (
	"fmt"
	"math"
)

// Interval is the set of the real numbers from Lo to Hi, Lo <= Hi, an infinite
// end standing for no bound on that side. Every operation returns an interval
// that contains all results of the operation for operands taken from its
// operands: ends are rounded outward. Where an operation has no value or a pole
// for some of them, the result is Entire, which says nothing; nothing is ever
// NaN if the operands are not.
type Interval struct{ Lo, Hi float64 }

// Entire is the whole real line.
var Entire = Interval{math.Inf(-1), math.Inf(1)}

// New returns [lo, hi]. The error names bounds that are NaN, in the
// wrong order, or leave no real number between them.
func New(lo, hi float64) (Interval, error) {
	x := Interval{lo, hi}
	return x, x.check()
}

// Point returns the interval of x alone.
func Point(x float64) Interval { return Interval{x, x} }

// check reports ends that are no interval.
func (x Interval) check() error {
	if !(x.Lo <= x.Hi) || math.IsInf(x.Lo, 1) || math.IsInf(x.Hi, -1) {
		return fmt.Errorf("interval: [%g, %g] is not an interval", x.Lo, x.Hi)
	}
	return nil
}

// Contains reports Lo <= v <= Hi.
func (x Interval) Contains(v float64) bool { return x.Lo <= v && v <= x.Hi }

// Mag returns the largest |v| in x.
func (x Interval) Mag() float64 { return max(math.Abs(x.Lo), math.Abs(x.Hi)) }

// Mig returns the smallest |v| in x.
func (x Interval) Mig() float64 {
	if x.Contains(0) {
		return 0
	}
	return min(math.Abs(x.Lo), math.Abs(x.Hi))
}

// Mid returns a number in x near its middle; x must be bounded.
func (x Interval) Mid() float64 { return min(max(float64(x.Lo/2)+float64(x.Hi/2), x.Lo), x.Hi) }

// Width returns Hi - Lo, rounded up.
func (x Interval) Width() float64 { return addUp(x.Hi, -x.Lo) }

// Hull returns the smallest interval that contains x and y.
func (x Interval) Hull(y Interval) Interval {
	return Interval{min(x.Lo, y.Lo), max(x.Hi, y.Hi)}
}

// Intersect returns what x and y have in common, and whether they have.
func (x Interval) Intersect(y Interval) (z Interval, ok bool) {
	z = Interval{max(x.Lo, y.Lo), min(x.Hi, y.Hi)}
	return z, z.Lo <= z.Hi
}

// Neg returns -x.
func (x Interval) Neg() Interval { return Interval{-x.Hi, -x.Lo} }

// Abs returns the absolute values of x.
func (x Interval) Abs() Interval { return Interval{x.Mig(), x.Mag()} }

// Add returns x + y.
func (x Interval) Add(y Interval) Interval {
	return Interval{addDown(x.Lo, y.Lo), addUp(x.Hi, y.Hi)}
}

// Sub returns x - y.
func (x Interval) Sub(y Interval) Interval { return x.Add(y.Neg()) }

// Mul returns x y. The signs of the operands tell which ends make the ends of
// the product.
func (x Interval) Mul(y Interval) Interval {
	if x.Hi <= 0 && x.Lo < 0 {
		return x.Neg().Mul(y).Neg()
	}
	if y.Hi <= 0 && y.Lo < 0 {
		return x.Mul(y.Neg()).Neg()
	}
	switch {
	case x.Lo >= 0 && y.Lo >= 0:
		return Interval{mulDown(x.Lo, y.Lo), mulUp(x.Hi, y.Hi)}
	case x.Lo >= 0:
		return Interval{mulDown(x.Hi, y.Lo), mulUp(x.Hi, y.Hi)}
	case y.Lo >= 0:
		return Interval{mulDown(x.Lo, y.Hi), mulUp(x.Hi, y.Hi)}
	}
	return Interval{
		min(mulDown(x.Lo, y.Hi), mulDown(x.Hi, y.Lo)),
		max(mulUp(x.Lo, y.Lo), mulUp(x.Hi, y.Hi)),
	}
}

// Square returns the squares of x.
func (x Interval) Square() Interval {
	a := x.Abs()
	return Interval{mulDown(a.Lo, a.Lo), mulUp(a.Hi, a.Hi)}
}

// Div returns x/y, Entire where y contains 0.
func (x Interval) Div(y Interval) Interval {
	switch {
	case y.Contains(0):
		return Entire
	case y.Hi < 0:
		return x.Neg().Div(y.Neg())
	case x.Lo >= 0:
		return Interval{divDown(x.Lo, y.Hi), divUp(x.Hi, y.Lo)}
	case x.Hi <= 0:
		return Interval{divDown(x.Lo, y.Lo), divUp(x.Hi, y.Hi)}
	}
	return Interval{divDown(x.Lo, y.Lo), divUp(x.Hi, y.Lo)}
}

// Pow returns x^n, Entire where n < 0 and x contains 0. An even power is that of
// |x|.
func (x Interval) Pow(n int) Interval {
	m := uint(n)
	if n < 0 {
		if x = Point(1).Div(x); x == Entire {
			return x
		}
		m = -m
	}
	switch {
	case m%2 == 0:
		a := x.Abs()
		return Interval{powerWith(mulDown, a.Lo, m), powerWith(mulUp, a.Hi, m)}
	case x.Lo >= 0:
		return Interval{powerWith(mulDown, x.Lo, m), powerWith(mulUp, x.Hi, m)}
	case x.Hi <= 0:
		return Interval{-powerWith(mulUp, -x.Lo, m), -powerWith(mulDown, -x.Hi, m)}
	}
	return Interval{-powerWith(mulUp, -x.Lo, m), powerWith(mulUp, x.Hi, m)}
}

// powerWith is x^n, x >= 0, by repeated squaring with mul.
func powerWith(mul func(a, b float64) float64, x float64, n uint) float64 {
	y := 1.0
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			y = mul(y, x)
		}
		x = mul(x, x)
	}
	return y
}
