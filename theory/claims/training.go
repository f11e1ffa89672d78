package claims

import (
	"fmt"
	"math"

	"adfd/theory"
)

// The tables of training. A row is one cell: problem, network, optimiser, precision
// and step, with both sides started from the same parameters for each seed. A ratio
// is FD's value over AD's; its median over seeds stands with the distribution-free
// 95% interval, in the columns that RatioColumns names.
const (
	ColBest      = "best by theory" // 1 at the step that minimises the model of FD's total error
	ColPredicted = "floor/loss AD"  // median: FD's predicted rounding floor at AD's solution over AD's final loss

	RatioLoss  = "loss"           // windowed median of the last losses
	RatioError = "solution error" // of the final parameters
	RatioSteps = "steps"          // to the loss that AD has reached at half of its budget
	RatioMean  = "mean loss"      // of the logarithms of all losses

	ColStepWins   = "steps wins"   // seeds in which FD needs more steps to 4 times AD's final loss
	ColStepLosses = "steps losses" // and fewer

	// FloorFactor is how far above AD's final loss FD's predicted floor lies in the
	// cells of T1, T1p and T5, and what multiple of AD's final loss T1 counts steps to.
	FloorFactor = 4

	parityTraining = 0.05 // of a logarithm, T6
	leastHarm      = 1.05 // ratios: T2's loss and solution error are at least 1/1.05
	leastGain      = 1.2  // and one of them above 1.2
	largestParity  = 3e-2 // the steps of T6
	newtonFactor   = 3    // of T7
	noiseGain      = 10   // of T5
)

// RatioColumns are the columns of the logarithm of a ratio: its median over seeds and
// the limits of the interval.
func RatioColumns(ratio string) (median, lo, hi string) {
	return "log " + ratio, "log " + ratio + " lo", "log " + ratio + " hi"
}

// The key of the optimisers.
const (
	OptimiserAdam  = "adam"
	OptimiserGD    = "gd"
	OptimiserLM    = "lm"
	OptimiserLBFGS = "l-bfgs"
)

// trainingCell names a cell of a training table.
func trainingCell(t Table, r Row) string {
	return trainingSetting(t, r) + " h=" + t.Key(r, "h")
}

func trainingSetting(t Table, r Row) string {
	return t.Key(r, "problem") + " " + t.Key(r, "network") + " " + t.Key(r, "optimiser") + " " + t.Key(r, "precision")
}

const trainingSetup = "1-D Poisson (q = 2) and biharmonic (q = 4) on equispaced nodes, tanh networks, PyTorch's initialisation; both sides with the same points, parameters and optimiser"

