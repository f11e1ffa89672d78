package spectral

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// EntropyOrdering is the table of E1 and E1w: for each cell the paired comparison
// of H_AD with H_FD over seeds.
func EntropyOrdering(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	t := claims.NewTable(cellKeys)
	for _, c := range cells(runs) {
		ad, fd, diff, err := c.entropies(s.Entropy)
		if err != nil {
			return t, err
		}
		lab.Add(&t, c.key(), c.compared(diff, diff, lab.TolEntropy), lab.Fields{
			lab.Of("median H_AD", lab.TolEntropy, lab.MedianOf(ad)), lab.Of("median H_FD", lab.TolEntropy, lab.MedianOf(fd)),
			lab.Of("median n_a AD", lab.TolKept, c.median(func(p pair, c int) float64 { return float64(p.ad.kept[c]) })),
			lab.Of("median n_a FD", lab.TolKept, c.median(func(p pair, c int) float64 { return float64(p.fd.kept[c]) })),
		})
	}
	return t, err
}

// ResidualOrdering is the table of E3, E3w, E3f and P1: the paired comparison of the
// residuals, as ratios FD over AD, and beside them the solution errors, which tell a
// different story.
func ResidualOrdering(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	t := claims.NewTable(cellKeys)
	for _, c := range cells(runs) {
		diff := c.each(func(p pair, c int) float64 { return p.fd.residual[c] - p.ad.residual[c] })
		ratio := c.each(func(p pair, c int) float64 { return p.fd.residual[c] / p.ad.residual[c] })
		lab.Add(&t, c.key(), c.compared(diff, ratio, lab.TolNoise), lab.Fields{
			lab.Of("median residual AD", lab.TolNoise, c.median(func(p pair, c int) float64 { return p.ad.residual[c] })),
			lab.Of("median residual FD", lab.TolNoise, c.median(func(p pair, c int) float64 { return p.fd.residual[c] })),
			lab.Of("median error AD", lab.TolNoise, c.median(func(p pair, c int) float64 { return p.ad.solution[c] })),
			lab.Of("median error FD", lab.TolNoise, c.median(func(p pair, c int) float64 { return p.fd.solution[c] })),
			lab.Of(claims.ColFloor, lab.TolNoise, c.median(func(p pair, c int) float64 { return p.fd.residual[c] / p.fd.floor(c, p.step.H) })),
		})
	}
	return t, err
}
