package training

import (
	"context"

	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/nn"
	"adfd/theory"
	"adfd/theory/claims"
)

// gradientGrid has the networks of A4 and its number of seeds: every coordinate of
// every gradient is judged, so that few suffice.
func gradientGrid(size claims.Size) (sets []netSetting, seeds int) {
	nodes, two, deep := 15, 10, 6
	switch size {
	case claims.Short:
		nodes, two, deep = 7, 6, 4
	case claims.Audit:
		nodes, two, deep = 15, 20, 8
	}
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		sets = append(sets,
			netSetting{problem: problem, depth: 1, width: two, nodes: nodes, precision: theory.Float64},
			netSetting{problem: problem, depth: 3, width: deep, nodes: nodes, precision: theory.Float64})
	}
	return sets, 5
}

// gradientStep is FD's where the fault puts it on the AD side.
const gradientStep = 0x1p-7

// deviation is the worst of so many comparisons.
type deviation struct {
	compared     int
	error, bound float64
}

func (d *deviation) compare(got float64, want dd.DD, b nn.Bounded) {
	off := dd.FromFloat64(got).Sub(want).Abs().Float64()
	d.worsen(deviation{1, lab.Share(off, b.Bound), lab.Share(b.Bound, 100*theory.UnitRoundoff64*b.Magnitude)})
}

// worsen takes the larger ones. A NaN sticks.
func (d *deviation) worsen(by deviation) {
	d.compared += by.compared
	d.error, d.bound = max(d.error, by.error), max(d.bound, by.bound)
}

// gradientCheck is what one seed gave.
type gradientCheck struct{ loss, gradient deviation }

// GradientAccuracy is the table of A4: loss and gradient by the reverse sweep of package
// nn against the forward mode of package exact in 106 bits.
func GradientAccuracy(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, seeds := gradientGrid(s.Size)
	results, err := lab.Sweep(ctx, s, sets, seeds, p, func(_ context.Context, set netSetting, seed int) (gradientCheck, error) {
		return checkGradient(s, set, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	return gradientTable(sets, results), nil
}

// gradientTable has the worst of all seeds, [setting][seed].
func gradientTable(sets []netSetting, results [][]gradientCheck) claims.Table {
	t := claims.NewTable([]string{"problem", "network", "of"})
	for i, set := range sets {
		var loss, gradient deviation
		for _, r := range results[i] {
			loss.worsen(r.loss)
			gradient.worsen(r.gradient)
		}
		add := func(of string, d deviation) {
			lab.Add(&t, []string{set.problem, set.network(), of}, lab.Fields{
				lab.Of(claims.ColCount, lab.Exactly, len(results[i])), lab.Of(claims.ColCompared, lab.Exactly, d.compared),
				lab.Of(claims.ColGradientError, lab.TolNoise, d.error), lab.Of(claims.ColGradientBound, lab.TolNoise, d.bound),
			})
		}
		add("loss", loss)
		add("gradient", gradient)
	}
	return t
}

// checkGradient compares loss and gradient of one seed.
func checkGradient(s claims.Setup, set netSetting, seed int) (c gradientCheck, err error) {
	b, err := newNetTrial[float64](s, set, seed)
	if err != nil {
		return c, err
	}
	loss, grad, err := b.lossGrad(s.AD, gradientStep, b.start)
	if err != nil {
		return c, err
	}
	rows, err := b.equations(claims.EngineAD, 0)
	if err != nil {
		return c, err
	}
	network := b.oracleNetwork()
	wantLoss, want, err := network.DDLossGrad(b.start, rows)
	if err != nil {
		return c, err
	}
	lossBound, bounds, err := nn.BoundedLossGrad(network.Activation, network.Sizes, b.problem, b.start, b.nodes, lab.BoundaryWeight)
	if err != nil {
		return c, err
	}
	c.loss.compare(loss, wantLoss, lossBound)
	for k, g := range grad {
		c.gradient.compare(g, want[k], bounds[k])
	}
	return c, nil
}
