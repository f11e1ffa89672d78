package training

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/network"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/pde"
	"adfd/theory/claims"
)

// oracleNetwork is the network of a trial for package exact.
func (b *netTrial[T]) oracleNetwork() network.Network {
	return network.Network{Activation: networkActivation(b.setup), Sizes: b.net.Sizes()}
}

// oracle is residual vector and Jacobian in 106 bits, by forward mode, rounded.
func (b *netTrial[T]) oracle(side claims.Engine, h float64, theta []float64) ([]float64, *mat.Dense, error) {
	rows, err := b.equations(side, h)
	if err != nil {
		return nil, nil, err
	}
	network := b.oracleNetwork()
	r, jac, err := network.DDJacobian(theta, rows)
	if err != nil {
		return nil, nil, err
	}
	residual, j := make([]float64, len(r)), mat.NewDense(len(r), network.Params(), nil)
	for i := range r {
		residual[i] = r[i].Float64()
		for k, v := range jac[i] {
			j.Set(i, k, v.Float64())
		}
	}
	return residual, j, nil
}

// equations are the rows of the residual for package exact, with the points, targets
// and scales of float64: those numbers are the rows' definition, and no part of them
// is computed by package nn.
func (b *netTrial[T]) equations(side claims.Engine, h float64) ([]network.Equation, error) {
	p := b.problem
	functional := func(alpha engine.MultiIndex) (exact.Functional, error) {
		if side == claims.EngineAD {
			return exact.Partial(alpha...)
		}
		along := make([]exact.Stencil, len(alpha))
		for d, order := range alpha {
			if order == 0 {
				continue
			}
			options := fd.Options{H: h, Accuracy: b.setup.Accuracy, Placement: fd.CentralPlacement}
			if b.setup.Placement == claims.PlacementForward {
				options.Placement = fd.ForwardPlacement
			}
			s, err := options.Stencil(order)
			if err != nil {
				return nil, err
			}
			along[d] = exact.Stencil{Order: order, Offsets: s.Offsets(), Weights: s.Weights()}
		}
		return exact.Difference(h, along...)
	}
	var inside []network.Monomial
	for _, t := range p.Operator {
		f, err := functional(t.Index)
		if err != nil {
			return nil, err
		}
		inside = append(inside, network.Monomial{Coef: t.Coef, Factors: []exact.Functional{f}})
	}
	var rows []network.Equation
	n := len(b.nodes) / p.Dim
	for i := range n {
		x := b.nodes[i*p.Dim : (i+1)*p.Dim]
		rows = append(rows, network.Equation{Point: x, Terms: inside, Target: p.Source(x), Scale: math.Sqrt(1 / float64(n))})
	}
	for _, c := range p.Boundary {
		more, err := conditionRows(c, p, functional)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

func conditionRows(c pde.Condition, p pde.Problem, functional func(engine.MultiIndex) (exact.Functional, error)) ([]network.Equation, error) {
	f, err := functional(c.Index)
	if err != nil {
		return nil, err
	}
	n := len(c.Points) / p.Dim
	var rows []network.Equation
	for i := range n {
		x := c.Points[i*p.Dim : (i+1)*p.Dim]
		rows = append(rows, network.Equation{
			Point: x, Terms: []network.Monomial{{Coef: 1, Factors: []exact.Functional{f}}},
			Target: c.Target(x), Scale: math.Sqrt(lab.BoundaryWeight / float64(n)),
		})
	}
	return rows, nil
}

// interior are the interior rows for package exact, with the products that equations
// leaves out.
func (b *netTrial[T]) interior(side claims.Engine, h float64) ([]network.Equation, error) {
	rows, err := b.equations(side, h)
	if err != nil {
		return nil, err
	}
	rows = rows[:len(b.nodes)/b.problem.Dim]
	for _, p := range b.problem.Products {
		m := network.Monomial{Coef: p.Coef}
		for _, alpha := range p.Factors {
			f, err := b.functional(side, h, alpha)
			if err != nil {
				return nil, err
			}
			m.Factors = append(m.Factors, f)
		}
		for i := range rows {
			rows[i].Terms = append(slices.Clip(rows[i].Terms), m)
		}
	}
	return rows, nil
}

// functional is one derivative on a side: the only term of an operator without others.
func (b *netTrial[T]) functional(side claims.Engine, h float64, alpha engine.MultiIndex) (exact.Functional, error) {
	alone := *b
	alone.problem.Operator = []pde.Term{{Coef: 1, Index: alpha}}
	rows, err := alone.equations(side, h)
	if err != nil {
		return nil, err
	}
	return rows[0].Terms[0].Factors[0], nil
}
