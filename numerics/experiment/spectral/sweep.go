package spectral

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
	"adfd/numerics/rfm"
	"adfd/numerics/spectrum"
	"adfd/theory"
	"adfd/theory/claims"
)

// Setting is one random feature problem without its seed and step.
type Setting struct {
	Problem    string
	Activation string
	Nodes      string // "dyadic" or "ordinary"
	n, m       int    // interior points, in each variable, and features
	precision  theory.Precision
	radius     float64 // R, 0 for claims.FeatureR
}

func (s Setting) String() string {
	return fmt.Sprintf("%s %s %s N=%d M=%d %s", s.Problem, s.Activation, s.Nodes, s.n, s.m, s.precision)
}

// sample is what one matrix gave. Nothing in it is of the step but the matrix: that of
// Taylor mode has none, and is the same sample at all of them.
type sample struct {
	sigma          []float64
	rows, interior int
	order          int         // q
	size           float64     // |f|
	variances      []float64   // of FD's noise on these features, by column, times h^(2q)
	a              []float64   // the relative cut-offs, one for each of claims.Cutoffs
	kept           []int       // n_a at each
	coefficients   [][]float64 // a*, the truncated solution at each
	residual       []float64   // |A a* - f| / |f| at each
	solution       []float64   // relative L2 error of that solution at each
}

// floor is the residual that the noise law predicts at step h for the solution at a
// cut-off.
func (s *sample) floor(cutoff int, h float64) float64 {
	return theory.ResidualFloor(s.variances, s.coefficients[cutoff], h, s.order, s.interior, s.kept[cutoff], s.size)
}

// pair is the comparison of both sides at one step and seed.
type pair struct {
	step   lab.Step
	seed   int
	ad, fd *sample
}

// run is a setting with everything measured on it, pairs by step and then seed.
type run struct {
	Setting
	order int // q
	pairs []pair
	edges []edges // by seed
}

// edges are the predicted edges of the regime at each of claims.Cutoffs.
type edges struct{ lower, upper []float64 }

// edge gives the medians over seeds of the predicted edges at a cut-off.
func (r run) edge(cutoff int) (lower, upper float64) {
	var lo, hi []float64
	for _, e := range r.edges {
		lo, hi = append(lo, e.lower[cutoff]), append(hi, e.upper[cutoff])
	}
	return lab.MedianOf(lo), lab.MedianOf(hi)
}

// at returns the pairs of one step, one for each seed.
func (r run) at(step lab.Step) []pair {
	var out []pair
	for _, p := range r.pairs {
		if p.step.Name == step.Name {
			out = append(out, p)
		}
	}
	return out
}

// Grid is a list of settings with their steps.
type Grid []GridEntry

type GridEntry struct {
	Setting
	Steps []lab.Step
	// relative, if set, gives the steps from the predicted edges in place of steps.
	relative func(lower, upper float64) []lab.Step
}

// Lines lists the entry. Steps that follow the edges of the regime are those for edges at
// 2^-10 and 1.
func (e GridEntry) Lines() []string {
	steps := e.Steps
	if e.relative != nil {
		steps = e.relative(0x1p-10, 1)
	}
	return []string{fmt.Sprintf("%#v %v", e.Setting, steps)}
}

// sweep measures a grid: for each setting and seed the matrices of both sides at
// every step, their spectra, and the solutions that they give.
func sweep(ctx context.Context, s claims.Setup, g Grid, seeds int, p lab.Progress) ([]run, error) {
	runs := make([]run, len(g))
	for i, e := range g {
		problem, err := pde.ByName(e.Problem)
		if err != nil {
			return nil, err
		}
		runs[i] = run{Setting: e.Setting.Under(s), order: problem.Order, edges: make([]edges, seeds)}
	}
	if err := predict(ctx, s, runs); err != nil {
		return nil, err
	}
	for i := range g {
		if g[i].relative != nil {
			g[i].Steps = g[i].relative(runs[i].edge(0))
		}
		runs[i].pairs = make([]pair, len(g[i].Steps)*seeds)
	}
	err := lab.ForEach(ctx, len(g)*seeds, p, func(ctx context.Context, unit int) error {
		r, steps, seed := &runs[unit/seeds], g[unit/seeds].Steps, unit%seeds
		measure := measureSeed[float64]
		if r.precision == theory.Float32 {
			measure = measureSeed[float32]
		}
		pairs, err := measure(ctx, s, r.Setting, steps, seed)
		if err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", r.Setting, seed, s.Seed, err)
		}
		for k, p := range pairs {
			r.pairs[k*seeds+seed] = p
		}
		return nil
	})
	return runs, err
}

