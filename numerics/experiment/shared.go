package experiment

import (
	"context"

	"adfd/theory"
)

// What several claims read is measured once a process.
var (
	sweeps memo[theory.Setup, []run]    // of the ordering grid
	across memo[sweepKey, []run]        // of the correlation grids
	tables memo[tableKey, theory.Table] // of protocols without a sweep
)

type sweepKey struct {
	setup     theory.Setup
	n, m      int
	precision theory.Precision
}

type tableKey struct {
	protocol string
	setup    theory.Setup
}

// measured is the part of a setup on which a sweep depends: the reading of
// entropy is applied to its spectra afterwards.
func measured(s theory.Setup) theory.Setup {
	s.Entropy = theory.EntropyDefault
	return s
}

func orderingSweep(ctx context.Context, s theory.Setup, p Progress) ([]run, error) {
	return sweeps.get(ctx, measured(s), func() ([]run, error) {
		return sweep(ctx, s, orderingGrid(s.Size), p)
	})
}

func correlationSweep(ctx context.Context, s theory.Setup, n, m int, precision theory.Precision, p Progress) ([]run, error) {
	return across.get(ctx, sweepKey{measured(s), n, m, precision}, func() ([]run, error) {
		g := correlationGrid(n, m)
		if precision == theory.Float32 {
			g = correlationGrid32(n, m)
		}
		return sweep(ctx, s, g, p)
	})
}
