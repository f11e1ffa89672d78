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

// flowSetting is a network and a side.
type flowSetting struct {
	netSetting
	side claims.Engine
}

func (s flowSetting) String() string { return fmt.Sprintf("%v, %s side", s.netSetting, s.side) }

// bothSides are the sides of a setup on each network, AD's first.
func bothSides(s claims.Setup, nets []netSetting) (sets []flowSetting) {
	for _, net := range nets {
		sets = append(sets, flowSetting{net, s.AD}, flowSetting{net, s.FD})
	}
	return sets
}

// KernelFlow is the table of K2: the gradient's norm from the kernel, and the decay of the
// loss that the kernel's flow predicts.
func KernelFlow(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	nets, steps := kernelGrid(s.Size)
	sets := bothSides(s, nets)
	seeds := s.Size.Seeds() / 2 // a median needs fewer than a sign test
	results, err := lab.Sweep(ctx, s, sets, seeds, p, func(ctx context.Context, set flowSetting, seed int) (flow, error) {
		b, err := newNetTrial[float64](s, set.netSetting, seed)
		if err != nil {
			return flow{}, err
		}
		return b.flow(ctx, set.side, steps)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"kind", "problem", "network", "side"})
	for i, set := range sets {
		for _, kind := range []string{claims.KindIdentity, claims.KindDecayRate} {
			lab.Add(&t, []string{kind, set.problem, set.network(), string(set.side)}, flowFields(kind, results[i]))
		}
	}
	return t, nil
}

// flowFields are the statistics over the seeds in the rows of a kind; those of the other
// are NaN.
func flowFields(kind string, seeds []flow) lab.Fields {
	among := func(of string, statistic func([]float64) float64, take func(flow) float64) float64 {
		if kind != of {
			return math.NaN()
		}
		return statistic(lab.Each(seeds, take))
	}
	full := func(f flow) float64 { return f.full }
	const ofDescents, ofIdentity = "of a descent, which the rows of the identity do not make", "of the rows of the identity alone"
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(seeds)),
		lab.Of(claims.ColIdentity, claims.Tolerance{Free: "rounding errors"},
			among(claims.KindIdentity, floats.Max, func(f flow) float64 { return f.identity })).OrNaN(ofIdentity),
		lab.Of(claims.ColFull, lab.TolNoise, among(claims.KindDecayRate, lab.MedianOf, full)).OrNaN(ofDescents),
		lab.Of(claims.ColHalf, lab.TolNoise, among(claims.KindDecayRate, lab.MedianOf, func(f flow) float64 { return f.half })).OrNaN(ofDescents),
		lab.Of(claims.ColOrderEta, claims.Tolerance{Rel: 0.2},
			among(claims.KindDecayRate, lab.MedianOf, func(f flow) float64 { return f.full / f.half })).OrNaN(ofDescents),
		lab.Of("worst log error", claims.Tolerance{Free: "the seed whose descent follows the flow least"},
			among(claims.KindDecayRate, floats.Max, full)).OrNaN(ofDescents),
		lab.Of(claims.ColVacuous, claims.Tolerance{Free: "the least eigenvalue is the SVD's own noise"},
			among(claims.KindIdentity, lab.MedianOf, func(f flow) float64 { return f.vacuous })).OrNaN(ofIdentity),
	}
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
// with r.K r = |J^T r|^2 from the Jacobian and the integral by the trapezoidal rule, whose
// own error is of second order. The rate is share/lambda_1 with the largest eigenvalue at the parameters of the step.
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
		sum += float64(before / 2 * integrand)
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
		sum += float64(before / 2 * integrand)
		for i, v := range grad {
			theta[i] -= T(T(before) * v)
		}
	}
}

// identity is | |grad L|^2 - 4 |J^T r|^2 | in units of what rounding allows. The left
// side comes from the reverse sweep; residual and Jacobian on the right come from the
// forward-mode oracle in 106 bits. Under the fault the oracle sees the parameters of
// the next seed.
func (b *netTrial[T]) identity(side claims.Engine) (float64, error) {
	_, grad, err := b.lossGrad(side, kernelStep, b.start)
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
	size.MulVec(abs.T(), mat.NewVecDense(len(r), lab.Each(r, math.Abs)))
	return math.Abs(float64(left)-float64(right)) / (identityRoom(side, b.problem.Order) * theory.UnitRoundoff64 * 4 * mat.Dot(&size, &size)), nil
}

// identityRoom is the number of roundings, in units of u, between the two sides of
// K2's identity. The reverse sweep of a network passes, for each entry, fewer than
// 2^9 operations in a row at the sizes of K2 (sums over at most 31 points, 20
// neurons, q+2 coefficients, a few layers), and the square doubles that. FD's
// residual carries u/h^q relative to its terms, which the absolute values of J and r
// do not show: q = 4 and h = 2^-6 make that 2^24, q = 2 2^12.
func identityRoom(side claims.Engine, order int) float64 {
	const path = 1 << 10
	if side == claims.EngineFD {
		return path * math.Pow(kernelStep, -float64(order))
	}
	return path
}
