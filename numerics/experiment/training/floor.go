package training

import (
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
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
	activation, err := activation.ByName[float64](networkActivation(b.setup))
	if err != nil {
		return 0, err
	}
	parameters := promoted(theta)
	var mean float64
	for i := range b.nodes {
		value, variance := valueNoise(b.judge.Sizes(), parameters, activation, b.nodes[i:i+1], u)
		mean += theory.DifferenceNoise(weights, value, variance, h, b.problem.Order, u) / float64(len(b.nodes))
	}
	return mean, nil
}

// valueNoise is a network's value at the point x, [dim], with the variance of its
// rounding error.
func valueNoise(sizes []int, theta []float64, activation engine.Activation[float64], x []float64, u float64) (value, variance float64) {
	y, noise := x, make([]float64, len(x))
	for l := 1; l < len(sizes); l++ {
		in, out := sizes[l-1], sizes[l]
		w, b := theta[:in*out], theta[in*out:in*out+out]
		theta = theta[in*out+out:]
		z, next := make([]float64, out), make([]float64, out)
		for j := range z {
			z[j], next[j] = theory.NeuronNoise(w[j*in:(j+1)*in], y, noise, b[j], u)
		}
		if l == len(sizes)-1 {
			return z[0], next[0]
		}
		c := make([]float64, 2*out)
		activation.Coefficients(1, z, c)
		y, noise = c[:out], next
		for j := range noise {
			noise[j] = theory.ActivationNoise(c[j], c[out+j], noise[j], u)
		}
	}
	return math.NaN(), math.NaN() // sizes has two entries or more
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
	activation, err := activation.ByName[float64](networkActivation(b.setup))
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
		value, variance := valueNoise(b.judge.Sizes(), parameters, activation, x, u)
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
