package experiment

import (
	"context"
	"math"

	"adfd/theory"
)

// tail is the table of S2: the singular values beyond n_a, side by side. n_a is the
// smaller one of the two sides, AD's in the regime, so that an exchange of the sides
// compares the same values the other way round.
func tail(ctx context.Context, s theory.Setup, p Progress) (theory.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return theory.Table{}, err
	}
	// The least ratio divides by values that are the SVD routine's own noise.
	noise := theory.Tolerance{Free: "a quotient of the smallest singular values, which are noise of the SVD routine"}
	t := theory.NewTable(orderingKeys,
		column(theory.ColOrder, exactly), column(theory.ColStep, exactly),
		column(theory.ColLower, tolEdge), column(theory.ColUpper, tolEdge),
		column(theory.ColCount, exactly), column(theory.ColTail, tolKept),
		column(theory.ColAbove, tolCount), column(theory.ColBelow, tolCount),
		column(theory.ColRatio, noise), column(theory.ColMiddle, noise))
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
