package exact

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Probe looks at a function u of several variables along a line beside a point x:
//
//	Weight [t^Order] u(x + Offset + t Direction),
//
// a Taylor coefficient in t. A nil Offset or Direction is 0.
type Probe struct {
	Offset, Direction []*big.Rat // [dim]
	Order             int
	Weight            *big.Rat
}

// Functional is the sum of its probes: a partial derivative at x, or a finite
// difference in its place.
type Functional []Probe

// Partial returns the derivative d^alpha. Along the line e_i + s e_j
//
//	[t^m] u(x + t (e_i + s e_j)) = sum over b of c_b s^b,
//	c_b = d_i^(m-b) d_j^b u / ((m-b)! b!),
//
// a polynomial in s, so that a mixed derivative is the coefficient b of its
// interpolation at m + 1 integers s. The error names an alpha that is empty,
// negative, or mixed in more than two variables.
func Partial(alpha ...int) (Functional, error) {
	if len(alpha) == 0 {
		return nil, fmt.Errorf("exact: partial derivative in no variable")
	}
	var in []int
	m := 0
	for d, k := range alpha {
		if k < 0 {
			return nil, fmt.Errorf("exact: partial derivative %v has a negative order", alpha)
		}
		if k > 0 {
			in = append(in, d)
		}
		m += k
	}
	switch len(in) {
	case 0:
		return Functional{{Weight: big.NewRat(1, 1)}}, nil
	case 1:
		v := ratZeros(len(alpha))
		v[in[0]].SetInt64(1)
		return Functional{{Direction: v, Order: m, Weight: new(big.Rat).SetInt(number.Factorial(m))}}, nil
	case 2:
		return mixed(alpha, in[0], in[1]), nil
	}
	return nil, fmt.Errorf("exact: partial derivative %v is mixed in %d variables, want at most 2", alpha, len(in))
}

// mixed is Partial where the entries i and j are positive.
func mixed(alpha []int, i, j int) Functional {
	m := alpha[i] + alpha[j]
	slopes := make([]*big.Rat, m+1)
	for k := range slopes {
		slopes[k] = big.NewRat(int64(k-m/2), 1)
	}
	f := new(big.Rat).SetInt(number.Factorial(alpha[i]))
	f.Mul(f, new(big.Rat).SetInt(number.Factorial(alpha[j])))
	var d Functional
	for k, s := range slopes {
		w := lagrange(slopes, k)[alpha[j]]
		if w.Sign() == 0 {
			continue
		}
		v := ratZeros(len(alpha))
		v[i].SetInt64(1)
		v[j].Set(s)
		d = append(d, Probe{Direction: v, Order: m, Weight: w.Mul(w, f)})
	}
	return d
}

// Difference returns the finite difference of step h that is the tensor product
// of one stencil for each variable, evaluated without rounding: the weights are
// rational and the points x + s h exact. A Stencil of order 0 without offsets takes
// no difference. The error names a step that is 0 or not finite, no stencil, or
// one whose offsets and weights don't match.
func Difference(h float64, along ...Stencil) (Functional, error) {
	if h == 0 || math.IsNaN(h) || math.IsInf(h, 0) {
		return nil, fmt.Errorf("exact: difference with step %v", h)
	}
	if len(along) == 0 {
		return nil, fmt.Errorf("exact: difference in no variable")
	}
	step := new(big.Rat).SetFloat64(h)
	d := Functional{{Offset: ratZeros(len(along)), Weight: big.NewRat(1, 1)}}
	for i, s := range along {
		if len(s.Offsets) != len(s.Weights) || (len(s.Offsets) == 0) != (s.Order == 0) {
			return nil, fmt.Errorf("exact: stencil of order %d in variable %d has %d offsets and %d weights", s.Order, i, len(s.Offsets), len(s.Weights))
		}
		if s.Order == 0 {
			continue
		}
		var next Functional
		for _, p := range d {
			for k, w := range s.Weights {
				offset := ratZeros(len(along))
				for e := range offset {
					offset[e].Set(p.Offset[e])
				}
				offset[i].Mul(s.Offsets[k], step)
				weight := new(big.Rat).Mul(p.Weight, w)
				for range s.Order {
					weight.Quo(weight, step)
				}
				next = append(next, Probe{Offset: offset, Weight: weight})
			}
		}
		d = next
	}
	return d, nil
}

func ratZeros(n int) []*big.Rat {
	z := make([]*big.Rat, n)
	for i := range z {
		z[i] = new(big.Rat)
	}
	return z
}

func (f Functional) Check(dim int) error {
	if len(f) == 0 {
		return fmt.Errorf("a functional without probes")
	}
	for _, p := range f {
		for _, v := range [][]*big.Rat{p.Offset, p.Direction} {
			if v != nil && len(v) != dim {
				return fmt.Errorf("a probe in dimension %d, want %d", len(v), dim)
			}
		}
		if p.Order < 0 || p.Weight == nil {
			return fmt.Errorf("a probe of order %d with weight %v", p.Order, p.Weight)
		}
	}
	return nil
}