// predict fills in the edges of every run. They come from A_AD and the noise law
// alone, whatever the setup puts on the two sides.
func predict(ctx context.Context, s claims.Setup, runs []run) error {
	seeds := len(runs[0].edges)
	return lab.ForEach(ctx, len(runs)*seeds, nil, func(_ context.Context, unit int) error {
		r, seed := &runs[unit/seeds], unit%seeds
		edgesOf := seedEdges[float64]
		if r.precision == theory.Float32 {
			edgesOf = seedEdges[float32]
		}
		var err error
		if r.edges[seed], err = edgesOf(s, r.Setting, seed); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", r.Setting, seed, s.Seed, err)
		}
		return nil
	})
}

func seedEdges[T engine.Float](s claims.Setup, set Setting, seed int) (edges, error) {
	b, err := NewTrial[T](s, set, seed)
	if err != nil {
		return edges{}, err
	}
	return b.edges()
}

// measureSeed measures one seed of a setting at every step.
func measureSeed[T engine.Float](ctx context.Context, s claims.Setup, set Setting, steps []lab.Step, seed int) ([]pair, error) {
	left, err := NewTrial[T](s, set, seed)
	if err != nil {
		return nil, err
	}
	right := left
	if s.Pairing == claims.PairShifted {
		if right, err = NewTrial[T](s, set, seed+1); err != nil {
			return nil, err
		}
	}
	pairs := make([]pair, len(steps))
	for k, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
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

// Trial holds what the matrices of one seed share.
type Trial[T engine.Float] struct {
	setup      claims.Setup
	set        Setting
	problem    pde.Problem
	activation engine.Activation[T]
	features   rfm.Features[T]
	nodes      []float64
	seed       int
	fine       *rfm.Grid // nil until a solution is judged
	svd        spectrum.Decomposer
	variances  []float64 // of the noise, by column
}

func NewTrial[T engine.Float](s claims.Setup, set Setting, seed int) (*Trial[T], error) {
	set = set.Under(s)
	b := &Trial[T]{setup: s, set: set, seed: seed}
	var err error
	if b.problem, err = pde.ByName(set.Problem); err != nil {
		return nil, err
	}
	if b.activation, err = activation.ByName[T](set.Activation); err != nil {
		return nil, err
	}
	if b.features, err = rfm.Sample[T](lab.SeedOf(s.Seed, seed), set.m, b.problem.Dim, set.featureRadius()); err != nil {
		return nil, err
	}
	if b.nodes, err = nodes(set.Nodes, set.n, b.problem); err != nil {
		return nil, err
	}
	b.variances, err = b.columnVariances()
	return b, err
}

// solutionError is the relative L2 error of a solution, judged in float64 whatever
// the matrix was assembled in.
func (b *Trial[T]) solutionError(coefficients []float64) (float64, error) {
	if b.fine == nil {
		activation, err := activation.ByName[float64](b.set.Activation)
		if err != nil {
			return 0, err
		}
		fine, err := rfm.DefaultGrid(b.features.Promote(), activation, b.problem)
		if err != nil {
			return 0, err
		}
		b.fine = &fine
	}
	return b.fine.Error(coefficients)
}

// The node sets: on dyadic nodes a step that is a power of two is added without
// rounding, which is FD's best case.
const (
	Dyadic   = "dyadic"
	ordinary = "ordinary"
)

func nodes(kind string, n int, p pde.Problem) ([]float64, error) {
	switch {
	case p.Dim == 2 && kind == Dyadic:
		return pde.DyadicSquare(n)
	case p.Dim == 2:
		return pde.EquispacedSquare(n)
	case kind == Dyadic:
		return pde.Dyadic(n)
	}
	return pde.Equispaced(n, p.Lo[0], p.Hi[0])
}

func (s Setting) featureRadius() float64 {
	if s.radius == 0 {
		return claims.FeatureR
	}
	return s.radius
}

// Assemble forms the system of one side.
func (b *Trial[T]) Assemble(side claims.Engine, h float64) (rfm.System, error) {
	eng, err := lab.NewEngine[T](side, b.setup, h)
	if err != nil {
		return rfm.System{}, err
	}
	return rfm.Assemble(eng, b.activation, b.problem, b.features, b.nodes, lab.BoundaryWeight)
}

// sideKey names the matrix of one side: what was drawn and the engine at its step,
// of which Taylor mode has none.
type sideKey struct {
	drawn
	side      claims.Engine
	placement claims.Placement
	accuracy  int
	h         float64
}

func (b *Trial[T]) Side(side claims.Engine, h float64) sideKey {
	if side == claims.EngineAD {
		return sideKey{drawn: b.drawn(), side: side}
	}
	return sideKey{b.drawn(), side, b.setup.Placement, b.setup.Accuracy, h}
}

// A matrix is the same on whichever side a setup puts it: what was measured on it
// is kept, and a sweep with exchanged sides, or AD against AD, costs nothing more.
var (
	samples lab.Memo[sampleKey, *sample]
	valued  lab.Memo[sideKey, valuedMatrix]
)

type sampleKey struct {
	sideKey
	cutoff float64 // factor on the default cut-off
}

// valuedMatrix is the spectrum of a matrix, with the matrix's height.
type valuedMatrix struct {
	sigma []float64
	rows  int
}

// measure assembles and solves one side.
func (b *Trial[T]) measure(ctx context.Context, side claims.Engine, h float64) (*sample, error) {
	return samples.Get(ctx, sampleKey{b.Side(side, h), b.setup.Cutoff}, func() (*sample, error) {
		sys, err := b.Assemble(side, h)
		if err != nil {
			return nil, err
		}
		out, err := b.solve(sys)
		if err != nil {
			return nil, fmt.Errorf("%s side at h = %v: %w", side, h, err)
		}
		return out, nil
	})
}

// spectrum is the singular values of one side alone, with the relative cut-off that
// belongs to its size.
func (b *Trial[T]) spectrum(ctx context.Context, side claims.Engine, h float64) (sigma []float64, a float64, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	m, err := valued.Get(ctx, b.Side(side, h), func() (valuedMatrix, error) {
		sys, err := b.Assemble(side, h)
		if err != nil {
			return valuedMatrix{}, err
		}
		rows, _ := sys.A.Dims()
		sigma, err := b.svd.Values(sys.A)
		return valuedMatrix{sigma, rows}, err
	})
	return m.sigma, b.setup.Cutoff * theory.DefaultCutoff(m.rows, len(m.sigma), b.set.precision.UnitRoundoff()), err
}

// solve takes the spectrum and the truncated solutions of a system.
func (b *Trial[T]) solve(sys rfm.System) (*sample, error) {
	svd, err := b.svd.Reduce(sys.A, sys.F)
	if err != nil {
		return nil, err
	}
	rows, cols := sys.A.Dims()
	out := &sample{
		sigma: svd.Values(), rows: rows, interior: sys.Interior,
		order: b.problem.Order, size: floats.Norm(sys.F, 2), variances: b.variances,
	}
	base := b.setup.Cutoff * theory.DefaultCutoff(rows, cols, b.set.precision.UnitRoundoff())
	for _, c := range claims.Cutoffs() {
		a := base * c.Factor
		kept := theory.EffectiveCutoff(out.sigma, a)
		coefficients, err := svd.SolveTruncated(kept)
		if err != nil {
			return nil, err
		}
		residual, err := rfm.Residual(sys, coefficients)
		if err != nil {
			return nil, err
		}
		solution, err := b.solutionError(coefficients)
		if err != nil {
			return nil, err
		}
		out.a = append(out.a, a)
		out.kept = append(out.kept, kept)
		out.coefficients = append(out.coefficients, coefficients)
		out.residual = append(out.residual, residual)
		out.solution = append(out.solution, solution)
	}
	return out, nil
}

// difference is A_AD - A_FD.
func difference(ad, fd rfm.System) *mat.Dense {
	var d mat.Dense
	d.Sub(ad.A, fd.A)
	return &d
}
