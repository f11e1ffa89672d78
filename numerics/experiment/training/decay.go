package training

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/rfm"
	"adfd/numerics/spectrum"
	"adfd/theory"
	"adfd/theory/claims"
)

// decayGrid gives the sizes of K1: descent is run step by step, so they are small.
func decayGrid(size claims.Size) (spectral.Grid, int) {
	n, m, seeds := 63, 32, 2
	switch size {
	case claims.Short:
		n, m, seeds = 31, 16, 1
	case claims.Audit:
		n, m, seeds = 127, 64, 3
	}
	sets := spectral.Settings(spectral.Dyadic, n, m, theory.Float64)
	if size == claims.Short {
		sets = spectral.Alternate(sets)
	}
	steps := append(lab.DyadicSteps(9), lab.DecimalSteps("1e-3", "3e-3")...)
	return spectral.WithSteps(sets, steps, steps), seeds
}

// checkpoints are the steps at which losses are compared: two a decade to 10^5.
func checkpoints() []int {
	var t []int
	for k := 0; k <= 10; k++ {
		t = append(t, int(math.Round(math.Pow(10, float64(k)/2))))
	}
	return t
}

// modes is a system seen along its left singular vectors, with the law's floor.
type modes struct {
	sigma, c    []float64
	floor, rate float64 // rate is eta
}

// loss is the law after t steps.
func (m modes) loss(t int) float64 {
	return theory.LinearDecay(m.floor, m.sigma, m.c, m.rate, float64(t))
}

// newModes decomposes a system. The floor is the squared norm of what is left of f
// after its components are taken out, not a difference of squares.
func newModes(d *spectrum.Decomposer, sys rfm.System) (modes, error) {
	svd, err := d.Decompose(sys.A)
	if err != nil {
		return modes{}, err
	}
	m := modes{sigma: svd.Values(), c: svd.Components(sys.F)}
	for _, v := range svd.Remainder(sys.F, m.c) {
		m.floor += float64(v * v)
	}
	m.rate = 0.5 / (m.sigma[0] * m.sigma[0])
	return m, nil
}

