package taylor

import (
	"fmt"

	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/repeat"
)

// Chain: the coefficients of f(g(t)) at t = 0 obey Faa di Bruno's formula. The
// inner function is the polynomial g(t) = sum of inner[k] t^k, whose own
// coefficients are exact: f is expanded at exactly g(0) = inner[0], and since
// the formula sees no more of g than these numbers, nothing is lost.
// inner[0] must be in the domain of f.
func Chain(impl Coefficients, f expr.Expr, inner []float64, order int) error {
	c, err := CompareChain(impl, f, inner, order)
	return properties.Judge("Chain", repeat.Call("taylor.Chain", f, inner, order), c, err)
}

// CompareChain is Chain with its numbers, one for each coefficient.
func CompareChain(impl Coefficients, f expr.Expr, inner []float64, order int) ([]properties.Comparison, error) {
	g, err := atZero(inner)
	if err != nil {
		return nil, err
	}
	fg, err := expr.Compose(f, g)
	if err != nil {
		return nil, err
	}
	got, err := impl.series(fg, 0, order)
	if err != nil {
		return nil, err
	}
	fs, err := impl.series(f, inner[0], order)
	if err != nil {
		return nil, err
	}
	return coefficients(fg.String(), 0, got, faaDiBruno(fs, polynomial(inner, order))), nil
}

// atZero is inner[0] + x*(inner[1] + x*(...)) at the one point x = 0.
func atZero(inner []float64) (expr.Expr, error) {
	if len(inner) == 0 {
		return expr.Expr{}, fmt.Errorf("inner polynomial without coefficients")
	}
	x, err := expr.Var(0, 0)
	if err != nil {
		return x, err
	}
	var p expr.Expr
	for k := len(inner) - 1; k >= 0; k-- {
		c, err := expr.Const(inner[k])
		if err != nil {
			return c, err
		}
		if k == len(inner)-1 {
			p = c
			continue
		}
		if p, err = expr.Mul(x, p); err != nil {
			return p, err
		}
		if p, err = expr.Add(c, p); err != nil {
			return p, err
		}
	}
	return p, nil
}

// faaDiBruno sums over the partitions of k, with b_j parts of size j and
// m = sum of b_j:
//
//	(f∘g)_k = sum of f_m m!/(b_1! ... b_k!) product over j of g_j^(b_j).
//
// In Taylor coefficients the factorials of the usual form are gone but for the
// multinomial one. This is neither a recurrence nor Horner's rule, the two ways
// to compose series.
func faaDiBruno(f, g []ball) []ball {
	c := make([]ball, len(f))
	for k := range c {
		c[k] = exactly(0)
		partitions(k, func(b []int) {
			m, multinomial := 0, 1.0
			term := exactly(1)
			for j, count := range b {
				for i := 1; i <= count; i++ {
					m++
					// A multinomial coefficient at every step: exact.
					multinomial = multinomial * float64(m) / float64(i)
					term = term.mul(g[j])
				}
			}
			c[k] = c[k].add(f[m].mul(exactly(multinomial)).mul(term))
		})
	}
	return c
}

// partitions calls visit with b, b[j] the number of parts of size j, for every
// partition of k. b[0] is 0.
func partitions(k int, visit func(b []int)) {
	b := make([]int, k+1)
	var descend func(rest, largest int)
	descend = func(rest, largest int) {
		if rest == 0 {
			visit(b)
			return
		}
		for j := min(rest, largest); j >= 1; j-- {
			b[j]++
			descend(rest-j, j)
			b[j]--
		}
	}
	descend(k, k)
}
