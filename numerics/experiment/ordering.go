package experiment

import (
	"context"
	"math"

	"adfd/theory"
	"adfd/theory/claims"
)

// Tolerances of the recorded columns, for another machine. On the same platform
// and toolchain every column repeats to the bit.
var (
	// A seed near a tie may fall to the other side.
	tolCount = claims.Tolerance{Abs: 2}
	// n_a may move by one, which moves H by about H/(n ln n) < 1/(15 ln 15).
	tolEntropy = claims.Tolerance{Abs: 0.025}
	tolKept    = claims.Tolerance{Abs: 1}
	// Residuals below the cut-off are rounding: their medians keep their size,
	// not their digits.
	tolNoise = claims.Tolerance{Rel: 0.75}
	// The edges follow sigma_1 and, the lower one, n_a.
	tolEdge = claims.Tolerance{Rel: 0.05}
	exactly = claims.Tolerance{}
)

// orderingKeys identify a cell at a cut-off.
var orderingKeys = []string{"problem", "activation", "nodes", claims.CutoffKey, "h"}

// pairedTable holds the comparison of a cell over seeds, whose median has the given
// tolerance, and then what stands beside it.
func pairedTable(median claims.Tolerance, beside ...claims.Column) claims.Table {
	return claims.NewTable(orderingKeys, append([]claims.Column{
		column(claims.ColOrder, exactly), column(claims.ColStep, exactly),
		column(claims.ColLower, tolEdge), column(claims.ColUpper, tolEdge),
		column("N", exactly), column("M", exactly),
		column(claims.ColCount, exactly), column(claims.ColWins, tolCount), column(claims.ColLosses, tolCount),
		column(claims.ColMedian, median), column(claims.ColLo, median), column(claims.ColHi, median),
	}, beside...)...)
}

// entropyOrdering is the table of E1 and E1w: for each cell the paired comparison
// of H_AD with H_FD over seeds.
func entropyOrdering(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := pairedTable(tolEntropy,
		column("median H_AD", tolEntropy), column("median H_FD", tolEntropy),
		column("median n_a AD", tolKept), column("median n_a FD", tolKept))
	err = eachCell(runs, func(r run, step Step, pairs []pair, c int) error {
		var diff, ad, fd, keptAD, keptFD []float64
		for _, p := range pairs {
			hAD, hFD, err := entropies(s.Entropy, p, c)
			if err != nil {
				return err
			}
			diff, ad, fd = append(diff, hAD-hFD), append(ad, hAD), append(fd, hFD)
			keptAD, keptFD = append(keptAD, float64(p.ad.kept[c])), append(keptFD, float64(p.fd.kept[c]))
		}
		wins, losses := signs(diff)
		m := claims.Median(diff)
		lower, upper := r.edge(c)
		t.Add(cellKey(r, step, c), float64(r.order), step.H, lower, upper, float64(r.n), float64(r.m),
			float64(len(diff)), wins, losses, m.Estimate, m.Lo, m.Hi,
			claims.Median(ad).Estimate, claims.Median(fd).Estimate,
			claims.Median(keptAD).Estimate, claims.Median(keptFD).Estimate)
		return nil
	})
	return t, err
}

// residualOrdering is the table of E3, E3w and P1: the paired comparison of the
// residuals, as ratios FD over AD, and beside them the solution errors, which
// tell a different story.
func residualOrdering(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := pairedTable(tolNoise,
		column("median residual AD", tolNoise), column("median residual FD", tolNoise),
		column("median error AD", tolNoise), column("median error FD", tolNoise),
		column(claims.ColFloor, tolNoise))
	err = eachCell(runs, func(r run, step Step, pairs []pair, c int) error {
		var diff, ratio, ad, fd, errAD, errFD, floor []float64
		for _, p := range pairs {
			diff = append(diff, p.fd.residual[c]-p.ad.residual[c])
			ratio = append(ratio, p.fd.residual[c]/p.ad.residual[c])
			ad, fd = append(ad, p.ad.residual[c]), append(fd, p.fd.residual[c])
			floor = append(floor, p.fd.residual[c]/p.fd.floor(c, p.step.H))
			errAD, errFD = append(errAD, p.ad.solution[c]), append(errFD, p.fd.solution[c])
		}
		wins, losses := signs(diff)
		m := claims.Median(ratio)
		lower, upper := r.edge(c)
		t.Add(cellKey(r, step, c), float64(r.order), step.H, lower, upper, float64(r.n), float64(r.m),
			float64(len(diff)), wins, losses, m.Estimate, m.Lo, m.Hi,
			claims.Median(ad).Estimate, claims.Median(fd).Estimate,
			claims.Median(errAD).Estimate, claims.Median(errFD).Estimate, medianOf(floor))
		return nil
	})
	return t, err
}

// entropies are H of both sides of a pair at cut-off c.
func entropies(v theory.EntropyVariant, p pair, c int) (ad, fd float64, err error) {
	count := p.ad.kept[c]
	if ad, err = theory.Entropy(v, p.ad.sigma, p.ad.a[c], count); err != nil {
		return 0, 0, err
	}
	fd, err = theory.Entropy(v, p.fd.sigma, p.fd.a[c], count)
	return ad, fd, err
}

// signs counts the positive and the negative values. NaN is neither.
func signs(x []float64) (positive, negative float64) {
	for _, v := range x {
		switch {
		case v > 0:
			positive++
		case v < 0:
			negative++
		}
	}
	return positive, negative
}

// eachCell visits every setting and step of a sweep at every cut-off.
func eachCell(runs []run, visit func(r run, step Step, pairs []pair, cutoff int) error) error {
	for _, r := range runs {
		for _, step := range r.steps() {
			pairs := r.at(step)
			for c := range claims.Cutoffs() {
				if err := visit(r, step, pairs, c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// steps lists the steps of a run in the order of its grid.
func (r run) steps() []Step {
	var out []Step
	for _, p := range r.pairs {
		if len(out) == 0 || out[len(out)-1].Name != p.step.Name {
			out = append(out, p.step)
		}
	}
	return out
}

func cellKey(r run, step Step, cutoff int) []string {
	return []string{r.problem, r.activation, r.nodes, claims.Cutoffs()[cutoff].Name, step.Name}
}

func column(name string, tol claims.Tolerance) claims.Column {
	return claims.Column{Name: name, Tol: tol}
}

// medianOf is the median alone; NaN for no values.
func medianOf(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return claims.Median(x).Estimate
}
