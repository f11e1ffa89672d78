package training

import (
	"context"
	"fmt"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/exact/network"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// elsewhereDescents are the cells of T1p. Each has one step, the largest power of two at
// which the floor predicted at AD's solution was at least 10 times AD's final loss, in
// the median over seeds of the masters 7 to 9. Sizes and numbers of steps were set on those
// seeds as well, by what they cost. Levenberg-Marquardt has all problems; Adam, whose steps
// go less far, has those of the line, and of the plane in the audit.
func elsewhereDescents(size claims.Size) []descentEntry {
	var g []descentEntry
	add := func(optimiser string, steps int, problem string, nodes, width, exponent int) {
		g = append(g, descentEntry{
			descentSetting: descentSetting{
				netSetting: netSetting{problem: problem, depth: 1, width: width, nodes: nodes, precision: theory.Float32},
				optimiser:  optimiser, steps: steps,
			},
			h: lab.DyadicSteps(exponent),
		})
	}
	switch size {
	case claims.Short:
		add(claims.OptimiserLM, 40, "helmholtz-1d", 15, 8, 8)
		add(claims.OptimiserLM, 40, "allen-cahn-1d", 15, 8, 8)
		add(claims.OptimiserLM, 25, "poisson-2d", 7, 6, 12)
		add(claims.OptimiserLM, 20, "biharmonic-2d", 7, 6, 7)
		add(claims.OptimiserLM, 25, "kdv", 7, 6, 9)
	case claims.Test:
		add(claims.OptimiserAdam, 300, "helmholtz-1d", 15, 10, 14)
		add(claims.OptimiserAdam, 300, "allen-cahn-1d", 15, 10, 13)
		add(claims.OptimiserLM, 60, "helmholtz-1d", 15, 10, 8)
		add(claims.OptimiserLM, 60, "allen-cahn-1d", 15, 10, 8)
		add(claims.OptimiserLM, 40, "poisson-2d", 7, 8, 11)
		add(claims.OptimiserLM, 40, "biharmonic-2d", 7, 8, 6)
		add(claims.OptimiserLM, 40, "kdv", 7, 8, 8)
	default:
		add(claims.OptimiserAdam, 2000, "helmholtz-1d", 31, 12, 11)
		add(claims.OptimiserAdam, 2000, "allen-cahn-1d", 31, 12, 10)
		add(claims.OptimiserAdam, 1000, "poisson-2d", 7, 10, 12)
		add(claims.OptimiserAdam, 1000, "biharmonic-2d", 7, 10, 6)
		add(claims.OptimiserAdam, 1000, "kdv", 7, 10, 9)
		add(claims.OptimiserLM, 150, "helmholtz-1d", 31, 12, 7)
		add(claims.OptimiserLM, 150, "allen-cahn-1d", 31, 12, 6)
		add(claims.OptimiserLM, 150, "poisson-2d", 7, 10, 8)
		add(claims.OptimiserLM, 150, "biharmonic-2d", 7, 10, 6)
		add(claims.OptimiserLM, 150, "kdv", 7, 10, 6)
	}
	return g
}

// outcomeElsewhere is what T1p takes from one seed.
type outcomeElsewhere struct {
	predicted   float64 // FD's floor at AD's parameters over AD's final loss
	loss, error float64 // log ratios
	noise       float64 // in FD's residual at AD's parameters, over the floor; of the first seeds
}

// noisySeeds is the number of seeds in which the noise is measured. Each ratio is a mean
// over the nodes already, and the oracle takes as long as the training.
func noisySeeds(seeds int) int { return seeds / 4 }

// trainingElsewhere is the table of T1p.
func Elsewhere(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, seeds := elsewhereDescents(s.Size), s.Size.Seeds()
	results := make([][]outcomeElsewhere, len(g))
	for i := range results {
		results[i] = make([]outcomeElsewhere, seeds)
	}
	err := lab.ForEach(ctx, len(g)*seeds, p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		measure := measureElsewhere[float32]
		if e.under(s).precision == theory.Float64 {
			measure = measureElsewhere[float64]
		}
		var err error
		if results[unit/seeds][seed], err = measure(ctx, s, e, seed, seed < noisySeeds(seeds)); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.descentSetting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	lossMedian, lossLo, lossHi := claims.RatioColumns(claims.RatioLoss)
	errorMedian, errorLo, errorHi := claims.RatioColumns(claims.RatioError)
	t := claims.NewTable(trainingKeys,
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly), lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColPredicted, tolFloor), lab.Column(claims.ColWins, lab.TolCount), lab.Column(claims.ColLosses, lab.TolCount),
		lab.Column(lossMedian, tolChaos), lab.Column(lossLo, tolChaos), lab.Column(lossHi, tolChaos),
		lab.Column(errorMedian, tolChaos), lab.Column(errorLo, tolChaos), lab.Column(errorHi, tolChaos),
		lab.Column("n noise", lab.Exactly), lab.Column(claims.ColFloorRatio, lab.TolNoise))
	for i, e := range g {
		problem, err := pde.ByName(e.problem)
		if err != nil {
			return t, err
		}
		each := func(of func(outcomeElsewhere) float64) []float64 {
			x := make([]float64, seeds)
			for seed, r := range results[i] {
				x[seed] = of(r)
			}
			return x
		}
		noise := each(func(r outcomeElsewhere) float64 { return r.noise })[:noisySeeds(seeds)]
		loss := each(func(r outcomeElsewhere) float64 { return r.loss })
		wins, losses := lab.Signs(loss)
		l, o := claims.Median(loss), claims.Median(each(func(r outcomeElsewhere) float64 { return r.error }))
		t.Add([]string{e.problem, e.network(), e.optimiser, string(e.precision), e.h[0].Name},
			float64(problem.Order), e.h[0].H, float64(seeds),
			lab.MedianOf(each(func(r outcomeElsewhere) float64 { return r.predicted })), wins, losses,
			l.Estimate, l.Lo, l.Hi, o.Estimate, o.Lo, o.Hi, float64(len(noise)), lab.MedianOf(noise))
	}
	return t, nil
}

