package training

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
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

// trainingCells are the networks of one shape under one optimiser, on Poisson and on the
// biharmonic problem, each with exponents of steps h beside the best: in float32 and in
// float64.
type trainingCells struct {
	optimiser                  string
	steps, nodes, depth, width int
	poisson, biharmonic        [2][]int
}

func cellsOf(size claims.Size) []trainingCells {
	c := auditScale
	switch size {
	case claims.Short:
		return []trainingCells{
			{claims.OptimiserAdam, 300, 7, 1, 10, [2][]int{{12}, {6}}, [2][]int{{8}, {6}}},
			{claims.OptimiserLM, 250, 15, 1, 8, [2][]int{{4}, {6}}, [2][]int{{3}, {6}}},
		}
	case claims.Test:
		return []trainingCells{
			{claims.OptimiserAdam, 1000, 31, 1, 20, [2][]int{{12}, {6}}, [2][]int{{8}, {6}}},
			{claims.OptimiserLM, 300, 31, 1, 10, [2][]int{{4, 9}, {6}}, [2][]int{{3, 5}, {6}}},
		}
	case claims.Full:
		c = fullScale
	}
	return []trainingCells{
		{claims.OptimiserAdam, c.steps, c.nodes, 1, c.wide, [2][]int{{4, 9, 12}, {4, 6, 9}}, [2][]int{{3, 6, 8}, {3, 5, 6}}},
		{claims.OptimiserAdam, c.deepSteps, c.nodes, 3, c.deep, [2][]int{{12}, {6}}, [2][]int{{8}, {6}}},
		{claims.OptimiserGD, c.steps, c.nodes, 1, c.wide, [2][]int{{12}, {6}}, [2][]int{{8}, {6}}},
		{claims.OptimiserLM, c.lmSteps, c.nodes, 1, c.narrow, [2][]int{{3, 4, 5, 7, 9}, {4, 6, 9}}, [2][]int{{1, 2, 3, 5}, {3, 5, 6}}},
		{claims.OptimiserLBFGS, c.lbfgsSteps, c.nodes, 1, c.narrow, [2][]int{nil, {6}}, [2][]int{nil, {6}}},
	}
}

// trainingGrid has the cells of T1, T1w, T2, T2w, T6 and T7. Every precision has the
// step that theory calls best for FD, and others: small ones, where the rounding floor
// shows in float32, and from the audit up the steps between. The cells of Full are those of
// the audit at another scale.
func trainingGrid(size claims.Size) ([]descentEntry, error) {
	var g []descentEntry
	for _, c := range cellsOf(size) {
		for _, on := range []struct {
			problem string
			further [2][]int
		}{{"poisson-1d", c.poisson}, {"biharmonic-1d", c.biharmonic}} {
			for i, precision := range []theory.Precision{theory.Float32, theory.Float64} {
				if c.optimiser == claims.OptimiserLBFGS && precision == theory.Float32 {
					continue // gonum's works in float64
				}
				net := netSetting{problem: on.problem, depth: c.depth, width: c.width, nodes: c.nodes, precision: precision}
				h, err := net.stepsWith(on.further[i])
				if err != nil {
					return nil, err
				}
				g = append(g, descentEntry{descentSetting{net, c.optimiser, c.steps}, h})
			}
		}
	}
	return g, nil
}

// cellsWhere are the cells of the training grid that some table is about.
func cellsWhere(size claims.Size, keep func(descentEntry) bool) ([]descentEntry, error) {
	g, err := trainingGrid(size)
	return slices.DeleteFunc(g, func(e descentEntry) bool { return !keep(e) }), err
}

// shallowAdam tells the cells that K3 and the curves are about, of which each problem has one.
func shallowAdam(e descentEntry) bool {
	return e.optimiser == claims.OptimiserAdam && e.precision == theory.Float32 && e.depth == 1
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

// stepsWith are the best step and those with the given exponents, the largest first.
func (s netSetting) stepsWith(exponents []int) ([]lab.Step, error) {
	best, err := s.bestStep()
	if err != nil {
		return nil, err
	}
	h := []lab.Step{best}
	for _, step := range lab.DyadicSteps(exponents...) {
		if step.Name != best.Name {
			h = append(h, step)
		}
	}
	slices.SortFunc(h, func(a, b lab.Step) int { return int(math.Copysign(1, b.H-a.H)) })
	return h, nil
}

// bestStep is the power of two nearest to the step that minimises the model
// of a derivative's total error for values of size 1 and the solution's derivatives:
// FD's best chance, by theory alone. Both orders have u* = sin pi x, so the root mean
// square of u*^(p+q) is pi^(p+q)/sqrt 2.
func (s netSetting) bestStep() (lab.Step, error) {
	const accuracy = 2
	p, err := pde.ByName(s.problem)
	if err != nil {
		return lab.Step{}, err
	}
	stencil, err := fd.Central(p.Order, accuracy)
	if err != nil {
		return lab.Step{}, err
	}
	_, weights := stencil.Float64()
	constant, _ := stencil.Constant().Float64()
	rounding := theory.RoundingDeviation(s.precision.UnitRoundoff()) * floats.Norm(weights, 1)
	truncation := math.Abs(constant) * math.Pow(math.Pi, float64(p.Order+accuracy)) / math.Sqrt2
	h, _, err := theory.OptimalStep(p.Order, accuracy, rounding, truncation)
	if err != nil {
		return lab.Step{}, err
	}
	return lab.DyadicSteps(-int(math.Round(math.Log2(h))))[0], nil
}
