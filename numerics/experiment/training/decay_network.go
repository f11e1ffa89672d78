package training

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
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

// measureLastLayer compares one seed of a network whose hidden layers stay as they were
// drawn.
func measureLastLayer(ctx context.Context, s claims.Setup, set netSetting, steps []lab.Step, seed int, run bool) (worst float64, ratios [][]float64, err error) {
	left, err := newNetTrial[float64](s, set, seed)
	if err != nil {
		return 0, nil, err
	}
	right := left
	if s.Pairing == claims.PairShifted {
		if right, err = newNetTrial[float64](s, set, seed+1); err != nil {
			return 0, nil, err
		}
	}
	system := func(b *netTrial[float64]) linearSystem {
		return linearSystem{
			func(side claims.Engine, h float64) (rfm.System, error) { return lastLayer(b, side, h) },
			func(side claims.Engine, h float64) any { return b.course(descentSetting{netSetting: set}, side, h) },
		}
	}
	return compareDecay(ctx, s, steps, system(left), system(right), run, run && seed == 0)
}

// lastLayer is the residual as a function of the last layer alone, which is linear:
// r = A a - f, with a the weights and bias of the output, A the Jacobian's columns of
// them and -f the residual at a = 0.
func lastLayer(b *netTrial[float64], side claims.Engine, h float64) (rfm.System, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return rfm.System{}, err
	}
	rows, params := r.Rows(), r.Params()
	last := b.set.width + 1
	theta := append([]float64(nil), b.start...)
	jac, f := make([]float64, rows*params), make([]float64, rows)
	if err := r.Jacobian(theta, jac); err != nil {
		return rfm.System{}, err
	}
	clear(theta[params-last:])
	if err := r.Residuals(theta, f); err != nil {
		return rfm.System{}, err
	}
	var a mat.Dense
	a.CloneFrom(mat.NewDense(rows, params, jac).Slice(0, rows, params-last, params))
	for i, v := range f {
		f[i] = -v
	}
	return rfm.System{A: &a, F: f, Interior: len(b.nodes)}, nil
}
