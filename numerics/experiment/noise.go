package experiment

import (
	"fmt"

	"adfd/numerics/fd"
	"adfd/theory"
)

// columnVariances predicts, a priori, the variance of the noise of each column of
// the interior rows of A_FD, times h^(2q): the mean over the nodes of the noise
// law's entries. exact says that x + h is formed without rounding.
func (b *trial[T]) columnVariances() ([]float64, error) {
	stencil, err := fd.Central(b.problem.Order, 2)
	if err != nil {
		return nil, err
	}
	if len(b.problem.Operator) != 1 {
		return nil, fmt.Errorf("noise law of an operator with %d terms", len(b.problem.Operator))
	}
	_, weights := stencil.Float64()
	u := b.set.precision.UnitRoundoff()
	m := b.set.m
	z, c := make([]T, m), make([]T, 2*m)
	variances := make([]float64, m)
	for _, x := range b.nodes {
		for j := range z {
			z[j] = T(b.features.W[j]*T(x)) + b.features.B[j]
		}
		b.activation.Coefficients(1, z, c)
		point := x
		if b.set.nodes == dyadic {
			point = 0
		}
		for j := range z {
			w := float64(b.features.W[j])
			entry := theory.NoiseEntry{
				Value: float64(c[j]), Slope: float64(c[m+j]),
				Weight: w, Product: w * x, Argument: float64(z[j]), Point: point,
			}
			variances[j] += entry.Variance(weights, u) / float64(len(b.nodes))
		}
	}
	return variances, nil
}

// edges predicts the edges of the regime from the spectrum of A_AD and the noise
// law.
func (b *trial[T]) edges() (edges, error) {
	sys, err := b.assemble(theory.EngineAD, 0)
	if err != nil {
		return edges{}, err
	}
	sigma, err := b.svd.Values(sys.A)
	if err != nil {
		return edges{}, err
	}
	variances, err := b.columnVariances()
	if err != nil {
		return edges{}, err
	}
	u := b.set.precision.UnitRoundoff()
	kappa, q := theory.Kappa(variances, u), b.problem.Order
	rows, cols := sys.A.Dims()
	var e edges
	for _, c := range theory.Cutoffs() {
		a := b.setup.Cutoff * c.Factor * theory.DefaultCutoff(rows, cols, u)
		e.lower = append(e.lower, theory.LowerEdge(sigma, kappa, u, sys.Interior, a, q))
		e.upper = append(e.upper, theory.UpperEdge(kappa, u, sys.Interior, cols, a, sigma[0], q))
	}
	return e, nil
}
