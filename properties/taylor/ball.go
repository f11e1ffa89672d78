package taylor

import (
	"math/big"

	"adfd/properties/internal/number"
)

// ball is a set of real numbers, |y - mid| <= rad. Operations enclose: the
// result holds every sum or product of members. So the bounds that an
// implementation reports are carried through the other side of a law without
// any rounding of ours being left out.
type ball struct{ mid, rad *big.Float }

const (

	// radPrec is enough for a radius, which is rounded up.
	radPrec = 64
)

func newRad() *big.Float {
	return new(big.Float).SetPrec(radPrec).SetMode(big.ToPositiveInf)
}

// around is the ball of the finite numbers mid and rad >= 0.
func around(mid, rad float64) ball {
	return ball{number.New().SetFloat64(mid), newRad().SetFloat64(rad)}
}

func exactly(x float64) ball { return around(x, 0) }

func (a ball) add(b ball) ball {
	m := number.New().Add(a.mid, b.mid)
	return ball{m, newRad().Add(newRad().Add(a.rad, b.rad), rounding(m))}
}

func (a ball) neg() ball { return ball{number.New().Neg(a.mid), a.rad} }

func (a ball) sub(b ball) ball { return a.add(b.neg()) }

// mul: |xy - mn| <= |m| s + |n| r + r s for |x - m| <= r and |y - n| <= s.
func (a ball) mul(b ball) ball {
	m := number.New().Mul(a.mid, b.mid)
	r := rounding(m)
	r.Add(r, newRad().Mul(newRad().Abs(a.mid), b.rad))
	r.Add(r, newRad().Mul(newRad().Abs(b.mid), a.rad))
	r.Add(r, newRad().Mul(a.rad, b.rad))
	return ball{m, r}
}

// rounding bounds the error of the last operation on m, to nearest: half a unit
// in its last place.
func rounding(m *big.Float) *big.Float {
	r := newRad()
	if m.Acc() == big.Exact {
		return r
	}
	return r.SetMantExp(newRad().SetInt64(1), m.MantExp(nil)-number.Prec-1)
}

// compare is the distance of the centres against the sum of the radii: within
// it, and only then, the balls have a common point. Rounding to float64 is
// monotone and keeps the order.
func compare(a, b ball) (measured, allowed float64) {
	d := a.sub(b)
	measured, _ = new(big.Float).Abs(d.mid).Float64()
	allowed, _ = d.rad.Float64()
	return measured, allowed
}
