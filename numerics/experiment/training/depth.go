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
		g = append(g, descentEntry{
			descentSetting: descentSetting{
				netSetting: netSetting{problem: problem, depth: int(d), width: width, nodes: nodes, precision: theory.Float32},
				optimiser:  optimiser, steps: steps,
			},
			h: []lab.Step{h},
		})
	}
	return g
}

// DepthAdvantage is the table of T4 and T4w: the slope of the log ratio of final losses
// against depth, seed by seed. Beside it stands, undecided upon, that of solution errors.
func DepthAdvantage(gridOf func(claims.Size) ([]descentEntry, int)) lab.Protocol {
	return func(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
		g, seeds := gridOf(s.Size)
		return depthTable(ctx, s, g, seeds, p)
	}
}

func depthTable(ctx context.Context, s claims.Setup, g []descentEntry, seeds int, p lab.Progress) (claims.Table, error) {
	cells, err := trainingSweep(ctx, s, g, seeds, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem"}, lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColTrend, tolChaos), lab.Column(claims.ColLo, tolChaos), lab.Column(claims.ColHi, tolChaos),
		lab.Column("log ratio, depth 1", tolChaos), lab.Column("log ratio, depth 4", tolChaos),
		lab.Column("loss AD, depth 1", tolFloor), lab.Column("loss AD, depth 4", tolFloor),
		lab.Column("trend of errors", tolChaos), lab.Column("trend of errors lo", tolChaos), lab.Column("trend of errors hi", tolChaos))
	for i := 0; i < len(g); i += len(depths) {
		at := func(d int, of func(rivalry) float64) []float64 {
			x := make([]float64, len(cells[i+d][0]))
			for seed, r := range cells[i+d][0] {
				x[seed] = of(r)
			}
			return x
		}
		trend := func(of func(rivalry) float64) claims.Interval {
			slopes := make([]float64, len(cells[i][0]))
			for seed := range slopes {
				ratios := make([]float64, len(depths))
				for d := range depths {
					ratios[d] = of(cells[i+d][0][seed])
				}
				_, slopes[seed] = stat.LinearRegression(depths, ratios, nil, false)
			}
			return claims.Median(slopes)
		}
		loss := func(r rivalry) float64 { return r.loss }
		final := func(r rivalry) float64 { return r.final }
		last := len(depths) - 1
		m, e := trend(loss), trend(func(r rivalry) float64 { return r.error })
		t.Add([]string{g[i].problem}, float64(len(cells[i][0])), m.Estimate, m.Lo, m.Hi,
			lab.MedianOf(at(0, loss)), lab.MedianOf(at(last, loss)), lab.MedianOf(at(0, final)), lab.MedianOf(at(last, final)), e.Estimate, e.Lo, e.Hi)
	}
	return t, nil
}
