package gen

import (
	"fmt"
	"math/big"
	"strings"

	"pgregory.net/rapid"
)

// Stencil is a request for a stencil: the order of the derivative and distinct
// offsets, more of them than the order.
type Stencil struct {
	Order   int
	Offsets []*big.Rat
}

// String lists the order and the offsets.
func (s Stencil) String() string {
	text := make([]string, len(s.Offsets))
	for i, o := range s.Offsets {
		text[i] = o.RatString()
	}
	return fmt.Sprintf("order %d on %s", s.Order, strings.Join(text, ", "))
}

// GoString is String: what rapid prints.
func (s Stencil) GoString() string { return s.String() }

// Stencils generates stencils of order 0 to maxOrder with up to extra points
// more than they need. Offsets are rationals in [-8, 8] with denominators up to
// 8, in any order.
func Stencils(maxOrder, extra int) *rapid.Generator[Stencil] {
	return rapid.Custom(func(t *rapid.T) Stencil {
		order := rapid.IntRange(0, maxOrder).Draw(t, "order")
		n := order + 1 + rapid.IntRange(0, extra).Draw(t, "more points")
		offsets := rapid.SliceOfNDistinct(offset(), n, n, (*big.Rat).RatString).Draw(t, "offsets")
		return Stencil{order, offsets}
	})
}

// offset is an integer, or, one time in two, a fraction.
func offset() *rapid.Generator[*big.Rat] {
	return rapid.Custom(func(t *rapid.T) *big.Rat {
		d := 1
		if rapid.Bool().Draw(t, "fraction") {
			d = rapid.IntRange(2, 8).Draw(t, "denominator")
		}
		return big.NewRat(int64(rapid.IntRange(-8*d, 8*d).Draw(t, "numerator")), int64(d))
	})
}
