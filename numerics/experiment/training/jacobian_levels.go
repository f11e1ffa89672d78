package training

import (
	"context"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// levelSteps is how many steps h a span has, spanAbove how far it reaches above h_c.
const (
	levelSteps = 10
	spanAbove  = 6
)

// levelSeeds and levelDescent, the steps of Levenberg-Marquardt, are the same at all sizes: with 14
// seeds or half of the steps the limits are too wide to tell.
const (
	levelSeeds   = 20
	levelDescent = 300
)

// levelGrid has the settings of K5, K5r and K5c, and the steps of Levenberg-Marquardt. The tests
// have the narrower network, the short run three settings.
func levelGrid(size claims.Size) (sets []jacobianSetting, steps int) {
	nodes := lab.At(size, 31, 31, 63)
	for _, width := range lab.At(size, []int{10}, []int{10}, []int{10, 20}) {
		for _, on := range []struct{ problem, activation string }{
			{"poisson-1d", "tanh"}, {"poisson-1d", "sin"}, {"biharmonic-1d", "tanh"}, {"biharmonic-1d", "sin"},
		} {
			net := netSetting{problem: on.problem, depth: 1, width: width, nodes: nodes, precision: theory.Float32}
			sets = append(sets, jacobianSetting{net, on.activation, false})
		}
	}
	if size == claims.Short {
		sets = sets[:3]
	}
	return sets, levelDescent
}

// level is one run: the entropy of J at its start, and how its loss fell. AD has the step 0.
type level struct {
	step, entropy, final float64
	losses               []float64
}

// levels are the runs of one setting.
type levels struct {
	jacobianSetting
	at    edge
	steps []lab.Step
	runs  [][]level // by seed: AD, then FD at each step
}

// EntropyAndLevel is the table of K5, K5r and K5c: rank correlations of the entropy of J at the
// start with the loss that training reaches, over the whole span and inside the regime, and with
// the speed at which it does.
func EntropyAndLevel(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "entropy and level", s, func() (claims.Table, error) {
		sets, steps := levelGrid(s.Size)
		all, err := levelSpans(ctx, s, sets, lab.Part(p, 0, 2))
		if err != nil {
			return claims.Table{}, err
		}
		runs, err := lab.Sweep(ctx, s, all, levelSeeds, lab.Part(p, 1, 2), func(ctx context.Context, l levels, seed int) ([]level, error) {
			return lab.In(l.under(s).precision, measureLevels[float32], measureLevels[float64])(ctx, s, l, steps, seed)
		})
		if err != nil {
			return claims.Table{}, err
		}
		t := claims.NewTable([]string{"problem", "network", "activation"})
		for i, l := range all {
			l.runs = runs[i]
			lab.Add(&t, []string{l.problem, l.network(), l.activation}, l.fields())
		}
		return t, nil
	})
}

// levelSpans are the settings with the steps between 1.5 h_l and 6 h_c, or half where that is
// nearer, from the medians of the edges.
func levelSpans(ctx context.Context, s claims.Setup, sets []jacobianSetting, p lab.Progress) ([]levels, error) {
	predicted, err := predictJacobians(ctx, s, sets, levelSeeds, p)
	if err != nil {
		return nil, err
	}
	all := make([]levels, len(sets))
	for i, set := range sets {
		at := jacobianRun{seeds: predicted[i]}.edge(ofJacobian, 1)
		from, _ := theory.RegimeBounds(at.lower, at.upper)
		all[i] = levels{jacobianSetting: set, at: at}
		for _, h := range geometric(from, math.Min(spanAbove*at.upper, largestStep), levelSteps) {
			all[i].steps = append(all[i].steps, lab.Step{H: h})
		}
	}
	return all, nil
}

