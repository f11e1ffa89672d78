package training

import (
	"context"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// elsewhereDescents are the cells of T1p. Each has one step, the largest power of two at
// which the floor predicted at AD's solution was at least 10 times AD's final loss, in
// the median over seeds of the masters 7 to 9. Sizes and numbers of steps were set on those
// seeds as well, by what they cost. Levenberg-Marquardt has all problems; Adam, whose steps
// go less far, has those of the line, and of the plane in the audit.
func elsewhereDescents(size claims.Size) []descentEntry {
	var g []descentEntry
	add := func(optimiser string, steps int, problem string, nodes, width, exponent int) {
		net := netSetting{problem: problem, depth: 1, width: width, nodes: nodes, precision: theory.Float32}
		g = append(g, descentEntry{descentSetting{net, optimiser, steps}, lab.DyadicSteps(exponent)})
	}
	switch size {
	case claims.Short:
		add(claims.OptimiserLM, 40, "helmholtz-1d", 15, 8, 8)
		add(claims.OptimiserLM, 40, "allen-cahn-1d", 15, 8, 8)
		add(claims.OptimiserLM, 25, "poisson-2d", 7, 6, 12)
		add(claims.OptimiserLM, 20, "biharmonic-2d", 7, 6, 7)
		add(claims.OptimiserLM, 25, "kdv", 7, 6, 9)
	case claims.Test:
		add(claims.OptimiserAdam, 300, "helmholtz-1d", 15, 10, 14)
		add(claims.OptimiserAdam, 300, "allen-cahn-1d", 15, 10, 13)
		add(claims.OptimiserLM, 60, "helmholtz-1d", 15, 10, 8)
		add(claims.OptimiserLM, 60, "allen-cahn-1d", 15, 10, 8)
		add(claims.OptimiserLM, 40, "poisson-2d", 7, 8, 11)
		add(claims.OptimiserLM, 40, "biharmonic-2d", 7, 8, 6)
		add(claims.OptimiserLM, 40, "kdv", 7, 8, 8)
	default:
		add(claims.OptimiserAdam, 2000, "helmholtz-1d", 31, 12, 11)
		add(claims.OptimiserAdam, 2000, "allen-cahn-1d", 31, 12, 10)
		add(claims.OptimiserAdam, 1000, "poisson-2d", 7, 10, 12)
		add(claims.OptimiserAdam, 1000, "biharmonic-2d", 7, 10, 6)
		add(claims.OptimiserAdam, 1000, "kdv", 7, 10, 9)
		add(claims.OptimiserLM, 150, "helmholtz-1d", 31, 12, 7)
		add(claims.OptimiserLM, 150, "allen-cahn-1d", 31, 12, 6)
		add(claims.OptimiserLM, 150, "poisson-2d", 7, 10, 8)
		add(claims.OptimiserLM, 150, "biharmonic-2d", 7, 10, 6)
		add(claims.OptimiserLM, 150, "kdv", 7, 10, 6)
	}
	return g
}

// noisyRivalry is what T1p takes from one seed. noise is that of FD's residual at AD's
// parameters over the floor; the first seeds alone have it.
type noisyRivalry struct {
	rivalry
	noise float64
}

// noisySeeds is the number of seeds in which the noise is measured. Each ratio is a mean
// over the nodes already, and the oracle takes as long as the training.
func noisySeeds(seeds int) int { return seeds / 4 }

// DescentsElsewhere is the table of T1p: what both sides end with on other operators and
// in the plane.
func DescentsElsewhere(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, seeds := elsewhereDescents(s.Size), s.Size.Seeds()
	results, err := lab.Sweep(ctx, s, g, seeds, p, func(ctx context.Context, e descentEntry, seed int) (noisyRivalry, error) {
		return lab.In(e.under(s).precision, measureElsewhere[float32], measureElsewhere[float64])(ctx, s, e, seed, seed < noisySeeds(seeds))
	})
	if err != nil {
		return claims.Table{}, err
	}
	return elsewhereTable(g, results)
}

// elsewhereTable has a row for each cell, whose first seeds alone have a noise, [cell][seed].
func elsewhereTable(g []descentEntry, results [][]noisyRivalry) (claims.Table, error) {
	t := claims.NewTable(descentKeys)
	for i, e := range g {
		seeds := len(results[i])
		order, err := e.order()
		if err != nil {
			return t, err
		}
		all := rivals(lab.Each(results[i], func(r noisyRivalry) rivalry { return r.rivalry }))
		noise := lab.Each(results[i][:noisySeeds(seeds)], func(r noisyRivalry) float64 { return r.noise })
		wins, losses := lab.Signs(lab.Each(all, lossRatio))
		lab.Add(&t, e.key(e.h[0]), lab.Fields{
			lab.Of(claims.ColOrder, lab.Exactly, order), lab.Of(claims.ColStep, lab.Exactly, e.h[0].H),
			lab.Of(claims.ColCount, lab.Exactly, seeds), lab.Of(claims.ColPredicted, tolFloor, lab.MedianBy(all, predictedFloor)),
			lab.Of(claims.ColWins, lab.TolCount, wins), lab.Of(claims.ColLosses, lab.TolCount, losses),
		}, all.ratio(claims.RatioLoss, lossRatio), all.ratio(claims.RatioError, errorRatio), lab.Fields{
			lab.Of("n noise", lab.Exactly, len(noise)), lab.Of(claims.ColFloorRatio, lab.TolNoise, lab.MedianOf(noise)),
		})
	}
	return t, nil
}

// measureElsewhere trains both sides from one seed and takes the floor, and the noise if
// it is asked for, at Taylor mode's parameters.
func measureElsewhere[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int, noisy bool) (noisyRivalry, error) {
	set, h := e.under(s), e.h[0].H
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return noisyRivalry{}, err
	}
	c, err := b.contest(ctx, set, h)
	if err != nil {
		return noisyRivalry{}, err
	}
	floor, err := b.operatorFloor(c.taylor.theta, h)
	if err != nil {
		return noisyRivalry{}, err
	}
	out := noisyRivalry{rivalry: c.compare(floor, theory.TruncationShare(h, b.problem.Order))}
	if noisy {
		out.noise, err = b.residualNoise(c.taylor.theta, s.FD, h)
		out.noise /= floor
	}
	return out, err
}
