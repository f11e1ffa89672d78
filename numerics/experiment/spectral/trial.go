package spectral

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
	"adfd/numerics/rfm"
	"adfd/numerics/spectrum"
	"adfd/theory"
	"adfd/theory/claims"
)

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

// NewTrial draws the features of a seed, under what the setup changes of the setting.
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
	if b.features, err = rfm.Sample[T](lab.SeedOf(s.Seed, seed), set.M, b.problem.Dim, set.featureRadius()); err != nil {
		return nil, err
	}
	if b.nodes, err = nodes(set.Nodes, set.N, b.problem); err != nil {
		return nil, err
	}
	b.variances, err = b.columnVariances()
	return b, err
}

// PairedTrials are the trials of the two sides.
func PairedTrials[T engine.Float](s claims.Setup, set Setting, seed int) (left, right *Trial[T], err error) {
	return lab.Paired(s, seed, func(seed int) (*Trial[T], error) { return NewTrial[T](s, set, seed) })
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

// Assemble forms the system of one side.
func (b *Trial[T]) Assemble(side claims.Engine, h float64) (rfm.System, error) {
	eng, err := lab.NewEngine[T](side, b.setup, h)
	if err != nil {
		return rfm.System{}, err
	}
	return rfm.Assemble(eng, b.activation, b.problem, b.features, b.nodes, lab.BoundaryWeight)
}

// sides are the systems of AD's side and of FD's.
func (b *Trial[T]) sides(h float64) (ad, fd rfm.System, err error) {
	if ad, err = b.Assemble(b.setup.AD, h); err != nil {
		return ad, fd, err
	}
	fd, err = b.Assemble(b.setup.FD, h)
	return ad, fd, err
}

// drawn names the features and nodes of a trial, whatever the setup compares on them.
type drawn struct {
	set    Setting
	master uint64
	seed   int
}

func (b *Trial[T]) drawn() drawn { return drawn{b.set, b.setup.Seed, b.seed} }

// sideKey names the matrix of one side: what was drawn and the engine at its step,
// of which Taylor mode has none.
type sideKey struct {
	drawn
	side      claims.Engine
	placement claims.Placement
	accuracy  int
	h         float64
}

// Side is the name of the matrix of one side.
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

// valuedMatrix is the spectrum of a matrix, with the matrix's numbers of rows.
type valuedMatrix struct {
	sigma          []float64
	rows, interior int
}

// values are the singular values of one side alone.
func (b *Trial[T]) values(ctx context.Context, side claims.Engine, h float64) (valuedMatrix, error) {
	return valued.Get(ctx, b.Side(side, h), func() (valuedMatrix, error) {
		sys, err := b.Assemble(side, h)
		if err != nil {
			return valuedMatrix{}, err
		}
		sigma, err := b.svd.Values(sys.A)
		return valuedMatrix{sigma, len(sys.F), sys.Interior}, err
	})
}

// cutoffs are the relative cut-offs a for a matrix of so many rows whose entries have
// unit roundoff u, one for each of claims.Cutoffs.
func (b *Trial[T]) cutoffs(rows int, u float64) []float64 {
	base := b.setup.Cutoff * theory.DefaultCutoff(rows, b.set.M, u)
	return lab.Each(claims.Cutoffs(), func(c claims.Cutoff) float64 { return base * c.Factor })
}

// spectrum is the singular values of one side, with the default cut-off and how many
// stand above it.
func (b *Trial[T]) spectrum(ctx context.Context, side claims.Engine, h float64) (sigma []float64, a float64, kept int, err error) {
	m, err := b.values(ctx, side, h)
	if err != nil {
		return nil, 0, 0, err
	}
	a = b.cutoffs(m.rows, b.set.Precision.UnitRoundoff())[0]
	return m.sigma, a, theory.EffectiveCutoff(m.sigma, a), nil
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
	coefficients   [][]float64 // a*, the truncated solution at each; 0 where no value is kept
	residual       []float64   // |A a* - f| / |f| at each
	solution       []float64   // relative L2 error of that solution at each
}

// floor is the residual that the noise law predicts at step h for the solution at a
// cut-off.
func (s *sample) floor(cutoff int, h float64) float64 {
	return theory.ResidualFloor(s.variances, s.coefficients[cutoff], h, s.order, s.interior, s.kept[cutoff], s.size)
}

// measure assembles and solves one side.
func (b *Trial[T]) measure(ctx context.Context, side claims.Engine, h float64) (*sample, error) {
	return samples.Get(ctx, sampleKey{b.Side(side, h), b.setup.Cutoff}, func() (*sample, error) {
		sys, err := b.Assemble(side, h)
		if err != nil {
			return nil, err
		}
		out, err := b.solve(sys, b.set.Precision.UnitRoundoff())
		if err != nil {
			return nil, fmt.Errorf("%s side at h = %v: %w", side, h, err)
		}
		return out, nil
	})
}

// solve takes the spectrum and the truncated solutions of a system whose entries have
// unit roundoff u.
func (b *Trial[T]) solve(sys rfm.System, u float64) (*sample, error) {
	svd, err := b.svd.Reduce(sys.A, sys.F)
	if err != nil {
		return nil, err
	}
	rows, cols := sys.A.Dims()
	out := &sample{
		sigma: svd.Values(), rows: rows, interior: sys.Interior,
		order: b.problem.Order, size: floats.Norm(sys.F, 2), variances: b.variances, a: b.cutoffs(rows, u),
	}
	for _, a := range out.a {
		kept, coefficients := theory.EffectiveCutoff(out.sigma, a), make([]float64, cols)
		if kept > 0 { // in few bits a can exceed 1
			if coefficients, err = svd.SolveTruncated(kept); err != nil {
				return nil, err
			}
		}
		residual, err := rfm.Residual(sys, coefficients)
		if err != nil {
			return nil, err
		}
		solution, err := b.solutionError(coefficients)
		if err != nil {
			return nil, err
		}
		out.kept = append(out.kept, kept)
		out.coefficients = append(out.coefficients, coefficients)
		out.residual = append(out.residual, residual)
		out.solution = append(out.solution, solution)
	}
	return out, nil
}
