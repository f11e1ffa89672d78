package training

import (
	"context"
	"fmt"

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

// deviation is the worst of one seed.
type deviation struct{ error, bound float64 }

func (d *deviation) merge(got float64, want dd.DD, b nn.Bounded) {
	off := dd.FromFloat64(got).Sub(want).Abs().Float64()
	d.error = worse(d.error, lab.Share(off, b.Bound))
	d.bound = worse(d.bound, lab.Share(b.Bound, 100*theory.UnitRoundoff64*b.Magnitude))
}

// worse is the larger one, and NaN if one is.
func worse(a, b float64) float64 {
	if a != a || b != b {
		return a + b
	}
	return max(a, b)
}

// Gradients is the table of A4: loss and gradient by the reverse sweep of package nn
// against the forward mode of package exact in 106 bits.
func Gradients(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, seeds := gradientGrid(s.Size)
	type result struct{ loss, gradient deviation }
	results := make([]result, len(sets)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(_ context.Context, unit int) error {
		set, seed := sets[unit/seeds], unit%seeds
		fail := func(err error) error { return fmt.Errorf("%v, seed %d (master %d): %w", set, seed, s.Seed, err) }
		b, err := newNetTrial[float64](s, set, seed)
		if err != nil {
			return fail(err)
		}
		r, err := b.residual(s.AD, gradientStep)
		if err != nil {
			return fail(err)
		}
		grad := make([]float64, r.Params())
		loss, err := r.LossGrad(b.start, grad)
		if err != nil {
			return fail(err)
		}
		rows, err := b.equations(claims.EngineAD, 0)
		if err != nil {
			return fail(err)
		}
		network := b.oracleNetwork()
		wantLoss, want, err := network.DDLossGrad(b.start, rows)
		if err != nil {
			return fail(err)
		}
		lossBound, bounds, err := nn.BoundedLossGrad(network.Activation, network.Sizes, b.problem, b.start, b.nodes, lab.BoundaryWeight)
		if err != nil {
			return fail(err)
		}
		results[unit].loss.merge(loss, wantLoss, lossBound)
		for k, g := range grad {
			results[unit].gradient.merge(g, want[k], bounds[k])
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "network", "of"}, lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColGradientError, lab.TolNoise), lab.Column(claims.ColGradientBound, lab.TolNoise))
	for i, set := range sets {
		var worst result
		for _, r := range results[i*seeds : (i+1)*seeds] {
			for d, from := range map[*deviation]deviation{&worst.loss: r.loss, &worst.gradient: r.gradient} {
				d.error, d.bound = worse(d.error, from.error), worse(d.bound, from.bound)
			}
		}
		t.Add([]string{set.problem, set.network(), "loss"}, float64(seeds), worst.loss.error, worst.loss.bound)
		t.Add([]string{set.problem, set.network(), "gradient"}, float64(seeds), worst.gradient.error, worst.gradient.bound)
	}
	return t, nil
}
