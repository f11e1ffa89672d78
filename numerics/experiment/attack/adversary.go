package attack

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/optimize"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// attack is a bound to be broken. A search moves in the unit cube; inputs turns a
// point of it into the bound's arguments, the whole hypothesis space with both ends
// of the range of float64. Everything else is a function of those arguments, so
// that they repeat a case.
type attack struct {
	name   string
	dim    int      // of the cube
	labels []string // of the inputs
	inputs func(p []float64) []float64

	// measure gives error and bound at some inputs, or false outside the
	// hypotheses. Screening takes the error in double-double, less what double-double
	// itself may err by, so that no violation is invented; exactly takes 256 bits.
	measure func(in []float64, exactly bool) (err, bound float64, ok bool)

	// power is the factor that a power of h one too high puts on the bound; nil
	// for bounds without a step.
	power func(in []float64) float64
}

// ratio is error/bound under a modified bound: 0 outside the hypotheses.
func (a *attack) ratio(in []float64, exactly bool, modify func(in []float64) float64) float64 {
	err, bound, ok := a.measure(in, exactly)
	if !ok || err <= 0 {
		return 0
	}
	if modify != nil {
		bound *= modify(in)
	}
	if r := err / bound; !math.IsNaN(r) {
		return r
	}
	return math.Inf(1) // a NaN is no bound
}

// describe writes a case in one line that repeats it.
func (a *attack) describe(in []float64) string {
	var s strings.Builder
	s.WriteString(a.name)
	for i, v := range in {
		fmt.Fprintf(&s, " %s=%x", a.labels[i], v)
	}
	err, bound, _ := a.measure(in, true)
	fmt.Fprintf(&s, ": error %v, bound %v", err, bound)
	return s.String()
}

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
		if err := s.climb(at, best, climbSize*(2*rng.Float64()-1)); err != nil {
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

// adversaryBudget is the number of evaluations against each bound, and of the worst
// that are confirmed in 256 bits.
func adversaryBudget(size claims.Size) (evaluations, confirmed int) {
	switch size {
	case claims.Short:
		return 1000, 10
	case claims.Test:
		return claims.AdversaryBudget, 100
	}
	return 1_000_000, 1000
}

// Adversary is the table of B1: for each bound the worst error/bound that a search found,
// with the case; and how many evaluations other searches took to break the bound with
// its constant times half that ratio, and with a power of h too many.
//
// A setup that changes the bounds gives the table of searches against those.
func Adversary(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "adversary", s, func() (claims.Table, error) {
		all := attacks()
		rows := make([]claims.Row, len(all))
		err := lab.ForEach(ctx, len(all), p, func(ctx context.Context, i int) error {
			var err error
			if rows[i], err = all[i].row(ctx, s, i); err != nil {
				return fmt.Errorf("%s (master seed %d): %w", all[i].name, s.Seed, err)
			}
			return nil
		})
		free := claims.Tolerance{Free: "the worst case is where the search happened to go"}
		t := claims.NewTable([]string{"bound"},
			lab.Column(claims.ColEvaluations, lab.Exactly), lab.Column(claims.ColWorst, claims.Tolerance{Rel: 0.5}),
			lab.Column(claims.ColHalved, claims.Tolerance{Free: "the number of steps of a search is that of this machine"}),
			lab.Column(claims.ColPower, claims.Tolerance{Free: "the number of steps of a search is that of this machine"}))
		for i := range caseInputs {
			t.Columns = append(t.Columns, lab.Column(fmt.Sprintf("input %d", i+1), free))
		}
		t.Rows = append(t.Rows, rows...)
		return t, err
	})
}

// caseInputs is the largest number of inputs of a bound.
const caseInputs = 10

// The searches of a row, by what they are for; each has points of its own.
const (
	streamWorst = iota
	streamHalved
	streamPower
	streams
)

// worstCases are what the searches against the bounds as stated found: searches against
// changed bounds start from there.
var worstCases lab.Memo[worstKey, found]

type worstKey struct {
	name         string
	master       uint64
	budget, keep int
}

func (a *attack) row(ctx context.Context, s claims.Setup, index int) (claims.Row, error) {
	budget, keep := adversaryBudget(s.Size)
	run := func(stream int, modify func([]float64) float64, stop float64) (*search, found, error) {
		n := budget
		if stop > 0 {
			n = min(n, claims.AdversaryBudget)
		}
		r := &search{attack: a, modify: modify, budget: n, keep: keep, stop: stop}
		if err := r.run(ctx, rand.New(rand.NewPCG(s.Seed, uint64(7000+streams*index+stream)))); err != nil {
			return nil, found{}, err
		}
		top, err := r.confirm(ctx)
		return r, top, err
	}
	top, err := worstCases.Get(ctx, worstKey{a.name, s.Seed, budget, keep}, func() (found, error) {
		r, top, err := run(streamWorst, nil, 0)
		if err == nil && top.ratio > 1 {
			top = r.shrink(top)
		}
		return top, err
	})
	if err != nil {
		return claims.Row{}, err
	}
	half := func([]float64) float64 { return top.ratio / 2 }
	switch s.Bound { // the first violation of a changed bound is enough
	case claims.BoundHalved:
		if _, top, err = run(streamHalved, half, 1); err != nil {
			return claims.Row{}, err
		}
	case claims.BoundPower:
		if _, top, err = run(streamPower, a.power, 1); err != nil {
			return claims.Row{}, err
		}
	}
	values := []float64{float64(budget), top.ratio}
	for stream, modify := range map[int]func([]float64) float64{streamHalved: half, streamPower: a.power} {
		caught := math.NaN()
		if modify != nil && s.Bound == claims.BoundAsStated {
			r, broken, err := run(stream, modify, 1)
			if err != nil {
				return claims.Row{}, err
			}
			if caught = math.Inf(1); broken.ratio > 1 {
				caught = float64(r.evaluations)
			}
		}
		for len(values) < 4 {
			values = append(values, math.NaN())
		}
		values[1+stream] = caught
	}
	for i := range caseInputs {
		v := math.NaN()
		if i < len(top.in) {
			v = top.in[i]
		}
		values = append(values, v)
	}
	return claims.Row{Key: []string{a.name}, Values: values}, nil
}
