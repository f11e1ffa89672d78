package spectral

import (
	"context"
	"math"
	"strconv"

	"gonum.org/v1/gonum/floats"

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
					set := Setting{Problem: problem, Activation: activation, Nodes: ordinary, N: n, M: m, Precision: precision}
					out = append(out, edgeSetting{set, seeds})
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
	results, err := lab.SweepUneven(ctx, s, sets, func(e edgeSetting) int { return e.seeds }, p,
		func(ctx context.Context, e edgeSetting, seed int) (edgeResult, error) {
			return lab.In(e.Precision, measureEdges[float32], measureEdges[float64])(ctx, s, e.Setting, seed)
		})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "precision", "N", "M"})
	for i, e := range sets {
		lab.Add(&t, []string{e.Problem, e.Under(s).Activation, string(e.Precision), strconv.Itoa(e.N), strconv.Itoa(e.M)}, edgeFields(results[i]))
	}
	return t, nil
}

// edgeFields are the medians over the seeds, and the least room of any.
func edgeFields(seeds []edgeResult) lab.Fields {
	bisected := claims.Tolerance{Rel: 0.2}
	median := func(of func(edgeResult) float64) float64 { return lab.MedianBy(seeds, of) }
	room := floats.Min(lab.Each(seeds, func(r edgeResult) float64 { return r.room }))
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(seeds)), lab.Of(claims.ColRoom, lab.TolKept, room),
		lab.Of(claims.ColUpper, lab.TolEdge, median(func(r edgeResult) float64 { return r.upper })),
		lab.Of("measured upper", bisected, median(func(r edgeResult) float64 { return r.measuredHigh })),
		lab.Of(claims.ColLower, lab.TolEdge, median(func(r edgeResult) float64 { return r.predicted })),
		lab.Of("measured lower", bisected, median(func(r edgeResult) float64 { return r.measuredLow })),
		lab.Of(claims.ColUpperRatio, bisected, median(func(r edgeResult) float64 { return r.measuredHigh / r.upper })),
		lab.Of(claims.ColLowerRatio, bisected, median(func(r edgeResult) float64 { return r.measuredLow / r.predicted })),
	}
}

// measureEdges bisects for the edges of one seed. The upper one is sought in
// [h_c/8, 4 h_c], as belowUpperEdge tells. The lower one is sought in [h_l/4, 4 h_l], or
// to the middle of the regime where that is nearer: below it H_FD exceeds H_AD.
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
		sigma, _, kept, err := b.spectrum(ctx, side, h)
		return kept, theory.TruncatedEntropy(sigma, kept), err
	}
	kept, entropy, err := look(s.AD, predicted.upper[0])
	if err != nil {
		return edgeResult{}, err
	}
	out := edgeResult{room: float64(set.M - kept), predicted: predicted.lower[0], upper: predicted.upper[0]}
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

// bisect finds where below turns false between lo and hi, to a factor (hi/lo)^(1/128).
// It is NaN if below is not true at lo or not false at hi: there is no edge to find.
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
