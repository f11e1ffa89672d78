package training

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
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

// trainedRate is 1/lambda_1 of AD's kernel where AD is after warmSteps of Adam. The rate
// of the start does not last: lambda_1 grows a thousandfold as the network learns.
func (b *netTrial[T]) trainedRate(ctx context.Context) (float64, error) {
	warm, err := b.descend(ctx, descentSetting{b.set, claims.OptimiserAdam, warmSteps}, claims.EngineAD, 0)
	if err != nil {
		return 0, err
	}
	sigma, err := b.kernelRoots(claims.EngineAD, 0, warm.theta)
	if err != nil {
		return 0, err
	}
	return 1 / (sigma[0] * sigma[0]), nil
}

// kernelRoots are the singular values of the Jacobian, the roots of K's eigenvalues.
func (b *netTrial[T]) kernelRoots(side claims.Engine, h float64, theta []T) ([]float64, error) {
	j, err := b.jacobian(side, h, theta)
	if err != nil {
		return nil, err
	}
	return b.svd.Values(j)
}

// jacobian is dr/dtheta of one side, computed in T.
func (b *netTrial[T]) jacobian(side claims.Engine, h float64, theta []T) (*mat.Dense, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return nil, err
	}
	jac := make([]T, r.Rows()*r.Params())
	if err := r.Jacobian(theta, jac); err != nil {
		return nil, err
	}
	return mat.NewDense(r.Rows(), r.Params(), promoted(jac)), nil
}

// largestRate bisects for the largest stable exponent k: the one up to which the loss
// of a short descent never exceeds what it starts from by more than rateRoom allows. Beyond, descents may recover
// from an overshoot or not, as chance has it.
func (b *netTrial[T]) largestRate(ctx context.Context, side claims.Engine, h float64, theta []T, unit float64) (float64, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return 0, err
	}
	stable := func(k int) (bool, error) {
		rate := unit * math.Exp2(float64(k)/rateOctave)
		state := train.NewState(theta)
		result, err := train.Run(ctx, train.Objective[T](r), &train.GD[T]{Schedule: train.Constant(rate)}, state, train.Config[T]{Steps: rateSteps})
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
		return 0, fmt.Errorf("largest stable rate of the %s side at h = %v: none between 2^%d and 2^%d over lambda_1", side, h, rateLo/rateOctave, rateHi/rateOctave)
	}
	return unit * math.Exp2(float64(lo)/rateOctave), nil
}

// rates are the largest stable rates of a side where AD's run of the same setting ends:
// both sides of every step, the fault and the control look at some again.
var rates lab.Memo[courseKey, float64]

// trainedLargestRate is the largest stable rate of a side from the parameters that AD
// ends with, in steps from unit.
func (b *netTrial[T]) trainedLargestRate(ctx context.Context, set descentSetting, side claims.Engine, h float64, theta []T, unit float64) (float64, error) {
	return rates.Get(ctx, b.course(set, side, h), func() (float64, error) { return b.largestRate(ctx, side, h, theta, unit) })
}

// gradientNoise is the distance of the gradient in float32 from that in float64 of
// the same side at the same parameters.
func gradientNoise(single *netTrial[float32], double *netTrial[float64], side claims.Engine, h float64, theta []float32) (float64, error) {
	low, err := gradientOf(single, side, h, theta)
	if err != nil {
		return 0, err
	}
	high, err := gradientOf(double, side, h, promoted(theta))
	if err != nil {
		return 0, err
	}
	return floats.Distance(promoted(low), high, 2), nil
}

func gradientOf[T engine.Float](b *netTrial[T], side claims.Engine, h float64, theta []T) ([]T, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return nil, err
	}
	grad := make([]T, r.Params())
	_, err = r.LossGrad(theta, grad)
	return grad, err
}

// rateRatio is the log ratio of both sides' largest stable rates where AD's run ends, a whole number
// of steps of the search, so that one step is one step; NaN where FD's floor, predicted over
// AD's loss, leaves the choice to noise.
func (b *netTrial[T]) rateRatio(ctx context.Context, s claims.Setup, set descentSetting, h float64, trained *course[T], base float64) (predicted, ratio float64, err error) {
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

// farthestRate is the largest floor over the seeds, and the end of the interval of the median log ratio that
// is farther from 0, NaN if a seed has none.
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

// Stability is the table of T5. Gradients and rates are taken at the parameters that AD
// ends with in the Adam cells of the training sweep, whose runs are shared.
func Stability(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	all, err := trainingGrid(s.Size)
	if err != nil {
		return claims.Table{}, err
	}
	var g []descentEntry
	for _, e := range all {
		if e.optimiser == claims.OptimiserAdam {
			g = append(g, e)
		}
	}
	seeds := s.Size.TrainingSeeds()
	type result struct{ predicted, noise, rate float64 }
	results := make([][]result, len(g)*seeds)
	err = lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		out := make([]result, len(e.h))
		fail := func(err error) error {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.descentSetting, seed, s.Seed, err)
		}
		double, err := newNetTrial[float64](s, e.netSetting, seed)
		if err != nil {
			return fail(err)
		}
		if e.precision == theory.Float64 {
			trained, err := double.descend(ctx, e.descentSetting, claims.EngineAD, 0)
			if err != nil {
				return fail(err)
			}
			sigma, err := double.kernelRoots(claims.EngineAD, 0, trained.theta)
			if err != nil {
				return fail(err)
			}
			base := 1 / (sigma[0] * sigma[0])
			for k, step := range e.h {
				out[k].predicted, out[k].rate, err = double.rateRatio(ctx, s, e.descentSetting, step.H, trained, base)
				if err != nil {
					return fail(err)
				}
			}
			results[unit] = out
			return nil
		}
		single, err := newNetTrial[float32](s, e.netSetting, seed)
		if err != nil {
			return fail(err)
		}
		for k, step := range e.h {
			course, err := single.descend(ctx, e.descentSetting, claims.EngineAD, 0)
			if err != nil {
				return fail(err)
			}
			floor, err := single.roundingFloor(course.theta, step.H)
			if err != nil {
				return fail(err)
			}
			ad, err := gradientNoise(single, double, s.AD, step.H, course.theta)
			if err != nil {
				return fail(err)
			}
			fd, err := gradientNoise(single, double, s.FD, step.H, course.theta)
			if err != nil {
				return fail(err)
			}
			out[k].predicted, out[k].noise = floor/course.final, fd/ad
		}
		results[unit] = out
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"kind", "problem", "network", "h"},
		lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColPredicted, tolFloor),
		lab.Column(claims.ColGradientNoise, tolFloor), lab.Column(claims.ColGradientNoiseLo, tolFloor),
		lab.Column(claims.ColRateRatio, claims.Tolerance{Abs: 1.0 / rateOctave}))
	for i, e := range g {
		for k, step := range e.h {
			var predicted, noise, rate []float64
			for seed := range seeds {
				r := results[i*seeds+seed][k]
				predicted, noise, rate = append(predicted, r.predicted), append(noise, r.noise), append(rate, r.rate)
			}
			if e.precision == theory.Float64 {
				worst, far := farthestRate(predicted, rate)
				t.Add([]string{claims.KindRate, e.problem, e.network(), step.Name}, float64(seeds), worst, math.NaN(), math.NaN(), far)
				continue
			}
			m := claims.Median(noise)
			t.Add([]string{claims.KindNoise, e.problem, e.network(), step.Name}, float64(seeds), lab.MedianOf(predicted), m.Estimate, m.Lo, math.NaN())
		}
	}
	return t, nil
}
