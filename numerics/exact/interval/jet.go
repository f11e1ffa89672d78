package interval

import (
	"adfd/numerics/exact/internal/taylor"
	"adfd/numerics/series"
)

// Jet is a truncated Taylor series with interval coefficients: entry k
// contains f^(k)/k! for every function, and at every point, that the operands
// stand for. Its functions use the recurrences of Taylor mode, those of package series,
// in which saturated derivatives, as that of tanh at 30, keep their relative accuracy.
type Jet []Interval

// Line returns the series x, v, 0, ... of x + v t. It panics where
// order < 0.
func Line(x, v Interval, order int) Jet { return taylor.Line[Jet]("interval", x, v, order) }

// Variable returns the series x, 1, 0, ... of the identity on x. It
// panics where order < 0.
func Variable(x Interval, order int) Jet {
	return Line(x, Point(1), order)
}

// Order returns the largest derivative that j knows.
func (j Jet) Order() int { return len(j) - 1 }

// Derivative returns f^(k) = k! c_k. It panics where j does not know it.
func (j Jet) Derivative(k int) Interval {
	d := j[k]
	for i := 2; i <= k; i++ {
		d = d.Mul(Point(float64(i)))
	}
	return d
}

// Add returns j + o. It panics on different orders, as do Sub, Mul and Div.
func (j Jet) Add(o Jet) Jet { return taylor.Zip("interval", j, o, Interval.Add) }

// Sub returns j - o.
func (j Jet) Sub(o Jet) Jet { return taylor.Zip("interval", j, o, Interval.Sub) }

// Scale returns s·j.
func (j Jet) Scale(s Interval) Jet { return taylor.Map(j, s.Mul) }

// Mul returns j·o, the truncated Cauchy product.
func (j Jet) Mul(o Jet) Jet {
	taylor.Match("interval", j, o)
	c := make(Jet, len(j))
	series.Mul(arithmetic{}, c, j, o)
	return c
}

// Square returns j·j, tighter than Mul in the even coefficients, whose middle
// term is a square.
func (j Jet) Square() Jet {
	c := make(Jet, len(j))
	for k := range c {
		c[k] = series.Convolve(arithmetic{}, Interval{}, j, j, 0, (k-1)/2, k).Mul(Point(2))
		if k == 0 {
			c[k] = Interval{}
		}
		if k%2 == 0 {
			c[k] = c[k].Add(j[k/2].Square())
		}
	}
	return c
}

// Div returns j/o. The error names a divisor that contains 0.
func (j Jet) Div(o Jet) (Jet, error) { return taylor.Div("interval", j, o, Apply, Jet.Mul) }
