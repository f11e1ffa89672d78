package training

import (
	"context"
	"math"
	"slices"
	"strconv"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// curvesOf are the windowed losses of one seed at the checkpoints, with FD's predicted
// rounding floor at AD's last parameters.
type curvesOf struct {
	ad, fd []float64
	floor  float64
}

// Tolerances of the logarithms of windowed losses, as medians over seeds and ends of their
// intervals. Another machine may round otherwise from the first step on. Measured, with all
// parameters at the start moved by one or two units of their last digit, three times: AD's
// logarithms move by 3e-4 at most, and thirty times that is allowed. Where FD's loss is
// rounding noise every change draws it anew, and so the median of ten seeds: by 1.3 at most.
var (
	tolCurveAD = claims.Tolerance{Abs: 0.01}
	tolCurveFD = claims.Tolerance{Abs: 2}
)

// LossCurves is the exhibit of T1: the loss over the steps of Adam in float32, at the steps h
// of T1 and one between. Losses are windowed as T1's final ones are.
func LossCurves(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := cellsWhere(s.Size, shallowAdam)
	if err != nil {
		return claims.Table{}, err
	}
	for i, e := range g {
		coarse, fine := math.Ilogb(e.h[0].H), math.Ilogb(e.h[len(e.h)-1].H)
		g[i].h = lab.DyadicSteps(-coarse, -(coarse+fine)/2, -fine)
	}
	results, err := lab.Sweep(ctx, s, g, s.Size.MedianSeeds(), p, func(ctx context.Context, e descentEntry, seed int) ([]curvesOf, error) {
		return measureCurves(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append(slices.Clone(descentKeys), "after"))
	for i, e := range g {
		for k, step := range e.h {
			seeds := lab.Nth(results[i], k)
			logs := func(of func(curvesOf) float64) []float64 {
				return lab.Each(seeds, func(r curvesOf) float64 { return math.Log(of(r)) })
			}
			floor := lab.MedianOf(logs(func(r curvesOf) float64 { return r.floor }))
			for j, after := range milestones(e.steps) {
				ad := claims.Median(logs(func(r curvesOf) float64 { return r.ad[j] }))
				fd := claims.Median(logs(func(r curvesOf) float64 { return r.fd[j] }))
				lab.Add(&t, append(e.key(step), strconv.Itoa(after)), lab.Fields{
					lab.Of(claims.ColStep, lab.Exactly, step.H), lab.Of(claims.ColCount, lab.Exactly, len(seeds)), lab.Of("t", lab.Exactly, after),
					lab.Of("nodes", lab.Exactly, e.nodes), lab.Of("log floor", tolCurveAD, floor),
				},
					lab.Interval("log AD", "log AD lo", "log AD hi", tolCurveAD, ad),
					lab.Interval("log FD", "log FD lo", "log FD hi", tolCurveFD, fd))
			}
		}
	}
	return t, nil
}

// milestones are numbers of steps in a geometric row, eight a decade, from ten on to the last.
func milestones(steps int) (out []int) {
	const first, perDecade = 10, 8
	for k := int(perDecade * math.Log10(float64(steps)/first)); k >= 0; k-- {
		out = append(out, int(math.Round(float64(steps)*math.Pow(10, -float64(k)/perDecade))))
	}
	return out
}

func measureCurves(ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]curvesOf, error) {
	b, err := newNetTrial[float32](s, e.netSetting, seed)
	if err != nil {
		return nil, err
	}
	windows := func(c *course[float32]) (out []float64) {
		for _, after := range milestones(e.steps) {
			out = append(out, windowed(c.losses[:min(after, len(c.losses))]))
		}
		return out
	}
	out := make([]curvesOf, len(e.h))
	for k, step := range e.h {
		c, err := b.contest(ctx, e.descentSetting, step.H)
		if err != nil {
			return nil, err
		}
		floor, err := b.roundingFloor(c.ad.theta, step.H)
		if err != nil {
			return nil, err
		}
		out[k] = curvesOf{windows(c.ad), windows(c.fd), floor}
	}
	return out, nil
}
