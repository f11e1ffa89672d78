package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/nn"
	"adfd/theory"
	"adfd/theory/claims"
)

// KernelEntropy is the table of K3: the entropy of K at the start against the speed of
// training, over both sides, every step and seed of the Adam cells in float32.
func KernelEntropy(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	all, err := trainingGrid(s.Size)
	if err != nil {
		return claims.Table{}, err
	}
	byProblem := map[string][]descentEntry{}
	var order []string
	for _, e := range all {
		if e.optimiser != claims.OptimiserAdam || e.precision != theory.Float32 || e.depth != 1 {
			continue
		}
		if byProblem[e.problem] == nil {
			order = append(order, e.problem)
		}
		byProblem[e.problem] = append(byProblem[e.problem], e)
	}
	type point struct{ entropy, speed float64 }
	seeds := s.Size.TrainingSeeds()
	t := claims.NewTable([]string{"problem"}, lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColTrend, claims.Tolerance{Abs: 0.1}), lab.Column(claims.ColLo, claims.Tolerance{Abs: 0.15}), lab.Column(claims.ColHi, claims.Tolerance{Abs: 0.15}))
	for _, problem := range order {
		points := make([][]point, seeds)
		err := lab.ForEach(ctx, seeds, p, func(ctx context.Context, seed int) error {
			for _, e := range byProblem[problem] {
				b, err := newNetTrial[float32](s, e.netSetting, seed)
				if err != nil {
					return err
				}
				add := func(side claims.Engine, h float64) error {
					sigma, err := b.kernelRoots(side, h, b.start)
					if err != nil {
						return err
					}
					for k, v := range sigma {
						sigma[k] = v * v
					}
					a := s.Cutoff * theory.DefaultCutoff(len(sigma), len(sigma), b.set.precision.UnitRoundoff())
					entropy, err := theory.Entropy(s.Entropy, sigma, a, theory.EffectiveCutoff(sigma, a))
					if err != nil {
						return err
					}
					c, err := b.descend(ctx, e.descentSetting, side, h)
					if err != nil {
						return err
					}
					var speed float64
					for _, loss := range c.losses {
						speed += math.Log(c.losses[0]/loss) / float64(len(c.losses))
					}
					points[seed] = append(points[seed], point{entropy, speed})
					return nil
				}
				if err := add(s.AD, e.h[0].H); err != nil {
					return fmt.Errorf("%v, seed %d (master %d): %w", e.descentSetting, seed, s.Seed, err)
				}
				for _, step := range e.h {
					if s.FD == claims.EngineAD {
						break // the point is there
					}
					if err := add(s.FD, step.H); err != nil {
						return fmt.Errorf("%v, seed %d, h = %v (master %d): %w", e.descentSetting, seed, step.H, s.Seed, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			return t, err
		}
		m := claims.JackknifeSeeds(seeds, claims.ErrorRate95, func(chosen []int) float64 {
			var x, y []float64
			for _, seed := range chosen {
				for _, q := range points[seed] {
					x, y = append(x, q.entropy), append(y, q.speed)
				}
			}
			return claims.Spearman(x, y)
		})
		t.Add([]string{problem}, float64(seeds), m.Estimate, m.Lo, m.Hi)
	}
	return t, nil
}

// kernelGrid has the networks of K2 and the steps of their descents at
// eta = 0.2/lambda_1; half that rate takes twice as many. The short run has the deep network
// on Poisson and the wide one on the biharmonic problem.
func kernelGrid(size claims.Size) (sets []netSetting, steps int) {
	nodes, steps := 15, 100
	two, deep := 10, 6
	switch size {
	case claims.Short:
		nodes, steps = 7, 30
		two, deep = 6, 4
	case claims.Audit:
		nodes, steps = 31, 400
		two, deep = 20, 12
	}
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		sets = append(sets,
			netSetting{problem: problem, depth: 1, width: two, nodes: nodes, precision: theory.Float64},
			netSetting{problem: problem, depth: 2, width: deep, nodes: nodes, precision: theory.Float64})
	}
	if size == claims.Short {
		sets = sets[1:3]
	}
	return sets, steps
}

// kernelStep is FD's in K2: the identities are FD's own, whatever its errors.
const kernelStep = 0x1p-6

// flow is what one seed gave.
type flow struct {
	identity, full, half, vacuous float64
}

// KernelFlow is the table of K2.
func KernelFlow(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets, steps := kernelGrid(s.Size)
	sides := []claims.Engine{s.AD, s.FD}
	seeds := s.Size.Seeds() / 2 // a median needs fewer than a sign test
	results := make([]flow, len(sets)*len(sides)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		seed, i := unit%seeds, unit/seeds
		set, side := sets[i/len(sides)], sides[i%len(sides)]
		b, err := newNetTrial[float64](s, set, seed)
		if err == nil {
			results[unit], err = b.flow(ctx, side, steps)
		}
		if err != nil {
			return fmt.Errorf("%v, %s side, seed %d (master %d): %w", set, side, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"kind", "problem", "network", "side"}, lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColIdentity, claims.Tolerance{Free: "rounding errors"}),
		lab.Column(claims.ColFull, lab.TolNoise), lab.Column(claims.ColHalf, lab.TolNoise), lab.Column(claims.ColOrderEta, claims.Tolerance{Rel: 0.2}),
		lab.Column("worst log error", claims.Tolerance{Free: "the seed whose descent follows the flow least"}),
		lab.Column(claims.ColVacuous, claims.Tolerance{Free: "the least eigenvalue is the SVD's own noise"}))
	for i := range len(sets) * len(sides) {
		set, side := sets[i/len(sides)], sides[i%len(sides)]
		var identity, full, half, quotient, vacuous []float64
		for _, f := range results[i*seeds : (i+1)*seeds] {
			identity, full, half = append(identity, f.identity), append(full, f.full), append(half, f.half)
			quotient, vacuous = append(quotient, f.full/f.half), append(vacuous, f.vacuous)
		}
		key := func(kind string) []string { return []string{kind, set.problem, set.network(), string(side)} }
		nan := math.NaN()
		t.Add(key(claims.KindIdentity), float64(seeds), floats.Max(identity), nan, nan, nan, nan, lab.MedianOf(vacuous))
		t.Add(key(claims.KindDecayRate), float64(seeds), nan, lab.MedianOf(full), lab.MedianOf(half), lab.MedianOf(quotient), floats.Max(full), nan)
	}
	return t, nil
}

// flow compares both sides of K2's equations for one seed.
func (b *netTrial[T]) flow(ctx context.Context, side claims.Engine, steps int) (flow, error) {
	var f flow
	sigma, err := b.kernelRoots(side, kernelStep, b.start)
	if err != nil {
		return f, err
	}
	last := sigma[len(sigma)-1]
	f.vacuous = last * last / (sigma[0] * sigma[0])
	if f.identity, err = b.identity(side); err != nil {
		return f, err
	}
	warm := descentSetting{b.set, claims.OptimiserAdam, warmSteps}
	// Away from the start, and the same under a fault that changes the start alone.
	errs, err := flows.Get(ctx, flowKey{b.course(warm, side, kernelStep), steps}, func() (e [2]float64, err error) {
		r, err := b.residual(side, kernelStep)
		if err != nil {
			return e, err
		}
		c, err := b.descend(ctx, warm, side, kernelStep)
		if err != nil {
			return e, err
		}
		if e[0], err = b.integral(ctx, r, c.theta, kernelRate, steps); err != nil {
			return e, err
		}
		e[1], err = b.integral(ctx, r, c.theta, kernelRate/2, 2*steps)
		return e, err
	})
	f.full, f.half = errs[0], errs[1]
	return f, err
}

// flowKey is a descent of K2 and its number of steps at the full rate.
type flowKey struct {
	courseKey
	steps int
}

// flows are the errors of K2's integral at the full and at half the rate.
var flows lab.Memo[flowKey, [2]float64]

// kernelRate is K2's eta lambda_1. The flow is followed from the parameters after
// warmSteps of Adam: before, lambda_1 grows a thousandfold within a few steps, and no
// step of such a length follows the flow.
const (
	kernelRate = 0.2
	warmSteps  = 1000
)

// integral descends from theta and returns the relative error of the law's logarithm,
//
//	|log(L(T)/L(0)) + 4 integral of r.K r / r.r| / |log(L(T)/L(0))|,
//
// with
// r.K r = |J^T r|^2 from the Jacobian and the integral by the trapezoidal rule, whose own
// error is of second order.
//
// The rate is share/lambda_1 with the largest eigenvalue at the parameters of the step.
func (b *netTrial[T]) integral(ctx context.Context, r *nn.Residual[T], from []T, share float64, steps int) (float64, error) {
	theta, grad := slices.Clone(from), make([]T, len(from))
	jac, res := make([]T, r.Rows()*r.Params()), make([]T, r.Rows())
	var before float64 // rate times what the integrand was, half of it for the next trapezium
	var sum, first, last float64
	for t := 0; ; t++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		loss, err := r.LossGrad(theta, grad)
		if err != nil {
			return 0, err
		}
		if err := r.Residuals(theta, res); err != nil {
			return 0, err
		}
		if err := r.Jacobian(theta, jac); err != nil {
			return 0, err
		}
		j, v := mat.NewDense(r.Rows(), r.Params(), promoted(jac)), promoted(res)
		var jtr mat.VecDense
		jtr.MulVec(j.T(), mat.NewVecDense(len(v), v))
		integrand := 4 * mat.Dot(&jtr, &jtr) / floats.Dot(v, v) // 4 r.K r / r.r
		sum += before / 2 * integrand
		if t == 0 {
			first = loss
		}
		if last = loss; t == steps {
			return math.Abs(1 + sum/math.Log(last/first)), nil
		}
		sigma, err := b.svd.Values(j)
		if err != nil {
			return 0, err
		}
		before = share / (sigma[0] * sigma[0])
		sum += before / 2 * integrand
		for i, v := range grad {
			theta[i] -= T(before) * v
		}
	}
}

// identity is | |grad L|^2 - 4 |J^T r|^2 | in units of what rounding allows. The left
// side comes from the reverse sweep; residual and Jacobian on the right come from the
// forward-mode oracle in 106 bits. Under the fault the oracle sees the parameters of
// the next seed.
func (b *netTrial[T]) identity(side claims.Engine) (float64, error) {
	grad, err := gradientOf(b, side, kernelStep, b.start)
	if err != nil {
		return 0, err
	}
	theta := b.start
	if b.setup.Pairing == claims.PairShifted {
		other, err := newNetTrial[T](b.setup, b.set, b.seed+1)
		if err != nil {
			return 0, err
		}
		theta = other.start
	}
	r, j, err := b.oracle(side, kernelStep, promoted(theta))
	if err != nil {
		return 0, err
	}
	var jtr mat.VecDense
	jtr.MulVec(j.T(), mat.NewVecDense(len(r), r))
	g := promoted(grad)
	left, right := floats.Dot(g, g), 4*mat.Dot(&jtr, &jtr)
	// The magnitude of the sums: |J|^T |r| for AD.
	var size mat.VecDense
	abs := mat.DenseCopyOf(j)
	abs.Apply(func(_, _ int, v float64) float64 { return math.Abs(v) }, abs)
	absR := make([]float64, len(r))
	for i, v := range r {
		absR[i] = math.Abs(v)
	}
	size.MulVec(abs.T(), mat.NewVecDense(len(r), absR))
	return math.Abs(left-right) / (identityRoom(side, b.problem.Order) * theory.UnitRoundoff64 * 4 * mat.Dot(&size, &size)), nil
}
