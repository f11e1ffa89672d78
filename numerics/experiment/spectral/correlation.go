package spectral

import (
	"context"
	"math"
	"slices"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// point is one cell of one seed: its entropy and its residual, and the step, which
// is 0 for AD.
type point struct{ step, entropy, residual float64 }

// CorrelationFixedM is the table of E2a: Spearman's coefficient of truncated
// entropy with -log residual over all steps, AD counted once a seed.
func CorrelationFixedM(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return correlationBySetting(ctx, s, acrossEdge, true, claims.ErrorRate95, p)
}

// CorrelationInRegime is the table of E2b: FD's cells alone, inside the regime.
func CorrelationInRegime(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return correlationBySetting(ctx, s, insideRegime, false, claims.SignLevel, p)
}

func correlationBySetting(ctx context.Context, s claims.Setup, grid string, withAD bool, rate float64,
	p lab.Progress) (claims.Table, error) {
	n, m := correlationSize(s.Size)
	runs, err := correlationSweep(ctx, s, grid, n, m, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", claims.CutoffKey})
	for c, cutoff := range claims.Cutoffs() {
		for _, r := range runs {
			points, err := pool(s.Entropy, c, withAD, r)
			if err != nil {
				return claims.Table{}, err
			}
			lab.Add(&t, []string{r.Problem, r.Activation, cutoff.Name}, correlate(points, rate))
		}
	}
	return t, nil
}

// CorrelationByPool is the table of E2c: each problem and activation in float64, where
// the coefficient is E2a's, in float32, and in float64 pooled over half, three quarters
// and the full number of features.
func CorrelationByPool(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	n, m := correlationSize(s.Size)
	single, err := correlationSweep(ctx, s, acrossEdge32, n, m, lab.Part(p, 0, 4))
	if err != nil {
		return claims.Table{}, err
	}
	pooled := make([][]run, len(single)) // by setting and size
	for i, size := range []int{m / 2, 3 * m / 4, m} {
		runs, err := correlationSweep(ctx, s, acrossEdge, n, size, lab.Part(p, i+1, 4))
		if err != nil {
			return claims.Table{}, err
		}
		for k, r := range runs {
			pooled[k] = append(pooled[k], r)
		}
	}
	t := claims.NewTable([]string{"pool", "problem", "activation", claims.CutoffKey})
	for c, cutoff := range claims.Cutoffs() {
		for k, r := range single {
			for _, of := range []struct {
				name string
				runs []run
			}{
				{claims.PoolFloat64, pooled[k][2:]},
				{claims.PoolFloat32, single[k : k+1]},
				{claims.PoolSizes, pooled[k]},
			} {
				points, err := pool(s.Entropy, c, true, of.runs...)
				if err != nil {
					return claims.Table{}, err
				}
				lab.Add(&t, []string{of.name, r.Problem, r.Activation, cutoff.Name}, correlate(points, claims.SignLevel))
			}
		}
	}
	return t, nil
}

// pool lists, by seed, entropy and residual of the FD side at every step of the runs, and
// of the AD side once a run if withAD.
func pool(v theory.EntropyVariant, cutoff int, withAD bool, runs ...run) ([][]point, error) {
	out := make([][]point, len(runs[0].pairs))
	for _, r := range runs {
		for seed, pairs := range r.pairs {
			for k, p := range pairs {
				ad, fd, err := entropies(v, p, cutoff)
				if err != nil {
					return nil, err
				}
				if withAD && k == 0 {
					out[seed] = append(out[seed], point{0, ad, p.ad.residual[cutoff]})
				}
				out[seed] = append(out[seed], point{p.step.H, fd, p.fd.residual[cutoff]})
			}
		}
	}
	return out, nil
}

// correlate takes the coefficient of the points, which are listed by seed, with limits of
// the given one-sided error rate.
func correlate(points [][]point, rate float64) lab.Fields {
	cells, from, to := 0, math.Inf(1), 0.0
	for _, p := range slices.Concat(points...) {
		cells++
		if p.step > 0 {
			from, to = min(from, p.step), max(to, p.step)
		}
	}
	rho := claims.JackknifeSeeds(len(points), rate, func(seeds []int) float64 {
		var h, l []float64
		for _, seed := range seeds {
			for _, p := range points[seed] {
				h, l = append(h, p.entropy), append(l, -math.Log(p.residual))
			}
		}
		return claims.Spearman(h, l)
	})
	// A rank correlation of some 200 cells moves with the few whose n_a or residual does;
	// its own standard error over 20 seeds is about 0.05.
	rank := claims.Tolerance{Abs: 0.1}
	return append(lab.Fields{
		lab.Of("h from", lab.TolEdge, from), lab.Of("h to", lab.TolEdge, to),
		lab.Of(claims.ColCount, lab.Exactly, len(points)), lab.Of(claims.ColCells, lab.Exactly, cells),
	}, lab.Interval(claims.ColSpearman, claims.ColLo, claims.ColHi, rank, rho)...)
}
