package expr

import (
	"fmt"
	"math"
	"strconv"
)

// String writes the expression as Parse reads it, such as tanh(sin(x) + 0.5).
// Parentheses keep the order of operations, on which rounding depends.
func (e Expr) String() string {
	if e.root == nil {
		return "<no expression>"
	}
	return e.root.String()
}

// GoString writes a Go expression that makes e again.
func (e Expr) GoString() string {
	return fmt.Sprintf("expr.MustParse(%q, %s, %s)", e.String(), decimal(e.domain.lo), decimal(e.domain.hi))
}

// decimal is the shortest decimal that reads back as x; infinite ends, which
// only an expression without x has, are cut to Limit.
func decimal(x float64) string {
	return strconv.FormatFloat(max(-Limit, min(x, Limit)), 'g', -1, 64)
}

// Binding strengths, as usual in mathematics.
const (
	sums = iota + 1
	products
	powers
	atoms
)

func (n *node) strength() int {
	switch n.op {
	case add, sub:
		return sums
	case mul, div:
		return products
	case pow:
		return powers
	case constant:
		if math.Signbit(n.value) {
			return products // -2^2 is -(2^2)
		}
	}
	return atoms
}

func (n *node) String() string {
	switch n.op {
	case variable:
		return "x"
	case constant:
		return strconv.FormatFloat(n.value, 'g', -1, 64)
	case call:
		return n.name + "(" + n.a.String() + ")"
	case pow:
		return n.a.within(atoms) + "^" + strconv.Itoa(n.power)
	case add:
		return n.a.within(sums) + " + " + n.b.within(products)
	case sub:
		return n.a.within(sums) + " - " + n.b.within(products)
	case mul:
		return n.a.within(products) + "*" + n.b.within(powers)
	}
	return n.a.within(products) + "/" + n.b.within(powers)
}

// within writes n where an operand binding at least as strongly is needed.
func (n *node) within(strength int) string {
	if n.strength() < strength {
		return "(" + n.String() + ")"
	}
	return n.String()
}
