package training

import (
	"context"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// jacobianSeed is what AD and the noise law say of one seed of a setting: its parameters are
// trained and its Taylor-mode spectrum is taken before FD has a step.
type jacobianSeed struct {
	roots []float64 // of AD's Jacobian, whatever side a setup puts it on
	kappa float64
	shape shape
	order int
}

// edge is the pair of predicted edges of one seed.
type edge struct{ lower, upper float64 }

func (j jacobianSeed) edge(m matrixOf, factor float64) edge {
	lower, upper := m.edges(j.roots, j.kappa, j.shape, m.cutoff(j.shape, factor), j.order)
	return edge{lower, upper}
}

// predictJacobian is the seed of a setting.
func predictJacobian[T engine.Float](ctx context.Context, s claims.Setup, set jacobianSetting, seed int) (jacobianSeed, error) {
	t, err := newJacobianTrial[T](ctx, s, set, seed)
	if err != nil {
		return jacobianSeed{}, err
	}
	out := jacobianSeed{shape: t.shape(), order: t.problem.Order}
	if out.roots, err = t.roots(claims.EngineAD, 0); err != nil {
		return out, err
	}
	out.kappa, _, err = t.kappa()
	return out, err
}

// jacobianRun is a setting with the steps at which its sides are compared.
type jacobianRun struct {
	jacobianSetting
	seeds []jacobianSeed
	steps []lab.Step
	pairs [][]jacobianPair // by seed and step
}

// edge is the median over the seeds of the predicted edges.
func (r jacobianRun) edge(m matrixOf, factor float64) edge {
	all := lab.Each(r.seeds, func(j jacobianSeed) edge { return j.edge(m, factor) })
	return edge{lab.MedianBy(all, func(e edge) float64 { return e.lower }), lab.MedianBy(all, func(e edge) float64 { return e.upper })}
}

// jacobianBits are the significant bits of a step. A node of a dyadic grid plus twice such
// a step is a number of float32, so that the points of a stencil are exact, as the noise law
// has it.
const jacobianBits = 8

// largestStep is the largest step at which Jacobians are compared: a quarter of the domain.
const largestStep = 0.5

// jacobianPlaces are the steps of a setting, the smallest first: two below the regime of J, to
// h_l/8, unless the noise law has no lower edge; a geometric row through the regime of J and, at other steps, through that of K, where
// there is one; and the largest.
func jacobianPlaces(of func(matrixOf) edge, inRegime int) []lab.Step {
	var steps []lab.Step
	if lower := of(ofJacobian).lower; lower > 0 {
		steps = append(steps,
			lab.Step{Name: "h_l/8", H: engine.RoundBits(lower/8, jacobianBits)},
			lab.Step{Name: "h_l/2", H: engine.RoundBits(lower/2, jacobianBits)})
	}
	for _, m := range matricesOf {
		from, to := theory.RegimeBounds(of(m).lower, of(m).upper)
		if !(claims.RegimeWidth(of(m).lower, of(m).upper) >= claims.LeastWidth) {
			continue
		}
		for k, h := range geometric(from, to, inRegime) {
			steps = append(steps, lab.Step{Name: string(m) + string(rune('1'+k)), H: h})
		}
	}
	steps = append(steps, lab.Step{Name: "2^-1", H: largestStep})
	slices.SortStableFunc(steps, func(a, b lab.Step) int { return int(math.Copysign(1, a.H-b.H)) })
	return steps
}

// geometric is a geometric row of n steps from the first to the last, rounded to jacobianBits
// inwards, so that its ends lie inside.
func geometric(from, to float64, n int) []float64 {
	const inwards = 0x1p-7 // the spacing of numbers of 8 bits, relative to the number, is no more
	row := make([]float64, n)
	ratio := to / from
	for k := range row {
		h := from * math.Pow(ratio, float64(k)/float64(n-1))
		row[k] = engine.RoundBits(h, jacobianBits)
		if row[k] < from {
			row[k] = engine.RoundBits(from*(1+inwards), jacobianBits)
		}
		if row[k] > to {
			row[k] = engine.RoundBits(to*(1-inwards), jacobianBits)
		}
	}
	return row
}

// jacobianPair is one seed at one step: the singular values of both sides.
type jacobianPair struct{ ad, fd []float64 }

// predictJacobians are the seeds of some settings.
func predictJacobians(ctx context.Context, s claims.Setup, sets []jacobianSetting, seeds int, p lab.Progress) ([][]jacobianSeed, error) {
	return lab.Sweep(ctx, s, sets, seeds, p, func(ctx context.Context, set jacobianSetting, seed int) (jacobianSeed, error) {
		return lab.In(set.under(s).precision, predictJacobian[float32], predictJacobian[float64])(ctx, s, set, seed)
	})
}

// regimeRuns predicts some settings, with so many steps in a geometric row through J's regime.
func regimeRuns(ctx context.Context, s claims.Setup, sets []jacobianSetting, seeds, steps int, p lab.Progress) ([]jacobianRun, error) {
	predicted, err := predictJacobians(ctx, s, sets, seeds, p)
	if err != nil {
		return nil, err
	}
	runs := make([]jacobianRun, len(sets))
	for i, set := range sets {
		runs[i] = jacobianRun{jacobianSetting: set, seeds: predicted[i]}
		at := runs[i].edge(ofJacobian, 1)
		from, to := theory.RegimeBounds(at.lower, at.upper)
		for k, h := range geometric(from, to, steps) {
			runs[i].steps = append(runs[i].steps, lab.Step{Name: string(ofJacobian) + string(rune('1'+k)), H: h})
		}
	}
	return runs, nil
}

// jacobianPredictions are the seeds of all settings, which depend on no side of a comparison.
var jacobianPredictions lab.Memo[claims.Setup, [][]jacobianSeed]

// jacobianRuns predicts every setting's edges, and so its steps.
func jacobianRuns(ctx context.Context, s claims.Setup, p lab.Progress) ([]jacobianRun, error) {
	sets := jacobianGrid(s.Size)
	key := s
	key.AD, key.FD, key.Placement, key.Accuracy, key.Entropy = "", "", "", 0, theory.EntropyDefault
	predicted, err := jacobianPredictions.Get(ctx, key, func() ([][]jacobianSeed, error) {
		return predictJacobians(ctx, s, sets, jacobianSeeds(s.Size), p)
	})
	if err != nil {
		return nil, err
	}
	runs := make([]jacobianRun, len(sets))
	for i, set := range sets {
		runs[i] = jacobianRun{jacobianSetting: set, seeds: predicted[i]}
		runs[i].steps = jacobianPlaces(func(m matrixOf) edge { return runs[i].edge(m, 1) }, lab.At(s.Size, 4, 6, 6))
	}
	return runs, nil
}

// compareJacobians measures one seed of a setting at all of its steps.
func compareJacobians[T engine.Float](ctx context.Context, s claims.Setup, r jacobianRun, seed int) ([]jacobianPair, error) {
	t, err := newJacobianTrial[T](ctx, s, r.jacobianSetting, seed)
	if err != nil {
		return nil, err
	}
	pairs := make([]jacobianPair, len(r.steps))
	for k, step := range r.steps {
		for _, side := range []struct {
			engine claims.Engine
			roots  *[]float64
		}{{s.AD, &pairs[k].ad}, {s.FD, &pairs[k].fd}} {
			if side.engine == claims.EngineAD {
				*side.roots = r.seeds[seed].roots
				continue
			}
			if *side.roots, err = t.roots(side.engine, step.H); err != nil {
				return nil, err
			}
		}
	}
	return pairs, nil
}