// measureElsewhere trains both sides from one seed and takes the floor, and the noise if it is asked
// for, at AD's parameters: those of Taylor mode, whatever the setup puts on the two sides.
func measureElsewhere[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int, noisy bool) (outcomeElsewhere, error) {
	set, h := e.descentSetting.under(s), e.h[0].H
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return outcomeElsewhere{}, err
	}
	ad, err := b.descend(ctx, set, s.AD, h)
	if err != nil {
		return outcomeElsewhere{}, err
	}
	fd, err := b.descend(ctx, set, s.FD, h)
	if err != nil {
		return outcomeElsewhere{}, err
	}
	taylor, err := b.descend(ctx, set, claims.EngineAD, h)
	if err != nil {
		return outcomeElsewhere{}, err
	}
	floor, err := b.operatorFloor(taylor.theta, h)
	if err != nil {
		return outcomeElsewhere{}, err
	}
	out := outcomeElsewhere{
		predicted: floor / taylor.final,
		loss:      logRatio(fd.final, ad.final),
		error:     logRatio(fd.error, ad.error),
	}
	if !noisy {
		return out, nil
	}
	noise, err := b.residualNoise(taylor.theta, s.FD, h)
	out.noise = noise / floor
	return out, err
}

// operatorFloor predicts what rounding adds to FD's loss at the parameters theta, for any
// operator: the mean over the interior nodes of OperatorNoise, with central stencils of
// accuracy 2. Factors of products take the values of their own quotients. Terms of lower
// order are counted with the others, though Allen-Cahn's (1 - 3 u^2) u has no 1/h and KdV's
// 6 u u_x two powers of it less than u_xxx. Boundary rows are left out, as in roundingFloor.
//
// In the plane it errs to the high side: where two points of a stencil differ in one
// coordinate, a neuron of the first layer has the other's product in common, whose
// rounding shifts both alike and cancels. The law counts it.
func (b *netTrial[T]) operatorFloor(theta []T, h float64) (float64, error) {
	u := b.set.precision.UnitRoundoff()
	op := b.problem.Derivatives()
	differences, err := fd.NewEngine[float64](fd.Options{H: h, Accuracy: 2, Placement: fd.CentralPlacement})
	if err != nil {
		return 0, err
	}
	plan, err := differences.Plan(op, b.problem.Dim)
	if err != nil {
		return 0, err
	}
	activation, err := activation.ByName[float64](networkActivation(b.setup))
	if err != nil {
		return 0, err
	}
	parameters, n := promoted(theta), len(b.nodes)/b.problem.Dim
	d := make([]float64, len(op)*n)
	if err := b.judge.Derivatives(plan, parameters, b.nodes, d); err != nil {
		return 0, err
	}
	quotients := make([]theory.Quotient, len(op))
	for r := range quotients {
		q := &quotients[r]
		q.Points, q.Weights, q.Scale = plan.(*fd.Plan[float64]).Row(r)
	}
	var mean float64
	for i := range n {
		slopes := b.linearised(op, func(r int) float64 { return d[r*n+i] })
		for r := range quotients {
			quotients[r].Coef = slopes[r]
		}
		x := b.nodes[i*b.problem.Dim : (i+1)*b.problem.Dim]
		value, variance := valueNoise(b.judge.Sizes(), parameters, activation, x, u)
		mean += theory.OperatorNoise(quotients, value, variance, u) / float64(n)
	}
	return mean, nil
}

