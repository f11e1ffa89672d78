package spectral

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

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
	return across.Get(ctx, sweepKey{measured(s), n, m, name}, func() ([]run, error) {
		g := correlationGrid(s.Size, n, m, theory.Float64)
		switch name {
		case acrossEdge32:
			g = correlationGrid(s.Size, n, m, theory.Float32)
		case insideRegime:
			g = regimeGrid(s.Size, n, m)
		}
		return sweep(ctx, s, g, s.Size.FewSeeds(), p)
	})
}
