package training

import (
	"slices"

	"adfd/numerics/fd"
	"adfd/theory"
)

// matrixOf is one of the two spectra that the entropy of a network is taken of.
type matrixOf string

const (
	ofJacobian matrixOf = "J" // the singular values of J, above the cut-off of its entries
	ofKernel   matrixOf = "K" // the eigenvalues of K = J J^T, their squares, above the same of their own
)

var matricesOf = []matrixOf{ofJacobian, ofKernel}

// values are the spectrum, from the singular values of the Jacobian.
func (m matrixOf) values(roots []float64) []float64 {
	if m == ofJacobian {
		return roots
	}
	squared := make([]float64, len(roots))
	for k, v := range roots {
		squared[k] = v * v
	}
	return squared
}

// shape is the shape of the Jacobian, with what a cut-off depends on.
type shape struct {
	rows, cols int
	u          float64
	factor     float64 // of the setup, on the cut-off
}

func (t jacobianTrial[T]) shape() shape {
	return shape{len(t.nodes) + t.problem.BoundaryRows(), t.net.Params(), t.set.precision.UnitRoundoff(), t.setup.Cutoff}
}

// cutoff is the relative cut-off, max(rows, cols) 2u of the matrix itself: K has as many
// rows as columns.
func (m matrixOf) cutoff(s shape, factor float64) float64 {
	cols := s.cols
	if m == ofKernel {
		cols = s.rows
	}
	return s.factor * factor * theory.DefaultCutoff(s.rows, cols, s.u)
}

// edges predicts the regime's edges from AD's singular values and the noise law.
func (m matrixOf) edges(roots []float64, kappa float64, s shape, a float64, order int) (lower, upper float64) {
	if m == ofKernel {
		return theory.KernelLowerEdge(roots, kappa, s.u, s.rows, s.cols, a, order), theory.KernelUpperEdge(kappa, s.u, s.rows, s.cols, a, roots[0], order)
	}
	return theory.LowerEdge(roots, kappa, s.u, s.rows, s.cols, a, order), theory.UpperEdge(kappa, s.u, s.rows, s.cols, a, roots[0], order)
}

// kept is how many values lie above a relative cut-off.
func (m matrixOf) kept(roots []float64, a float64) int {
	return theory.EffectiveCutoff(m.values(roots), a)
}

// entropy is the truncated entropy under a reading; count is AD's number of kept values, for
// the reading that takes it for both sides.
func (m matrixOf) entropy(reading theory.EntropyVariant, roots []float64, a float64, count int) (float64, error) {
	return theory.Entropy(reading, m.values(roots), a, count)
}

// sweptWeights are the weights of the operator's stencil in the order in which the reverse
// sweep adds its points: the point itself first, then the others in theirs.
func (b *netTrial[T]) sweptWeights() ([]float64, error) {
	stencil, err := fd.Central(b.problem.Order, 2)
	if err != nil {
		return nil, err
	}
	_, w := stencil.Float64()
	middle := len(w) / 2
	return slices.Concat(w[middle:middle+1], w[:middle], w[middle+1:]), nil
}
