package spectral

import (
	"context"
	"math"

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

func correlationBySetting(ctx context.Context, s claims.Setup, grid string, withAD bool, rate float64, p lab.Progress) (claims.Table, error) {
	n, m := correlationSize(s.Size)
	runs, err := correlationSweep(ctx, s, grid, n, m, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := correlationTable("problem", "activation")
	for c := range claims.Cutoffs() {
		for _, r := range runs {
			points, err := r.points(s.Entropy, c, withAD)
			if err != nil {
				return claims.Table{}, err
			}
			addCorrelation(&t, c, rate, []string{r.Problem, r.Activation}, points)
		}
	}
	return t, nil
}

// CorrelationByPool is the table of E2c: each problem and activation in float64, where
// the coefficient is E2a's, in float32, and in float64 pooled over half, three quarters
// and the full number of features.
func CorrelationByPool(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	n, m := correlationSize(s.Size)
	single, err := correlationSweep(ctx, s, acrossEdge32, n, m, part(p, 0, 4))
	if err != nil {
		return claims.Table{}, err
	}
	sizes := []int{m / 2, 3 * m / 4, m}
	pooled := make([][]run, len(sizes))
	for i, size := range sizes {
		if pooled[i], err = correlationSweep(ctx, s, acrossEdge, n, size, part(p, i+1, 4)); err != nil {
			return claims.Table{}, err
		}
	}
	t := correlationTable("pool", "problem", "activation")
	for c := range claims.Cutoffs() {
		for k := range single {
			var bySize []run
			for i := range sizes {
				bySize = append(bySize, pooled[i][k])
			}
			for _, pool := range []struct {
				name string
				runs []run
			}{
				{claims.PoolFloat64, bySize[len(sizes)-1:]},
				{claims.PoolFloat32, single[k : k+1]},
				{claims.PoolSizes, bySize},
			} {
				points, err := poolPoints(s.Entropy, c, pool.runs)
				if err != nil {
					return claims.Table{}, err
				}
				addCorrelation(&t, c, claims.SignLevel, []string{pool.name, single[k].Problem, single[k].Activation}, points)
			}
		}
	}
	return t, nil
}

// poolPoints lists the points of several runs by seed, AD's once a run and seed.
func poolPoints(v theory.EntropyVariant, cutoff int, runs []run) ([][]point, error) {
	var all [][]point
	for _, r := range runs {
		points, err := r.points(v, cutoff, true)
		if err != nil {
			return nil, err
		}
		for seed, p := range points {
			if len(all) <= seed {
				all = append(all, nil)
			}
			all[seed] = append(all[seed], p...)
		}
	}
	return all, nil
}

// correlationTable has the given keys, the cut-off, and a coefficient a row.
func correlationTable(keys ...string) claims.Table {
	// A rank correlation of some 200 cells moves with the few whose n_a or
	// residual does; its own standard error over 20 seeds is about 0.05.
	tol := claims.Tolerance{Abs: 0.1}
	return claims.NewTable(append(keys, claims.CutoffKey),
		lab.Column("h from", tolEdge), lab.Column("h to", tolEdge),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColCells, lab.Exactly),
		lab.Column(claims.ColSpearman, tol), lab.Column(claims.ColLo, tol), lab.Column(claims.ColHi, tol))
}

// addCorrelation adds the coefficient of the points, which are listed by seed,
// with limits of the given one-sided error rate.
func addCorrelation(t *claims.Table, cutoff int, rate float64, key []string, points [][]point) {
	cells, from, to := 0, math.Inf(1), 0.0
	for _, seed := range points {
		cells += len(seed)
		for _, p := range seed {
			if p.step > 0 {
				from, to = min(from, p.step), max(to, p.step)
			}
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
	t.Add(append(key, claims.Cutoffs()[cutoff].Name),
		from, to, float64(len(points)), float64(cells), rho.Estimate, rho.Lo, rho.Hi)
}

// points lists, by seed, entropy and residual of the FD side at every step, and
// of the AD side once if withAD.
func (r run) points(v theory.EntropyVariant, cutoff int, withAD bool) ([][]point, error) {
	var out [][]point
	for _, p := range r.pairs {
		for len(out) <= p.seed {
			out = append(out, nil)
		}
		ad, fd, err := entropies(v, p, cutoff)
		if err != nil {
			return nil, err
		}
		if withAD && len(out[p.seed]) == 0 {
			out[p.seed] = append(out[p.seed], point{0, ad, p.ad.residual[cutoff]})
		}
		out[p.seed] = append(out[p.seed], point{p.step.H, fd, p.fd.residual[cutoff]})
	}
	return out, nil
}

// part is progress on part i of n of equal weight.
func part(p lab.Progress, i, n int) lab.Progress {
	if p == nil {
		return nil
	}
	return func(done, total int) { p(i*total+done, n*total) }
}
