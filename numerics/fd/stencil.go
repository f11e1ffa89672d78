package fd

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// Stencil is a finite-difference formula for the derivative of order q: distinct
// offsets in ascending order and their non-zero weights, all exact rationals.
// Among the formulas on its offsets it is the one of highest accuracy. A
// Stencil is immutable; its zero value has no points.
type Stencil struct {
	order            int
	offsets, weights []*big.Rat
	accuracy         int
	constant         *big.Rat

	offsets64, weights64 []float64
}

// New returns the stencil of derivative order q on the given offsets, in any
// order, each taken as the exact rational that the float64 is. Offsets whose
// weight is zero are left out.
//
// The error names a negative order, fewer than q+1 offsets or more than MaxPoints,
// offsets of more digits than MaxDigits allows, an offset that is not finite or occurs twice, or
// a weight beyond the range of float64.
func New(q int, offsets []float64) (Stencil, error) {
	exact := make([]*big.Rat, len(offsets))
	for i, s := range offsets {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return Stencil{}, fmt.Errorf("fd: offset %d is %v, want a finite number", i, s)
		}
		exact[i] = new(big.Rat).SetFloat64(s)
	}
	return NewRat(q, exact)
}

// Exact weights cost time that grows with the number of offsets and of their digits. Within these
// limits they take some seconds at most.
const (
	// MaxPoints is the largest number of offsets.
	MaxPoints = 256

	// MaxDigits limits the square of the number of offsets times their digits, the bits of
	// the largest one in the finest unit that all share. It admits 147 integers,
	// 50 arbitrary float64 of one size, and 9 anywhere in the range of float64.
	MaxDigits = 3 << 16
)

// NewRat is New with rational offsets, which it copies.
func NewRat(q int, offsets []*big.Rat) (Stencil, error) {
	if q < 0 {
		return Stencil{}, fmt.Errorf("fd: derivative of order %d, want at least 0", q)
	}
	if len(offsets) <= q { // q + 1 may overflow
		return Stencil{}, fmt.Errorf("fd: %d offsets for a derivative of order %d, want at least %d", len(offsets), q, uint(q)+1)
	}
	if len(offsets) > MaxPoints {
		return Stencil{}, fmt.Errorf("fd: %d offsets, want at most %d", len(offsets), MaxPoints)
	}
	sorted := make([]*big.Rat, len(offsets))
	for i, s := range offsets {
		if s == nil {
			return Stencil{}, fmt.Errorf("fd: offset %d is nil", i)
		}
		sorted[i] = new(big.Rat).Set(s)
	}
	if n, most := digits(sorted), MaxDigits/(len(sorted)*len(sorted)); n > most {
		return Stencil{}, fmt.Errorf(
			"fd: %d offsets need %d bits or more in a unit that all share, want at most %d: their exact weights would take too long",
			len(sorted), n, most)
	}
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Cmp(sorted[i-1]) == 0 {
			return Stencil{}, fmt.Errorf("fd: offset %s occurs twice", sorted[i].RatString())
		}
	}

	s := Stencil{order: q}
	for j, w := range fornberg(q, sorted) {
		if w.Sign() != 0 {
			s.offsets = append(s.offsets, sorted[j])
			s.weights = append(s.weights, w)
		}
	}
	var err error
	if s.accuracy, s.constant, err = s.truncation(); err != nil {
		return Stencil{}, err
	}
	s.offsets64, s.weights64, err = Round[float64](s)
	return s, err
}

// Order is the derivative order q.
func (s Stencil) Order() int { return s.order }

// Len is the number of points.
func (s Stencil) Len() int { return len(s.offsets) }

// Offsets returns the offsets s_j in ascending order.
func (s Stencil) Offsets() []*big.Rat { return clone(s.offsets) }

// Weights returns the weights w_j, in the order of Offsets.
func (s Stencil) Weights() []*big.Rat { return clone(s.weights) }

// Float64 returns the offsets and weights, each rounded once.
func (s Stencil) Float64() (offsets, weights []float64) {
	return slices.Clone(s.offsets64), slices.Clone(s.weights64)
}

// String lists the weights by offset, as in "q=2: 1[-1] -2[0] 1[1]".
func (s Stencil) String() string {
	text := fmt.Sprintf("q=%d:", s.order)
	for j, w := range s.weights {
		text += fmt.Sprintf(" %s[%s]", w.RatString(), s.offsets[j].RatString())
	}
	return text
}

// digits is the number of bits of the largest offset in units of the common denominator, rounded
// upwards. It stops where that alone has more than MaxDigits.
func digits(offsets []*big.Rat) int {
	unit, gcd, largest := big.NewInt(1), new(big.Int), 0
	for _, s := range offsets {
		d := s.Denom()
		unit.Mul(unit, new(big.Int).Quo(d, gcd.GCD(nil, nil, unit, d)))
		largest = max(largest, s.Num().BitLen()-d.BitLen()+1)
		if unit.BitLen() > MaxDigits {
			break
		}
	}
	return unit.BitLen() + largest
}

func clone(r []*big.Rat) []*big.Rat {
	c := make([]*big.Rat, len(r))
	for i := range r {
		c[i] = new(big.Rat).Set(r[i])
	}
	return c
}
