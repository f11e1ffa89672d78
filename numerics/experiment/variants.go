package experiment

import (
	"context"

	"adfd/theory"
	"adfd/theory/claims"
)

// entropyVariants is the table of E5: the comparison of E1 under every reading
// of the definition. A setup that changes the reading changes what stands in the
// default's row.
func entropyVariants(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append([]string{"variant"}, orderingKeys...),
		column(claims.ColOrder, exactly), column(claims.ColStep, exactly),
		column(claims.ColLower, tolEdge), column(claims.ColUpper, tolEdge),
		column(claims.ColCount, exactly), column(claims.ColWins, tolCount), column(claims.ColLosses, tolCount),
		column(claims.ColMedian, tolEntropy))
	for _, v := range theory.EntropyVariants() {
		applied := v
		if v == theory.EntropyDefault {
			applied = s.Entropy
		}
		err := eachCell(runs, func(r run, step Step, pairs []pair, c int) error {
			var diff []float64
			for _, p := range pairs {
				ad, fd, err := entropies(applied, p, c)
				if err != nil {
					return err
				}
				diff = append(diff, ad-fd)
			}
			wins, losses := signs(diff)
			lower, upper := r.edge(c)
			t.Add(append([]string{string(v)}, cellKey(r, step, c)...),
				float64(r.order), step.H, lower, upper, float64(len(diff)), wins, losses, medianOf(diff))
			return nil
		})
		if err != nil {
			return claims.Table{}, err
		}
	}
	return t, nil
}
