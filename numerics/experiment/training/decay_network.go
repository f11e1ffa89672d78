package training

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// lastLayerGrid has the networks whose last layer K1 trains alone.
func lastLayerGrid(size claims.Size) []netSetting {
	nodes, width := 31, 16
	if size == claims.Short {
		nodes, width = 15, 8
	}
	return []netSetting{
		{problem: "poisson-1d", depth: 2, width: width, nodes: nodes, precision: theory.Float64},
		{problem: "biharmonic-1d", depth: 2, width: width, nodes: nodes, precision: theory.Float64},
	}
}

// lastLayerCell is a network whose hidden layers stay as they were drawn.
func lastLayerCell(set netSetting, steps []lab.Step) decayCell {
	named := spectral.Setting{Problem: set.problem, Activation: "tanh, last layer of " + set.network(), Nodes: spectral.Dyadic}
	return decayCell{spectral.GridEntry{Setting: named, Steps: steps}, func(s claims.Setup, seed int) (linearSystem, error) {
		b, err := newNetTrial[float64](s, set, seed)
		if err != nil {
			return linearSystem{}, err
		}
		return linearSystem{
			func(side claims.Engine, h float64) (rfm.System, error) { return lastLayer(b, side, h) },
			func(side claims.Engine, h float64) any { return b.course(descentSetting{netSetting: set}, side, h) },
		}, nil
	}}
}

// lastLayer is the residual as a function of the last layer alone, which is linear:
// r = A a - f, with a the weights and bias of the output, A the Jacobian's columns of
// them and -f the residual at a = 0.
func lastLayer(b *netTrial[float64], side claims.Engine, h float64) (rfm.System, error) {
	jac, err := b.jacobian(side, h, b.start)
	if err != nil {
		return rfm.System{}, err
	}
	r, err := b.residual(side, h)
	if err != nil {
		return rfm.System{}, err
	}
	rows, params := jac.Dims()
	first := params - (b.set.width + 1)
	theta, f := slices.Clone(b.start), make([]float64, rows)
	clear(theta[first:])
	if err := r.Residuals(theta, f); err != nil {
		return rfm.System{}, err
	}
	floats.Scale(-1, f)
	return rfm.System{A: mat.DenseCopyOf(jac.Slice(0, rows, first, params)), F: f, Interior: len(b.nodes)}, nil
}