// linearised are the coefficients of the derivatives op in the interior operator at the
// values that at gives them: those of the linear terms, and of each factor of a product
// the coefficient times the other factors.
func (b *netTrial[T]) linearised(op engine.Operator, at func(r int) float64) []float64 {
	find := func(alpha engine.MultiIndex) int { return slices.IndexFunc(op, alpha.Equal) }
	coef := make([]float64, len(op))
	for _, t := range b.problem.Operator {
		coef[find(t.Index)] += t.Coef
	}
	for _, p := range b.problem.Products {
		for i, factor := range p.Factors {
			c := p.Coef
			for k, other := range p.Factors {
				if k != i {
					c *= at(find(other))
				}
			}
			coef[find(factor)] += c
		}
	}
	return coef
}

// residualNoise is the squared norm of what rounding does to the interior rows of one
// side's residual at theta, against the same rows in 106 bits.
func (b *netTrial[T]) residualNoise(theta []T, side claims.Engine, h float64) (float64, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return 0, err
	}
	computed := make([]T, r.Rows())
	if err := r.Residuals(theta, computed); err != nil {
		return 0, err
	}
	rows, err := b.interior(side, h)
	if err != nil {
		return 0, err
	}
	want, err := b.oracleNetwork().DDResiduals(promoted(theta), rows)
	if err != nil {
		return 0, err
	}
	var noise float64
	for i, w := range want {
		// The target is float64's in the equation and rounded to T in the residual:
		// no part of the noise.
		d := dd.FromFloat64(float64(computed[i])).Sub(w).Float64() + rows[i].Scale*(float64(T(rows[i].Target))-rows[i].Target)
		noise += d * d
	}
	return noise, nil
}

// interior are the interior rows for package exact, with the products that equations
// leaves out.
func (b *netTrial[T]) interior(side claims.Engine, h float64) ([]network.Equation, error) {
	rows, err := b.equations(side, h)
	if err != nil {
		return nil, err
	}
	rows = rows[:len(b.nodes)/b.problem.Dim]
	for _, p := range b.problem.Products {
		m := network.Monomial{Coef: p.Coef}
		for _, alpha := range p.Factors {
			f, err := b.functional(side, h, alpha)
			if err != nil {
				return nil, err
			}
			m.Factors = append(m.Factors, f)
		}
		for i := range rows {
			rows[i].Terms = append(slices.Clip(rows[i].Terms), m)
		}
	}
	return rows, nil
}

// functional is one derivative on a side: the only term of an operator without others.
func (b *netTrial[T]) functional(side claims.Engine, h float64, alpha engine.MultiIndex) (exact.Functional, error) {
	alone := *b
	alone.problem.Operator = []pde.Term{{Coef: 1, Index: alpha}}
	rows, err := alone.equations(side, h)
	if err != nil {
		return nil, err
	}
	return rows[0].Terms[0].Factors[0], nil
}
