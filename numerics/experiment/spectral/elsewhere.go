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
			out = append(out, Setting{Problem: problem, Activation: activation, Nodes: ordinary, N: line, M: lineM, Precision: theory.Float64})
		}
		for _, problem := range []string{"poisson-2d", "biharmonic-2d"} {
			square := Setting{Problem: problem, Activation: activation, Nodes: ordinary, N: side, M: squareM, Precision: theory.Float32, Radius: 1}
			out = append(out, square)
		}
	}
	if size == claims.Short { // each problem with one activation, by turns
		return []Setting{out[0], out[5], out[2], out[7]}
	}
	return out
}

// spreadOver has the midpoints of equal parts of the regime, in the logarithm.
func spreadOver(count int) func(lower, upper float64) []lab.Step {
	return func(lower, upper float64) []lab.Step {
		from, to := theory.RegimeBounds(lower, upper)
		steps := make([]lab.Step, count)
		for k := range steps {
			steps[k] = lab.Step{Name: fmt.Sprintf("%d of %d", k+1, count), H: from * math.Pow(to/from, (float64(k)+0.5)/float64(count))}
		}
		return steps
	}
}

// spectralPair is n_a and H of both sides at one step.
type spectralPair struct {
	keptAD, keptFD int
	hAD, hFD       float64
}

// EntropyElsewhere is the table of E1p: H_AD against H_FD at steps spread over the
// predicted regime of each setting.
func EntropyElsewhere(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	seeds, count := s.Size.FewSeeds(), 3
	if s.Size == claims.Short {
		count = 2
	}
	runs, err := predict(ctx, s, relativeTo(elsewhereSettings(s.Size), spreadOver(count)), seeds)
	if err != nil {
		return claims.Table{}, err
	}
	for _, r := range runs {
		if from, to := theory.RegimeBounds(r.edge(0)); !(from > 0 && from < to) {
			return claims.Table{}, fmt.Errorf("%v: the noise law predicts no regime: [%g, %g]", r.Setting, from, to)
		}
	}
	results, err := lab.Sweep(ctx, s, runs, seeds, p, func(ctx context.Context, r run, seed int) ([]spectralPair, error) {
		return lab.In(r.Precision, compareEntropies[float32], compareEntropies[float64])(ctx, s, r, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "precision", "h"})
	for i, r := range runs {
		lower, upper := r.edge(0)
		for k, step := range r.steps {
			lab.Add(&t, []string{r.Problem, r.Activation, r.Nodes, string(r.Precision), step.Name}, lab.Fields{
				lab.Of(claims.ColStep, lab.TolEdge, step.H), lab.Of(claims.ColLower, lab.TolEdge, lower), lab.Of(claims.ColUpper, lab.TolEdge, upper),
				lab.Of("N", lab.Exactly, r.N), lab.Of("M", lab.Exactly, r.M), lab.Of("R", lab.Exactly, r.featureRadius()),
			}, spectralFields(lab.Nth(results[i], k)))
		}
	}
	return t, nil
}

// spectralFields are the paired comparison of the seeds.
func spectralFields(seeds []spectralPair) lab.Fields {
	diff := lab.Each(seeds, func(p spectralPair) float64 { return p.hAD - p.hFD })
	return append(wins(diff),
		lab.Of(claims.ColMedian, lab.TolEntropy, lab.MedianOf(diff)),
		lab.Of("median n_a AD", lab.TolKept, lab.MedianBy(seeds, func(p spectralPair) float64 { return float64(p.keptAD) })),
		lab.Of("median n_a FD", lab.TolKept, lab.MedianBy(seeds, func(p spectralPair) float64 { return float64(p.keptFD) })))
}

// compareEntropies takes the spectra of both sides at every step, for one seed.
func compareEntropies[T engine.Float](ctx context.Context, s claims.Setup, r run, seed int) ([]spectralPair, error) {
	b, err := NewTrial[T](s, r.Setting, seed)
	if err != nil {
		return nil, err
	}
	look := func(side claims.Engine, h float64) (kept int, entropy float64, err error) {
		sigma, a, kept, err := b.spectrum(ctx, side, h)
		if err != nil {
			return 0, 0, err
		}
		entropy, err = theory.Entropy(s.Entropy, sigma, a, kept)
		return kept, entropy, err
	}
	out := make([]spectralPair, len(r.steps))
	for k, step := range r.steps {
		if out[k].keptAD, out[k].hAD, err = look(s.AD, step.H); err != nil {
			return nil, err
		}
		if out[k].keptFD, out[k].hFD, err = look(s.FD, step.H); err != nil {
			return nil, err
		}
	}
	return out, nil
}
