package training

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// rivalry is the comparison of both sides at one step and seed.
type rivalry struct {
	final               float64 // AD's final loss
	predicted           float64 // FD's rounding floor at AD's parameters over AD's final loss
	loss, error         float64 // log ratios
	half, mean          float64
	stepsAD, stepsFD    float64 // to FloorFactor times AD's final loss, +Inf if never
	lossOver, errorOver float64
}

// compareCourses sets the courses of both sides beside each other. floor is FD's predicted
// rounding floor at AD's parameters, truncation what its stencil makes of the solution.
func compareCourses[T engine.Float](ad, fd *course[T], floor, truncation float64) rivalry {
	r := rivalry{
		final:     ad.final,
		predicted: floor / ad.final,
		loss:      logRatio(fd.final, ad.final),
		error:     logRatio(fd.error, ad.error),
		lossOver:  fd.final / math.Max(ad.final, floor),
		errorOver: fd.error / math.Max(ad.error, truncation),
	}
	r.stepsAD, r.stepsFD = stepsTo(ad.losses, claims.FloorFactor*ad.final), stepsTo(fd.losses, claims.FloorFactor*ad.final)
	// The running minimum of AD at half of its budget: both reach it in a time of its
	// own, AD within the half.
	target := slices.Min(ad.losses[:len(ad.losses)/2+1])
	r.half = logRatio(stepsTo(fd.losses, target)+1, stepsTo(ad.losses, target)+1)
	n := min(len(ad.losses), len(fd.losses))
	logs := make([]float64, n)
	for t := range logs {
		logs[t] = logRatio(fd.losses[t], ad.losses[t])
	}
	r.mean = stat.Mean(logs, nil)
	return r
}

// logRatio is log(a/b), and 0 where both are equal, infinite ones too.
func logRatio(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Log(a / b)
}

// stepsTo is the first step with a loss of at most target, +Inf if there is none.
func stepsTo(losses []float64, target float64) float64 {
	for t, loss := range losses {
		if loss <= target {
			return float64(t)
		}
	}
	return math.Inf(1)
}

// contest is the runs of both sides from one seed, and that of Taylor mode, from which
// predictions are made whatever the setup puts on the two sides: the regime of a claim is
// the same under its fault.
type contest[T engine.Float] struct{ ad, fd, taylor *course[T] }

func (b *netTrial[T]) contest(ctx context.Context, set descentSetting, h float64) (c contest[T], err error) {
	if c.ad, err = b.descend(ctx, set, b.setup.AD, h); err != nil {
		return c, err
	}
	if c.fd, err = b.descend(ctx, set, b.setup.FD, h); err != nil {
		return c, err
	}
	c.taylor, err = b.descend(ctx, set, claims.EngineAD, 0)
	return c, err
}

// compare is the rivalry of a contest with FD's rounding floor at Taylor mode's parameters.
func (c contest[T]) compare(floor, truncation float64) rivalry {
	r := compareCourses(c.ad, c.fd, floor, truncation)
	r.predicted = floor / c.taylor.final
	return r
}

// measureDescent trains both sides of one seed at every step h.
func measureDescent[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]rivalry, error) {
	set := e.under(s)
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return nil, err
	}
	out := make([]rivalry, len(e.h))
	for k, step := range e.h {
		h := s.StepOr(step.H)
		c, err := b.contest(ctx, set, h)
		if err != nil {
			return nil, err
		}
		floor, err := b.roundingFloor(c.taylor.theta, h)
		if err != nil {
			return nil, err
		}
		out[k] = c.compare(floor, theory.TruncationShare(h, b.problem.Order))
	}
	return out, nil
}

// trainingSweep measures a list of cells, [cell][seed][step].
func trainingSweep(ctx context.Context, s claims.Setup, g []descentEntry, seeds int, p lab.Progress) ([][][]rivalry, error) {
	return lab.Sweep(ctx, s, g, seeds, p, func(ctx context.Context, e descentEntry, seed int) ([]rivalry, error) {
		return lab.In(e.under(s).precision, measureDescent[float32], measureDescent[float64])(ctx, s, e, seed)
	})
}

// Numbers of a rivalry that several tables take.
func lossRatio(r rivalry) float64      { return r.loss }
func errorRatio(r rivalry) float64     { return r.error }
func predictedFloor(r rivalry) float64 { return r.predicted }

// rivals are those of all seeds.
type rivals []rivalry

// ratio is the median of a log ratio, with its limits, under the names that claims has for it.
func (r rivals) ratio(name string, of func(rivalry) float64) lab.Fields {
	median, lo, hi := claims.RatioColumns(name)
	return lab.Interval(median, lo, hi, tolChaos, claims.Median(lab.Each(r, of)))
}

// stepOrders counts the seeds in which FD takes more steps than AD to a common loss, and
// fewer; where neither gets there they are equal.
func (r rivals) stepOrders() (more, fewer int) {
	for _, x := range r {
		switch {
		case x.stepsFD > x.stepsAD:
			more++
		case x.stepsFD < x.stepsAD:
			fewer++
		}
	}
	return more, fewer
}
