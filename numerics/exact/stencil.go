package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Stencil is a finite difference formula with rational weights,
//
//	f^(q)(x) ≈ h^-q sum over j of w_j f(x + s_j h),   q = Order.
type Stencil struct {
	Order            int
	Offsets, Weights []*big.Rat
}

// NewStencil returns the formula of the highest accuracy on these offsets. It
// solves the moment equations sum of w_j s_j^k = q! [k = q], k < n, by Lagrange
// polynomials: w_j is q! times the coefficient of t^q in the polynomial that is
// 1 at s_j and 0 at the other offsets. The error names an order below 1, too
// few offsets, or two that are equal.
func NewStencil(order int, offsets []*big.Rat) (Stencil, error) {
	if order < 1 {
		return Stencil{}, fmt.Errorf("exact: stencil for the derivative of order %d, want at least 1", order)
	}
	if len(offsets) <= order {
		return Stencil{}, fmt.Errorf("exact: %d offsets for the derivative of order %d, want at least %d", len(offsets), order, order+1)
	}
	for i, s := range offsets {
		if s == nil {
			return Stencil{}, fmt.Errorf("exact: offset %d is missing", i)
		}
		for j := range i {
			if s.Cmp(offsets[j]) == 0 {
				return Stencil{}, fmt.Errorf("exact: offsets %d and %d are both %s", j, i, s.RatString())
			}
		}
	}
	st := Stencil{Order: order}
	f := new(big.Rat).SetInt(number.Factorial(order))
	for j, s := range offsets {
		st.Offsets = append(st.Offsets, new(big.Rat).Set(s))
		w := lagrange(offsets, j)[order]
		st.Weights = append(st.Weights, w.Mul(w, f))
	}
	return st, nil
}

// lagrange returns the coefficients of the product over i != j of
// (t - s_i)/(s_j - s_i).
func lagrange(s []*big.Rat, j int) []*big.Rat {
	p := []*big.Rat{big.NewRat(1, 1)}
	for i := range s {
		if i == j {
			continue
		}
		gap := new(big.Rat).Sub(s[j], s[i])
		next := make([]*big.Rat, len(p)+1)
		for k := range next {
			next[k] = new(big.Rat)
			if k > 0 {
				next[k].Set(p[k-1])
			}
			if k < len(p) {
				next[k].Sub(next[k], new(big.Rat).Mul(s[i], p[k]))
			}
			next[k].Quo(next[k], gap)
		}
		p = next
	}
	return p
}

// Moment returns the sum of w_j s_j^k. It panics where k < 0.
func (s Stencil) Moment(k int) *big.Rat {
	if k < 0 {
		panic(fmt.Sprintf("exact: moment %d of a stencil", k))
	}
	sum := new(big.Rat)
	for j, w := range s.Weights {
		term := new(big.Rat).Set(w)
		for range k {
			term.Mul(term, s.Offsets[j])
		}
		sum.Add(sum, term)
	}
	return sum
}

// Accuracy returns p: the error of the formula is of the order h^p. For a
// stencil from NewStencil it ends by k = q + n: were moments q+1 ... q+n all
// zero, a Vandermonde system would make every weight away from 0 vanish. It panics for other
// weights that have none of these moments.
func (s Stencil) Accuracy() int {
	for p := 1; p <= len(s.Offsets); p++ {
		if s.Moment(s.Order+p).Sign() != 0 {
			return p
		}
	}
	panic(fmt.Sprintf("exact: stencil of order %d whose moments %d to %d vanish", s.Order, s.Order+1, s.Order+len(s.Offsets)))
}

// Constant returns C = sum of w_j s_j^(p+q) / (p+q)!, the factor of the leading
// error: formula - f^(q)(x) = C h^p f^(p+q)(x) + higher powers of h.
func (s Stencil) Constant() *big.Rat {
	n := s.Order + s.Accuracy()
	f := new(big.Rat).SetInt(number.Factorial(n))
	return f.Quo(s.Moment(n), f)
}

// Sum returns h^-q sum of w_j f(x + s_j h), computed with Prec + Guard bits. An
// error of f enters multiplied by h^-q sum of |w_j|; with the functions of
// this package it is 2^-Prec |f|. It panics where h is zero or infinite.
func (s Stencil) Sum(f func(*big.Float) *big.Float, x, h *big.Float) *big.Float {
	if h.Sign() == 0 || h.IsInf() {
		panic(fmt.Sprintf("exact: step %s of a stencil", show(h)))
	}
	sum, z := number.NewFloat(WorkPrec), number.NewFloat(WorkPrec)
	for j, w := range s.Weights {
		if w.Sign() == 0 {
			continue
		}
		t := number.NewFloat(WorkPrec).SetRat(s.Offsets[j])
		number.Add(t, x, t.Mul(t, h))
		number.Add(sum, sum, z.Mul(z.SetRat(w), f(t)))
	}
	for range s.Order {
		sum.Quo(sum, h)
	}
	return sum
}
