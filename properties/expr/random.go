package expr

import (
	"fmt"
	"math"
)

// MaxDepth is the deepest nesting of elementary functions that Random makes.
const MaxDepth = 3

// Chooser makes the choices of Random. IntN returns an integer in [0, n), n >= 1;
// 0 stands for the simplest choice, so that a Chooser that shrinks towards 0
// shrinks the expression. *rand.Rand of math/rand/v2 is a Chooser.
type Chooser interface{ IntN(n int) int }

// Random returns an expression of exactly the given depth, on a domain of its
// own. Arguments are shifted and scaled by short dyadic constants into the part
// of a function's domain where it varies, so that no composition leaves it and
// none is constant to rounding. It panics on a depth outside 0 to MaxDepth.
func Random(c Chooser, depth int) Expr {
	if depth < 0 || depth > MaxDepth {
		panic(fmt.Sprintf("expr: random expression of depth %d, want 0 to %d", depth, MaxDepth))
	}
	d := domains[c.IntN(len(domains))]
	g := composer{c, intervals{d}}
	e, err := build(g.body(depth), d)
	if err != nil {
		panic(fmt.Sprintf("expr: random expression outside its domain: %v", err))
	}
	return e
}

// domains are those of random expressions.
var domains = []interval{{-1, 1}, {0, 1}, {-2, 2}, {1, 3}, {-4, 1}, {-0.5, 6}}

// factors are those of random leaves.
var factors = []float64{2, 0.5, 3, 1.5}

// quotients is where a random divisor lies.
var quotients = interval{0.5, 4}

type composer struct {
	Chooser
	intervals
}

// body is a random tree of the given depth.
func (c composer) body(depth int) *node {
	if depth == 0 {
		return c.leaf()
	}
	name := Names()[c.IntN(len(functions))]
	f := &node{op: call, name: name, a: c.fit(c.body(depth-1), functions[name].core)}
	switch c.IntN(8) {
	default:
		return f
	case 3:
		return &node{op: pow, power: 2 + c.IntN(2), a: f}
	case 4:
		return &node{op: add, a: f, b: c.other(depth)}
	case 5:
		return &node{op: sub, a: f, b: c.other(depth)}
	case 6:
		return &node{op: mul, a: f, b: c.other(depth)}
	case 7:
		return &node{op: div, a: f, b: c.fit(c.other(depth), quotients)}
	}
}

// other is a second operand, no deeper than one less than the first: trees stay
// short enough to read.
func (c composer) other(depth int) *node { return c.body(c.IntN(depth)) }

// leaf is x or a short polynomial.
func (c composer) leaf() *node {
	x := &node{op: variable}
	switch c.IntN(6) {
	default:
		return x
	case 2:
		return &node{op: mul, a: number(factors[c.IntN(len(factors))]), b: x}
	case 3:
		return &node{op: add, a: x, b: c.dyadic()}
	case 4:
		return &node{op: pow, power: 2 + c.IntN(2), a: x}
	case 5:
		return &node{op: sub, a: c.dyadic(), b: &node{op: pow, power: 2, a: x}}
	}
}

// dyadic is one of 1/4, 1/2, …, 2, which float64 holds exactly.
func (c composer) dyadic() *node { return number(float64(1+c.IntN(8)) / 4) }

// fit returns s n + d with values in the target, s a power of two and at most 1,
// d a short dyadic number; n itself if it fits.
func (c composer) fit(n *node, target interval) *node {
	box, err := fold[interval](n, c.intervals)
	if err != nil {
		panic(fmt.Sprintf("expr: random part %v outside its domain: %v", n, err))
	}
	if box.in(target) {
		return n
	}
	// Three quarters of the target at most, so that a multiple of an eighth of
	// its width, rounded down to a power of two, is left to shift by, and a
	// second one against the rounding of the ends.
	s := math.Min(1, math.Exp2(math.Floor(math.Log2(0.75*target.width()/box.width()))))
	if s < 1 {
		n = &node{op: mul, a: number(s), b: n}
	}
	grid := math.Exp2(math.Floor(math.Log2(target.width() / 8)))
	first := math.Ceil((target.lo - float64(s*box.lo)) / grid)
	last := math.Floor((target.hi - float64(s*box.hi)) / grid)
	if first <= 0 && 0 <= last {
		return n // scaling was enough
	}
	if d := grid * (first + float64(c.IntN(1+int(last-first)))); d < 0 {
		return &node{op: sub, a: n, b: number(-d)}
	} else {
		return &node{op: add, a: n, b: number(d)}
	}
}

func number(v float64) *node { return &node{op: constant, value: v} }
