package training

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/train"
	"adfd/theory"
	"adfd/theory/claims"
)

// The search for the largest stable rate: descents of rateSteps steps at
// 2^(k/8)/lambda_1 from the parameters that AD ends with, lambda_1 the largest
// eigenvalue of AD's kernel there: on L = |r|^2 with r linear they are stable up to k = 0.
const (
	rateSteps  = 60
	rateOctave = 8
	rateLo     = -8 * rateOctave // stable for certain: deep networks are far from linear
	rateHi     = 6 * rateOctave  // and not
	rateRoom   = 1.01            // what a loss may rise by: see claims.RateFloor
)

// unitRate is 1/lambda_1 of AD's kernel at theta.
func (b *netTrial[T]) unitRate(theta []T) (float64, error) {
	sigma, err := b.kernelRoots(claims.EngineAD, 0, theta)
	if err != nil {
		return 0, err
	}
	return 1 / (sigma[0] * sigma[0]), nil
}

// trainedRate is the unit rate where AD is after warmSteps of Adam. That of the start does
// not last: lambda_1 grows a thousandfold as the network learns.
func (b *netTrial[T]) trainedRate(ctx context.Context) (float64, error) {
	warm, err := b.descend(ctx, descentSetting{b.set, claims.OptimiserAdam, warmSteps}, claims.EngineAD, 0)
	if err != nil {
		return 0, err
	}
	return b.unitRate(warm.theta)
}

// largestRate bisects for the largest stable exponent k: the one up to which the loss of
// a short descent never exceeds what it starts from by more than rateRoom allows. Beyond,
// descents may recover from an overshoot or not, as chance has it.
func (b *netTrial[T]) largestRate(ctx context.Context, side claims.Engine, h float64, theta []T, unit float64) (float64, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return 0, err
	}
	stable := func(k int) (bool, error) {
		rate := unit * math.Exp2(float64(k)/rateOctave)
		state := train.NewState(theta)
		descent := &train.GD[T]{Schedule: train.Constant(rate)}
		result, err := train.Run(ctx, train.Objective[T](r), descent, state, train.Config[T]{Steps: rateSteps})
		if err != nil {
			return false, err
		}
		if err := ctx.Err(); err != nil {
			return false, err
		}
		_, diverged := result.Stop.(train.Diverged)
		return !diverged && floats.Max(state.History.Losses) <= rateRoom*state.First, nil
	}
	lo, hi := rateLo, rateHi
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		ok, err := stable(mid)
		if err != nil {
			return 0, err
		}
		if ok {
			lo = mid
		} else {
			hi = mid
		}
	}
	if lo == rateLo || hi == rateHi {
		return 0, fmt.Errorf("largest stable rate of the %s side at h = %v: none between 2^%d and 2^%d over lambda_1",
			side, h, rateLo/rateOctave, rateHi/rateOctave)
	}
	return unit * math.Exp2(float64(lo)/rateOctave), nil
}

// rates are the largest stable rates of a side where AD's run of the same setting ends:
// both sides of every step, the fault and the control look at some again.
var rates lab.Memo[courseKey, float64]

// trainedLargestRate is the largest stable rate of a side from the parameters that AD
// ends with, in steps from unit.
func (b *netTrial[T]) trainedLargestRate(ctx context.Context, set descentSetting, side claims.Engine, h float64, theta []T,
	unit float64) (float64, error) {
	return rates.Get(ctx, b.course(set, side, h), func() (float64, error) { return b.largestRate(ctx, side, h, theta, unit) })
}

// gradientNoise is the distance of the gradient in float32 from that in float64 of
// the same side at the same parameters.
func gradientNoise(single *netTrial[float32], double *netTrial[float64], side claims.Engine, h float64, theta []float32) (float64, error) {
	_, low, err := single.lossGrad(side, h, theta)
	if err != nil {
		return 0, err
	}
	_, high, err := double.lossGrad(side, h, promoted(theta))
	if err != nil {
		return 0, err
	}
	return floats.Distance(promoted(low), high, 2), nil
}

// rateRatio is the log ratio of both sides' largest stable rates where AD's run ends. It is
// a whole number of steps of the search, so that one step is one step, and NaN where FD's
// floor, predicted over AD's loss, leaves the choice to noise.
func (b *netTrial[T]) rateRatio(ctx context.Context, s claims.Setup, set descentSetting, h float64, trained *course[T],
	base float64) (predicted, ratio float64, err error) {
	floor, err := b.roundingFloor(trained.theta, h)
	if err != nil {
		return 0, 0, err
	}
	predicted = floor / trained.final
	if predicted > claims.RateFloor {
		return predicted, math.NaN(), nil
	}
	ad, err := b.trainedLargestRate(ctx, set, s.AD, h, trained.theta, base)
	if err != nil {
		return 0, 0, err
	}
	fd, err := b.trainedLargestRate(ctx, set, s.FD, h, trained.theta, base)
	return predicted, math.Round(rateOctave*math.Log2(fd/ad)) * (math.Log(2) / rateOctave), err
}

