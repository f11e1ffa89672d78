package training

import (
	"context"
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// jacobianSetting is a network whose Jacobian is looked at, at the initial parameters or at
// those to which Adam takes AD's loss, the same on both sides.
type jacobianSetting struct {
	netSetting
	activation string
	trained    bool
}

// jacobianNodes is the number of interior nodes: with a third of them, some spectra end above the
// cut-off, and have no regime. jacobianSteps are Adam's on the way to trained parameters.
const (
	jacobianNodes = 63
	jacobianSteps = 1000
)

// JacobianBudget is the number of nodes of the networks of K4, and of the optimiser's steps to
// parameters of that name, which its table does not say.
func JacobianBudget(parameters string) (nodes, steps int) {
	if parameters == (jacobianSetting{trained: true}).parameters() {
		return jacobianNodes, jacobianSteps
	}
	return jacobianNodes, 0
}

func (s jacobianSetting) parameters() string {
	if s.trained {
		return "trained"
	}
	return "initial"
}

func (s jacobianSetting) String() string {
	return fmt.Sprintf("%v %s %s", s.netSetting, s.activation, s.parameters())
}

// jacobianKeys are the keys of a setting.
var jacobianKeys = []string{"problem", "network", "activation", "precision", "parameters"}

func (s jacobianSetting) key() []string {
	return []string{s.problem, s.network(), s.activation, string(s.precision), s.parameters()}
}

// under is the setting with what a setup puts in its place.
func (s jacobianSetting) under(setup claims.Setup) jacobianSetting {
	if setup.Precision != "" {
		s.precision = setup.Precision
	}
	if setup.Activation != "" {
		s.activation = setup.Activation
	}
	return s
}

// jacobianGrid has the settings of K4, K4w and K6. The tests have the narrow network in all of them
// and the deep one with tanh; the short run has one activation, and trains once.
func jacobianGrid(size claims.Size) []jacobianSetting {
	var sets []jacobianSetting
	add := func(depth, width int, activations ...string) {
		for _, activation := range activations {
			for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
				for _, precision := range []theory.Precision{theory.Float64, theory.Float32} {
					for _, trained := range []bool{false, true} {
						net := netSetting{problem: problem, depth: depth, width: width, nodes: jacobianNodes, precision: precision}
						sets = append(sets, jacobianSetting{net, activation, trained})
					}
				}
			}
		}
	}
	switch size {
	case claims.Short:
		for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
			for _, precision := range []theory.Precision{theory.Float64, theory.Float32} {
				net := netSetting{problem: problem, depth: 1, width: 20, nodes: jacobianNodes, precision: precision}
				sets = append(sets, jacobianSetting{net, "tanh", precision == theory.Float32 && problem == "poisson-1d"})
			}
		}
	case claims.Test:
		add(1, 20, "tanh", "sin")
		add(3, 20, "tanh")
	default:
		add(1, 20, "tanh", "sin")
		add(1, 100, "tanh", "sin")
		add(3, 20, "tanh", "sin")
	}
	return sets
}

// jacobianSeeds is the number of seeds of a sign test on Jacobians: 14 at least, since K4w
// shares its level among counter-cells.
func jacobianSeeds(size claims.Size) int { return lab.At(size, 14, 20, 20) }

// jacobianTrial is a setting with one seed, at its parameters.
type jacobianTrial[T engine.Float] struct {
	*netTrial[T]
	theta []T
}

func newJacobianTrial[T engine.Float](ctx context.Context, s claims.Setup, set jacobianSetting, seed int) (jacobianTrial[T], error) {
	set = set.under(s)
	if s.Activation = set.activation; s.Activation == "tanh" {
		s.Activation = "" // as the training grid's setup has it, so that a run is known again
	}
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return jacobianTrial[T]{}, err
	}
	t := jacobianTrial[T]{b, b.start}
	if set.trained {
		c, err := b.descend(ctx, descentSetting{set.netSetting, claims.OptimiserAdam, jacobianSteps}, claims.EngineAD, 0)
		if err != nil {
			return t, err
		}
		t.theta = c.theta
	}
	return t, nil
}

// roots are the singular values of the Jacobian of one side.
func (t jacobianTrial[T]) roots(side claims.Engine, h float64) ([]float64, error) {
	return t.kernelRoots(side, h, t.theta)
}

// kappa is the deviation of the noise in FD's Jacobian in units of u/h^q, by the noise law
// alone, and the variances of its columns times h^2q, [Params]: means over all rows, of which
// those of the boundary have none that counts.
func (t jacobianTrial[T]) kappa() (kappa float64, columns []float64, err error) {
	u := t.set.precision.UnitRoundoff()
	law, err := t.noiseLaw()
	if err != nil {
		return 0, nil, err
	}
	weights, err := t.sweptWeights()
	if err != nil {
		return 0, nil, err
	}
	theta := promoted(t.theta)
	gradient, variance := make([]float64, len(theta)), make([]float64, len(theta))
	columns = make([]float64, len(theta))
	rows := float64(len(t.nodes) + t.problem.BoundaryRows())
	share := 1 / (float64(len(t.nodes)) * rows) // a row is scaled by 1/sqrt N
	for i := range t.nodes {
		law.Gradient(theta, t.nodes[i:i+1], gradient, variance)
		for k := range columns {
			columns[k] += float64(theory.DifferenceNoise(weights, gradient[k], variance[k], 1, t.problem.Order, u) * share)
		}
	}
	return theory.Kappa(columns, u), columns, nil
}
