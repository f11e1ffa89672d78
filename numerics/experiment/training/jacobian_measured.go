package training

import (
	"context"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// edgeSeeds are the seeds of a measured edge, of which K6 takes medians.
const edgeSeeds = 10

// measuredEdges are the predicted and the measured edges of one spectrum and seed. A measured
// one is NaN where the search does not find it.
type measuredEdges struct{ predicted, measured edge }

// JacobianEdges is the table of K6: for each setting and spectrum the predicted edges, and the
// measured ones on steps of 2^(1/8).
func JacobianEdges(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := jacobianRuns(ctx, s, lab.Part(p, 0, 2))
	if err != nil {
		return claims.Table{}, err
	}
	results, err := lab.Sweep(ctx, s, runs, edgeSeeds, lab.Part(p, 1, 2), func(ctx context.Context, r jacobianRun, seed int) ([]measuredEdges, error) {
		return lab.In(r.under(s).precision, measureJacobianEdges[float32], measureJacobianEdges[float64])(ctx, s, r, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append(jacobianKeys, claims.ColMatrix))
	for i, r := range runs {
		for k, m := range matricesOf {
			lab.Add(&t, append(r.key(), string(m)), measuredFields(lab.Nth(results[i], k)))
		}
	}
	return t, nil
}

// measuredFields are the medians over the seeds.
func measuredFields(seeds []measuredEdges) lab.Fields {
	const unfound = "the search ends before an edge"
	grid := claims.Tolerance{Rel: 0.1} // a place of the grid of steps, 2^(1/8), or half of one in a median
	median := func(of func(measuredEdges) float64) float64 { return lab.MedianBy(seeds, of) }
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(seeds)),
		lab.Of(claims.ColLower, lab.TolEdge, median(func(e measuredEdges) float64 { return e.predicted.lower })),
		lab.Of(claims.ColUpper, lab.TolEdge, median(func(e measuredEdges) float64 { return e.predicted.upper })),
		lab.Of(claims.ColLowerRatio, grid, median(func(e measuredEdges) float64 { return e.measured.lower / e.predicted.lower })).OrNaN(unfound),
		lab.Of(claims.ColUpperRatio, grid, median(func(e measuredEdges) float64 { return e.measured.upper / e.predicted.upper })).OrNaN(unfound),
	}
}

// span is where an edge is sought.
type span struct{ from, to float64 }

// spans are from h_l/8 to 4 h_l, or to the middle of the regime where that is nearer, and from
// h_c/8 to 4 h_c.
func (e edge) spans() (lower, upper span) {
	return span{e.lower / 8, math.Min(4*e.lower, math.Sqrt(e.lower*e.upper))}, span{e.upper / 8, 4 * e.upper}
}

// measureJacobianEdges searches for the edges of one seed. Below the upper one noise carries two or
// more of FD's values over the cut-off. Below the lower one H_FD exceeds H_AD.
func measureJacobianEdges[T engine.Float](ctx context.Context, s claims.Setup, r jacobianRun, seed int) ([]measuredEdges, error) {
	t, err := newJacobianTrial[T](ctx, s, r.jacobianSetting, seed)
	if err != nil {
		return nil, err
	}
	j := r.seeds[seed]
	found := map[float64][]float64{} // FD's singular values by step
	roots := func(h float64) ([]float64, error) {
		if v, ok := found[h]; ok {
			return v, nil
		}
		v, err := t.roots(s.FD, h)
		found[h] = v
		return v, err
	}
	out := make([]measuredEdges, len(matricesOf))
	for k, m := range matricesOf {
		a := m.cutoff(j.shape, 1)
		kept := m.kept(j.roots, a)
		entropy, err := m.entropy(theory.EntropyDefault, j.roots, a, kept)
		if err != nil {
			return nil, err
		}
		e := j.edge(m, 1)
		lower, upper := e.spans()
		out[k].predicted = e
		out[k].measured.upper, err = searched(e.upper, upper, func(h float64) (bool, error) {
			v, err := roots(h)
			return m.kept(v, a) >= kept+2, err
		})
		if err != nil {
			return nil, err
		}
		out[k].measured.lower, err = searched(e.lower, lower, func(h float64) (bool, error) {
			v, err := roots(h)
			if err != nil {
				return false, err
			}
			entropyFD, err := m.entropy(theory.EntropyDefault, v, a, kept)
			return entropyFD > entropy, err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// searched is the step in a span at which below turns false, on the grid of steps about 2^(k/8):
// the geometric mean of the last at which it is true and the next. It is NaN if below is not true
// at the first or not false at the last, and where the span begins at 0 or has no end.
func searched(about float64, in span, below func(h float64) (bool, error)) (float64, error) {
	const perOctave = 8
	if !(in.from > 0) || math.IsInf(in.to, 0) {
		return math.NaN(), nil
	}
	at := func(k int) float64 { return engine.RoundBits(about*math.Exp2(float64(k)/perOctave), jacobianBits) }
	place := func(h float64) int { return int(math.Round(perOctave * math.Log2(h/about))) }
	lo, hi := place(in.from), place(in.to)
	first, err := below(at(lo))
	if err != nil {
		return 0, err
	}
	last, err := below(at(hi))
	if err != nil || !first || last {
		return math.NaN(), err
	}
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		inside, err := below(at(mid))
		if err != nil {
			return 0, err
		}
		if inside {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Sqrt(at(lo) * at(hi)), nil
}
