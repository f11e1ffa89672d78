package spectral

import (
	"context"
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/theory"
	"adfd/theory/claims"
)

// operatorStencil is the part of an operator's stencil that carries its noise: the
// terms of the highest order, whose h^-q outgrows that of the others.
type operatorStencil struct {
	rows     [][]float64 // weights of each term in the order of summation, times its coefficient
	combined float64     // sum over the points of the squared sum of weights
}

// newOperatorStencil takes the weights from the FD engine's own plan at step 1,
// central and of accuracy 2. Terms share points, and a shared value's error enters
// with the sum of its weights.
func (b *Trial[T]) newOperatorStencil() (operatorStencil, error) {
	eng, err := fd.NewEngine[float64](fd.Options{H: 1, Accuracy: 2})
	if err != nil {
		return operatorStencil{}, err
	}
	var op engine.Operator
	var coefs []float64
	for _, t := range b.problem.Operator {
		if t.Index.Order() == b.problem.Order {
			op, coefs = append(op, t.Index), append(coefs, t.Coef)
		}
	}
	p, err := eng.Plan(op, b.problem.Dim)
	if err != nil {
		return operatorStencil{}, err
	}
	plan, ok := p.(*fd.Plan[float64])
	if !ok {
		return operatorStencil{}, fmt.Errorf("the FD engine's plan is a %T", p)
	}
	var s operatorStencil
	total := make([]float64, plan.Channels())
	for r, coef := range coefs {
		channels, weights, _ := plan.Row(r)
		row := make([]float64, len(weights))
		for k, c := range channels {
			row[k] = coef * weights[k]
			total[c] += float64(row[k])
		}
		s.rows = append(s.rows, row)
	}
	for _, w := range total {
		s.combined += float64(w * w)
	}
	return s, nil
}

// noises are the variances of the columns by features and nodes, which many protocols,
// faults and controls look at.
var noises lab.Memo[drawn, []float64]

// columnVariances are the predicted variances of the noise, by column.
func (b *Trial[T]) columnVariances() ([]float64, error) {
	return noises.Get(context.Background(), b.drawn(), b.predictVariances)
}

// predictVariances predicts, a priori, the variance of the noise of each column of
// the interior rows of A_FD, times h^(2q): the mean over the nodes of the noise
// law's entries.
func (b *Trial[T]) predictVariances() ([]float64, error) {
	stencil, err := b.newOperatorStencil()
	if err != nil {
		return nil, err
	}
	u := b.set.Precision.UnitRoundoff()
	m, dim := b.set.M, b.problem.Dim
	n := len(b.nodes) / dim
	z, c := make([]T, m), make([]T, 2*m)
	weights := b.features.Promote()
	variances := make([]float64, m)
	for i := range n {
		x := b.nodes[i*dim : (i+1)*dim]
		for j := range z {
			at := weights.B[j]
			for d := range x {
				at += float64(weights.W[j*dim+d] * x[d])
			}
			z[j] = T(at)
		}
		b.activation.Coefficients(1, z, c)
		for j := range z {
			w := weights.W[j*dim : (j+1)*dim]
			entry := theory.NoiseEntry{
				Value: float64(c[j]), Slope: float64(c[m+j]),
				Argument: theory.ArgumentNoise(w, x, weights.B[j], u, b.set.Nodes == Dyadic),
			}
			v := stencil.combined * entry.ValueVariance(u)
			for _, row := range stencil.rows {
				v += entry.SumVariance(row, u)
			}
			variances[j] += v / float64(n)
		}
	}
	return variances, nil
}

// edges predicts the edges of the regime from the spectrum of A_AD and the noise
// law.
func (b *Trial[T]) edges() (edges, error) {
	ad, err := b.values(context.Background(), claims.EngineAD, 0)
	if err != nil {
		return edges{}, err
	}
	u := b.set.Precision.UnitRoundoff()
	kappa, q := theory.Kappa(b.variances, u), b.problem.Order
	var e edges
	for _, a := range b.cutoffs(ad.rows, u) {
		e.lower = append(e.lower, theory.LowerEdge(ad.sigma, kappa, u, ad.interior, b.set.M, a, q))
		e.upper = append(e.upper, theory.UpperEdge(kappa, u, ad.interior, b.set.M, a, ad.sigma[0], q))
	}
	return e, nil
}
