package training

import (
	"context"
	"math"
	"time"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// costCase is a case of P2 with its band: AD evaluates the activation once where FD does
// at every point of the stencil, and multiplies series where FD does not. A band is wide
// because the machine's share of either is not known. Where activations are all there is to
// do, AD costs at least 1/(q+1) of FD, which evaluates q+1 of them: the lower end for two
// layers, less clockRoom.
type costCase struct {
	name   string
	set    netSetting
	lo, hi float64
}

// clockRoom is what the least of some times may still be off by, as a factor.
const clockRoom = 0.8

func costCases() []costCase {
	set := func(problem string, depth, width int) netSetting {
		return netSetting{problem: problem, depth: depth, width: width, nodes: 127, precision: theory.Float64}
	}
	return []costCase{
		{"two-layer, q=2", set("poisson-1d", 1, 100), clockRoom / (1 + 2), 2},
		{"two-layer, q=4", set("biharmonic-1d", 1, 100), clockRoom / (1 + 4), 2},
		{"deep, q=2", set("poisson-1d", 3, 50), 0.4, 2},
		{"deep, q=4", set("biharmonic-1d", 3, 50), 0.4, 2},
	}
}

// CostRatio is the table of P2: time and memory of a loss and gradient, AD over FD. Both
// sides take turns; the fastest turn of each counts, since other programs only add to a
// time. One case runs after the other, for the same reason.
func CostRatio(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	turns := lab.At(s.Size, 5, 15, 41)
	timing := claims.Tolerance{Free: "a time of this machine"}
	t := claims.NewTable([]string{"case"})
	cases := costCases()
	for i, c := range cases {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		b, err := newNetTrial[float64](s, c.set, 0)
		if err != nil {
			return t, err
		}
		ratio, micros, err := b.timeRatio(s, turns)
		if err != nil {
			return t, err
		}
		memory, err := channelRatio(s, b.problem)
		if err != nil {
			return t, err
		}
		lab.Add(&t, []string{c.name}, lab.Fields{
			lab.Of(claims.ColBandLo, lab.Exactly, c.lo), lab.Of(claims.ColBandHi, lab.Exactly, c.hi), lab.Of(claims.ColTimeRatio, timing, ratio),
			lab.Of(claims.ColMemoryRatio, lab.Exactly, memory), lab.Of("microseconds AD", timing, micros),
		})
		if p != nil {
			p(i+1, len(cases))
		}
	}
	return t, nil
}

// Other programs only add to a time, and hardly the same twice: the two fastest turns of a side
// that nothing disturbed are within agreement of each other. On a busy machine up to patience times
// the turns are taken until they are.
const (
	agreement = 1.05
	patience  = 6
)

// timeRatio is the time of a loss and gradient on the AD side, the least over the turns, over
// that on the FD side, with the former in microseconds.
func (b *netTrial[T]) timeRatio(s claims.Setup, turns int) (ratio, micros float64, err error) {
	ad, err := b.residual(s.AD, kernelStep)
	if err != nil {
		return 0, 0, err
	}
	fd, err := b.residual(s.FD, kernelStep)
	if err != nil {
		return 0, 0, err
	}
	grad := make([]T, len(b.start))
	timed := func(f func(theta, grad []T) (float64, error)) (float64, error) {
		began := time.Now()
		_, err := f(b.start, grad)
		return float64(time.Since(began).Nanoseconds()) / 1e3, err
	}
	sides := [2]fastest{unmeasured, unmeasured}
	for turn := 0; turn < turns || turn < patience*turns && !(sides[0].settled() && sides[1].settled()); turn++ {
		for side, r := range [2]func(theta, grad []T) (float64, error){ad.LossGrad, fd.LossGrad} {
			t, err := timed(r)
			if err != nil {
				return 0, 0, err
			}
			sides[side] = sides[side].with(t)
		}
	}
	return sides[0][0] / sides[1][0], sides[0][0], nil
}

// fastest is the two least times of a side, in order.
type fastest [2]float64

var unmeasured = fastest{math.Inf(1), math.Inf(1)}

func (f fastest) with(t float64) fastest {
	if t < f[0] {
		return fastest{t, f[0]}
	}
	return fastest{f[0], min(f[1], t)}
}

func (f fastest) settled() bool { return !math.IsInf(f[1], 1) && f[1] <= agreement*f[0] }

// channelRatio is the memory of a bundle under AD over that under FD.
func channelRatio(s claims.Setup, p pde.Problem) (float64, error) {
	channels := func(side claims.Engine) (float64, error) {
		eng, err := lab.NewEngine[float64](side, s, kernelStep)
		if err != nil {
			return 0, err
		}
		plan, err := eng.Plan(engine.Operator(p.Derivatives()), p.Dim)
		if err != nil {
			return 0, err
		}
		return float64(plan.Channels()), nil
	}
	ad, err := channels(s.AD)
	if err != nil {
		return 0, err
	}
	fd, err := channels(s.FD)
	return ad / fd, err
}
