package spectral

import (
	"context"
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// elsewhereSettings are the problems of E1p: third and mixed order on the line in
// float64, and the square. On the square spectra decay slowly: with R = 4 in float64
// A_AD keeps every value, and where it does there is no tail and no regime. R = 1
// and float32 leave one.
func elsewhereSettings(size claims.Size) []Setting {
	line, lineM, side, squareM := 150, 80, 12, 110
	switch size {
	case claims.Short:
		line, lineM, side, squareM = 80, 60, 9, 75
	case claims.Audit:
		line, lineM, side, squareM = 200, 100, 19, 200
	}
	var out []Setting
	for _, activation := range []string{"tanh", "sin"} {
		for _, problem := range []string{"third-order-1d", "kuramoto-sivashinsky-1d"} {
			out = append(out, Setting{Problem: problem, Activation: activation, Nodes: ordinary, n: line, m: lineM, precision: theory.Float64})
		}
		for _, problem := range []string{"poisson-2d", "biharmonic-2d"} {
			out = append(out, Setting{Problem: problem, Activation: activation, Nodes: ordinary, n: side, m: squareM, precision: theory.Float32, radius: 1})
		}
	}
	if size == claims.Short { // each problem with one activation, by turns
		return []Setting{out[0], out[5], out[2], out[7]}
	}
	return out
}

// spectralPair is n_a and H of both sides at one step.
type spectralPair struct {
	keptAD, keptFD int
	hAD, hFD       float64
}

// entropyElsewhere is the table of E1p: H_AD against H_FD at steps spread over the
// predicted regime of each setting.
func Elsewhere(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, seeds, count := elsewhereSettings(s.Size), s.Size.FewSeeds(), 3
	if s.Size == claims.Short {
		count = 2
	}
	runs := make([]run, len(sets))
	for i, set := range sets {
		runs[i] = run{Setting: set, edges: make([]edges, seeds)}
	}
	if err := predict(ctx, s, runs); err != nil {
		return claims.Table{}, err
	}
	steps := make([][]float64, len(sets))
	for i, r := range runs {
		lower, upper := r.edge(0)
		from, to := theory.RegimeBounds(lower, upper)
		if !(from > 0 && from < to) {
			return claims.Table{}, fmt.Errorf("%v: the noise law predicts no regime: [%g, %g]", r.Setting, from, to)
		}
		for k := range count { // the midpoints of equal parts, in the logarithm
			steps[i] = append(steps[i], from*math.Pow(to/from, (float64(k)+0.5)/float64(count)))
		}
	}
	results := make([][]spectralPair, len(sets)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		i, seed := unit/seeds, unit%seeds
		compare := compareEntropies[float64]
		if sets[i].precision == theory.Float32 {
			compare = compareEntropies[float32]
		}
		var err error
		if results[unit], err = compare(ctx, s, sets[i], steps[i], seed); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", sets[i], seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "precision", "h"},
		lab.Column(claims.ColStep, tolEdge), lab.Column(claims.ColLower, tolEdge), lab.Column(claims.ColUpper, tolEdge),
		lab.Column("N", lab.Exactly), lab.Column("M", lab.Exactly), lab.Column("R", lab.Exactly),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColWins, lab.TolCount), lab.Column(claims.ColLosses, lab.TolCount),
		lab.Column(claims.ColMedian, tolEntropy), lab.Column("median n_a AD", lab.TolKept), lab.Column("median n_a FD", lab.TolKept))
	for i, set := range sets {
		lower, upper := runs[i].edge(0)
		for k, h := range steps[i] {
			var diff, keptAD, keptFD []float64
			for seed := range seeds {
				r := results[i*seeds+seed][k]
				diff = append(diff, r.hAD-r.hFD)
				keptAD, keptFD = append(keptAD, float64(r.keptAD)), append(keptFD, float64(r.keptFD))
			}
			wins, losses := lab.Signs(diff)
			t.Add([]string{set.Problem, set.Under(s).Activation, set.Nodes, string(set.precision), fmt.Sprintf("%d of %d", k+1, count)},
				h, lower, upper, float64(set.n), float64(set.m), set.featureRadius(),
				float64(seeds), wins, losses, lab.MedianOf(diff), lab.MedianOf(keptAD), lab.MedianOf(keptFD))
		}
	}
	return t, nil
}

// compareEntropies takes the spectra of both sides at every step, for one seed.
func compareEntropies[T engine.Float](ctx context.Context, s claims.Setup, set Setting, steps []float64, seed int) ([]spectralPair, error) {
	b, err := NewTrial[T](s, set, seed)
	if err != nil {
		return nil, err
	}
	look := func(side claims.Engine, h float64) (kept int, entropy float64, err error) {
		sigma, a, err := b.spectrum(ctx, side, h)
		if err != nil {
			return 0, 0, err
		}
		kept = theory.EffectiveCutoff(sigma, a)
		entropy, err = theory.Entropy(s.Entropy, sigma, a, kept)
		return kept, entropy, err
	}
	out := make([]spectralPair, len(steps))
	for k, h := range steps {
		if out[k].keptAD, out[k].hAD, err = look(s.AD, h); err != nil {
			return nil, err
		}
		if out[k].keptFD, out[k].hFD, err = look(s.FD, h); err != nil {
			return nil, err
		}
	}
	return out, nil
}
