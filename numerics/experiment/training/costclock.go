package training

import (
	"math"
	"runtime"
	"time"

	"adfd/theory/claims"
)

// clock reads the time of the wall, and how much of it the processor has spent on this process.
type clock func() reading

type reading struct{ wall, processor time.Duration }

// started is when the process began, for a clock that only runs forward.
var started = time.Now()

// processorClock is the machine's.
func processorClock() reading {
	wall := time.Since(started)
	if spent, ok := processorTime(); ok {
		return reading{wall, spent}
	}
	return reading{wall, wall}
}

// Times of a step. While other programs run, up to patience times the turns are taken until both sides are
// steady. A turn repeats a step until it takes about turnTime, which a coarse clock can tell, but no more
// than turnSteps times.
const (
	patience  = 6
	turnTime  = 4 * time.Millisecond
	turnSteps = 50
)

// sideTimes are the times of both sides of P2.
type sideTimes struct {
	turns  int     // of each side
	ratio  float64 // of the least processor time of a step, AD over FD
	micros float64 // AD's
	load   float64 // wall over processor time, over all turns
	spread float64 // second over least time of the less steady side
}

var notTimed = sideTimes{0, math.NaN(), math.NaN(), math.NaN(), math.NaN()}

// timeRatio times a loss and gradient of both sides, which take turns; the fastest turn of each counts,
// since other programs only add to a time. One goroutine works, so that on an idle machine wall and
// processor time are the same.
func (b *netTrial[T]) timeRatio(s claims.Setup, turns int, now clock) (sideTimes, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	ad, err := b.residual(s.AD, kernelStep)
	if err != nil {
		return notTimed, err
	}
	fd, err := b.residual(s.FD, kernelStep)
	if err != nil {
		return notTimed, err
	}
	grad := make([]T, len(b.start))
	timed := func(f func(theta, grad []T) (float64, error), steps int) (reading, error) {
		began := now()
		for range steps {
			if _, err := f(b.start, grad); err != nil {
				return reading{}, err
			}
		}
		ended := now()
		return reading{ended.wall - began.wall, ended.processor - began.processor}, nil
	}
	sides := [2]func(theta, grad []T) (float64, error){ad.LossGrad, fd.LossGrad}
	var steps [2]int
	for i, f := range sides {
		first, err := timed(f, 1)
		if err != nil {
			return notTimed, err
		}
		steps[i] = min(max(1, int(turnTime/max(first.wall, 1))), turnSteps)
	}
	least := [2]fastest{unmeasured, unmeasured}
	var total reading
	turn := 0
	for ; turn < turns || turn < patience*turns && !(least[0].settled() && least[1].settled()); turn++ {
		for i, f := range sides {
			t, err := timed(f, steps[i])
			if err != nil {
				return notTimed, err
			}
			least[i] = least[i].with(float64(t.processor.Nanoseconds()) / 1e3 / float64(steps[i]))
			total.wall, total.processor = total.wall+t.wall, total.processor+t.processor
		}
	}
	return sideTimes{
		turns: turn, ratio: least[0][0] / least[1][0], micros: least[0][0],
		load: float64(total.wall) / float64(total.processor), spread: max(least[0].spread(), least[1].spread()),
	}, nil
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

// spread is the second time over the least; NaN where nothing was measured, or a clock stood still.
func (f fastest) spread() float64 { return f[1] / f[0] }

func (f fastest) settled() bool { return f.spread() <= claims.SteadyTimes }
