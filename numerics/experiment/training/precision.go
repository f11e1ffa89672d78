package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

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

// rounded is what rounding to fewer bits added in one seed, by width.
type rounded struct{ residual, gradient, loss []float64 }

// slopesOf are the quantities of P3n. The loss counts in few bits alone: in more the
// residual itself shows.
var slopesOf = []struct {
	name     string
	expected float64
	widths   func([]int) int
	of       func(rounded) []float64
}{
	{"residual", 1, allWidths, func(r rounded) []float64 { return r.residual }},
	{"gradient", 1, allWidths, func(r rounded) []float64 { return r.gradient }},
	{"loss", 2, lossWidths, func(r rounded) []float64 { return r.loss }},
}

func allWidths(widths []int) int { return len(widths) }

// NetPrecision is the table of P3n: slopes against log u of what rounding to fewer
// bits adds to residual and gradient at the initial parameters, and to the loss of a
// trained network.
func NetPrecision(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, _ := kernelGrid(s.Size)
	// At 53 bits nothing is left to compare with, at 8 the significand is shorter
	// than the weights of the stencil need.
	widths := slices.DeleteFunc(spectral.Precisions(s.Size), func(bits int) bool { return bits < 11 || bits > 46 })
	results, err := lab.Sweep(ctx, s, sets, s.Size.MedianSeeds(), p, func(ctx context.Context, set netSetting, seed int) (rounded, error) {
		return measureRounding(ctx, s, set, seed, widths)
	})
	if err != nil {
		return claims.Table{}, err
	}
	return precisionTable(sets, widths, results), nil
}

// precisionTable has the slope of each quantity's median over the seeds, [setting][seed].
func precisionTable(sets []netSetting, widths []int, results [][]rounded) claims.Table {
	units := lab.Each(widths, func(bits int) float64 { return math.Ldexp(1, -bits) })
	t := claims.NewTable([]string{"problem", "network", claims.ColQuantity})
	for i, set := range sets {
		for _, q := range slopesOf {
			bySeed, n := lab.Each(results[i], q.of), q.widths(widths)
			medians := make([]float64, n)
			for k := range medians {
				medians[k] = lab.MedianOf(lab.Nth(bySeed, k))
			}
			slope, _ := claims.LogSlope(units[:n], medians)
			lab.Add(&t, []string{set.problem, set.network(), q.name}, lab.Fields{
				lab.Of(claims.ColCount, lab.Exactly, len(bySeed)), lab.Of(claims.ColExpected, lab.Exactly, q.expected),
				lab.Of(claims.ColSlope, claims.Tolerance{Abs: 0.01}, slope),
			})
		}
	}
	return t
}

// measureRounding takes the quantities of one seed at every width.
func measureRounding(ctx context.Context, s claims.Setup, set netSetting, seed int, widths []int) (out rounded, err error) {
	b, err := newNetTrial[float64](s, set, seed)
	if err != nil {
		return out, err
	}
	h := precisionStep(set.problem)
	r53, g53, err := roundedResidual(b, b.start, h, 53)
	if err != nil {
		return out, err
	}
	for _, bits := range widths {
		r, g, err := roundedResidual(b, b.start, h, lab.Bits(b.setup, bits))
		if err != nil {
			return out, fmt.Errorf("%d bits: %w", bits, err)
		}
		out.residual = append(out.residual, floats.Distance(r, r53, 2))
		out.gradient = append(out.gradient, floats.Distance(g, g53, 2))
	}
	out.loss, err = lossFloors(ctx, b, widths)
	return out, err
}

// roundedResidual is residual vector and gradient of the FD side at the parameters theta,
// with every result of the engine rounded.
func roundedResidual(b *netTrial[float64], theta []float64, h float64, bits int) (r, grad []float64, err error) {
	eng, err := lab.NewRounded(b.setup.FD, b.setup, h, bits)
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
		r, _, err := roundedResidual(b, trained.theta, h, lab.Bits(b.setup, bits))
		if err != nil {
			return nil, err
		}
		losses[k] = floats.Dot(r, r)
	}
	return losses, nil
}
