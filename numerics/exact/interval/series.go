package interval

import (
	"adfd/numerics/exact/dd"
	"adfd/numerics/series"
)

// arithmetic is that of intervals, for the recurrences of package series.
type arithmetic struct{}

func (arithmetic) Exact(c float64) Interval             { return Point(c) }
func (arithmetic) Neg(x Interval) Interval              { return x.Neg() }
func (arithmetic) Add(x, y Interval) Interval           { return x.Add(y) }
func (arithmetic) Mul(x, y Interval) Interval           { return x.Mul(y) }
func (arithmetic) Times(c float64, x Interval) Interval { return Point(c).Mul(x) }
func (arithmetic) Over(x Interval, k int) Interval      { return x.Div(Point(float64(k))) }

// Div is a product by 1/y. Its last bits are those that recorded maxima of the
// derivatives of 1/x have been found with.
func (arithmetic) Div(x, y Interval) Interval { return x.Mul(y.Recip()) }

// MulAdd passes over a factor 0: most coefficients of a variable are.
func (arithmetic) MulAdd(s, x, y Interval) Interval {
	if x == (Interval{}) || y == (Interval{}) {
		return s
	}
	return s.Add(x.Mul(y))
}

func (arithmetic) Value(name string, x Interval) Interval {
	switch name {
	case "sech2":
		return x.Cosh().Recip().Square()
	case "erfslope":
		return x.Gaussian().Mul(twoOverSqrtPiBounds)
	case "normal":
		return increasing(dd.DD.Normal, x, Interval{0, 1})
	case "density":
		return x.Mul(sqrtHalfBounds).Gaussian().Mul(twoOverSqrtPiBounds).Mul(sqrtHalfBounds).Mul(Point(0.5))
	}
	f, err := lookup(name)
	if err != nil {
		panic(err)
	}
	return f.value(x)
}

// series is the series of f(u), u[0] inside the domain. Its constant term is the value of f,
// also where the recurrence gives a product, as for x Phi(x).
func (f *function) series(u Jet) Jet {
	y, w := make(Jet, len(u)), make(Jet, len(u))
	series.Apply(arithmetic{}, f.name, y, w, u)
	y[0] = f.value(u[0])
	return y
}

// 2/sqrt(pi) = 1.1283791670955125739 and 1/sqrt 2 = 0.70710678118654752440 between
// neighbouring float64.
var (
	twoOverSqrtPiBounds = Interval{0x1.20dd750429b6dp+0, 0x1.20dd750429b6ep+0}
	sqrtHalfBounds      = Interval{0x1.6a09e667f3bccp-1, 0x1.6a09e667f3bcdp-1}
)