// farthestRate is the largest floor over the seeds, and the end of the interval of the
// median log ratio that is farther from 0, NaN if a seed has none.
func farthestRate(predicted, ratio []float64) (worst, far float64) {
	worst = floats.Max(predicted)
	if !(worst <= claims.RateFloor) {
		return worst, math.NaN()
	}
	m := claims.Median(ratio)
	if math.Abs(m.Hi) > math.Abs(m.Lo) {
		return worst, m.Hi
	}
	return worst, m.Lo
}

// stability is what one seed gave at a step: FD's floor over AD's loss, and FD's number
// over AD's, which is the gradient's noise in float32 and the log ratio of the rates in float64.
type stability struct{ predicted, ratio float64 }

// Stability is the table of T5. Gradients and rates are taken at the parameters that AD
// ends with in the Adam cells of the training sweep, whose runs are shared.
func Stability(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := cellsWhere(s.Size, func(e descentEntry) bool { return e.optimiser == claims.OptimiserAdam })
	if err != nil {
		return claims.Table{}, err
	}
	seeds := s.Size.TrainingSeeds()
	results, err := lab.Sweep(ctx, s, g, seeds, p, func(ctx context.Context, e descentEntry, seed int) ([]stability, error) {
		return lab.In(e.precision, measureGradientNoise, measureRates)(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	return stabilityTable(g, results), nil
}

// stabilityTable has a row of noise for a cell in float32 and one of rates for a cell in float64,
// [cell][seed][step].
func stabilityTable(g []descentEntry, results [][][]stability) claims.Table {
	const (
		ofNoise = "of the rows of gradient noise alone"
		ofRates = "of the rows of the largest rate alone, and there of those with a low floor in every seed"
	)
	t := claims.NewTable([]string{"kind", "problem", "network", "h"})
	for i, e := range g {
		for k, step := range e.h {
			each := lab.Nth(results[i], k)
			predicted := lab.Each(each, func(r stability) float64 { return r.predicted })
			ratio := lab.Each(each, func(r stability) float64 { return r.ratio })
			kind, nan := claims.KindNoise, math.NaN()
			floor, noise, rate := lab.MedianOf(predicted), claims.Median(ratio), nan
			if e.precision == theory.Float64 {
				kind, noise = claims.KindRate, claims.Interval{Estimate: nan, Lo: nan, Hi: nan}
				floor, rate = farthestRate(predicted, ratio)
			}
			lab.Add(&t, []string{kind, e.problem, e.network(), step.Name}, lab.Fields{
				lab.Of(claims.ColCount, lab.Exactly, len(results[i])), lab.Of(claims.ColPredicted, tolFloor, floor),
				lab.Of(claims.ColGradientNoise, tolFloor, noise.Estimate).OrNaN(ofNoise), lab.Of(claims.ColGradientNoiseLo, tolFloor, noise.Lo).OrNaN(ofNoise),
				lab.Of(claims.ColRateRatio, claims.Tolerance{Abs: 1.0 / rateOctave}, rate).OrNaN(ofRates),
			})
		}
	}
	return t
}

// measureRates gives the rates of one seed at every step.
func measureRates(ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]stability, error) {
	b, err := newNetTrial[float64](s, e.netSetting, seed)
	if err != nil {
		return nil, err
	}
	trained, err := b.descend(ctx, e.descentSetting, claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	unit, err := b.unitRate(trained.theta)
	if err != nil {
		return nil, err
	}
	out := make([]stability, len(e.h))
	for k, step := range e.h {
		if out[k].predicted, out[k].ratio, err = b.rateRatio(ctx, s, e.descentSetting, s.StepOr(step.H), trained, unit); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// measureGradientNoise gives the noise of one seed at every step.
func measureGradientNoise(ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]stability, error) {
	single, err := newNetTrial[float32](s, e.netSetting, seed)
	if err != nil {
		return nil, err
	}
	double, err := newNetTrial[float64](s, e.netSetting, seed)
	if err != nil {
		return nil, err
	}
	trained, err := single.descend(ctx, e.descentSetting, claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	out := make([]stability, len(e.h))
	for k, step := range e.h {
		floor, err := single.roundingFloor(trained.theta, step.H)
		if err != nil {
			return nil, err
		}
		ad, err := gradientNoise(single, double, s.AD, step.H, trained.theta)
		if err != nil {
			return nil, err
		}
		fd, err := gradientNoise(single, double, s.FD, step.H, trained.theta)
		if err != nil {
			return nil, err
		}
		out[k] = stability{floor / trained.final, fd / ad}
	}
	return out, nil
}
