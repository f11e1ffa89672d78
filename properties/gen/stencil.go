package gen

import (
	"fmt"
	"math/big"
	"slices"
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
// 8, in any order. They shrink to 0, 1, -1, 2, and so on.
func Stencils(maxOrder, extra int) *rapid.Generator[Stencil] {
	all := offsets()
	return rapid.Custom(func(t *rapid.T) Stencil {
		s := Stencil{Order: whole(0, maxOrder).Draw(t, "order")}
		// Of what is left each time: an offset that is drawn again and rejected could
		// not shrink past those before it.
		left := slices.Clone(all)
		for range s.Order + 1 + whole(0, extra).Draw(t, "more points") {
			k := index(len(left)).Draw(t, "offset")
			s.Offsets = append(s.Offsets, new(big.Rat).Set(left[k]))
			left = slices.Delete(left, k, k+1)
		}
		return s
	})
}

// offsets lists the rationals in [-8, 8] with denominators up to 8: integers first,
// then halves, and so on, each from 0 outwards.
func offsets() []*big.Rat {
	all := []*big.Rat{new(big.Rat)}
	for d := int64(1); d <= 8; d++ {
		for n := int64(1); n <= 8*d; n++ {
			if r := big.NewRat(n, d); r.Denom().Int64() == d {
				all = append(all, r, new(big.Rat).Neg(r))
			}
		}
	}
	return all
}
