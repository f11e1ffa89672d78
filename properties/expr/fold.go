package expr

import "fmt"

// Algebra is an arithmetic in which an expression can be evaluated: numbers,
// Taylor series, dual numbers, intervals. Powers are n >= 1; names are those of
// Names.
type Algebra[V any] interface {
	Variable() (V, error)
	Constant(c float64) (V, error)
	Add(a, b V) (V, error)
	Sub(a, b V) (V, error)
	Mul(a, b V) (V, error)
	Div(a, b V) (V, error)
	Pow(a V, n int) (V, error)
	Call(name string, a V) (V, error)
}

// Fold evaluates e in the algebra g, operands from the left and before the
// operation. It stops at the first error, which it returns.
func Fold[V any](e Expr, g Algebra[V]) (V, error) {
	if e.root == nil {
		var none V
		return none, errNone
	}
	return fold(e.root, g)
}

func fold[V any](n *node, g Algebra[V]) (V, error) {
	switch n.op {
	case variable:
		return g.Variable()
	case constant:
		return g.Constant(n.value)
	}
	a, err := fold(n.a, g)
	if err != nil {
		return a, err
	}
	switch n.op {
	case pow:
		return g.Pow(a, n.power)
	case call:
		return g.Call(n.name, a)
	}
	b, err := fold(n.b, g)
	if err != nil {
		return b, err
	}
	switch n.op {
	case add:
		return g.Add(a, b)
	case sub:
		return g.Sub(a, b)
	case mul:
		return g.Mul(a, b)
	case div:
		return g.Div(a, b)
	}
	panic(fmt.Sprintf("expr: node of kind %d", n.op))
}
