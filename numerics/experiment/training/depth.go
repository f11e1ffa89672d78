package training

import (
	"context"

	"gonum.org/v1/gonum/stat"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// depths are the numbers of hidden layers of T4.
var depths = []float64{1, 2, 3, 4}

// FloorDepths is the grid of T4 and its number of seeds: Levenberg-Marquardt, at steps
// where the rounding floor shows in float32. The short run has Poisson alone.
func FloorDepths(size claims.Size) (g []descentEntry, seeds int) {
	width, nodes, steps := 8, 15, 150
	switch size {
	case claims.Short:
		width = 4
	case claims.Audit:
		width, nodes = 10, 31
	}
	h := lab.DyadicSteps(8, 5)
	g = atDepths("poisson-1d", width, nodes, steps, claims.OptimiserLM, h[0])
	if size != claims.Short {
		g = append(g, atDepths("biharmonic-1d", width, nodes, steps, claims.OptimiserLM, h[1])...)
	}
	return g, size.TrainingSeeds()
}

// BudgetDepths is the grid of T4w and its number of seeds: Adam, at steps where the rounding
// floor shows in float32. Poisson, which does not decide, is left to the audit. With ten
// seeds the short run leaves the trend open.
func BudgetDepths(size claims.Size) (g []descentEntry, seeds int) {
	seeds = size.TrainingSeeds()
	width, nodes, steps := 6, 7, 600
	switch size {
	case claims.Short:
		steps, seeds = 400, size.Seeds()
	case claims.Audit, claims.Full:
		width, nodes, steps = 8, 15, 1000
	}
	h := lab.DyadicSteps(12, 8)
	g = atDepths("biharmonic-1d", width, nodes, steps, claims.OptimiserAdam, h[1])
	if size == claims.Audit {
		g = append(atDepths("poisson-1d", width, nodes, steps, claims.OptimiserAdam, h[0]), g...)
	}
	return g, seeds
}

// atDepths is a network of each depth on one problem.
func atDepths(problem string, width, nodes, steps int, optimiser string, h lab.Step) []descentEntry {
	var g []descentEntry
	for _, d := range depths {
		net := netSetting{problem: problem, depth: int(d), width: width, nodes: nodes, precision: theory.Float32}
		g = append(g, descentEntry{descentSetting{net, optimiser, steps}, []lab.Step{h}})
	}
	return g
}

// DepthAdvantage is the table of T4 and T4w: the slope of the log ratio of final losses
// against depth, seed by seed. Beside it stands, undecided upon, that of solution errors.
func DepthAdvantage(gridOf func(claims.Size) ([]descentEntry, int)) lab.Protocol {
	return func(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
		g, seeds := gridOf(s.Size)
		cells, err := trainingSweep(ctx, s, g, seeds, p)
		if err != nil {
			return claims.Table{}, err
		}
		return depthTable(g, cells), nil
	}
}

// depthTable has a row for each problem, whose cells of all depths stand together, [cell][seed][step].
func depthTable(g []descentEntry, cells [][][]rivalry) claims.Table {
	t := claims.NewTable([]string{"problem"})
	for i := 0; i < len(g); i += len(depths) {
		var all [][]rivalry // by depth and seed
		for d := range depths {
			all = append(all, lab.Nth(cells[i+d], 0))
		}
		shallow, deep := all[0], all[len(all)-1]
		lab.Add(&t, []string{g[i].problem}, lab.Fields{lab.Of(claims.ColCount, lab.Exactly, len(shallow))},
			lab.Interval(claims.ColTrend, claims.ColLo, claims.ColHi, tolChaos, trend(all, lossRatio)),
			lab.Fields{
				lab.Of("log ratio, depth 1", tolChaos, lab.MedianBy(shallow, lossRatio)),
				lab.Of("log ratio, depth 4", tolChaos, lab.MedianBy(deep, lossRatio)),
				lab.Of("loss AD, depth 1", tolFloor, lab.MedianBy(shallow, finalAD)),
				lab.Of("loss AD, depth 4", tolFloor, lab.MedianBy(deep, finalAD)),
			}, lab.Interval("trend of errors", "trend of errors lo", "trend of errors hi", tolChaos, trend(all, errorRatio)))
	}
	return t
}

func finalAD(r rivalry) float64 { return r.final }

// trend is the median over the seeds of a number's slope against depth.
func trend(all [][]rivalry, of func(rivalry) float64) claims.Interval {
	slopes := make([]float64, len(all[0]))
	for seed := range slopes {
		_, slopes[seed] = stat.LinearRegression(depths, lab.Each(lab.Nth(all, seed), of), nil, false)
	}
	return claims.Median(slopes)
}
