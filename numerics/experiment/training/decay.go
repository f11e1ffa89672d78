package training

import (
	"context"
	"fmt"
	"math"

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
	m := modes{sigma: svd.Values()}
	m.c = svd.Components(sys.F)
	rest := svd.Remainder(sys.F, m.c)
	for _, v := range rest {
		m.floor += v * v
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

// Decay is the table of K1.
func Decay(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, descents := decayGrid(s.Size)
	features := len(g)
	sets := lastLayerGrid(s.Size)
	for _, set := range sets { // rows of their own in the same table
		steps := g[0].Steps
		if set.problem == "biharmonic-1d" {
			// Fourth derivatives of layers as drawn are of the size of the noise u/h^4
			// at h = 1e-3.
			steps = lab.DyadicSteps(6, 7)
		}
		g = append(g, spectral.GridEntry{Setting: spectral.Setting{Problem: set.problem, Activation: "tanh, last layer of " + set.network(), Nodes: spectral.Dyadic}, Steps: steps})
	}
	seeds := s.Size.FewSeeds()
	worst := make([]float64, len(g)*seeds)    // of the decay law
	ratios := make([][][]float64, len(worst)) // log(loss_FD/loss_AD), [unit][step][checkpoint]
	err := lab.ForEach(ctx, len(worst), p, func(ctx context.Context, unit int) error {
		i, seed := unit/seeds, unit%seeds
		var err error
		if i < features {
			worst[unit], ratios[unit], err = measureDecay(ctx, s, g[i], seed, seed < descents)
		} else {
			worst[unit], ratios[unit], err = measureLastLayer(ctx, s, sets[i-features], g[i].Steps, seed, seed < descents)
		}
		if err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", g[i].Setting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"kind", "problem", "activation", "nodes", "h"},
		lab.Column(claims.ColCount, lab.Exactly),
		lab.Column(claims.ColDecay, claims.Tolerance{Free: "accumulated rounding"}),
		// Losses of large modes: digits survive, the median's ends may swap seeds.
		lab.Column(claims.ColWorstLo, claims.Tolerance{Abs: 1e-4}), lab.Column(claims.ColWorstHi, claims.Tolerance{Abs: 1e-4}))
	for i, e := range g {
		largest := 0.0
		for seed := range descents {
			largest = math.Max(largest, worst[i*seeds+seed])
		}
		t.Add([]string{claims.KindDecay, e.Problem, e.Under(s).Activation, e.Nodes, "-"}, float64(descents), largest, 0, 0)
		for k, step := range e.Steps {
			lo, hi := math.Inf(1), math.Inf(-1)
			for c := range checkpoints() {
				sample := make([]float64, seeds)
				for seed := range seeds {
					sample[seed] = ratios[i*seeds+seed][k][c]
				}
				m := claims.Median(sample)
				lo, hi = math.Min(lo, m.Lo), math.Max(hi, m.Hi)
			}
			t.Add([]string{claims.KindParity, e.Problem, e.Under(s).Activation, e.Nodes, step.Name}, float64(seeds), 0, lo, hi)
		}
	}
	return t, nil
}

// measureDecay compares one seed of a random feature setting.
func measureDecay(ctx context.Context, s claims.Setup, e spectral.GridEntry, seed int, run bool) (worst float64, ratios [][]float64, err error) {
	left, err := spectral.NewTrial[float64](s, e.Setting, seed)
	if err != nil {
		return 0, nil, err
	}
	right := left
	if s.Pairing == claims.PairShifted {
		if right, err = spectral.NewTrial[float64](s, e.Setting, seed+1); err != nil {
			return 0, nil, err
		}
	}
	system := func(b *spectral.Trial[float64]) linearSystem {
		return linearSystem{b.Assemble, func(side claims.Engine, h float64) any { return b.Side(side, h) }}
	}
	return compareDecay(ctx, s, e.Steps, system(left), system(right), run, run && seed == 0)
}

// linearSystem assembles the matrix of a side, and names it.
type linearSystem struct {
	assemble func(side claims.Engine, h float64) (rfm.System, error)
	key      func(side claims.Engine, h float64) any
}

// lawErrors holds those of the descents: under the fault AD's are the same.
var lawErrors lab.Memo[any, float64]

// compareDecay gives the worst relative error of the law on A_AD if descent is asked
// for, with that on A_FD of the first step if that is, and the log ratios of the losses
// by the law, [step][checkpoint], which that error allows to stand for descent.
func compareDecay(ctx context.Context, s claims.Setup, steps []lab.Step, left, right linearSystem, onAD, onFD bool) (worst float64, ratios [][]float64, err error) {
	var svd spectrum.Decomposer
	sys, err := left.assemble(s.AD, steps[0].H)
	if err != nil {
		return 0, nil, err
	}
	ad, err := newModes(&svd, sys)
	if err != nil {
		return 0, nil, err
	}
	if onAD {
		worst, err = lawErrors.Get(ctx, left.key(s.AD, steps[0].H), func() (float64, error) { return lawError(ctx, sys, ad) })
		if err != nil {
			return 0, nil, err
		}
	}
	for k, step := range steps {
		sys, err := right.assemble(s.FD, step.H)
		if err != nil {
			return 0, nil, err
		}
		fd, err := newModes(&svd, sys)
		if err != nil {
			return 0, nil, err
		}
		if onFD && k == 0 {
			off, err := lawErrors.Get(ctx, right.key(s.FD, step.H), func() (float64, error) { return lawError(ctx, sys, fd) })
			if err != nil {
				return 0, nil, err
			}
			worst = math.Max(worst, off)
		}
		var row []float64
		for _, t := range checkpoints() {
			row = append(row, math.Log(fd.loss(t)/ad.loss(t)))
		}
		ratios = append(ratios, row)
	}
	return worst, ratios, nil
}
