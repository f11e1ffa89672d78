package spectral

import (
	"context"
	"math"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// Tail is the table of S2: the singular values beyond n_a, side by side. n_a is the
// smaller one of the two sides, AD's in the regime, so that an exchange of the sides
// compares the same values the other way round.
func Tail(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	// The least ratio divides by values that are the SVD routine's own noise.
	noise := claims.Tolerance{Free: "a quotient of the smallest singular values, which are noise of the SVD routine"}
	t := claims.NewTable(orderingKeys,
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly),
		lab.Column(claims.ColLower, tolEdge), lab.Column(claims.ColUpper, tolEdge),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColTail, lab.TolKept),
		lab.Column(claims.ColAbove, lab.TolCount), lab.Column(claims.ColBelow, lab.TolCount),
		lab.Column(claims.ColRatio, noise), lab.Column(claims.ColMiddle, noise))
	err = eachCell(runs, func(r run, step lab.Step, pairs []pair, c int) error {
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
			if smaller := len(ratios) - larger; 2*smaller > len(ratios) && lab.MedianOf(ratios) < 1 {
				below++
			}
			middle = append(middle, lab.MedianOf(ratios))
		}
		lower, upper := r.edge(c)
		t.Add(cellKey(r, step, c), float64(r.order), step.H, lower, upper, float64(len(pairs)), shortest,
			above, below, least, lab.MedianOf(middle))
		return nil
	})
	return t, err
}
