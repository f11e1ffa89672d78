package experiment

import (
	"context"
	"math"

	"adfd/theory/claims"
)

// tail is the table of S2: the singular values beyond n_a, side by side. n_a is the
// smaller one of the two sides, AD's in the regime, so that an exchange of the sides
// compares the same values the other way round.
func tail(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	// The least ratio divides by values that are the SVD routine's own noise.
	noise := claims.Tolerance{Free: "a quotient of the smallest singular values, which are noise of the SVD routine"}
	t := claims.NewTable(orderingKeys,
		column(claims.ColOrder, exactly), column(claims.ColStep, exactly),
		column(claims.ColLower, tolEdge), column(claims.ColUpper, tolEdge),
		column(claims.ColCount, exactly), column(claims.ColTail, tolKept),
		column(claims.ColAbove, tolCount), column(claims.ColBelow, tolCount),
		column(claims.ColRatio, noise), column(claims.ColMiddle, noise))
	err = eachCell(runs, func(r run, step Step, pairs []pair, c int) error {
		least, shortest := math.Inf(1), math.Inf(1)
		var above, below float64
		var middle []float64
		for _, p := range pairs {
			n := min(p.ad.kept[c], p.fd.kept[c])
			shortest = min(shortest, float64(len(p.ad.sigma)-n))
			var ratios []float64
			larger := 0
			for k := n; k < len(p.ad.sigma); k++ {
				ratio := p.fd.sigma[k] / p.ad.sigma[k]
				ratios = append(ratios, ratio)
				least = min(least, ratio)
				if p.fd.sigma[k] > p.ad.sigma[k] {
					larger++
				}
			}
			if larger == len(ratios) {
				above++
			}
			if smaller := len(ratios) - larger; 2*smaller > len(ratios) && medianOf(ratios) < 1 {
				below++
			}
			middle = append(middle, medianOf(ratios))
		}
		lower, upper := r.edge(c)
		t.Add(cellKey(r, step, c), float64(r.order), step.H, lower, upper, float64(len(pairs)), shortest,
			above, below, least, medianOf(middle))
		return nil
	})
	return t, err
}