func trainingClaims() []Claim {
	exchanged := Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}}
	return []Claim{
		{
			ID:         "T1",
			Statement:  "In float32 AD needs fewer steps and ends lower, where FD's rounding floor lies above AD's loss",
			Source:     Sharpened,
			Hypotheses: trainingSetup + "; Adam on two-layer networks, in the audit gradient descent and deep networks as well",
			Regime:     "float32, cells in which FD's predicted rounding floor at AD's solution is at least 4 times AD's final loss",
			Criterion:  "in each cell two one-sided sign tests over seeds, p < 1e-3: FD's final loss (windowed median) is higher, and FD needs more steps to 4 times AD's final loss; at least one cell a setting",
			Counter:    "a cell with one of the opposite sign tests at p < 1e-3",
			Expected:   Holds,
			Because:    "the noise u/h^q in FD's residual is a loss that only flattening the output can lower",
			Paired:     true,
			Fault:      exchanged,
			judge: func(j *Judgement, t Table) {
				count := newTally()
				for _, r := range t.Rows {
					if t.Key(r, "precision") != string(theory.Float32) || secondOrder(t.Key(r, "optimiser")) {
						continue
					}
					setting := trainingSetting(t, r)
					count.see(setting)
					if !(t.Value(r, ColPredicted) >= FloorFactor) {
						continue
					}
					count.add(setting)
					n := t.Value(r, ColCount)
					j.Ordered(trainingCell(t, r)+", loss", t.Value(r, ColWins), t.Value(r, ColLosses), n)
					j.Ordered(trainingCell(t, r)+", steps", t.Value(r, ColStepWins), t.Value(r, ColStepLosses), n)
				}
				count.require(j, "cells below the floor", 1)
			},
		},
		{
			ID:         "T1w",
			Statement:  "AD needs fewer steps and ends lower",
			Source:     Paper,
			Hypotheses: trainingSetup + "; Adam on two-layer networks, in the audit gradient descent and deep networks as well",
			Regime:     "every cell: both precisions, every step",
			Criterion:  "as T1, in every cell",
			Counter:    "a cell with one of the opposite sign tests at p < 1e-3, or parity by two one-sided tests in every float64 cell: the intervals of the log ratios of losses (mean over the run) and of steps (to AD's loss at half budget) lie within +-0.05",
			Expected:   Fails,
			Because:    "above its floors FD's loss is AD's loss up to O(h^2): in float64 the two curves are one",
			Paired:     true,
			Fault:      Fault{"single precision in the place of double", Setup{Precision: theory.Float32}},
			judge: func(j *Judgement, t Table) {
				var double []Row
				for _, r := range t.Rows {
					if secondOrder(t.Key(r, "optimiser")) {
						continue
					}
					n := t.Value(r, ColCount)
					j.Ordered(trainingCell(t, r)+", loss", t.Value(r, ColWins), t.Value(r, ColLosses), n)
					j.Ordered(trainingCell(t, r)+", steps", t.Value(r, ColStepWins), t.Value(r, ColStepLosses), n)
					if t.Key(r, "precision") == string(theory.Float64) {
						double = append(double, r)
					}
				}
				parity(j, t, double)
			},
		},
		{
			ID:         "T1p",
			Statement:  "The ordering of T1 carries over to other operators, to the square and to space and time: in float32 AD ends lower where FD's rounding floor lies above AD's loss, and that floor is the one that the noise law predicts",
			Source:     Ours,
			Hypotheses: "Helmholtz and Allen-Cahn on the line, Poisson and biharmonic on the square, Korteweg-de Vries in space and time, on dyadic nodes; small two-layer tanh networks, PyTorch's initialisation; both sides with the same points, parameters and optimiser; 20 to 150 steps of Levenberg-Marquardt; on the line, and in the audit on all, 300 to 2000 of Adam as well; one step h a cell, chosen on other seeds",
			Regime:     "float32; for the loss cells in which FD's predicted rounding floor at AD's solution is at least 4 times AD's final loss, for the noise every cell",
			Criterion:  "in each cell a one-sided sign test over seeds, p < 1e-3: FD's final loss (of Adam the windowed median) is higher; at least one cell a setting; and the median over seeds of |computed - exact residual|^2 / floor at the parameters that AD ends with is within a factor 3 of 1, as in T7f",
			Counter:    "a cell with the opposite sign test at p < 1e-3, or with the noise beyond twice the factor",
			Expected:   Holds,
			Because:    "the law asks only for the weights of the operator's stencil and the roundings of the values it combines, whatever the operator and the dimension; a product of derivatives enters by its linear part",
			Paired:     true,
			Fault:      exchanged,
			judge: func(j *Judgement, t Table) {
				count := newTally()
				for _, r := range t.Rows {
					if t.Key(r, "precision") != string(theory.Float32) {
						continue
					}
					setting := trainingSetting(t, r)
					count.see(setting)
					j.Bound("noise and floor differ by", trainingCell(t, r), offBy(t.Value(r, ColFloorRatio)), newtonFactor, 2)
					if !(t.Value(r, ColPredicted) >= FloorFactor) {
						continue
					}
					count.add(setting)
					j.Ordered(trainingCell(t, r)+", loss", t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
				}
				count.require(j, "cells below the floor", 1)
			},
		},
		{
			ID:         "T2",
			Statement:  "In float32, once AD's loss is below FD's predicted rounding floor at its best step, no step saves FD",
			Source:     Ours,
			Hypotheses: trainingSetup + "; Levenberg-Marquardt, whose loss gets there",
			Regime:     "settings in which FD's predicted rounding floor at AD's solution exceeds AD's final loss at the step that theory calls FD's best and at every smaller one; then every step of the grid, larger ones too",
			Criterion:  "at each step the medians over seeds of the log ratios of loss and of solution error are at least -log 1.05, and the interval of one of them lies above log 1.2; at least one setting for each order",
			Counter:    "a step at which one of the two ratios has its interval below -log 1.05",
			Expected:   Holds,
			Because:    "small steps meet rounding, large ones truncation, and between them there is no room in float32",
			Paired:     true,
			Fault:      exchanged,
			judge: func(j *Judgement, t Table) {
				below := belowEveryFloor(t, OptimiserLM, theory.Float32)
				orders := newTally()
				for _, r := range t.Rows {
					if t.Key(r, "optimiser") != OptimiserLM || t.Key(r, "precision") != string(theory.Float32) {
						continue
					}
					order := fmt.Sprintf("q=%v", t.Value(r, ColOrder))
					orders.see(order)
					if !below[trainingSetting(t, r)] {
						continue
					}
					orders.add(order)
					noSaving(j, t, r)
					counterHarm(j, t, r)
				}
				orders.require(j, "cells below every floor", 1)
			},
		},
		{
			ID:         "T2w",
			Statement:  "No step saves FD, in float64 either",
			Source:     Paper,
			Hypotheses: trainingSetup + "; Adam",
			Regime:     "float64, every step",
			Criterion:  "as T2, at every step",
			Counter:    "the step that theory calls FD's best, in a setting where the intervals of both ratios, of loss and of solution error, end at or below 1.05: FD matches AD or beats it",
			Expected:   Fails,
			Because:    "in float64 there are steps with both floors far below what a first-order optimiser reaches",
			Paired:     true,
			Fault:      Fault{"single precision in the place of double", Setup{Precision: theory.Float32}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					if t.Key(r, "optimiser") != OptimiserAdam || t.Key(r, "precision") != string(theory.Float64) {
						continue
					}
					noSaving(j, t, r)
					if t.Value(r, ColBest) != 1 {
						continue
					}
					_, _, loss := RatioColumns(RatioLoss)
					_, _, solution := RatioColumns(RatioError)
					j.CounterAtMost("larger upper limit of the ratios", trainingCell(t, r),
						math.Exp(math.Max(t.Value(r, loss), t.Value(r, solution))), leastHarm)
					j.counterRisk += ErrorRate95
				}
			},
		},
		{
			ID:         "T6",
			Statement:  "In float64, with Adam, AD is faster",
			Source:     Paper,
			Hypotheses: trainingSetup + "; Adam",
			Regime:     "float64, h <= 3e-2",
			Criterion:  "in each cell a one-sided sign test over seeds, p < 1e-3: FD needs more steps to 4 times AD's final loss",
			Counter:    "a cell with the opposite sign test at p < 1e-3, or parity by two one-sided tests in every cell: the intervals of the log ratios of steps (running minimum, to AD's loss at half budget) and of losses (mean over the run) lie within +-0.05",
			Expected:   Fails,
			Because:    "at these steps FD's truncation and rounding are small beside the loss, so both descend the same surface",
			Paired:     true,
			Fault:      Fault{"single precision in the place of double", Setup{Precision: theory.Float32}},
			judge: func(j *Judgement, t Table) {
				var cells []Row
				for _, r := range t.Rows {
					if t.Key(r, "optimiser") != OptimiserAdam || t.Key(r, "precision") != string(theory.Float64) || t.Value(r, ColStep) > largestParity {
						continue
					}
					cells = append(cells, r)
					j.Ordered(trainingCell(t, r), t.Value(r, ColStepWins), t.Value(r, ColStepLosses), t.Value(r, ColCount))
				}
				parity(j, t, cells)
			},
		},
		{
			ID:         "T7",
			Statement:  "In float64 second-order optimisers take FD to its floors and no farther",
			Source:     Ours,
			Hypotheses: trainingSetup + "; Levenberg-Marquardt and L-BFGS",
			Regime:     "float64, every step of the grid",
			Criterion:  "medians over seeds: FD's final loss <= 3 max(AD's, predicted rounding floor) and FD's final solution error <= 3 max(AD's, predicted truncation error), in each cell",
			Counter:    "a cell beyond twice the factor",
			Expected:   Fails,
			Because:    "the floors are not all that FD adds: we think that a method that compares losses stops where their noise, 2 sqrt(loss floor), hides what a step gains, long before the floor",
			Fault:      Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					if !secondOrder(t.Key(r, "optimiser")) || t.Key(r, "precision") != string(theory.Float64) {
						continue
					}
					j.Bound("loss/max(AD's, floor)", trainingCell(t, r), t.Value(r, ColLossOver), newtonFactor, 2)
					j.Bound("solution error/max(AD's, floor)", trainingCell(t, r), t.Value(r, ColErrorOver), newtonFactor, 2)
				}
			},
		},
		{
			ID:         "T7f",
			Statement:  "The rounding noise in FD's residual at trained parameters is the floor that the noise law of networks predicts",
			Source:     Ours,
			Hypotheses: trainingSetup + "; float32 and float64, at the parameters that AD ends with, whatever the optimiser",
			Regime:     "every step of the grid",
			Criterion:  "the median over seeds of |computed - exact residual|^2 / floor is within a factor 3 of 1 in every cell, the exact one being the stencil evaluated in 106 bits",
			Counter:    "a cell beyond twice the factor",
			Expected:   Holds,
			Because:    "the law follows every rounding from the weights to the quotient and has no fitted constant",
			Fault:      Fault{"forward stencils, whose weights are not the law's", Setup{Placement: PlacementForward, Accuracy: 4}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					j.Bound("noise and floor differ by", trainingCell(t, r), offBy(t.Value(r, ColFloorRatio)), newtonFactor, 2)
				}
			},
		},
	}
}

