package training

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/numerics/spectrum"
	"adfd/theory/claims"
)

// netTrial is a network with one seed: the problem, its points and the parameters
// that every side starts from.
type netTrial[T engine.Float] struct {
	setup   claims.Setup
	set     netSetting
	seed    int
	problem pde.Problem
	nodes   []float64
	net     *nn.Network[T]
	start   []T
	judge   *nn.Network[float64] // solutions are judged in float64
	fine    []float64            // [n][dim]
	exact   []float64            // the solution there
	values  []float64
	svd     spectrum.Decomposer
}

// finePoints are the points on which solution errors of networks are taken, ends
// included, fineSquare those along each axis of a box in the plane.
const (
	finePoints = 257
	fineSquare = 33
)

func newNetTrial[T engine.Float](s claims.Setup, set netSetting, seed int) (*netTrial[T], error) {
	b := &netTrial[T]{setup: s, set: set, seed: seed}
	var err error
	if b.problem, err = pde.ByName(set.problem); err != nil {
		return nil, err
	}
	if b.nodes, err = dyadicNodes(set.nodes, b.problem); err != nil {
		return nil, err
	}
	sizes := []int{b.problem.Dim}
	for range set.depth {
		sizes = append(sizes, set.width)
	}
	sizes = append(sizes, 1)
	if b.net, err = newNetwork[T](s, sizes); err != nil {
		return nil, err
	}
	if b.judge, err = newNetwork[float64](s, sizes); err != nil {
		return nil, err
	}
	if b.start, err = b.net.Init(nn.PyTorch, lab.SeedOf(s.Seed, seed)); err != nil {
		return nil, err
	}
	b.fine = fineGrid(b.problem)
	for x := range slices.Chunk(b.fine, b.problem.Dim) {
		b.exact = append(b.exact, b.problem.Solution(x))
	}
	b.values = make([]float64, len(b.exact))
	return b, nil
}

// dyadicNodes is the tensor grid of n equispaced points inside each side of the
// problem's box, [n^dim][dim]. The error names an n that is not one less than a power
// of two.
func dyadicNodes(n int, p pde.Problem) ([]float64, error) {
	if _, err := pde.Dyadic(n); err != nil {
		return nil, err
	}
	return tensor(p, func(lo, hi float64) ([]float64, error) { return pde.Equispaced(n, lo, hi) })
}

// fineGrid is the tensor grid on which solution errors are taken, [n][dim].
func fineGrid(p pde.Problem) []float64 {
	n := finePoints
	if p.Dim > 1 {
		n = fineSquare
	}
	grid, _ := tensor(p, func(lo, hi float64) ([]float64, error) { return floats.Span(make([]float64, n), lo, hi), nil })
	return grid
}

// tensor is the grid with the same points along each side of the problem's box.
func tensor(p pde.Problem, axis func(lo, hi float64) ([]float64, error)) ([]float64, error) {
	axes := make([][]float64, p.Dim)
	for d := range axes {
		var err error
		if axes[d], err = axis(p.Lo[d], p.Hi[d]); err != nil {
			return nil, err
		}
	}
	return pde.Tensor(axes...), nil
}

// networkActivation is tanh, or what the setup puts in its place.
func networkActivation(s claims.Setup) string {
	if s.Activation != "" {
		return s.Activation
	}
	return "tanh"
}

func newNetwork[T engine.Float](s claims.Setup, sizes []int) (*nn.Network[T], error) {
	activation, err := activation.ByName[T](networkActivation(s))
	if err != nil {
		return nil, err
	}
	return nn.New(activation, sizes...)
}

// residual is the weighted residual vector under the engine of one side.
func (b *netTrial[T]) residual(side claims.Engine, h float64) (*nn.Residual[T], error) {
	eng, err := lab.NewEngine[T](side, b.setup, h)
	if err != nil {
		return nil, err
	}
	return nn.NewResidual(b.net, eng, b.problem, b.nodes, lab.BoundaryWeight)
}

// lossGrad is the loss of one side at theta, and its gradient.
func (b *netTrial[T]) lossGrad(side claims.Engine, h float64, theta []T) (float64, []T, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return 0, nil, err
	}
	grad := make([]T, r.Params())
	loss, err := r.LossGrad(theta, grad)
	return loss, grad, err
}

// jacobian is dr/dtheta of one side, computed in T.
func (b *netTrial[T]) jacobian(side claims.Engine, h float64, theta []T) (*mat.Dense, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return nil, err
	}
	jac := make([]T, r.Rows()*r.Params())
	if err := r.Jacobian(theta, jac); err != nil {
		return nil, err
	}
	return mat.NewDense(r.Rows(), r.Params(), promoted(jac)), nil
}

// kernelRoots are the singular values of the Jacobian, the roots of K's eigenvalues.
func (b *netTrial[T]) kernelRoots(side claims.Engine, h float64, theta []T) ([]float64, error) {
	j, err := b.jacobian(side, h, theta)
	if err != nil {
		return nil, err
	}
	return b.svd.Values(j)
}

// solutionError is the relative L2 error of the network on the fine points, with the
// parameters promoted.
func (b *netTrial[T]) solutionError(theta []T) (float64, error) {
	if err := b.judge.Evaluate(promoted(theta), b.fine, b.values); err != nil {
		return math.NaN(), err
	}
	return floats.Distance(b.values, b.exact, 2) / floats.Norm(b.exact, 2), nil
}

func promoted[T engine.Float](theta []T) []float64 {
	return lab.Each(theta, func(v T) float64 { return float64(v) })
}
