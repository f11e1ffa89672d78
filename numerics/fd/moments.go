package fd

import (
	"fmt"
	"math"
	"math/big"
)

// Exact is the accuracy of a stencil without truncation error. Only the
// identity, q = 0 with 0 among the offsets, has none.
const Exact = math.MaxInt32

// Moment returns M_k = Σ_j w_j s_j^k, exactly, with 0^0 = 1. It panics if k is
// negative.
func (s Stencil) Moment(k int) *big.Rat {
	return s.moment(k, func(r *big.Rat) *big.Rat { return r })
}

// AbsMoment returns Σ_j |w_j| |s_j|^k, exactly. With M = max |f^(p+q)| over the
// stencil, Taylor's theorem bounds the truncation error by
// AbsMoment(p+q)/(p+q)! · M h^p. It panics if k is negative.
func (s Stencil) AbsMoment(k int) *big.Rat {
	return s.moment(k, func(r *big.Rat) *big.Rat { return new(big.Rat).Abs(r) })
}

// AbsWeightSum returns Σ_j |w_j|, exactly: what the stencil makes of errors of
// size 1 in the values of f, before the division by h^q.
func (s Stencil) AbsWeightSum() *big.Rat { return s.AbsMoment(0) }

// Accuracy is the order p of the truncation error, found from the moments: a
// central stencil's symmetry is counted. It is Exact for the identity.
func (s Stencil) Accuracy() int { return s.accuracy }

// Constant is the leading truncation coefficient C = M_(p+q)/(p+q)!, with its
// sign: stencil minus derivative is C h^p f^(p+q)(x) + O(h^(p+1)). It is 0 for
// the identity.
func (s Stencil) Constant() *big.Rat {
	if s.constant == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Set(s.constant)
}

func (s Stencil) moment(k int, part func(*big.Rat) *big.Rat) *big.Rat {
	if k < 0 {
		panic("fd: negative moment")
	}
	sum := new(big.Rat)
	for j, w := range s.weights {
		term := power(part(s.offsets[j]), k)
		sum.Add(sum, term.Mul(term, part(w)))
	}
	return sum
}

// truncation finds p and C. Were n consecutive moments beyond q zero, n the
// number of non-zero offsets, a Vandermonde system would make their weights
// zero; so the search ends. The error is for weights that have none of this: a slip
// of fornberg.
func (s Stencil) truncation() (int, *big.Rat, error) {
	if s.order == 0 && len(s.offsets) == 1 && s.offsets[0].Sign() == 0 {
		return Exact, new(big.Rat), nil
	}
	for p := 1; p <= len(s.offsets); p++ {
		if m := s.Moment(s.order + p); m.Sign() != 0 {
			return p, m.Quo(m, factorial(s.order+p)), nil
		}
	}
	return 0, nil, fmt.Errorf("fd: all moments of order %d to %d vanish: the weights are wrong: %v", s.order+1, s.order+len(s.offsets), s)
}

// power is r^k for k >= 0.
func power(r *big.Rat, k int) *big.Rat {
	e := big.NewInt(int64(k))
	// Numerator and denominator have no common factor, nor have their powers.
	return new(big.Rat).SetFrac(new(big.Int).Exp(r.Num(), e, nil), new(big.Int).Exp(r.Denom(), e, nil))
}

// factorial is k!.
func factorial(k int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(k)))
}