// ColFloorRatio is the median over seeds of the squared norm of the rounding noise in
// FD's residual over its predicted floor.
const ColFloorRatio = "noise/floor"

// The further columns of T7: medians over seeds.
const (
	ColLossOver  = "loss over floors"
	ColErrorOver = "solution error over floors"
)

// noSaving requires T2's criterion in a cell: neither ratio harms AD, and one of them
// is a gain. The clauses state ratios, since a margin is a quotient of positive numbers.
func noSaving(j *Judgement, t Table, r Row) {
	where := trainingCell(t, r)
	gain := 0.0
	for _, ratio := range []string{RatioLoss, RatioError} {
		median, lo, _ := RatioColumns(ratio)
		j.AtLeast("median ratio of "+ratio, where, math.Exp(t.Value(r, median)), 1/leastHarm)
		gain = math.Max(gain, math.Exp(t.Value(r, lo)))
	}
	j.Above("larger lower limit of the ratios", where, gain, leastGain)
	j.risk = max(j.risk, 2*ErrorRate95)
}

// counterHarm lets T2 fail in a cell where one of the ratios harms AD.
func counterHarm(j *Judgement, t Table, r Row) {
	for _, ratio := range []string{RatioLoss, RatioError} {
		_, _, hi := RatioColumns(ratio)
		j.CounterAtMost("upper limit of the ratio of "+ratio, trainingCell(t, r), math.Exp(t.Value(r, hi)), 1/leastHarm)
	}
	j.counterRisk += 2 * ErrorRate95
}

