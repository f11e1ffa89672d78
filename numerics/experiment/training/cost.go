package training

import (
	"context"

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
// layers, less clockRoom. The band is that of times, and of the operations of stepCost, which
// have no clock but a price for an exponential that is as unknown.
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

// untimed is why a table has no times.
const untimed = "not timed: times are measured at size audit, and where a table is recorded"

// CostRatio is the table of P2: what a loss and gradient takes, AD over FD. Exponentials,
// operations and memory are counted, whatever the machine does meanwhile; where the setup asks for
// times, one case is timed after the other.
func CostRatio(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
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
		cost, err := b.costRatio(s)
		if err != nil {
			return t, err
		}
		took := notTimed
		if s.Times() {
			if took, err = b.timeRatio(s, lab.At(s.Size, 5, 15, 41), processorClock); err != nil {
				return t, err
			}
		}
		lab.Add(&t, []string{c.name}, c.fields(b.problem.Order, cost, took))
		if p != nil {
			p(i+1, len(cases))
		}
	}
	return t, nil
}

// fields are the columns of a case whose problem has the order q: costs and times are AD's over FD's.
func (c costCase) fields(q int, cost stepCost, took sideTimes) lab.Fields {
	timing := claims.Tolerance{Free: "a time of this machine"}
	return lab.Fields{
		lab.Of(claims.ColBandLo, lab.Exactly, c.lo), lab.Of(claims.ColBandHi, lab.Exactly, c.hi),
		lab.Of(claims.ColExpLo, lab.Exactly, 1/float64(q+1)), lab.Of(claims.ColExpRatio, lab.Exactly, cost.exponentials),
		lab.Of(claims.ColOperationRatio, lab.Exactly, cost.operations), lab.Of(claims.ColMemoryRatio, lab.Exactly, cost.channels),
		lab.Of(claims.ColTurns, timing, took.turns), lab.Of(claims.ColTimeRatio, timing, took.ratio).OrNaN(untimed),
		lab.Of("microseconds AD", timing, took.micros).OrNaN(untimed), lab.Of(claims.ColLoad, timing, took.load).OrNaN(untimed),
		lab.Of(claims.ColSpread, timing, took.spread).OrNaN(untimed),
	}
}

// stepCost is what a loss with its gradient comes to.
type stepCost struct {
	channels     float64 // of a bundle of the interior
	exponentials float64 // evaluations of the activation
	operations   float64 // multiply-adds, an exponential priced with them
}

// exponentialPrice is what tanh takes beside a multiply-add: some fifteen for the reduction and the
// polynomial of its exponential, and five for a quotient, more on most machines. The ratio of operations
// lies between that of multiply-adds alone and that of exponentials, whatever the price.
const exponentialPrice = 20

// costRatio is AD's cost over FD's.
func (b *netTrial[T]) costRatio(s claims.Setup) (stepCost, error) {
	ad, err := b.stepCost(s, s.AD)
	if err != nil {
		return stepCost{}, err
	}
	fd, err := b.stepCost(s, s.FD)
	return stepCost{ad.channels / fd.channels, ad.exponentials / fd.exponentials, ad.operations / fd.operations}, err
}

// stepCost counts a step of one side from its plans and the network. Every channel goes through the
// layers; AD evaluates the activation once a point and neuron and multiplies series, FD evaluates it once a
// channel.
func (b *netTrial[T]) stepCost(s claims.Setup, side claims.Engine) (stepCost, error) {
	var c stepCost
	eng, err := lab.NewEngine[T](side, s, kernelStep)
	if err != nil {
		return c, err
	}
	neurons := b.set.depth * b.set.width
	for i, rows := range rowsOf(b.problem, b.nodes) {
		plan, err := eng.Plan(rows.op, b.problem.Dim)
		if err != nil {
			return c, err
		}
		channels, evaluations, order := plan.Channels(), 1, rows.op.Order()
		if side == claims.EngineFD {
			evaluations, order = channels, 0
		}
		if i == 0 {
			c.channels = float64(channels)
		}
		each := evaluations * neurons
		c.exponentials += float64(rows.points * each)
		c.operations += float64(rows.points * (channels*layerProducts(b.net.Sizes()) + each*(exponentialPrice+seriesProducts(order))))
	}
	return c, nil
}

// operatorRows are rows of a residual that share an operator.
type operatorRows struct {
	op     engine.Operator
	points int
}

// rowsOf are the rows of a problem: the interior first, then each condition.
func rowsOf(p pde.Problem, nodes []float64) []operatorRows {
	list := []operatorRows{{p.Derivatives(), len(nodes) / p.Dim}}
	for _, c := range p.Boundary {
		list = append(list, operatorRows{engine.Operator{c.Index}, len(c.Points) / p.Dim})
	}
	return list
}

// layerProducts are the multiply-adds that a channel of a point takes in the layers: each weight once
// forward, once for its own gradient, and once for that of its argument, which the first layer does not need.
func layerProducts(sizes []int) int {
	n := 0
	for l := range len(sizes) - 1 {
		passes := 3
		if l == 0 {
			passes = 2
		}
		n += passes * sizes[l] * sizes[l+1]
	}
	return n
}

// seriesProducts are the multiply-adds of y = tanh z on series of order q, by the recurrence
//
//	k y_k = sum_{j=1..k} j z_j w_{k-j},   w_k = [k = 0] - sum_{j=0..k} y_j y_{k-j}
//
// with w up to order q-1: q(q+1)/2 for either, and twice as many for its transpose (Griewank and Walther,
// Evaluating Derivatives, 2nd ed. 2008, section 13.2). A slope 1 - y^2 and its product with the gradient come
// on top, and are all that a value takes.
func seriesProducts(q int) int { return 3*q*(q+1) + 2 }
