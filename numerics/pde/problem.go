// Package pde states boundary-value problems as data: an operator, a source, the
// conditions on the boundary and the solution they were made from.
//
// Nothing here knows how a derivative is computed. A model takes the
// multi-indices to an engine and combines what comes back.
package pde

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// Term is one summand of a linear differential operator, Coef * d^Index u.
type Term struct {
	Coef  float64
	Index engine.MultiIndex
}

// Product is one summand of a polynomial differential operator that is not
// linear, Coef * d^Factors_0 u * d^Factors_1 u * …, of at least two factors. A
// factor that occurs twice is a square.
type Product struct {
	Coef    float64
	Factors []engine.MultiIndex
}

// Condition prescribes one derivative of the solution at some points:
// (d^Index u)(x) = Target(x) for each x of Points.
type Condition struct {
	Name   string
	Points []float64 // [n][dim]
	Index  engine.MultiIndex
	Target func(x []float64) float64
}

// Problem is a boundary-value problem on a box,
//
//	sum_t Coef_t (d^Index_t u)(x)
//	  + sum_k Coef_k prod_i (d^Factors_ki u)(x) = Source(x)  inside,
//	(d^Index u)(x) = Target(x)  at the points of each condition,
//
// manufactured from a known Solution. It is linear where Products is empty. Time,
// where there is one, is the last variable.
type Problem struct {
	Name     string
	Dim      int
	Order    int       // the largest order in Operator and Products
	Lo, Hi   []float64 // opposite corners of the box, [dim]
	Operator []Term
	Products []Product
	Source   func(x []float64) float64
	Boundary []Condition
	Solution func(x []float64) float64
}

// Indices returns the derivatives of the linear part of the interior operator,
// in the order of its terms.
func (p Problem) Indices() engine.Operator {
	op := make(engine.Operator, len(p.Operator))
	for t, term := range p.Operator {
		op[t] = term.Index
	}
	return op
}

// Derivatives returns the derivatives that the interior operator is made of: those
// of Indices, in their order, then the factors of the products that are not among
// them, each once, in the order of their first occurrence.
func (p Problem) Derivatives() engine.Operator {
	op := p.Indices()
	for _, product := range p.Products {
		for _, f := range product.Factors {
			if !slices.ContainsFunc(op, f.Equal) {
				op = append(op, f)
			}
		}
	}
	return op
}

// BoundaryRows is the number of equations that the conditions make.
func (p Problem) BoundaryRows() int {
	n := 0
	for _, c := range p.Boundary {
		n += len(c.Points) / p.Dim
	}
	return n
}

// Validate reports a problem that cannot be assembled: a missing function, a
// box without an interior, an index of the wrong length, a product of fewer than
// two factors, a coefficient or point that is not finite, or an Order that is not
// the operator's.
func (p Problem) Validate() error {
	if err := p.Derivatives().Validate(p.Dim); err != nil {
		return fmt.Errorf("pde: problem %q: %w", p.Name, err)
	}
	if q := p.Derivatives().Order(); q != p.Order {
		return fmt.Errorf("pde: problem %q: order %d, but its operator has order %d", p.Name, p.Order, q)
	}
	for t, term := range p.Operator {
		if !engine.Finite(term.Coef) {
			return fmt.Errorf("pde: problem %q: coefficient %d is %v", p.Name, t, term.Coef)
		}
	}
	for k, product := range p.Products {
		if !engine.Finite(product.Coef) {
			return fmt.Errorf("pde: problem %q: coefficient of product %d is %v", p.Name, k, product.Coef)
		}
		if n := len(product.Factors); n < 2 {
			return fmt.Errorf("pde: problem %q: product %d has %d factors, want at least 2 (a linear term belongs to the operator)", p.Name, k, n)
		}
	}
	if len(p.Lo) != p.Dim || len(p.Hi) != p.Dim {
		return fmt.Errorf("pde: problem %q: corners of length %d and %d in dimension %d", p.Name, len(p.Lo), len(p.Hi), p.Dim)
	}
	for d := range p.Dim {
		if !(engine.Finite(p.Lo[d]) && engine.Finite(p.Hi[d]) && p.Lo[d] < p.Hi[d]) {
			return fmt.Errorf("pde: problem %q: side %d is [%v, %v]", p.Name, d, p.Lo[d], p.Hi[d])
		}
	}
	if p.Source == nil {
		return fmt.Errorf("pde: problem %q has no source", p.Name)
	}
	if p.Solution == nil {
		return fmt.Errorf("pde: problem %q has no solution", p.Name)
	}
	for _, c := range p.Boundary {
		if err := c.validate(p.Dim); err != nil {
			return fmt.Errorf("pde: problem %q: condition %q: %w", p.Name, c.Name, err)
		}
	}
	return nil
}

// CheckNodes reports collocation points, [N][Dim], of which there are none, whose
// number of coordinates is no multiple of Dim, or of which one is not finite or lies
// outside the box.
func (p Problem) CheckNodes(nodes []float64) error {
	if len(nodes) == 0 || len(nodes)%p.Dim != 0 {
		return fmt.Errorf("%d node coordinates, want a positive multiple of the dimension %d", len(nodes), p.Dim)
	}
	for i, x := range nodes {
		d := i % p.Dim
		if !(p.Lo[d] <= x && x <= p.Hi[d]) { // NaN too
			return fmt.Errorf("coordinate %d of node %d is %v, outside [%v, %v]", d, i/p.Dim, x, p.Lo[d], p.Hi[d])
		}
	}
	return nil
}

func (c Condition) validate(dim int) error {
	if err := (engine.Operator{c.Index}).Validate(dim); err != nil {
		return err
	}
	if len(c.Points) == 0 || len(c.Points)%dim != 0 {
		return fmt.Errorf("%d coordinates, want a positive multiple of the dimension %d", len(c.Points), dim)
	}
	for i, x := range c.Points {
		if !engine.Finite(x) {
			return fmt.Errorf("coordinate %d of point %d is %v", i%dim, i/dim, x)
		}
	}
	if c.Target == nil {
		return fmt.Errorf("no target")
	}
	return nil
}