// parity is the counter-criterion of two one-sided tests in every one of the cells: the
// rate of one cell bounds that of all.
func parity(j *Judgement, t Table, cells []Row) {
	if len(cells) == 0 {
		return
	}
	worst := 0.0
	for _, r := range cells {
		worst = math.Max(worst, farthest(t, r, RatioMean, RatioSteps)) // NaN if one is
	}
	j.CounterAtMost("largest |log ratio| of the intervals", "every cell", worst, parityTraining)
	j.counterRisk += ErrorRate95
}

// farthest is the largest distance from 0 of the intervals of some log ratios.
func farthest(t Table, r Row, ratios ...string) float64 {
	far := 0.0
	for _, ratio := range ratios {
		_, lo, hi := RatioColumns(ratio)
		far = math.Max(far, math.Max(math.Abs(t.Value(r, lo)), math.Abs(t.Value(r, hi))))
	}
	return far
}

func secondOrder(optimiser string) bool {
	return optimiser == OptimiserLM || optimiser == OptimiserLBFGS
}

// belowEveryFloor are the settings whose AD loss lies below FD's floor at its best step
// and at every smaller one.
func belowEveryFloor(t Table, optimiser string, precision theory.Precision) map[string]bool {
	best, below := map[string]float64{}, map[string]bool{}
	in := func(r Row) bool {
		return t.Key(r, "optimiser") == optimiser && t.Key(r, "precision") == string(precision)
	}
	for _, r := range t.Rows {
		if in(r) && t.Value(r, ColBest) == 1 {
			best[trainingSetting(t, r)], below[trainingSetting(t, r)] = t.Value(r, ColStep), true
		}
	}
	for _, r := range t.Rows {
		setting := trainingSetting(t, r)
		if in(r) && t.Value(r, ColStep) <= best[setting] && !(t.Value(r, ColPredicted) > 1) {
			below[setting] = false
		}
	}
	return below
}

// tally counts by name, in the order in which the names were seen: a claim about a
// regime must not hold because nothing was looked at.
type tally struct {
	order []string
	count map[string]float64
}

func newTally() *tally { return &tally{count: map[string]float64{}} }

func (c *tally) see(name string) {
	if _, seen := c.count[name]; !seen {
		c.order = append(c.order, name)
		c.count[name] = 0
	}
}

func (c *tally) add(name string) {
	c.see(name)
	c.count[name]++
}

// require adds a clause that is not met for every name that was counted too rarely.
func (c *tally) require(j *Judgement, what string, least float64) {
	for _, name := range c.order {
		if c.count[name] < least {
			j.AtLeast(what, name, c.count[name], least)
		}
	}
}
