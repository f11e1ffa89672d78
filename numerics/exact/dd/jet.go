package dd

import (
	"fmt"

	"adfd/numerics/exact/internal/taylor"
)

// Jet is a truncated Taylor series in double-double: entry k is
// c_k = f^(k)/k!, and the order is len - 1. Its operations leave their operands
// unchanged. Every coefficient of a result has an error of a few u² times the
// number of its terms and the sum of their absolute values.
type Jet []DD

// Line returns the series x, v, 0, ... of x + v t. It panics where order < 0.
func Line(x, v DD, order int) Jet { return taylor.Line[Jet]("dd", x, v, order) }

// Variable returns the series x, 1, 0, ... of the identity at x. It panics
// where order < 0.
func Variable(x DD, order int) Jet { return Line(x, DD{Hi: 1}, order) }

// Order returns the largest derivative that j knows.
func (j Jet) Order() int { return len(j) - 1 }

// Derivative returns f^(k) = k! c_k. It panics where j does not know it.
func (j Jet) Derivative(k int) DD {
	d := j[k]
	for i := 2; i <= k; i++ {
		d = d.mulFloat(float64(i))
	}
	return d
}

// Add returns j + o. It panics on different orders, as do Sub, Mul and Div.
func (j Jet) Add(o Jet) Jet { return taylor.Zip("dd", j, o, DD.Add) }

// Sub returns j - o.
func (j Jet) Sub(o Jet) Jet { return taylor.Zip("dd", j, o, DD.Sub) }

// Scale returns s·j.
func (j Jet) Scale(s DD) Jet { return taylor.Map(j, s.Mul) }

// Mul returns j·o, the truncated Cauchy product c_k = sum of a_i b_(k-i).
func (j Jet) Mul(o Jet) Jet {
	taylor.Match("dd", j, o)
	c := make(Jet, len(j))
	for k := range c {
		c[k] = convolve(j, o, 0, k)
	}
	return c
}

// convolve returns the sum of a_i b_(k-i), i = from to k.
func convolve(a, b Jet, from, k int) (sum DD) {
	for i := from; i <= k; i++ {
		sum = sum.Add(a[i].Mul(b[k-i]))
	}
	return sum
}

// Div returns j/o = j·(1/o). The error names a divisor that is zero or not
// finite.
func (j Jet) Div(o Jet) (Jet, error) { return taylor.Div("dd", j, o, Apply, Jet.Mul) }

// Compose returns f(u) for the series f of the outer function at u[0], by the
// same Horner's rule as Jet: f_0 + v (f_1 + v (f_2 + ...)), v = u - u[0], where
// the part inside n brackets is needed to order K - n only.
func (f Jet) Compose(u Jet) Jet {
	n := len(u)
	r := make(Jet, n)
	r[0] = f[n-1]
	for k := n - 2; k >= 0; k-- {
		// r <- f_k + v r in place, from the highest coefficient of r down: each
		// uses only lower ones of the old r.
		for i := n - 1 - k; i >= 1; i-- {
			r[i] = convolve(u, r, 1, i)
		}
		r[0] = f[k]
	}
	return r
}

// check reports an empty jet, one of too high an order, and a coefficient that
// is not finite.
func (j Jet) check(name string) error {
	if len(j) == 0 {
		return fmt.Errorf("dd: %s of an empty jet", name)
	}
	if j.Order() > MaxOrder {
		return fmt.Errorf("dd: %s: order %d, want 0 to %d", name, j.Order(), MaxOrder)
	}
	for k, c := range j {
		if !c.IsFinite() {
			return fmt.Errorf("dd: %s: coefficient %d is %v", name, k, c)
		}
	}
	return nil
}
