package spectral

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// Tolerances of the recorded columns, for another machine. On the same platform
// and toolchain every column repeats to the bit.
var (
	// n_a may move by one, which moves H by about H/(n ln n) < 1/(15 ln 15).
	tolEntropy = claims.Tolerance{Abs: 0.025}
	// The edges follow sigma_1 and, the lower one, n_a.
	tolEdge = claims.Tolerance{Rel: 0.05}
)

// orderingKeys identify a cell at a cut-off.
var orderingKeys = []string{"problem", "activation", "nodes", claims.CutoffKey, "h"}

// pairedTable holds the comparison of a cell over seeds, whose median has the given
// tolerance, and then what stands beside it.
func pairedTable(median claims.Tolerance, beside ...claims.Column) claims.Table {
	return claims.NewTable(orderingKeys, append([]claims.Column{
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly),
		lab.Column(claims.ColLower, tolEdge), lab.Column(claims.ColUpper, tolEdge),
		lab.Column("N", lab.Exactly), lab.Column("M", lab.Exactly),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColWins, lab.TolCount), lab.Column(claims.ColLosses, lab.TolCount),
		lab.Column(claims.ColMedian, median), lab.Column(claims.ColLo, median), lab.Column(claims.ColHi, median),
	}, beside...)...)
}

// EntropyOrdering is the table of E1 and E1w: for each cell the paired comparison
// of H_AD with H_FD over seeds.
func EntropyOrdering(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := pairedTable(tolEntropy,
		lab.Column("median H_AD", tolEntropy), lab.Column("median H_FD", tolEntropy),
		lab.Column("median n_a AD", lab.TolKept), lab.Column("median n_a FD", lab.TolKept))
	err = eachCell(runs, func(r run, step lab.Step, pairs []pair, c int) error {
		var diff, ad, fd, keptAD, keptFD []float64
		for _, p := range pairs {
			hAD, hFD, err := entropies(s.Entropy, p, c)
			if err != nil {
				return err
			}
			diff, ad, fd = append(diff, hAD-hFD), append(ad, hAD), append(fd, hFD)
			keptAD, keptFD = append(keptAD, float64(p.ad.kept[c])), append(keptFD, float64(p.fd.kept[c]))
		}
		wins, losses := lab.Signs(diff)
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

// ResidualOrdering is the table of E3, E3w and P1: the paired comparison of the
// residuals, as ratios FD over AD, and beside them the solution errors, which
// tell a different story.
func ResidualOrdering(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := orderingSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := pairedTable(lab.TolNoise,
		lab.Column("median residual AD", lab.TolNoise), lab.Column("median residual FD", lab.TolNoise),
		lab.Column("median error AD", lab.TolNoise), lab.Column("median error FD", lab.TolNoise),
		lab.Column(claims.ColFloor, lab.TolNoise))
	err = eachCell(runs, func(r run, step lab.Step, pairs []pair, c int) error {
		var diff, ratio, ad, fd, errAD, errFD, floor []float64
		for _, p := range pairs {
			diff = append(diff, p.fd.residual[c]-p.ad.residual[c])
			ratio = append(ratio, p.fd.residual[c]/p.ad.residual[c])
			ad, fd = append(ad, p.ad.residual[c]), append(fd, p.fd.residual[c])
			floor = append(floor, p.fd.residual[c]/p.fd.floor(c, p.step.H))
			errAD, errFD = append(errAD, p.ad.solution[c]), append(errFD, p.fd.solution[c])
		}
		wins, losses := lab.Signs(diff)
		m := claims.Median(ratio)
		lower, upper := r.edge(c)
		t.Add(cellKey(r, step, c), float64(r.order), step.H, lower, upper, float64(r.n), float64(r.m),
			float64(len(diff)), wins, losses, m.Estimate, m.Lo, m.Hi,
			claims.Median(ad).Estimate, claims.Median(fd).Estimate,
			claims.Median(errAD).Estimate, claims.Median(errFD).Estimate, lab.MedianOf(floor))
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

// eachCell visits every setting and step of a sweep at every cut-off.
func eachCell(runs []run, visit func(r run, step lab.Step, pairs []pair, cutoff int) error) error {
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
func (r run) steps() []lab.Step {
	var out []lab.Step
	for _, p := range r.pairs {
		if len(out) == 0 || out[len(out)-1].Name != p.step.Name {
			out = append(out, p.step)
		}
	}
	return out
}

func cellKey(r run, step lab.Step, cutoff int) []string {
	return []string{r.Problem, r.Activation, r.Nodes, claims.Cutoffs()[cutoff].Name, step.Name}
}
