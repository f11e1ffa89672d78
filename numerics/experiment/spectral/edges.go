package spectral

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// edgeSetting is a setting of E4 with its number of seeds: three where M is so
// large that a decomposition takes a tenth of a second.
type edgeSetting struct {
	Setting
	seeds int
}

func edgeSettings(size claims.Size) []edgeSetting {
	all := []string{"tanh", "sin", "gaussian", "sigmoid"}
	both := []theory.Precision{theory.Float64, theory.Float32}
	seeds := size.FewSeeds() / 2 // a median needs fewer than a sign test
	var out []edgeSetting
	add := func(n, m, seeds int, activations []string, precisions []theory.Precision) {
		for _, precision := range precisions {
			for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
				for _, activation := range activations {
					out = append(out, edgeSetting{Setting{Problem: problem, Activation: activation, Nodes: ordinary, n: n, m: m, precision: precision}, seeds})
				}
			}
		}
	}
	switch size {
	case claims.Short:
		add(100, 50, seeds, all[:1], both[:1])
		add(100, 50, seeds, all[1:2], both[1:])
	case claims.Test:
		add(100, 70, seeds, all, both)
		add(200, 100, 5, all[:2], both[:1])
	default:
		add(50, 50, seeds, all, both)
		add(100, 70, seeds, all, both)
		add(200, 100, seeds, all, both)
		add(400, 100, 5, all, both)
		add(200, 200, 5, all, both)
		add(400, 400, 3, all[:2], both[:1])
	}
	return out
}

// edgeResult is what one seed gave.
type edgeResult struct {
	room                   float64 // M - n_a
	predicted, measuredLow float64 // h_l
	upper, measuredHigh    float64 // h_c
}

// NoiseEdges is the table of E4: for each setting the predicted edges, from A_AD
// and the a-priori kappa, and the measured ones, by bisection on A_FD.
func NoiseEdges(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets := edgeSettings(s.Size)
	type unit struct{ set, seed int }
	var units []unit
	for i, e := range sets {
		for seed := range e.seeds {
			units = append(units, unit{i, seed})
		}
	}
	results := make([][]edgeResult, len(sets))
	for i, e := range sets {
		results[i] = make([]edgeResult, e.seeds)
	}
	err := lab.ForEach(ctx, len(units), p, func(ctx context.Context, k int) error {
		i, seed := units[k].set, units[k].seed
		measure := measureEdges[float64]
		if sets[i].precision == theory.Float32 {
			measure = measureEdges[float32]
		}
		var err error
		if results[i][seed], err = measure(ctx, s, sets[i].Setting, seed); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", sets[i].Setting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "precision", "N", "M"},
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColRoom, lab.TolKept),
		lab.Column(claims.ColUpper, tolEdge), lab.Column("measured upper", claims.Tolerance{Rel: 0.2}),
		lab.Column(claims.ColLower, tolEdge), lab.Column("measured lower", claims.Tolerance{Rel: 0.2}),
		lab.Column(claims.ColUpperRatio, claims.Tolerance{Rel: 0.2}), lab.Column(claims.ColLowerRatio, claims.Tolerance{Rel: 0.2}))
	for i, e := range sets {
		room := math.Inf(1)
		var hc, high, hl, low, upperRatio, lowerRatio []float64
		for _, r := range results[i] {
			room = math.Min(room, r.room)
			hc, high, hl, low = append(hc, r.upper), append(high, r.measuredHigh), append(hl, r.predicted), append(low, r.measuredLow)
			upperRatio, lowerRatio = append(upperRatio, r.measuredHigh/r.upper), append(lowerRatio, r.measuredLow/r.predicted)
		}
		t.Add([]string{e.Problem, e.Under(s).Activation, string(e.precision), strconv.Itoa(e.n), strconv.Itoa(e.m)},
			float64(e.seeds), room, lab.MedianOf(hc), lab.MedianOf(high), lab.MedianOf(hl), lab.MedianOf(low), lab.MedianOf(upperRatio), lab.MedianOf(lowerRatio))
	}
	return t, nil
}

// measureEdges bisects for the edges of one seed. The upper one is sought in
// [h_c/8, 4 h_c], as belowUpperEdge tells. The lower one in
// [h_l/4, 4 h_l], or to the middle of the regime where that is nearer: below it
// H_FD exceeds H_AD.
func measureEdges[T engine.Float](ctx context.Context, s claims.Setup, set Setting, seed int) (edgeResult, error) {
	b, err := NewTrial[T](s, set, seed)
	if err != nil {
		return edgeResult{}, err
	}
	predicted, err := b.edges()
	if err != nil {
		return edgeResult{}, err
	}
	look := func(side claims.Engine, h float64) (kept int, entropy float64, err error) {
		sigma, a, err := b.spectrum(ctx, side, h)
		kept = theory.EffectiveCutoff(sigma, a)
		return kept, theory.TruncatedEntropy(sigma, kept), err
	}
	kept, entropy, err := look(s.AD, predicted.upper[0])
	if err != nil {
		return edgeResult{}, err
	}
	out := edgeResult{room: float64(set.m - kept), predicted: predicted.lower[0], upper: predicted.upper[0]}
	out.measuredHigh, err = bisect(out.upper/8, 4*out.upper, func(h float64) (bool, error) {
		k, _, err := look(s.FD, h)
		return belowUpperEdge(k, kept), err
	})
	if err != nil {
		return edgeResult{}, err
	}
	middle := math.Sqrt(out.predicted * out.upper)
	out.measuredLow, err = bisect(out.predicted/4, math.Min(4*out.predicted, middle), func(h float64) (bool, error) {
		_, e, err := look(s.FD, h)
		return e > entropy, err
	})
	return out, err
}

// belowUpperEdge tells whether noise has carried values of A_FD over the cut-off:
// two or more, since truncation alone may carry one at any step.
func belowUpperEdge(keptFD, keptAD int) bool { return keptFD >= keptAD+2 }

// bisect finds where below turns false between lo and hi, to a factor
// (hi/lo)^(1/128). It
// is NaN if below is not true at lo or not false at hi: there is no edge to find.
func bisect(lo, hi float64, below func(h float64) (bool, error)) (float64, error) {
	const halvings = 7
	atLo, err := below(lo)
	if err != nil {
		return 0, err
	}
	atHi, err := below(hi)
	if err != nil || !atLo || atHi {
		return math.NaN(), err
	}
	for range halvings {
		mid := math.Sqrt(lo * hi)
		in, err := below(mid)
		if err != nil {
			return 0, err
		}
		if in {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Sqrt(lo * hi), nil
}
