package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// trainingScale is the size of the networks and the length of the runs.
type trainingScale struct {
	nodes, wide, deep, narrow             int // narrow is the width for second-order optimisers
	steps, deepSteps, lmSteps, lbfgsSteps int
}

// Full has networks of the paper's scale. Second-order optimisers converge or stall within
// fewer steps. Both floors are means over the nodes and do not depend on their number, so
// that 63 show what more of them would, at less cost.
var (
	auditScale = trainingScale{
		nodes: 31, wide: 20, deep: 12, narrow: 12,
		steps: 2000, deepSteps: 1500, lmSteps: 300, lbfgsSteps: 400,
	}
	fullScale = trainingScale{
		nodes: 63, wide: 100, deep: 50, narrow: 100,
		steps: 20_000, deepSteps: 20_000, lmSteps: 1000, lbfgsSteps: 2000,
	}
)

// trainingGrid has the cells of T1, T1w, T2, T2w, T6 and T7. Every precision has the
// step that theory calls best for FD, and others: small ones, where the rounding floor
// shows in float32, and from the audit up the steps between. The cells of Full are those of
// the audit at another scale.
func trainingGrid(size claims.Size) ([]descentEntry, error) {
	type cell struct {
		problem         string
		depth, width    int
		nodes           int
		optimiser       string
		steps           int
		single, doubles []int // exponents of further steps h, by precision
	}
	var cells []cell
	add := func(optimiser string, steps, nodes, depth, width int, poisson, biharmonic [2][]int) {
		for _, p := range []struct {
			name  string
			steps [2][]int
		}{{"poisson-1d", poisson}, {"biharmonic-1d", biharmonic}} {
			cells = append(cells, cell{p.name, depth, width, nodes, optimiser, steps, p.steps[0], p.steps[1]})
		}
	}
	switch size {
	case claims.Short:
		add(claims.OptimiserAdam, 300, 7, 1, 10, [2][]int{{12}, {6}}, [2][]int{{8}, {6}})
		add(claims.OptimiserLM, 250, 15, 1, 8, [2][]int{{4}, {6}}, [2][]int{{3}, {6}})
	case claims.Test:
		add(claims.OptimiserAdam, 1000, 31, 1, 20, [2][]int{{12}, {6}}, [2][]int{{8}, {6}})
		add(claims.OptimiserLM, 300, 31, 1, 10, [2][]int{{4, 9}, {6}}, [2][]int{{3, 5}, {6}})
	default:
		c := auditScale
		if size == claims.Full {
			c = fullScale
		}
		add(claims.OptimiserAdam, c.steps, c.nodes, 1, c.wide, [2][]int{{4, 9, 12}, {4, 6, 9}}, [2][]int{{3, 6, 8}, {3, 5, 6}})
		add(claims.OptimiserAdam, c.deepSteps, c.nodes, 3, c.deep, [2][]int{{12}, {6}}, [2][]int{{8}, {6}})
		add(claims.OptimiserGD, c.steps, c.nodes, 1, c.wide, [2][]int{{12}, {6}}, [2][]int{{8}, {6}})
		add(claims.OptimiserLM, c.lmSteps, c.nodes, 1, c.narrow, [2][]int{{3, 4, 5, 7, 9}, {4, 6, 9}}, [2][]int{{1, 2, 3, 5}, {3, 5, 6}})
		add(claims.OptimiserLBFGS, c.lbfgsSteps, c.nodes, 1, c.narrow, [2][]int{nil, {6}}, [2][]int{nil, {6}})
	}
	var g []descentEntry
	for _, c := range cells {
		problem, err := pde.ByName(c.problem)
		if err != nil {
			return nil, err
		}
		for _, precision := range []theory.Precision{theory.Float32, theory.Float64} {
			if c.optimiser == claims.OptimiserLBFGS && precision == theory.Float32 {
				continue // gonum's works in float64
			}
			best, err := bestTrainingStep(problem, precision)
			if err != nil {
				return nil, err
			}
			h := []lab.Step{best}
			others := c.doubles
			if precision == theory.Float32 {
				others = c.single
			}
			for _, step := range lab.DyadicSteps(others...) {
				if step.Name != best.Name {
					h = append(h, step)
				}
			}
			slices.SortFunc(h, func(a, b lab.Step) int { return int(math.Copysign(1, b.H-a.H)) })
			g = append(g, descentEntry{
				descentSetting: descentSetting{
					netSetting: netSetting{problem: c.problem, depth: c.depth, width: c.width, nodes: c.nodes, precision: precision},
					optimiser:  c.optimiser, steps: c.steps,
				},
				h: h,
			})
		}
	}
	return g, nil
}

// Budget is the number of nodes, and of the optimiser's steps, of a network in the training grid,
// whose tables do not say them; 0 for one that is not there.
func Budget(size claims.Size, network, optimiser string) (nodes, steps int) {
	g, err := trainingGrid(size)
	if err != nil {
		return 0, 0
	}
	for _, e := range g {
		if e.network() == network && e.optimiser == optimiser {
			return e.nodes, e.steps
		}
	}
	return 0, 0
}

var trainingKeys = []string{"problem", "network", "optimiser", "precision", "h"}

// Tolerances of what training gives. Trajectories are chaotic in the last digits:
// another order of summation, or another exp, moves the loss of a seed by percents
// after a thousand steps, and medians over seeds by less.
var (
	tolChaos  = claims.Tolerance{Abs: 0.5, Rel: 0.25} // of a log ratio
	tolParity = claims.Tolerance{Free: "where both sides are at parity, rounding decides which is the larger"}
	tolFloor  = claims.Tolerance{Rel: 0.5} // of floors and quotients of losses
)