// measureLevels trains AD once, and FD at every step, unless AD stands there.
func measureLevels[T engine.Float](ctx context.Context, s claims.Setup, l levels, steps, seed int) ([]level, error) {
	t, err := newJacobianTrial[T](ctx, s, l.jacobianSetting, seed)
	if err != nil {
		return nil, err
	}
	run := func(side claims.Engine, h float64) (level, error) {
		roots, err := t.roots(side, h)
		if err != nil {
			return level{}, err
		}
		a := ofJacobian.cutoff(t.shape(), 1)
		entropy, err := ofJacobian.entropy(s.Entropy, roots, a, ofJacobian.kept(roots, a))
		if err != nil {
			return level{}, err
		}
		c, err := t.descend(ctx, descentSetting{t.set, claims.OptimiserLM, steps}, side, h)
		if err != nil {
			return level{}, err
		}
		return level{step: h, entropy: entropy, final: c.final, losses: c.losses}, nil
	}
	ad, err := run(s.AD, l.steps[0].H)
	if err != nil {
		return nil, err
	}
	ad.step = 0
	out := []level{ad}
	if s.FD == claims.EngineAD {
		return out, nil
	}
	for _, step := range l.steps {
		fd, err := run(s.FD, step.H)
		if err != nil {
			return nil, err
		}
		out = append(out, fd)
	}
	return out, nil
}

// fields are the columns of a setting.
func (l levels) fields() lab.Fields {
	const unmoved = "one side alone, or runs that all end alike, have no rank correlation"
	rank, limit := claims.Tolerance{Abs: 0.1}, claims.Tolerance{Abs: 0.2}
	target := l.target()
	inside := func(v level) bool { return v.step == 0 || theory.InRegime(v.step, l.at.lower, l.at.upper) }
	fields := lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(l.runs)), lab.Of("runs", lab.Exactly, len(l.runs[0])),
		lab.Of(claims.ColLower, lab.TolEdge, l.at.lower), lab.Of(claims.ColUpper, lab.TolEdge, l.at.upper),
		lab.Of(claims.ColUnreached, claims.Tolerance{Abs: 0.05}, l.unreached(target)),
	}
	for _, of := range []struct {
		name string
		keep func(level) bool
		gain func(level) float64
	}{
		{claims.RhoLevel, everyLevel, func(v level) float64 { return -math.Log(v.final) }},
		{claims.RhoRegime, inside, func(v level) float64 { return -math.Log(v.final) }},
		{claims.RhoSpeed, everyLevel, func(v level) float64 { return -stepsTo(v.losses, target) }},
	} {
		rho := l.correlate(of.keep, of.gain)
		estimate, lo, hi := claims.RhoColumns(of.name)
		fields = append(fields,
			lab.Of(estimate, rank, rho.Estimate).OrNaN(unmoved), lab.Of(lo, limit, rho.Lo).OrNaN(unmoved), lab.Of(hi, limit, rho.Hi).OrNaN(unmoved))
	}
	return fields
}

func everyLevel(level) bool { return true }

// correlate is Spearman's coefficient of entropy and gain over the runs of all seeds that are
// kept, with limits by leaving out seeds.
func (l levels) correlate(keep func(level) bool, gain func(level) float64) claims.Interval {
	return claims.JackknifeSeeds(len(l.runs), claims.SignLevel, func(seeds []int) float64 {
		var x, y []float64
		for _, seed := range seeds {
			for _, v := range l.runs[seed] {
				if keep(v) {
					x, y = append(x, v.entropy), append(y, gain(v))
				}
			}
		}
		return claims.Spearman(x, y)
	})
}

// speedFactor is how far above the largest median end loss the loss lies to which steps are
// counted, so that nearly every run reaches it.
const speedFactor = 4

// target is that loss.
func (l levels) target() float64 {
	largest := 0.0
	for k := range l.runs[0] {
		largest = math.Max(largest, lab.MedianBy(lab.Nth(l.runs, k), func(v level) float64 { return v.final }))
	}
	return speedFactor * largest
}

// unreached is the share of runs that do not come down to the target.
func (l levels) unreached(target float64) float64 {
	var missed, all float64
	for _, seed := range l.runs {
		for _, v := range seed {
			all++
			if math.IsInf(stepsTo(v.losses, target), 1) {
				missed++
			}
		}
	}
	return missed / all
}
