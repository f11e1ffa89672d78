package spectral

import (
	"context"
	"math"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// TailOrdering is the table of S2: the singular values beyond n_a, side by side. n_a is
// the smaller one of the two sides, AD's in the regime, so that an exchange of the sides
// compares the same values the other way round.
func TailOrdering(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	// The least ratio divides by values that are the SVD routine's own noise.
	noise := claims.Tolerance{Free: "a quotient of the smallest singular values, which are noise of the SVD routine"}
	t := claims.NewTable(cellKeys)
	for _, c := range cells(runs) {
		all := tails{shortest: math.Inf(1), least: math.Inf(1)}
		for _, p := range c.pairs {
			n := min(p.ad.kept[c.cutoff], p.fd.kept[c.cutoff])
			all.add(p.ad.sigma[n:], p.fd.sigma[n:])
		}
		lab.Add(&t, c.key(), c.fields(), lab.Fields{
			lab.Of(claims.ColCount, lab.Exactly, len(c.pairs)), lab.Of(claims.ColTail, lab.TolKept, all.shortest),
			lab.Of(claims.ColAbove, lab.TolCount, all.above), lab.Of(claims.ColBelow, lab.TolCount, all.below),
			lab.Of(claims.ColRatio, noise, all.least), lab.Of(claims.ColMiddle, noise, lab.MedianOf(all.middle)),
		})
	}
	return t, err
}

// tails is what the seeds of a cell gave: how often FD's tail lies above AD's or below,
// and the quotients of its values by AD's.
type tails struct {
	above, below    int
	shortest, least float64   // number of values, and quotient
	middle          []float64 // median of the quotients by seed
}

// add takes the tails of one seed.
func (t *tails) add(ad, fd []float64) {
	t.shortest = min(t.shortest, float64(len(ad)))
	ratios, larger := make([]float64, len(ad)), 0
	for k := range ad {
		ratios[k] = fd[k] / ad[k]
		t.least = min(t.least, ratios[k])
		if fd[k] > ad[k] {
			larger++
		}
	}
	middle := lab.MedianOf(ratios)
	if larger == len(ratios) {
		t.above++
	}
	if smaller := len(ratios) - larger; 2*smaller > len(ratios) && middle < 1 {
		t.below++
	}
	t.middle = append(t.middle, middle)
}
