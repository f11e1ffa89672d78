package spectral

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// EntropyVariants is the table of E5: the comparison of E1 under every reading
// of the definition. A setup that changes the reading changes what stands in the
// default's row.
func EntropyVariants(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append([]string{"variant"}, orderingKeys...),
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly),
		lab.Column(claims.ColLower, tolEdge), lab.Column(claims.ColUpper, tolEdge),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColWins, lab.TolCount), lab.Column(claims.ColLosses, lab.TolCount),
		lab.Column(claims.ColMedian, tolEntropy))
	for _, v := range theory.EntropyVariants() {
		applied := v
		if v == theory.EntropyDefault {
			applied = s.Entropy
		}
		err := eachCell(runs, func(r run, step lab.Step, pairs []pair, c int) error {
			var diff []float64
			for _, p := range pairs {
				ad, fd, err := entropies(applied, p, c)
				if err != nil {
					return err
				}
				diff = append(diff, ad-fd)
			}
			wins, losses := lab.Signs(diff)
			lower, upper := r.edge(c)
			t.Add(append([]string{string(v)}, cellKey(r, step, c)...),
				float64(r.order), step.H, lower, upper, float64(len(diff)), wins, losses, lab.MedianOf(diff))
			return nil
		})
		if err != nil {
			return claims.Table{}, err
		}
	}
	return t, nil
}
