package properties

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/properties/internal/direction"
	"adfd/properties/internal/estimate"
	"adfd/properties/internal/repeat"
)

// Operator: lu is the sum over terms of Coef d^Index u, at x. Mixed derivatives
// are differences along lines: with m = |alpha|,
//
//	d^alpha u = 1/(2^m m!) sum over v of c_v (v.grad)^m u,
//
// v_i in {alpha_i, alpha_i - 2, ..., -alpha_i} and c_v the product of
// (-1)^k binomial(alpha_i, k) for v_i = alpha_i - 2k: the terms of degree m in
// prod (e^y_i - e^-y_i)^alpha_i are 2^m y^alpha on one side and
// sum c_v (v.y)^m/m! on the other.
//
// It evaluates u as often as Derivative for each line: one for d^m/dx^m, two for
// d^2/dxdy, four for d^4/dx^2dy^2.
func Operator[T engine.Float](u, lu func(x []T) T, terms []pde.Term, x []T, s *Settings) error {
	const law = "Operator"
	c, set, err := newCheck(law, "u, lu, "+repeat.Literal(terms), x, s)
	if err != nil {
		return err
	}
	var op engine.Operator
	for _, t := range terms {
		op = append(op, t.Index)
	}
	if err := op.Validate(len(x)); err != nil {
		return fmt.Errorf("properties: %s: %w", law, err)
	}
	if q := op.Order(); q > estimate.MaxOrder {
		return fmt.Errorf("properties: %s: order %d, want at most %d", law, q, estimate.MaxOrder)
	}
	scale := direction.Units(x, set.Step)
	mixed := false
	for _, a := range op {
		mixed = mixed || slices.Max(a) < a.Order()
	}
	if mixed {
		x = estimate.Coarse(x, scale, set.box())
	}
	value := func(dst, x []T) { untouched(c.calls, "u", x, func(x []T) { dst[0] = u(x) }) }
	at := func(x []T) (y float64) {
		untouched(c.calls, "lu", x, func(x []T) { y = float64(lu(x)) })
		return y
	}
	c.place = fmt.Sprintf("x = %s", repeat.Literal(x))
	c.value = at(x)
	lines := map[string]*estimate.Samples{} // by direction
	along := func(v []float64) *estimate.Samples {
		key := repeat.Decimals(v)
		if lines[key] == nil {
			lines[key] = estimate.NewLine(x, direction.Scaled(v, scale), set.box()).Sample(value, 1)[0]
		}
		return lines[key]
	}
	all := make([]float64, len(x)) // of all coordinates, for the noise of lu
	for _, t := range terms {
		per := t.Coef
		for i, k := range t.Index {
			per *= perUnit(scale[i], k)
			if k > 0 {
				all[i] = scale[i]
			}
		}
		for _, d := range polarise(t.Index) {
			c.parts = append(c.parts, part{per * d.weight, 0, along(d.v), t.Index.Order()})
		}
	}
	c.nearby = estimate.NewLine(estimate.Coarse(x, scale, set.box()), all, set.box()).Nearby(at)
	return c.judge()
}

// perUnit is v^-k.
func perUnit(v float64, k int) float64 {
	p := 1.0
	for range k {
		p /= v
	}
	return p
}

// lineShare is the weight of (v.grad)^m in a partial derivative.
type lineShare struct {
	v      []float64
	weight float64
}

// polarise writes d^alpha by derivatives along lines, one of each pair v, -v,
// divided by the common factors of two.
func polarise(alpha engine.MultiIndex) []lineShare {
	m := alpha.Order()
	shares := []lineShare{{nil, 1}}
	single := -1
	for i, k := range alpha {
		if k == m {
			single = i
		}
		var next []lineShare
		for _, s := range shares {
			c := 1.0
			for r := range k + 1 {
				v := append(append([]float64(nil), s.v...), float64(k-2*r))
				next = append(next, lineShare{v, s.weight * c})
				c *= -float64(k-r) / float64(r+1)
			}
		}
		shares = next
	}
	if single >= 0 { // d^m/dx^m, and u itself
		v := make([]float64, len(alpha))
		v[single] = 1
		return []lineShare{{v, 1}}
	}
	norm := 1.0 // 2^m m!
	for r := 1; r <= m; r++ {
		norm *= 2 * float64(r)
	}
	var half []lineShare
	for _, s := range shares {
		if !leads(s.v) {
			continue
		}
		s.weight *= 2 / norm // -v: c_-v = (-1)^m c_v, and so is its derivative
		for even(s.v) {
			for i := range s.v {
				s.v[i] /= 2
			}
			s.weight *= math.Ldexp(1, m)
		}
		half = append(half, s)
	}
	return half
}

// leads reports whether the first entry that is not 0 is positive.
func leads(v []float64) bool {
	i := slices.IndexFunc(v, func(w float64) bool { return w != 0 })
	return i >= 0 && v[i] > 0
}

func even(v []float64) bool {
	return !slices.ContainsFunc(v, func(w float64) bool { return math.Mod(w, 2) != 0 })
}
