package training

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/numerics/spectrum"
	"adfd/theory"
	"adfd/theory/claims"
)

// netSetting is a network on a problem, without its seed and step.
type netSetting struct {
	problem      string
	depth, width int // hidden layers and their width
	nodes        int // along each axis; dyadic, so that a step that is a power of two is added exactly
	precision    theory.Precision
}

// network names the hidden layers, as in 2x20.
func (s netSetting) network() string { return fmt.Sprintf("%dx%d", s.depth, s.width) }

func (s netSetting) String() string {
	return fmt.Sprintf("%s %s N=%d %s", s.problem, s.network(), s.nodes, s.precision)
}

// under is the setting with what a setup puts in its place.
func (s netSetting) under(setup claims.Setup) netSetting {
	if setup.Precision != "" {
		s.precision = setup.Precision
	}
	return s
}

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
	axes := make([][]float64, p.Dim)
	for d := range axes {
		var err error
		if axes[d], err = pde.Equispaced(n, p.Lo[d], p.Hi[d]); err != nil {
			return nil, err
		}
	}
	return pde.Tensor(axes...), nil
}

// fineGrid is the tensor grid on which solution errors are taken, [n][dim].
func fineGrid(p pde.Problem) []float64 {
	n := finePoints
	if p.Dim > 1 {
		n = fineSquare
	}
	axes := make([][]float64, p.Dim)
	for d := range axes {
		axes[d] = floats.Span(make([]float64, n), p.Lo[d], p.Hi[d])
	}
	return pde.Tensor(axes...)
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

// solutionError is the relative L2 error of the network on the fine points, with the
// parameters promoted.
func (b *netTrial[T]) solutionError(theta []T) (float64, error) {
	if err := b.judge.Evaluate(promoted(theta), b.fine, b.values); err != nil {
		return math.NaN(), err
	}
	return floats.Distance(b.values, b.exact, 2) / floats.Norm(b.exact, 2), nil
}

func promoted[T engine.Float](theta []T) []float64 {
	out := make([]float64, len(theta))
	for i, v := range theta {
		out[i] = float64(v)
	}
	return out
}

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

// bestTrainingStep is the power of two nearest to the step that minimises the model
// of a derivative's total error for values of size 1 and the solution's derivatives:
// FD's best chance, by theory alone. Both orders have u* = sin pi x, so the root mean
// square of u*^(p+q) is pi^(p+q)/sqrt 2.
func bestTrainingStep(p pde.Problem, precision theory.Precision) (lab.Step, error) {
	const accuracy = 2
	stencil, err := fd.Central(p.Order, accuracy)
	if err != nil {
		return lab.Step{}, err
	}
	_, weights := stencil.Float64()
	constant, _ := stencil.Constant().Float64()
	rounding := theory.RoundingDeviation(precision.UnitRoundoff()) * floats.Norm(weights, 1)
	truncation := math.Abs(constant) * math.Pow(math.Pi, float64(p.Order+accuracy)) / math.Sqrt2
	h, _, err := theory.OptimalStep(p.Order, accuracy, rounding, truncation)
	if err != nil {
		return lab.Step{}, err
	}
	return lab.DyadicSteps(-int(math.Round(math.Log2(h))))[0], nil
}
