package training

import (
	"context"
	"fmt"
	"math"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// OrderAdvantage is the table of T3: for each order the step at which FD's solution
// error is least in the median, and the difference of the log ratios there.
func OrderAdvantage(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := cellsWhere(s.Size, func(e descentEntry) bool {
		return e.optimiser == claims.OptimiserLM && e.precision == theory.Float32
	})
	if err != nil {
		return claims.Table{}, err
	}
	cells, err := trainingSweep(ctx, s, g, s.Size.TrainingSeeds(), p)
	if err != nil {
		return claims.Table{}, err
	}
	return orderTable(g, cells)
}

// orderTable takes Poisson's cells beside those of the biharmonic problem, [cell][seed][step].
func orderTable(g []descentEntry, cells [][][]rivalry) (claims.Table, error) {
	best := map[string][]float64{} // by problem: the log ratios of its best step
	steps := map[string]float64{}
	for i, e := range g {
		least := math.Inf(1)
		for k, step := range e.h {
			x := lab.Each(lab.Nth(cells[i], k), errorRatio)
			if m := lab.MedianOf(x); m < least {
				least, best[e.problem], steps[e.problem] = m, x, step.H
			}
		}
	}
	fourth, second := best["biharmonic-1d"], best["poisson-1d"]
	if len(fourth) != len(second) || len(second) == 0 {
		return claims.Table{}, fmt.Errorf("T3 compares %d seeds of the biharmonic with %d of Poisson", len(fourth), len(second))
	}
	more := make([]float64, len(second))
	for seed := range more {
		more[seed] = fourth[seed] - second[seed]
	}
	t := claims.NewTable([]string{"problem"})
	lab.Add(&t, []string{"biharmonic-1d against poisson-1d"}, lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(more)),
		lab.Of("best h, q=2", lab.Exactly, steps["poisson-1d"]), lab.Of("best h, q=4", lab.Exactly, steps["biharmonic-1d"]),
	}, lab.Interval(claims.ColTrend, claims.ColLo, claims.ColHi, tolChaos, claims.Median(more)))
	return t, nil
}
