package training

import (
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn/noise"
	"adfd/theory"
)

// roundingFloor predicts what rounding adds to FD's loss at the parameters theta, by
// the noise law of networks: the mean over the interior nodes of the variance of the
// difference quotient. It is for one term of one variable; operatorFloor is for any
// operator. Boundary rows have quotients of lower order, and are left out.
func (b *netTrial[T]) roundingFloor(theta []T, h float64) (float64, error) {
	u := b.set.precision.UnitRoundoff()
	stencil, err := fd.Central(b.problem.Order, 2)
	if err != nil {
		return 0, err
	}
	_, weights := stencil.Float64()
	law, err := b.noiseLaw()
	if err != nil {
		return 0, err
	}
	parameters := promoted(theta)
	var mean float64
	for i := range b.nodes {
		value, variance := law.Value(parameters, b.nodes[i:i+1])
		mean += theory.DifferenceNoise(weights, value, variance, h, b.problem.Order, u) / float64(len(b.nodes))
	}
	return mean, nil
}

// noiseLaw is that of the trial's network in its precision.
func (b *netTrial[T]) noiseLaw() (*noise.Law, error) {
	activation, err := activation.ByName[float64](networkActivation(b.setup))
	if err != nil {
		return nil, err
	}
	return noise.New(activation, b.judge.Sizes(), b.set.precision.UnitRoundoff())
}

// operatorFloor predicts what rounding adds to FD's loss at the parameters theta, for any
// operator: the mean over the interior nodes of OperatorNoise, with central stencils of
// accuracy 2. Factors of products take the values of their own quotients. Terms of lower
// order are counted with the others, though Allen-Cahn's (1 - 3 u^2) u has no 1/h and KdV's
// 6 u u_x two powers of it less than u_xxx. Boundary rows are left out, as in roundingFloor.
//
// In the plane it errs to the high side: where two points of a stencil differ in one
// coordinate, a neuron of the first layer has the other's product in common, whose
// rounding shifts both alike and cancels. The law counts it.
func (b *netTrial[T]) operatorFloor(theta []T, h float64) (float64, error) {
	u := b.set.precision.UnitRoundoff()
	op := b.problem.Derivatives()
	differences, err := fd.NewEngine[float64](fd.Options{H: h, Accuracy: 2, Placement: fd.CentralPlacement})
	if err != nil {
		return 0, err
	}
	plan, err := differences.Plan(op, b.problem.Dim)
	if err != nil {
		return 0, err
	}
	law, err := b.noiseLaw()
	if err != nil {
		return 0, err
	}
	parameters, n := promoted(theta), len(b.nodes)/b.problem.Dim
	d := make([]float64, len(op)*n)
	if err := b.judge.Derivatives(plan, parameters, b.nodes, d); err != nil {
		return 0, err
	}
	quotients := make([]theory.Quotient, len(op))
	for r := range quotients {
		q := &quotients[r]
		q.Points, q.Weights, q.Scale = plan.(*fd.Plan[float64]).Row(r)
	}
	var mean float64
	for i := range n {
		slopes := b.linearised(op, func(r int) float64 { return d[r*n+i] })
		for r := range quotients {
			quotients[r].Coef = slopes[r]
		}
		x := b.nodes[i*b.problem.Dim : (i+1)*b.problem.Dim]
		value, variance := law.Value(parameters, x)
		mean += theory.OperatorNoise(quotients, value, variance, u) / float64(n)
	}
	return mean, nil
}

// linearised are the coefficients of the derivatives op in the interior operator at the
// values that at gives them: those of the linear terms, and of each factor of a product
// the coefficient times the other factors.
func (b *netTrial[T]) linearised(op engine.Operator, at func(r int) float64) []float64 {
	find := func(alpha engine.MultiIndex) int { return slices.IndexFunc(op, alpha.Equal) }
	coef := make([]float64, len(op))
	for _, t := range b.problem.Operator {
		coef[find(t.Index)] += t.Coef
	}
	for _, p := range b.problem.Products {
		for i, factor := range p.Factors {
			c := p.Coef
			for k, other := range p.Factors {
				if k != i {
					c *= at(find(other))
				}
			}
			coef[find(factor)] += c
		}
	}
	return coef
}
