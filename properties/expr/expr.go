// Package expr is a small language of functions of one variable: x, constants,
// + - * /, integer powers, and the named elementary functions of package jet,
// composed freely. Claims about automatic differentiation are tested on them.
//
// An expression comes with an interval of x, its domain. Interval arithmetic
// has shown, when it was built, that everywhere on the domain every
// intermediate value is defined, of moderate size (at most Limit), and in the
// declared domain of the function that it enters. Evaluation therefore never
// meets log of a negative number, a vanishing divisor or an overflow, and one
// tree can be evaluated as a number, as a Taylor series, with running error
// bounds, or at 256 bits; Fold evaluates it in any other arithmetic.
package expr

import (
	"errors"
	"fmt"
	"math"
)

// Limit bounds the absolute value of every intermediate result on the domain.
const Limit = 0x1p64

// MaxPower bounds the product of the powers inside one another. A power n multiplies relative errors by
// n: beyond, the check on intervals and an evaluation could disagree in the first digit.
const MaxPower = 1 << 16

// Expr is an expression and its domain. It is immutable; its zero value is no
// expression and every method of it fails or panics.
type Expr struct {
	root   *node
	domain interval
	values interval // encloses the values on the domain
	depth  int
}

// op is the kind of a node.
type op int

const (
	variable op = iota
	constant
	add
	sub
	mul
	div
	pow
	call
)

// node is an immutable tree; a and b are the operands, from the left.
type node struct {
	op    op
	value float64 // constant
	power int     // pow
	name  string  // call
	a, b  *node
}

// Var is the variable x on [lo, hi], lo <= hi.
func Var(lo, hi float64) (Expr, error) {
	return build(&node{op: variable}, interval{lo, hi})
}

// Const is the constant c, on every domain.
func Const(c float64) (Expr, error) {
	return build(&node{op: constant, value: c}, everywhere)
}

// Add is a + b on the common part of their domains. Like the other
// constructors it fails if there is none, or if a value can't be shown to be
// defined and of moderate size there.
func Add(a, b Expr) (Expr, error) { return combine(add, a, b) }

// Sub is a - b.
func Sub(a, b Expr) (Expr, error) { return combine(sub, a, b) }

// Mul is a * b.
func Mul(a, b Expr) (Expr, error) { return combine(mul, a, b) }

// Div is a / b; b must keep away from zero by MinDivisor.
func Div(a, b Expr) (Expr, error) { return combine(div, a, b) }

// Pow is a^n for n >= 1; n times the powers inside a is at most MaxPower.
func Pow(a Expr, n int) (Expr, error) {
	if a.root == nil {
		return Expr{}, errNone
	}
	return build(&node{op: pow, power: n, a: a.root}, a.domain)
}

// Call is the named elementary function of a, whose values must lie in the
// function's declared domain.
func Call(name string, a Expr) (Expr, error) {
	if a.root == nil {
		return Expr{}, errNone
	}
	return build(&node{op: call, name: name, a: a.root}, a.domain)
}

// Compose is outer(inner(x)) on the domain of inner, whose values must lie in
// the domain of outer.
func Compose(outer, inner Expr) (Expr, error) {
	if outer.root == nil || inner.root == nil {
		return Expr{}, errNone
	}
	if !inner.values.in(outer.domain) {
		return Expr{}, fmt.Errorf("expr: %v has values in %v, outside the domain %v of %v",
			inner, inner.values, outer.domain, outer)
	}
	return build(outer.root.substitute(inner.root), inner.domain)
}

// Elementary is the named function of x on its declared domain, such as log(x)
// on [2^-10, 2^10].
func Elementary(name string) (Expr, error) {
	f, ok := functions[name]
	if !ok {
		return Expr{}, unknown(name)
	}
	return build(&node{op: call, name: name, a: &node{op: variable}}, f.domain)
}

// Domain is the interval of x on which the expression is defined.
func (e Expr) Domain() (lo, hi float64) { return e.domain.lo, e.domain.hi }

// Range encloses the values on the domain. Interval arithmetic takes each
// operand for independent, so it can be wide: x - x on [0, 1] is in [-1, 1].
func (e Expr) Range() (lo, hi float64) { return e.values.lo, e.values.hi }

// Depth is the deepest nesting of elementary functions: 0 for a rational
// function, 2 for tanh(sin(x) + 0.5).
func (e Expr) Depth() int { return e.depth }

var errNone = errors.New("expr: the zero value of Expr is no expression")

func combine(o op, a, b Expr) (Expr, error) {
	if a.root == nil || b.root == nil {
		return Expr{}, errNone
	}
	d := interval{math.Max(a.domain.lo, b.domain.lo), math.Min(a.domain.hi, b.domain.hi)}
	if d.lo > d.hi {
		return Expr{}, fmt.Errorf("expr: domains %v of %v and %v of %v have no common point", a.domain, a, b.domain, b)
	}
	return build(&node{op: o, a: a.root, b: b.root}, d)
}

// build is the only place where an Expr is made, so that none escapes the
// interval check.
func build(root *node, domain interval) (Expr, error) {
	if math.IsNaN(domain.lo) || math.IsNaN(domain.hi) || domain.lo > domain.hi {
		return Expr{}, fmt.Errorf("expr: domain [%v, %v] of %v, want lo <= hi", domain.lo, domain.hi, root)
	}
	if n := root.powers(); n > MaxPower {
		return Expr{}, fmt.Errorf("expr: %v: powers of %g or more in all, want at most %d", root, n, MaxPower)
	}
	values, err := fold[interval](root, intervals{domain})
	if err != nil {
		return Expr{}, fmt.Errorf("expr: %v on %v: %w", root, domain, err)
	}
	return Expr{root, domain, values, root.depth()}, nil
}

func (n *node) depth() int {
	if n == nil {
		return 0
	}
	d := max(n.a.depth(), n.b.depth())
	if n.op == call {
		d++
	}
	return d
}

// powers is the largest product of powers on a way from the root to a leaf, at least 1 for
// each: a power below 1 is refused elsewhere.
func (n *node) powers() float64 {
	if n == nil {
		return 1
	}
	p := max(n.a.powers(), n.b.powers())
	if n.op == pow {
		p *= max(1, float64(n.power))
	}
	return p
}

// substitute puts x for the variable in n.
func (n *node) substitute(x *node) *node {
	if n == nil || n.op == constant {
		return n
	}
	if n.op == variable {
		return x
	}
	c := *n
	c.a, c.b = n.a.substitute(x), n.b.substitute(x)
	return &c
}
