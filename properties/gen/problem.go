package gen

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// Monomial is Coef x^Powers_0 y^Powers_1.
type Monomial struct {
	Coef   float64
	Powers []int
}

// Problem is a boundary-value problem on [-1, 1] or its square whose solution is
// the polynomial U. All coefficients are dyadic, so source, targets and solution
// are computed in rational numbers and rounded once: each is the float64 nearest
// to its exact value.
//
// U solves the problem; that nothing else does is not said. The conditions are
// the values of U on the boundary and, from order 3 on, its derivative across.
type Problem struct {
	pde.Problem
	U []Monomial
}

// Problems generates problems in 1 to maxDim variables, at most 2, of order 1 to
// maxOrder, at most 4: a leading term, up to three others and, one time in two, a
// product of two or three derivatives. They shrink to u_xx = 2 with u = x^2, in
// one variable; to u_x = 2 x where maxOrder is 1.
func Problems(maxDim, maxOrder int) *rapid.Generator[Problem] {
	if maxDim < 1 || maxDim > 2 || maxOrder < 1 || maxOrder > 4 {
		panic(fmt.Sprintf("gen: problems of up to %d variables and order %d, want 1 to 2 and 1 to 4", maxDim, maxOrder))
	}
	orders := []int{2, 1, 3, 4}[:max(2, maxOrder)]
	if maxOrder == 1 {
		orders = orders[1:]
	}
	return rapid.Custom(func(t *rapid.T) Problem {
		dim := whole(1, maxDim).Draw(t, "dim")
		order := pick(orders).Draw(t, "order")
		p := Problem{Problem: pde.Problem{Dim: dim, Order: order, Lo: corner(dim, -1), Hi: corner(dim, 1)}}
		p.Operator = []pde.Term{{Coef: coefficient().Draw(t, "coefficient"), Index: split(t, dim, order)}}
		for _, term := range rapid.SliceOfN(terms(dim, order), 0, 3).Draw(t, "more terms") {
			if !slices.ContainsFunc(p.Indices(), term.Index.Equal) {
				p.Operator = append(p.Operator, term)
			}
		}
		if rapid.Bool().Draw(t, "with a product") {
			p.Products = []pde.Product{products(dim, order).Draw(t, "product")}
		}
		p.U = rapid.SliceOfN(monomial(dim), 1, 4).Draw(t, "solution")
		return p.manufactured()
	})
}

// The parts of a problem are generators of their own and draw the same numbers
// whatever dim and order are: rapid can leave out one part at a time, and lower the
// dimension and the order while the parts stay what they are.

func terms(dim, order int) *rapid.Generator[pde.Term] {
	return rapid.Custom(func(t *rapid.T) pde.Term {
		coef := coefficient().Draw(t, "coefficient")
		return pde.Term{Coef: coef, Index: derivatives(dim, order).Draw(t, "derivative")}
	})
}

func products(dim, order int) *rapid.Generator[pde.Product] {
	return rapid.Custom(func(t *rapid.T) pde.Product {
		coef := coefficient().Draw(t, "coefficient")
		return pde.Product{Coef: coef, Factors: rapid.SliceOfN(derivatives(dim, min(order, 2)), 2, 3).Draw(t, "factors")}
	})
}

// derivatives generates derivatives of orders up to the given one.
func derivatives(dim, order int) *rapid.Generator[engine.MultiIndex] {
	return rapid.Custom(func(t *rapid.T) engine.MultiIndex {
		return split(t, dim, upTo(order).Draw(t, "order"))
	})
}

// upTo generates 0 to order, for orders up to 4.
func upTo(order int) *rapid.Generator[int] {
	return rapid.Map(index(5), func(k int) int { return k % (order + 1) })
}

// coefficient is a dyadic number, 1 first.
func coefficient() *rapid.Generator[float64] {
	return pick([]float64{1, 2, 3, 4, 0.5, 0.25, 0.75, 1.5, -1, -2, -3, -4, -0.5, -0.25, -0.75, -1.5})
}

func monomial(dim int) *rapid.Generator[Monomial] {
	x := pick([]int{2, 1, 0, 3, 4, 5, 6}) // a solution with a second derivative first
	y := pick([]int{0, 1, 2, 3, 4})
	return rapid.Custom(func(t *rapid.T) Monomial {
		coef := coefficient().Draw(t, "coefficient")
		powers := []int{x.Draw(t, "power of x"), y.Draw(t, "power of y")}
		return Monomial{Coef: coef, Powers: powers[:dim]}
	})
}

// split divides an order among the variables, all to the first where it shrinks.
func split(t *rapid.T, dim, order int) engine.MultiIndex {
	k := upTo(order).Draw(t, "order in y")
	if dim == 1 {
		return engine.MultiIndex{order}
	}
	return engine.MultiIndex{order - k, k}
}

func corner(dim int, x float64) []float64 { return slices.Repeat([]float64{x}, dim) }

