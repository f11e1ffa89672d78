package gen

import (
	"pgregory.net/rapid"

	"adfd/properties/expr"
)

// Expr generates expressions of depth 0 to maxDepth, at most expr.MaxDepth.
func Expr(maxDepth int) *rapid.Generator[expr.Expr] {
	return rapid.Custom(func(t *rapid.T) expr.Expr {
		return expr.Random(chooser{t}, whole(0, maxDepth).Draw(t, "depth"))
	})
}

// chooser draws the choices of expr.Random, so that they shrink.
type chooser struct{ *rapid.T }

func (c chooser) IntN(n int) int { return index(n).Draw(c.T, "choice") }

// Function generates the name of an elementary function.
func Function() *rapid.Generator[string] { return pick(expr.Names()) }

// Point generates points of the domain of e: short dyadic ones, any others, and
// the ends. The domain must be finite.
func Point(e expr.Expr) *rapid.Generator[float64] {
	lo, hi := e.Domain()
	return In(lo, hi)
}

// CommonPoint generates points that are in the domain of each; ok is false if
// there is none.
func CommonPoint(f, g expr.Expr) (point *rapid.Generator[float64], ok bool) {
	flo, fhi := f.Domain()
	glo, ghi := g.Domain()
	lo, hi := max(flo, glo), min(fhi, ghi)
	if lo > hi {
		return nil, false
	}
	return In(lo, hi), true
}
