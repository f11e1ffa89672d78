package training

import (
	"context"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// parityGrid has the settings of K5b, and Adam's steps.
func parityGrid(size claims.Size) (sets []jacobianSetting, steps int) {
	nodes := lab.At(size, 31, 31, 63)
	for _, activation := range lab.At(size, []string{"tanh"}, []string{"tanh"}, []string{"tanh", "sin"}) {
		for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
			net := netSetting{problem: problem, depth: 1, width: 20, nodes: nodes, precision: theory.Float64}
			sets = append(sets, jacobianSetting{net, activation, false})
		}
	}
	return sets, lab.At(size, 300, 1000, 1000)
}

// paired is one seed at one step: how much higher AD's entropy is at the start, FD's predicted
// rounding floor over AD's final loss, and the logarithm of FD's final loss over AD's.
type paired struct{ entropy, floor, ratio float64 }

// EntropyAndParity is the table of K5b: in the cells of K4's regime, the entropies of J at the
// start and the losses that Adam ends with.
func EntropyAndParity(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, steps := parityGrid(s.Size)
	seeds := jacobianSeeds(s.Size)
	runs, err := regimeRuns(ctx, s, sets, seeds, lab.At(s.Size, 5, 6, 6), lab.Part(p, 0, 2))
	if err != nil {
		return claims.Table{}, err
	}
	results, err := lab.Sweep(ctx, s, runs, seeds, lab.Part(p, 1, 2), func(ctx context.Context, r jacobianRun, seed int) ([]paired, error) {
		return lab.In(r.under(s).precision, measureParity[float32], measureParity[float64])(ctx, s, r, steps, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "network", "activation", "h"})
	for i, r := range runs {
		for k, step := range r.steps {
			lab.Add(&t, []string{r.problem, r.network(), r.activation, step.Name}, r.parityFields(step, lab.Nth(results[i], k)))
		}
	}
	return t, nil
}

func (r jacobianRun) parityFields(step lab.Step, seeds []paired) lab.Fields {
	at := r.edge(ofJacobian, 1)
	wins, losses := lab.Signs(lab.Each(seeds, func(p paired) float64 { return p.entropy }))
	median, lo, hi := claims.RatioColumns(claims.RatioLoss)
	return append(lab.Fields{
		lab.Of(claims.ColStep, lab.TolEdge, step.H), lab.Of(claims.ColLower, lab.TolEdge, at.lower), lab.Of(claims.ColUpper, lab.TolEdge, at.upper),
		lab.Of(claims.ColCount, lab.Exactly, len(seeds)), lab.Of(claims.ColWins, lab.TolCount, wins), lab.Of(claims.ColLosses, lab.TolCount, losses),
		lab.Of(claims.ColPredicted, tolFloor, lab.MedianBy(seeds, func(p paired) float64 { return p.floor })),
		lab.Of(claims.ColTruncation, lab.TolEdge, theory.TruncationShare(step.H, r.seeds[0].order)),
	}, lab.Interval(median, lo, hi, tolChaos, claims.Median(lab.Each(seeds, func(p paired) float64 { return p.ratio })))...)
}

func measureParity[T engine.Float](ctx context.Context, s claims.Setup, r jacobianRun, steps, seed int) ([]paired, error) {
	t, err := newJacobianTrial[T](ctx, s, r.jacobianSetting, seed)
	if err != nil {
		return nil, err
	}
	a := ofJacobian.cutoff(t.shape(), 1)
	run := func(side claims.Engine, h float64) (entropy float64, c *course[T], err error) {
		roots, err := t.roots(side, h)
		if err != nil {
			return 0, nil, err
		}
		if entropy, err = ofJacobian.entropy(s.Entropy, roots, a, ofJacobian.kept(roots, a)); err != nil {
			return 0, nil, err
		}
		c, err = t.descend(ctx, descentSetting{t.set, claims.OptimiserAdam, steps}, side, h)
		return entropy, c, err
	}
	out := make([]paired, len(r.steps))
	for k, step := range r.steps {
		entropyAD, ad, err := run(s.AD, step.H)
		if err != nil {
			return nil, err
		}
		entropyFD, fd, err := run(s.FD, s.StepOr(step.H))
		if err != nil {
			return nil, err
		}
		taylor, err := t.descend(ctx, descentSetting{t.set, claims.OptimiserAdam, steps}, claims.EngineAD, 0)
		if err != nil {
			return nil, err
		}
		floor, err := t.roundingFloor(taylor.theta, step.H)
		if err != nil {
			return nil, err
		}
		out[k] = paired{entropyAD - entropyFD, floor / taylor.final, logRatio(fd.final, ad.final)}
	}
	return out, nil
}
