package fd

import (
	"fmt"
	"math"
	"math/big"

	gonum "gonum.org/v1/gonum/diff/fd"

	"adfd/numerics/engine"
)

// FromGonum returns the stencil on the locations of a gonum formula, after
// checking that the formula's coefficients are that stencil's weights up to
// rounding. Location and step of a gonum formula mean what offset and h mean
// here; its default step is not kept.
//
// The error names what New would refuse, a coefficient that is not finite, and
// the first moment, Σ_j c_j s_j^k for k below the number of points, that is
// wrong: so also a consistent formula that is not the most accurate one on its
// locations.
func FromGonum(f gonum.Formula) (Stencil, error) {
	offsets := make([]float64, len(f.Stencil))
	for j, p := range f.Stencil {
		if !engine.Finite(p.Coeff) {
			return Stencil{}, fmt.Errorf("fd: coefficient of location %v is %v, want a finite number", p.Loc, p.Coeff)
		}
		offsets[j] = p.Loc
	}
	s, err := New(f.Derivative, offsets)
	if err != nil {
		return Stencil{}, err
	}
	for k := range f.Stencil {
		got := new(big.Rat)
		for _, p := range f.Stencil {
			term := power(new(big.Rat).SetFloat64(p.Loc), k)
			got.Add(got, term.Mul(term, new(big.Rat).SetFloat64(p.Coeff)))
		}
		want := s.Moment(k)
		miss := new(big.Rat).Sub(got, want)
		if miss.Abs(miss).Cmp(momentTolerance(s, k)) > 0 {
			return Stencil{}, fmt.Errorf("fd: formula of order %d has moment %d equal to %s, want %s",
				f.Derivative, k, got.FloatString(17), want.RatString())
		}
	}
	return s, nil
}

// momentTolerance bounds the error of moment k when coefficients and locations
// are rationals rounded once to float64. Each term c_j s_j^k then carries k+1
// relative errors of at most u = 2^-53, and (1+u)^(k+1) - 1 < (k+2) u.
func momentTolerance(s Stencil, k int) *big.Rat {
	factor := new(big.Rat).SetFloat64(float64(k+2) * 0x1p-53)
	return factor.Mul(factor, s.AbsMoment(k))
}

// Formula returns the stencil as a gonum formula. Its default step balances
// truncation against rounding for a function whose value and derivative of
// order p+q have the same size:
//
//	|C| h^p + Σ|w_j| u / h^q is least at h^(p+q) = q Σ|w_j| u / (p |C|).
//
// The error is for q = 0, which gonum has no formula for, and for a stencil
// without points.
func (s Stencil) Formula() (gonum.Formula, error) {
	if s.order == 0 {
		return gonum.Formula{}, fmt.Errorf("fd: gonum has no formula for the derivative of order 0")
	}
	f := gonum.Formula{Derivative: s.order}
	for j := range s.offsets64 {
		f.Stencil = append(f.Stencil, gonum.Point{Loc: s.offsets64[j], Coeff: s.weights64[j]})
	}
	ratio := new(big.Rat).Quo(s.AbsWeightSum(), s.Constant())
	noise, _ := ratio.Abs(ratio).Float64()
	p, q := float64(s.accuracy), float64(s.order)
	f.Step = math.Pow(noise*0x1p-53*q/p, 1/(p+q))
	return f, nil
}
