package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/nn"
	"adfd/theory/claims"
)

// precisionStep is FD's step in P3n, where noise dominates at every precision and
// stays below the values themselves.
func precisionStep(problem string) float64 {
	if problem == "biharmonic-1d" {
		return 0x1p-3
	}
	return 0x1p-5
}

// NetPrecision is the table of P3n: slopes against log u of what rounding to fewer
// bits adds to residual and gradient at the initial parameters.
func NetPrecision(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, _ := kernelGrid(s.Size)
	widths := spectral.Precisions(s.Size)
	// At 53 bits nothing is left to compare with, at 8 the significand is shorter
	// than the weights of the stencil need.
	widths = slices.DeleteFunc(slices.Clone(widths), func(bits int) bool { return bits < 11 || bits > 46 })
	seeds := s.Size.MedianSeeds()
	type parts struct{ residual, gradient, loss []float64 } // by width
	results := make([]parts, len(sets)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		set, seed := sets[unit/seeds], unit%seeds
		b, err := newNetTrial[float64](s, set, seed)
		if err != nil {
			return err
		}
		r53, g53, err := roundedResidual(b, b.start, precisionStep(set.problem), 53)
		if err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", set, seed, s.Seed, err)
		}
		for _, bits := range widths {
			if s.Bits != 0 {
				bits = s.Bits
			}
			r, g, err := roundedResidual(b, b.start, precisionStep(set.problem), bits)
			if err != nil {
				return fmt.Errorf("%v, %d bits, seed %d (master %d): %w", set, bits, seed, s.Seed, err)
			}
			results[unit].residual = append(results[unit].residual, floats.Distance(r, r53, 2))
			results[unit].gradient = append(results[unit].gradient, floats.Distance(g, g53, 2))
		}
		if results[unit].loss, err = lossFloors(ctx, b, widths); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", set, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	units := make([]float64, len(widths))
	for i, bits := range widths {
		units[i] = math.Ldexp(1, -bits)
	}
	t := claims.NewTable([]string{"problem", "network", claims.ColQuantity},
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColExpected, lab.Exactly), lab.Column(claims.ColSlope, claims.Tolerance{Abs: 0.01}))
	for i, set := range sets {
		median := func(of func(parts) []float64) []float64 {
			m := make([]float64, len(widths))
			for k := range widths {
				each := make([]float64, seeds)
				for seed := range each {
					each[seed] = of(results[i*seeds+seed])[k]
				}
				m[k] = lab.MedianOf(each)
			}
			return m
		}
		residual := median(func(p parts) []float64 { return p.residual })
		gradient := median(func(p parts) []float64 { return p.gradient })
		loss := median(func(p parts) []float64 { return p.loss })
		for _, q := range []struct {
			name     string
			values   []float64
			expected float64
		}{{"residual", residual, 1}, {"gradient", gradient, 1}, {"loss", loss, 2}} {
			n := len(units)
			if q.name == "loss" {
				n = lossWidths(widths) // in more bits the residual itself shows
			}
			slope, _ := claims.LogSlope(units[:n], q.values[:n])
			t.Add([]string{set.problem, set.network(), q.name}, float64(seeds), q.expected, slope)
		}
	}
	return t, nil
}

// roundedResidual is residual vector and gradient of the FD side at the parameters theta,
// with every result of the engine rounded.
func roundedResidual(b *netTrial[float64], theta []float64, h float64, bits int) (r, grad []float64, err error) {
	plain, err := lab.NewEngine[float64](b.setup.FD, b.setup, h)
	if err != nil {
		return nil, nil, err
	}
	eng, err := engine.Rounded(plain, bits)
	if err != nil {
		return nil, nil, err
	}
	res, err := nn.NewResidual(b.net, eng, b.problem, b.nodes, lab.BoundaryWeight)
	if err != nil {
		return nil, nil, err
	}
	r, grad = make([]float64, res.Rows()), make([]float64, res.Params())
	if err := res.Residuals(theta, r); err != nil {
		return nil, nil, err
	}
	_, err = res.LossGrad(theta, grad)
	return r, grad, err
}

// lossBits are the most bits at which FD's loss is all rounding: at the parameters where
// Levenberg-Marquardt leaves AD, and a step small enough.
const lossBits = 24

// lossWidths is how many of the widths, which rise, have at most lossBits.
func lossWidths(widths []int) int {
	n := 0
	for n < len(widths) && widths[n] <= lossBits {
		n++
	}
	return n
}

// lossFloors are the losses of the FD side, every result of the engine rounded, at
// parameters trained by AD to a residual far below the noise.
func lossFloors(ctx context.Context, b *netTrial[float64], widths []int) ([]float64, error) {
	const steps = 200
	trained, err := b.descend(ctx, descentSetting{b.set, claims.OptimiserLM, steps}, claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	h := 0x1p-9
	if b.problem.Order == 4 {
		h = 0x1p-6
	}
	losses := make([]float64, len(widths))
	for k, bits := range widths {
		if b.setup.Bits != 0 {
			bits = b.setup.Bits
		}
		r, _, err := roundedResidual(b, trained.theta, h, bits)
		if err != nil {
			return nil, err
		}
		losses[k] = floats.Dot(r, r)
	}
	return losses, nil
}
