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
	var inside []network.Monomial
	for _, t := range p.Operator {
		m, err := b.monomial(side, h, t.Coef, t.Index)
		if err != nil {
			return nil, err
		}
		inside = append(inside, m)
	}
	rows := rowsAt(b.nodes, p.Dim, inside, p.Source, 1)
	for _, c := range p.Boundary {
		m, err := b.monomial(side, h, 1, c.Index)
		if err != nil {
			return nil, err
		}
		rows = append(rows, rowsAt(c.Points, p.Dim, []network.Monomial{m}, c.Target, lab.BoundaryWeight)...)
	}
	return rows, nil
}

// rowsAt are equations with the same terms at points, [n][dim], that weigh so much together.
func rowsAt(points []float64, dim int, terms []network.Monomial, target func([]float64) float64, weight float64) []network.Equation {
	var rows []network.Equation
	scale := math.Sqrt(weight / float64(len(points)/dim))
	for x := range slices.Chunk(points, dim) {
		rows = append(rows, network.Equation{Point: x, Terms: terms, Target: target(x), Scale: scale})
	}
	return rows
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
		m, err := b.monomial(side, h, p.Coef, p.Factors...)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Terms = append(slices.Clip(rows[i].Terms), m)
		}
	}
	return rows, nil
}

// monomial is a term of the operator on a side: a coefficient times derivatives.
func (b *netTrial[T]) monomial(side claims.Engine, h, coef float64, factors ...engine.MultiIndex) (network.Monomial, error) {
	m := network.Monomial{Coef: coef}
	for _, alpha := range factors {
		f, err := b.functional(side, h, alpha)
		if err != nil {
			return m, err
		}
		m.Factors = append(m.Factors, f)
	}
	return m, nil
}

// functional is one derivative on a side.
func (b *netTrial[T]) functional(side claims.Engine, h float64, alpha engine.MultiIndex) (exact.Functional, error) {
	if side == claims.EngineAD {
		return exact.Partial(alpha...)
	}
	options := fd.Options{H: h, Accuracy: b.setup.Accuracy, Placement: fd.CentralPlacement}
	if b.setup.Placement == claims.PlacementForward {
		options.Placement = fd.ForwardPlacement
	}
	along := make([]exact.Stencil, len(alpha))
	for d, order := range alpha {
		if order == 0 {
			continue
		}
		s, err := options.Stencil(order)
		if err != nil {
			return nil, err
		}
		along[d] = exact.Stencil{Order: order, Offsets: s.Offsets(), Weights: s.Weights()}
	}
	return exact.Difference(h, along...)
}
