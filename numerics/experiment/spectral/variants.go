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
	t := claims.NewTable(append([]string{"variant"}, cellKeys...))
	for _, v := range theory.EntropyVariants() {
		applied := v
		if v == theory.EntropyDefault {
			applied = s.Entropy
		}
		for _, c := range cells(runs) {
			_, _, diff, err := c.entropies(applied)
			if err != nil {
				return t, err
			}
			lab.Add(&t, append([]string{string(v)}, c.key()...), c.fields(), wins(diff),
				lab.Fields{lab.Of(claims.ColMedian, lab.TolEntropy, lab.MedianOf(diff))})
		}
	}
	return t, err
}