// training is the table of the claims on training.
func Descents(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "training", s, func() (claims.Table, error) {
		g, err := trainingGrid(s.Size)
		if err != nil {
			return claims.Table{}, err
		}
		cells, err := trainingSweep(ctx, s, g, s.Size.TrainingSeeds(), p)
		if err != nil {
			return claims.Table{}, err
		}
		return trainingTable(s, g, cells)
	})
}

func trainingTable(s claims.Setup, g []descentEntry, cells [][][]rivalry) (claims.Table, error) {
	t := claims.NewTable(trainingKeys,
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly), lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColBest, lab.Exactly), lab.Column(claims.ColPredicted, tolFloor),
		lab.Column(claims.ColWins, tolParity), lab.Column(claims.ColLosses, tolParity),
		lab.Column(claims.ColStepWins, tolParity), lab.Column(claims.ColStepLosses, tolParity))
	ratios := []struct {
		name string
		of   func(rivalry) float64
	}{
		{claims.RatioLoss, func(r rivalry) float64 { return r.loss }},
		{claims.RatioError, func(r rivalry) float64 { return r.error }},
		{claims.RatioSteps, func(r rivalry) float64 { return r.half }},
		{claims.RatioMean, func(r rivalry) float64 { return r.mean }},
	}
	for _, ratio := range ratios {
		median, lo, hi := claims.RatioColumns(ratio.name)
		t.Columns = append(t.Columns, lab.Column(median, tolChaos), lab.Column(lo, tolChaos), lab.Column(hi, tolChaos))
	}
	t.Columns = append(t.Columns, lab.Column(claims.ColLossOver, tolFloor), lab.Column(claims.ColErrorOver, tolFloor))
	for i, e := range g {
		problem, err := pde.ByName(e.problem)
		if err != nil {
			return t, err
		}
		for k, step := range e.h {
			pairs := cells[i][k]
			each := func(of func(rivalry) float64) []float64 {
				x := make([]float64, len(pairs))
				for seed, r := range pairs {
					x[seed] = of(r)
				}
				return x
			}
			wins, losses := lab.Signs(each(func(r rivalry) float64 { return r.loss }))
			stepWins, stepLosses := orders(each(func(r rivalry) float64 { return r.stepsFD }), each(func(r rivalry) float64 { return r.stepsAD }))
			best, err := bestTrainingStep(problem, e.precision)
			if err != nil {
				return t, err
			}
			chosen := 0.0
			if best.H == step.H {
				chosen = 1
			}
			values := []float64{float64(problem.Order), step.H, float64(len(pairs)), chosen,
				lab.MedianOf(each(func(r rivalry) float64 { return r.predicted })), wins, losses, stepWins, stepLosses}
			for _, ratio := range ratios {
				m := claims.Median(each(ratio.of))
				values = append(values, m.Estimate, m.Lo, m.Hi)
			}
			values = append(values, lab.MedianOf(each(func(r rivalry) float64 { return r.lossOver })), lab.MedianOf(each(func(r rivalry) float64 { return r.errorOver })))
			// The precision that was asked for: under a setup that puts another in its
			// place the rows keep their part in the claims.
			t.Add([]string{e.problem, e.network(), e.optimiser, string(e.precision), step.Name}, values...)
		}
	}
	return t, nil
}

// orders counts the pairs in which a is the larger and in which b is; infinities are
// equal to one another.
func orders(a, b []float64) (larger, smaller float64) {
	for i := range a {
		switch {
		case a[i] > b[i]:
			larger++
		case a[i] < b[i]:
			smaller++
		}
	}
	return larger, smaller
}

// OrderAdvantage is the table of T3: for each order the step at which FD's solution
// error is least in the median, and the difference of the log ratios there.
func OrderAdvantage(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := trainingGrid(s.Size)
	if err != nil {
		return claims.Table{}, err
	}
	g = slices.DeleteFunc(g, func(e descentEntry) bool {
		return e.optimiser != claims.OptimiserLM || e.precision != theory.Float32
	})
	cells, err := trainingSweep(ctx, s, g, s.Size.TrainingSeeds(), p)
	if err != nil {
		return claims.Table{}, err
	}
	best := map[string][]float64{} // by problem: the log ratios of its best step
	steps := map[string]float64{}
	for i, e := range g {
		least := math.Inf(1)
		for k, step := range e.h {
			x := make([]float64, len(cells[i][k]))
			for seed, r := range cells[i][k] {
				x[seed] = r.error
			}
			if m := lab.MedianOf(x); m < least {
				least, best[e.problem], steps[e.problem] = m, x, step.H
			}
		}
	}
	fourth, second := best["biharmonic-1d"], best["poisson-1d"]
	if len(fourth) != len(second) || len(second) == 0 {
		return claims.Table{}, fmt.Errorf("T3 compares %d seeds of the biharmonic with %d of Poisson", len(fourth), len(second))
	}
	diff := make([]float64, len(second))
	for i := range diff {
		diff[i] = fourth[i] - second[i]
	}
	m := claims.Median(diff)
	t := claims.NewTable([]string{"problem"}, lab.Column(claims.ColCount, lab.Exactly), lab.Column("best h, q=2", lab.Exactly), lab.Column("best h, q=4", lab.Exactly),
		lab.Column(claims.ColTrend, tolChaos), lab.Column(claims.ColLo, tolChaos), lab.Column(claims.ColHi, tolChaos))
	t.Add([]string{"biharmonic-1d against poisson-1d"}, float64(len(diff)), steps["poisson-1d"], steps["biharmonic-1d"], m.Estimate, m.Lo, m.Hi)
	return t, nil
}