// descend runs gradient descent on L(a) = |A a - f|^2 from a = 0 and returns the
// loss at each checkpoint.
func descend(ctx context.Context, sys rfm.System, eta float64) ([]float64, error) {
	_, cols := sys.A.Dims()
	a, gradient := mat.NewVecDense(cols, nil), mat.NewVecDense(cols, nil)
	f, r := mat.NewVecDense(len(sys.F), sys.F), mat.NewVecDense(len(sys.F), nil)
	var losses []float64
	t := 0
	for _, until := range checkpoints() {
		for ; t < until; t++ {
			r.MulVec(sys.A, a)
			r.SubVec(r, f)
			gradient.MulVec(sys.A.T(), r)
			a.AddScaledVec(a, -2*eta, gradient)
			if t%1024 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
		r.MulVec(sys.A, a)
		r.SubVec(r, f)
		losses = append(losses, mat.Dot(r, r))
	}
	return losses, nil
}

// lawError runs descent and returns the worst relative error of the law over the
// checkpoints.
func lawError(ctx context.Context, sys rfm.System, m modes) (worst float64, err error) {
	losses, err := descend(ctx, sys, m.rate)
	if err != nil {
		return 0, err
	}
	for c, t := range checkpoints() {
		law := m.loss(t)
		worst = math.Max(worst, math.Abs(losses[c]-law)/law)
	}
	return worst, nil
}

// linearSystem assembles the matrix of a side, and names it.
type linearSystem struct {
	assemble func(side claims.Engine, h float64) (rfm.System, error)
	key      func(side claims.Engine, h float64) any
}

// decayCell is a setting of K1 with its steps, and what draws its system from a seed:
// random features, or the last layer of a network.
type decayCell struct {
	spectral.GridEntry
	draw func(s claims.Setup, seed int) (linearSystem, error)
}

func featureCell(e spectral.GridEntry) decayCell {
	return decayCell{e, func(s claims.Setup, seed int) (linearSystem, error) {
		b, err := spectral.NewTrial[float64](s, e.Setting, seed)
		if err != nil {
			return linearSystem{}, err
		}
		return linearSystem{b.Assemble, func(side claims.Engine, h float64) any { return b.Side(side, h) }}, nil
	}}
}

// decayCells are those on features and those on networks, which have rows of their own in
// the same table.
func decayCells(size claims.Size) (cells []decayCell, descents int) {
	g, descents := decayGrid(size)
	for _, e := range g {
		cells = append(cells, featureCell(e))
	}
	for _, set := range lastLayerGrid(size) {
		steps := g[0].Steps
		if set.problem == "biharmonic-1d" {
			// Fourth derivatives of layers as drawn are of the size of the noise u/h^4
			// at h = 1e-3.
			steps = lab.DyadicSteps(6, 7)
		}
		cells = append(cells, lastLayerCell(set, steps))
	}
	return cells, descents
}

// decay is what one seed gave: the worst relative error of the decay law, and by step and
// checkpoint log(loss_FD/loss_AD).
type decay struct {
	worst  float64
	ratios [][]float64
}

// DecayLaw is the table of K1: gradient descent on linear systems against the law of its
// decay, and by that law FD's losses against AD's.
func DecayLaw(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	cells, descents := decayCells(s.Size)
	seeds := s.Size.FewSeeds()
	results, err := lab.Sweep(ctx, s, cells, seeds, p, func(ctx context.Context, c decayCell, seed int) (decay, error) {
		return measureDecay(ctx, s, c, seed, seed < descents)
	})
	if err != nil {
		return claims.Table{}, err
	}
	return decayTable(s, cells, descents, results), nil
}

// decayTable has of each cell the worst error of the seeds that ran descents, the first ones, and at each
// step the least and the largest limit of the median log ratio over the checkpoints; results are [cell][seed].
func decayTable(s claims.Setup, cells []decayCell, descents int, results [][]decay) claims.Table {
	// Losses of large modes keep their digits; the median's ends may swap seeds.
	tolDecay, tolLosses := claims.Tolerance{Free: "accumulated rounding"}, claims.Tolerance{Abs: 1e-4}
	t := claims.NewTable([]string{"kind", "problem", "activation", "nodes", "h"})
	for i, c := range cells {
		add := func(kind, step string, seeds int, worst, lo, hi float64) {
			lab.Add(&t, []string{kind, c.Problem, c.Under(s).Activation, c.Nodes, step}, lab.Fields{
				lab.Of(claims.ColCount, lab.Exactly, seeds), lab.Of(claims.ColDecay, tolDecay, worst),
				lab.Of(claims.ColWorstLo, tolLosses, lo), lab.Of(claims.ColWorstHi, tolLosses, hi),
			})
		}
		add(claims.KindDecay, "-", descents, slices.Max(lab.Each(results[i][:descents], func(d decay) float64 { return d.worst })), 0, 0)
		for k, step := range c.Steps {
			ratios := lab.Nth(lab.Each(results[i], func(d decay) [][]float64 { return d.ratios }), k)
			lo, hi := math.Inf(1), math.Inf(-1)
			for at := range checkpoints() {
				m := claims.Median(lab.Nth(ratios, at))
				lo, hi = min(lo, m.Lo), max(hi, m.Hi)
			}
			add(claims.KindParity, step.Name, len(results[i]), 0, lo, hi)
		}
	}
	return t
}

// lawErrors holds those of the descents: under the fault AD's are the same.
var lawErrors lab.Memo[any, float64]

// lawError is that of the modes m of a side's system.
func (l linearSystem) lawError(ctx context.Context, side claims.Engine, h float64, sys rfm.System, m modes) (float64, error) {
	return lawErrors.Get(ctx, l.key(side, h), func() (float64, error) { return lawError(ctx, sys, m) })
}

// modes assembles the system of a side and decomposes it.
func (l linearSystem) modes(d *spectrum.Decomposer, side claims.Engine, h float64) (rfm.System, modes, error) {
	sys, err := l.assemble(side, h)
	if err != nil {
		return sys, modes{}, err
	}
	m, err := newModes(d, sys)
	return sys, m, err
}

// measureDecay compares one seed. If it runs, descent on A_AD gives the error of the law,
// and so does that on A_FD of the first step for the first seed; the error allows the law
// to stand for descent at the other steps.
func measureDecay(ctx context.Context, s claims.Setup, c decayCell, seed int, run bool) (out decay, err error) {
	left, right, err := lab.Paired(s, seed, func(seed int) (linearSystem, error) { return c.draw(s, seed) })
	if err != nil {
		return out, err
	}
	var svd spectrum.Decomposer
	sys, ad, err := left.modes(&svd, s.AD, c.Steps[0].H)
	if err != nil {
		return out, err
	}
	if run {
		if out.worst, err = left.lawError(ctx, s.AD, c.Steps[0].H, sys, ad); err != nil {
			return out, err
		}
	}
	for k, step := range c.Steps {
		h := s.StepOr(step.H)
		sys, fd, err := right.modes(&svd, s.FD, h)
		if err != nil {
			return out, err
		}
		if run && seed == 0 && k == 0 {
			off, err := right.lawError(ctx, s.FD, h, sys, fd)
			if err != nil {
				return out, err
			}
			out.worst = max(out.worst, off)
		}
		out.ratios = append(out.ratios, lab.Each(checkpoints(), func(t int) float64 { return math.Log(fd.loss(t) / ad.loss(t)) }))
	}
	return out, nil
}
