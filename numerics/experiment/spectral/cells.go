package spectral

import (
	"slices"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// place is where a row lies: its order and step, and the edges of the regime, by which a
// criterion tells what is inside.
type place struct{ order, step, lower, upper float64 }

func (r run) place(step lab.Step, cutoff int) place {
	lower, upper := r.edge(cutoff)
	return place{float64(r.order), step.H, lower, upper}
}

func (p place) fields() lab.Fields {
	return lab.Fields{
		lab.Of(claims.ColOrder, lab.Exactly, p.order), lab.Of(claims.ColStep, lab.Exactly, p.step),
		lab.Of(claims.ColLower, lab.TolEdge, p.lower), lab.Of(claims.ColUpper, lab.TolEdge, p.upper),
	}
}

// cell is what all seeds of a sweep gave at one step and cut-off.
type cell struct {
	place
	run    run
	name   string // of the step
	cutoff int
	pairs  []pair // by seed
}

// cellKeys are the keys of a cell.
var cellKeys = []string{"problem", "activation", "nodes", claims.CutoffKey, "h"}

func (c cell) key() []string {
	return []string{c.run.Problem, c.run.Activation, c.run.Nodes, claims.Cutoffs()[c.cutoff].Name, c.name}
}

// cells are every setting and step of a sweep at every cut-off, in this order.
func cells(runs []run) []cell {
	var out []cell
	for _, r := range runs {
		for k, step := range r.steps {
			for c := range claims.Cutoffs() {
				out = append(out, cell{r.place(step, c), r, step.Name, c, lab.Nth(r.pairs, k)})
			}
		}
	}
	return out
}

// each is a number of every seed of the cell.
func (c cell) each(of func(p pair, cutoff int) float64) []float64 {
	return lab.Each(c.pairs, func(p pair) float64 { return of(p, c.cutoff) })
}

// median is the median of a number over the seeds.
func (c cell) median(of func(p pair, cutoff int) float64) float64 { return lab.MedianOf(c.each(of)) }

// wins are the columns of a sign test over seeds, in which AD wins by positive numbers.
func wins(by []float64) lab.Fields {
	wins, losses := lab.Signs(by)
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(by)), lab.Of(claims.ColWins, lab.TolCount, wins), lab.Of(claims.ColLosses, lab.TolCount, losses),
	}
}

// compared are the columns of a cell's paired comparison: what AD wins by in each seed, and
// the effect whose median is shown, with its tolerance.
func (c cell) compared(by, effect []float64, tol claims.Tolerance) lab.Fields {
	return slices.Concat(c.fields(),
		lab.Fields{lab.Of("N", lab.Exactly, c.run.N), lab.Of("M", lab.Exactly, c.run.M)}, wins(by),
		lab.Interval(claims.ColMedian, claims.ColLo, claims.ColHi, tol, claims.Median(effect)))
}

// entropies are H of both sides of a pair at cut-off c, with AD's count for both.
func entropies(v theory.EntropyVariant, p pair, c int) (ad, fd float64, err error) {
	count := p.ad.kept[c]
	if ad, err = theory.Entropy(v, p.ad.sigma, p.ad.a[c], count); err != nil {
		return 0, 0, err
	}
	fd, err = theory.Entropy(v, p.fd.sigma, p.fd.a[c], count)
	return ad, fd, err
}

// entropies are those of both sides in every seed, with their difference.
func (c cell) entropies(v theory.EntropyVariant) (ad, fd, diff []float64, err error) {
	for _, p := range c.pairs {
		hAD, hFD, err := entropies(v, p, c.cutoff)
		if err != nil {
			return nil, nil, nil, err
		}
		ad, fd, diff = append(ad, hAD), append(fd, hFD), append(diff, hAD-hFD)
	}
	return ad, fd, diff, nil
}
