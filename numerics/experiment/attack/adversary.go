package attack

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// adversaryBudget is the number of evaluations against each bound, and of the worst
// that are confirmed in 256 bits.
func adversaryBudget(size claims.Size) (evaluations, confirmed int) {
	return lab.At(size, 1000, claims.AdversaryBudget, 1_000_000), lab.At(size, 10, 100, 1000)
}

// adversaryRow is what the searches against one bound found.
type adversaryRow struct {
	budget        int
	top           found   // the worst case
	halved, power float64 // evaluations until the changed bound broke; NaN if there was no such search
}

// The least and the largest number of inputs of a bound.
const (
	leastInputs = 3
	caseInputs  = 10
)

// fields are the row, its case in as many columns as the bound with the most inputs needs.
func (r adversaryRow) fields() lab.Fields {
	steps := claims.Tolerance{Free: "the number of steps of a search is that of this machine"}
	f := lab.Fields{
		lab.Of(claims.ColEvaluations, lab.Exactly, r.budget), lab.Of(claims.ColWorst, claims.Tolerance{Rel: 0.5}, r.top.ratio),
		lab.Of(claims.ColHalved, steps, r.halved), lab.Of(claims.ColPower, steps, r.power).OrNaN("the bound has no power of a step"),
	}
	for i := range caseInputs {
		name, free := fmt.Sprintf("input %d", i+1), claims.Tolerance{Free: "the worst case is where the search happened to go"}
		v := math.NaN()
		if i < len(r.top.in) {
			v = r.top.in[i]
		}
		input := lab.Of(name, free, v)
		if i >= leastInputs {
			input = input.OrNaN("the bound has fewer arguments")
		}
		f = append(f, input)
	}
	return f
}

// Adversary is the table of B1: for each bound the worst error/bound that a search found,
// with the case; and how many evaluations other searches took to break the bound with
// its constant times half that ratio, and with a power of h too many.
//
// A setup that changes the bounds gives the table of searches against those.
func Adversary(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "adversary", s, func() (claims.Table, error) {
		all := attacks()
		rows, err := lab.Over(ctx, s, all, p, func(ctx context.Context, i int, a *attack) (adversaryRow, error) {
			return a.row(ctx, s, i)
		})
		t := claims.NewTable([]string{"bound"})
		for i, r := range rows {
			lab.Add(&t, []string{all[i].name}, r.fields())
		}
		return t, err
	})
}

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

// row searches against a bound, the index-th one.
func (a *attack) row(ctx context.Context, s claims.Setup, index int) (adversaryRow, error) {
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
	row := adversaryRow{budget, top, math.NaN(), math.NaN()}
	if err != nil {
		return row, err
	}
	half := func([]float64) float64 { return top.ratio / 2 }
	switch s.Bound { // the first violation of a changed bound is enough
	case claims.BoundHalved:
		_, row.top, err = run(streamHalved, half, 1)
		return row, err
	case claims.BoundPower:
		_, row.top, err = run(streamPower, a.power, 1)
		return row, err
	}
	// caught is how many evaluations a change took to be found; +Inf if it was not.
	caught := func(stream int, modify func([]float64) float64) (float64, error) {
		r, broken, err := run(stream, modify, 1)
		if err != nil || !(broken.ratio > 1) {
			return math.Inf(1), err
		}
		return float64(r.evaluations), nil
	}
	if row.halved, err = caught(streamHalved, half); err == nil && a.power != nil {
		row.power, err = caught(streamPower, a.power)
	}
	return row, err
}
