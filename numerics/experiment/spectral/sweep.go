package spectral

import (
	"context"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// pair is the comparison of both sides at one step and seed.
type pair struct {
	step   lab.Step
	seed   int
	ad, fd *sample
}

// run is a setting with everything measured on it.
type run struct {
	Setting
	order int // q
	steps []lab.Step
	edges []edges  // by seed
	pairs [][]pair // by seed and then step
}

// edges are the predicted edges of the regime at each of claims.Cutoffs.
type edges struct{ lower, upper []float64 }

// edge gives the medians over seeds of the predicted edges at a cut-off.
func (r run) edge(cutoff int) (lower, upper float64) {
	return lab.MedianBy(r.edges, func(e edges) float64 { return e.lower[cutoff] }),
		lab.MedianBy(r.edges, func(e edges) float64 { return e.upper[cutoff] })
}

// predict makes the runs of a grid, with edges and steps and nothing measured yet. The
// edges come from A_AD and the noise law alone, whatever the setup puts on the two sides.
func predict(ctx context.Context, s claims.Setup, g Grid, seeds int) ([]run, error) {
	predicted, err := lab.Sweep(ctx, s, g, seeds, nil, func(_ context.Context, e GridEntry, seed int) (edges, error) {
		return lab.In(e.Precision, seedEdges[float32], seedEdges[float64])(s, e.Setting, seed)
	})
	if err != nil {
		return nil, err
	}
	runs := make([]run, len(g))
	for i, e := range g {
		problem, err := pde.ByName(e.Problem)
		if err != nil {
			return nil, err
		}
		runs[i] = run{Setting: e.Under(s), order: problem.Order, steps: e.Steps, edges: predicted[i]}
		if e.relative != nil {
			runs[i].steps = e.relative(runs[i].edge(0))
		}
	}
	return runs, nil
}

func seedEdges[T engine.Float](s claims.Setup, set Setting, seed int) (edges, error) {
	b, err := NewTrial[T](s, set, seed)
	if err != nil {
		return edges{}, err
	}
	return b.edges()
}

// sweep measures a grid: for each setting and seed the matrices of both sides at
// every step, their spectra, and the solutions that they give.
func sweep(ctx context.Context, s claims.Setup, g Grid, seeds int, p lab.Progress) ([]run, error) {
	runs, err := predict(ctx, s, g, seeds)
	if err != nil {
		return nil, err
	}
	pairs, err := lab.Sweep(ctx, s, runs, seeds, p, func(ctx context.Context, r run, seed int) ([]pair, error) {
		return lab.In(r.Precision, measureSeed[float32], measureSeed[float64])(ctx, s, r, seed)
	})
	for i := range runs {
		runs[i].pairs = pairs[i]
	}
	return runs, err
}

// measureSeed measures one seed of a setting at every step.
func measureSeed[T engine.Float](ctx context.Context, s claims.Setup, r run, seed int) ([]pair, error) {
	left, right, err := PairedTrials[T](s, r.Setting, seed)
	if err != nil {
		return nil, err
	}
	pairs := make([]pair, len(r.steps))
	for k, step := range r.steps {
		pairs[k] = pair{step: step, seed: seed}
		if pairs[k].ad, err = left.measure(ctx, s.AD, step.H); err != nil {
			return nil, err
		}
		if pairs[k].fd, err = right.measure(ctx, s.FD, step.H); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

// What several claims read is measured once a process.
var (
	sweeps lab.Memo[claims.Setup, []run] // of the ordering grid
	across lab.Memo[sweepKey, []run]     // of the correlation grids
)

type sweepKey struct {
	setup claims.Setup
	n, m  int
	grid  string
}

// measured is the part of a setup on which a sweep depends: the reading of
// entropy is applied to its spectra afterwards.
func measured(s claims.Setup) claims.Setup {
	s.Entropy = theory.EntropyDefault
	return s
}

func orderingSweep(ctx context.Context, s claims.Setup, p lab.Progress) ([]run, error) {
	return sweeps.Get(ctx, measured(s), func() ([]run, error) {
		return sweep(ctx, s, orderingGrid(s.Size), s.Size.Seeds(), p)
	})
}

// The grids of the correlation claims, by name.
const (
	acrossEdge   = "across the edge"
	acrossEdge32 = "across the edge in float32"
	insideRegime = "inside the regime"
)

func correlationSweep(ctx context.Context, s claims.Setup, name string, n, m int, p lab.Progress) ([]run, error) {
	g := map[string]Grid{
		acrossEdge:   correlationGrid(s.Size, n, m, theory.Float64),
		acrossEdge32: correlationGrid(s.Size, n, m, theory.Float32),
		insideRegime: regimeGrid(s.Size, n, m),
	}[name]
	return across.Get(ctx, sweepKey{measured(s), n, m, name}, func() ([]run, error) { return sweep(ctx, s, g, s.Size.FewSeeds(), p) })
}
