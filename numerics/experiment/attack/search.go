package attack

import (
	"container/heap"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// found is a case with its ratio.
type found struct {
	ratio float64
	in    []float64
}

// worst is a heap of the cases with the largest ratios, the least of them on top.
type worst []found

func (w worst) Len() int           { return len(w) }
func (w worst) Less(i, j int) bool { return w[i].ratio < w[j].ratio }
func (w worst) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *worst) Push(v any)        { *w = append(*w, v.(found)) }
func (w *worst) Pop() any {
	last := len(*w) - 1
	v := (*w)[last]
	*w = (*w)[:last]
	return v
}

// The search: rounds of random points, then a climb of Nelder and Mead from the
// best of each.
const (
	roundPoints = 60
	climbPoints = 90
	climbSize   = 0.08 // of the first simplex, at most
)

// search is one run against a bound.
type search struct {
	*attack
	modify func(in []float64) float64 // of the bound, or nil
	budget int
	keep   int     // cases to be confirmed
	stop   float64 // ends the run beyond this ratio, if positive

	evaluations int
	highest     float64 // ratio so far
	cases       worst
}

// run uses up the budget, or less if it reaches stop. Its points depend on rng alone.
func (s *search) run(ctx context.Context, rng *rand.Rand) error {
	for !s.done() {
		if err := ctx.Err(); err != nil {
			return err
		}
		best, at := math.Inf(-1), make([]float64, s.dim)
		for range roundPoints {
			p := make([]float64, s.dim)
			for i := range p {
				p[i] = rng.Float64()
			}
			if r := s.try(p); r > best {
				best, at = r, p
			}
		}
		if s.done() || best <= 0 {
			continue // nothing to climb from outside the hypotheses
		}
		if err := s.climb(at, best, climbSize*(float64(2*float64(rng.Float64()))-1)); err != nil {
			return err
		}
	}
	return nil
}

// climb goes up from a point with a known ratio by the method of Nelder and Mead, on a
// first simplex of the given size along the axes. It ends after climbPoints evaluations,
// or with the run: ratios jump from one float64 to the next, so that no tolerance
// would mean anything. One task at a time keeps its points the same on any number of
// processors.
func (s *search) climb(at []float64, ratio, size float64) error {
	_, err := optimize.Minimize(
		optimize.Problem{
			Func: func(p []float64) float64 { return -s.try(p) },
			Status: func() (optimize.Status, error) {
				if s.done() {
					return optimize.FunctionThreshold, nil
				}
				return optimize.NotTerminated, nil
			},
		}, at,
		&optimize.Settings{
			InitValues:      &optimize.Location{F: -ratio},
			Converger:       optimize.NeverTerminate{},
			FuncEvaluations: min(climbPoints, s.budget-s.evaluations),
			Concurrent:      1,
		},
		&optimize.NelderMead{SimplexSize: size})
	return err
}

// done reports whether the run is over.
func (s *search) done() bool {
	return s.evaluations >= s.budget || s.stop > 0 && s.highest > s.stop
}

// try evaluates a point of the cube; points outside are folded back.
func (s *search) try(p []float64) float64 {
	if s.done() {
		return 0
	}
	s.evaluations++
	inside := make([]float64, len(p))
	for i, v := range p {
		v = math.Abs(math.Mod(v, 2))
		if v >= 1 {
			v = math.Nextafter(2-v, 0)
		}
		inside[i] = v
	}
	in := s.inputs(inside)
	r := s.ratio(in, false, s.modify)
	s.highest = max(s.highest, r)
	if r > 0 {
		heap.Push(&s.cases, found{r, in})
		if len(s.cases) > s.keep {
			heap.Pop(&s.cases)
		}
	}
	return r
}

// confirm replaces the ratios of the kept cases by those of 256 bits, and returns the
// largest; the zero value if no case has an error.
func (s *search) confirm(ctx context.Context) (found, error) {
	var top found
	for _, c := range s.cases {
		if err := ctx.Err(); err != nil {
			return top, err
		}
		if c.ratio = s.ratio(c.in, true, s.modify); c.ratio > top.ratio {
			top = c
		}
	}
	return top, nil
}

// shrink simplifies a violation: each input in turn keeps as few bits as it can while the
// bound stays violated. Whole numbers choose a function or a stencil and stay.
func (s *search) shrink(c found) found {
	for i, v := range c.in {
		if v == math.Trunc(v) {
			continue
		}
		for bits := 1; bits < 53; bits++ {
			frac, exp := math.Frexp(v)
			scale := math.Ldexp(1, bits)
			in := slices.Clone(c.in)
			in[i] = math.Ldexp(math.Round(frac*scale)/scale, exp)
			if r := s.ratio(in, true, s.modify); r > 1 {
				c = found{r, in}
				break
			}
		}
	}
	return c
}