// manufactured fills in all that follows from the operator and the solution.
func (p Problem) manufactured() Problem {
	p.Name = p.String()
	p.Source = func(x []float64) float64 { return nearest(p.exactSource(x)) }
	p.Solution = p.target(make(engine.MultiIndex, p.Dim))
	boundary := []struct {
		index  engine.MultiIndex
		points []float64
	}{{engine.MultiIndex{0}, []float64{-1, 1}}, {engine.MultiIndex{1}, []float64{-1, 1}}}
	if p.Dim == 2 {
		ends, open := []float64{-1, 1}, []float64{-0.5, 0, 0.5}
		acrossX, acrossY := pde.Tensor(ends, open), pde.Tensor(open, ends)
		corners := pde.Tensor(ends, ends)
		boundary[0].index, boundary[0].points = engine.MultiIndex{0, 0}, slices.Concat(acrossX, acrossY, corners)
		boundary[1].index, boundary[1].points = engine.MultiIndex{1, 0}, acrossX
		boundary = append(boundary, boundary[1])
		boundary[2].index, boundary[2].points = engine.MultiIndex{0, 1}, acrossY
	}
	for _, b := range boundary {
		if b.index.Order() == 0 || p.Order > 2 {
			p.Boundary = append(p.Boundary, pde.Condition{Name: derivativeName(b.index), Points: b.points, Index: b.index, Target: p.target(b.index)})
		}
	}
	return p
}

// exactSource is the operator applied to U.
func (p Problem) exactSource(x []float64) *big.Rat {
	sum := new(big.Rat)
	for _, term := range p.Operator {
		sum.Add(sum, product(rational(term.Coef), p.Derivative(term.Index, x)))
	}
	for _, q := range p.Products {
		v := rational(q.Coef)
		for _, f := range q.Factors {
			v.Mul(v, p.Derivative(f, x))
		}
		sum.Add(sum, v)
	}
	return sum
}

// Derivative is d^index U at x, [dim], exactly. x must be finite.
func (p Problem) Derivative(index engine.MultiIndex, x []float64) *big.Rat {
	sum := new(big.Rat)
	for _, m := range p.U {
		v := rational(m.Coef)
		for d, n := range m.Powers {
			v.Mul(v, powerDerivative(n, index[d], rational(x[d])))
		}
		sum.Add(sum, v)
	}
	return sum
}

// powerDerivative is the k-th derivative of x^n, n (n-1) … (n-k+1) x^(n-k).
func powerDerivative(n, k int, x *big.Rat) *big.Rat {
	if k > n {
		return new(big.Rat)
	}
	v := big.NewRat(1, 1)
	for i := range n {
		if i < k {
			v.Mul(v, big.NewRat(int64(n-i), 1))
		} else {
			v.Mul(v, x)
		}
	}
	return v
}

func (p Problem) target(index engine.MultiIndex) func(x []float64) float64 {
	return func(x []float64) float64 { return nearest(p.Derivative(index, x)) }
}

func rational(x float64) *big.Rat {
	r := new(big.Rat).SetFloat64(x)
	if r == nil {
		panic(fmt.Sprintf("gen: %v is not finite", x))
	}
	return r
}

func product(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func nearest(r *big.Rat) float64 {
	v, _ := r.Float64()
	return v
}

// String writes the equation and its solution, as in "u_xx - 2 u u_x = f, u = x^2".
func (p Problem) String() string {
	var operator, solution sum
	for _, term := range p.Operator {
		operator.add(term.Coef, derivativeName(term.Index))
	}
	for _, q := range p.Products {
		names := make([]string, len(q.Factors))
		for i, f := range q.Factors {
			names[i] = derivativeName(f)
		}
		operator.add(q.Coef, strings.Join(names, " "))
	}
	for _, m := range p.U {
		solution.add(m.Coef, m.powers())
	}
	return string(operator) + " = f, u = " + string(solution)
}

// GoString is String: what rapid prints.
func (p Problem) GoString() string { return p.String() }

func (m Monomial) powers() string {
	var factors []string
	for d, n := range m.Powers {
		switch name := "xy"[d : d+1]; n {
		case 0:
		case 1:
			factors = append(factors, name)
		default:
			factors = append(factors, fmt.Sprintf("%s^%d", name, n))
		}
	}
	return strings.Join(factors, " ")
}

// derivativeName is u_xxy for d(2,1).
func derivativeName(index engine.MultiIndex) string {
	name := "u"
	if index.Order() > 0 {
		name += "_"
	}
	for d, k := range index {
		name += strings.Repeat("xy"[d:d+1], k)
	}
	return name
}

// sum is the text of a sum.
type sum string

// add appends c times what, which is empty for a constant.
func (s *sum) add(c float64, what string) {
	sign := " + "
	switch {
	case *s == "" && c < 0:
		sign = "-"
	case *s == "":
		sign = ""
	case c < 0:
		sign = " - "
	}
	*s += sum(sign)
	switch size := math.Abs(c); {
	case what == "":
		*s += sum(fmt.Sprint(size))
	case size == 1:
		*s += sum(what)
	default:
		*s += sum(fmt.Sprintf("%v %s", size, what))
	}
}
