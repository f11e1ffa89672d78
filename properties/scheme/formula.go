package scheme

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"adfd/properties"
	"adfd/properties/internal/repeat"
)

// Formula: the finite-difference formula
//
//	f^(q)(x) ~ h^-q sum over j of w_j f(x + s_j h)
//
// with offsets s_j and weights w_j has the accuracy p, that is an error of the
// order h^p and no better. With M_k = sum over j of w_j s_j^k,
//
//   - M_k = 0 for k < q, M_q = q!, and M_k = 0 for q < k < q+p;
//   - M_(q+p) is not 0.
//
// The moments are exact. Allowed is what one rounding of each weight makes, u/(1-u)
// |w_j| |s_j|^k in each term, u = 2^-53; and k more of each offset that has more
// than 40 bits and so is a rounded one, such as 1/3. M_(q+p) must exceed it.
//
// A Violation names the moment and the accuracy that the formula has. The error is
// of lists that differ in length or hold a number that is not finite, an offset that is
// there twice, q < 0 or p < 1.
func Formula(offsets, weights []float64, q, p int) error {
	c, err := compareFormula(offsets, weights, q, p, 1)
	return properties.Judge("Formula", repeatFormula("scheme.Formula", offsets, weights, q, p), c, err)
}

// Constant is Formula and, beside it: the leading error is c h^p f^(p+q)(x), that is
// c = M_(p+q) / (p+q)!, c allowed one rounding too.
func Constant(offsets, weights []float64, q, p int, c float64) error {
	call := repeatFormula("scheme.Constant", offsets, weights, q, p, c)
	r, err := compareFormula(offsets, weights, q, p, 1)
	if err == nil && (math.IsNaN(c) || math.IsInf(c, 0)) {
		err = fmt.Errorf("constant %v, want a finite number", c)
	}
	if err != nil {
		return properties.Judge("Constant", call, nil, err)
	}
	m, allowed := moment(offsets, weights, p+q, 1)
	f := factorial(p + q)
	claimed := new(big.Rat).SetFloat64(c)
	allowed.Quo(allowed, f)
	allowed.Add(allowed, new(big.Rat).Mul(weightError(1), new(big.Rat).Abs(claimed)))
	constant, _ := m.Quo(m, f).Float64()
	what := fmt.Sprintf("constant of the leading error, %v, claimed as %v", constant, c)
	r = append(r, exceeds(what, claimed.Sub(m, claimed), allowed))
	return properties.Judge("Constant", call, r, nil)
}

// repeatFormula is repeat for checks that take the formula itself.
func repeatFormula(law string, offsets, weights []float64, more ...any) string {
	text := fmt.Sprintf("%s(%s, %s", law, repeat.Literal(offsets), repeat.Literal(weights))
	for _, a := range more {
		text += ", " + repeat.Literal(a)
	}
	return text + ")"
}

// compareFormula judges a formula whose weights carry that many roundings.
func compareFormula(offsets, weights []float64, q, p, roundings int) ([]properties.Comparison, error) {
	if q < 0 || p < 1 {
		return nil, fmt.Errorf("formula of order %d and accuracy %d, want at least 0 and 1", q, p)
	}
	if len(offsets) == 0 || len(offsets) != len(weights) {
		return nil, fmt.Errorf("%d offsets and %d weights, want as many and at least one", len(offsets), len(weights))
	}
	for j := range offsets {
		for what, v := range map[string]float64{"offset": offsets[j], "weight": weights[j]} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s %d is %v, want a finite number", what, j, v)
			}
		}
	}
	for j, s := range offsets {
		if i := slices.Index(offsets, s); i < j {
			return nil, fmt.Errorf("offsets %d and %d are both %v, want each point once; add their weights", i, j, s)
		}
	}
	has := describe(offsets, weights, q, roundings)
	var c []properties.Comparison
	for k := range p + q {
		m, allowed := moment(offsets, weights, k, roundings)
		want := new(big.Rat)
		if k == q {
			want = factorial(q)
		}
		got, _ := m.Float64()
		what := fmt.Sprintf("accuracy %d claimed, %s; moment %d is %v, want %s", p, has, k, got, want.RatString())
		c = append(c, exceeds(what, m.Sub(m, want), allowed))
	}
	m, allowed := moment(offsets, weights, p+q, roundings)
	got, _ := m.Float64()
	limit, _ := allowed.Float64()
	what := fmt.Sprintf("accuracy %d claimed, %s; moment %d is %v, want it away from 0", p, has, p+q, got)
	return append(c, properties.AtLeast(what, math.Abs(got), math.Nextafter(limit, math.Inf(1)))), nil
}

// describe names the accuracy that a formula has, and its error constant.
func describe(offsets, weights []float64, q, roundings int) string {
	vanishes := func(k int, want *big.Rat) bool {
		m, allowed := moment(offsets, weights, k, roundings)
		m.Sub(m, want)
		return m.Abs(m).Cmp(allowed) <= 0
	}
	for k := range q {
		if !vanishes(k, new(big.Rat)) {
			return fmt.Sprintf("the formula diverges like h^-%d", q-k)
		}
	}
	if m, _ := moment(offsets, weights, q, roundings); !vanishes(q, factorial(q)) {
		ratio, _ := m.Quo(m, factorial(q)).Float64()
		return fmt.Sprintf("the formula gives %v times the derivative of order %d", ratio, q)
	}
	// Were as many moments in a row zero as there are offsets, a Vandermonde system
	// would make all weights zero but that of the offset 0.
	for p := 1; p <= len(offsets); p++ {
		if !vanishes(q+p, new(big.Rat)) {
			m, _ := moment(offsets, weights, q+p, roundings)
			constant, _ := m.Quo(m, factorial(q+p)).Float64()
			return fmt.Sprintf("the formula has accuracy %d, with the error %v h^%d f^(%d)", p, constant, p, p+q)
		}
	}
	return "the formula is exact"
}

// moment returns sum over j of w_j s_j^k and what that many roundings of each
// weight, and one of each rounded offset, may change it by.
func moment(offsets, weights []float64, k, roundings int) (sum, allowed *big.Rat) {
	sum, allowed = new(big.Rat), new(big.Rat)
	for j, s := range offsets {
		n := roundings
		if !short(s) {
			n += k
		}
		term := power(new(big.Rat).SetFloat64(s), k)
		term.Mul(term, new(big.Rat).SetFloat64(weights[j]))
		sum.Add(sum, term)
		allowed.Add(allowed, term.Mul(weightError(n), term.Abs(term)))
	}
	return sum, allowed
}

// weightError is n u/(1 - n u), Higham's gamma_n, relative to the rounded number.
func weightError(n int) *big.Rat { return new(big.Rat).SetFrac64(int64(n), 1<<53-int64(n)) }

// short reports a number of at most 40 bits, such as 3/2: one that was not rounded.
func short(s float64) bool {
	fraction, _ := math.Frexp(s)
	return fraction*0x1p40 == math.Trunc(fraction*0x1p40)
}
