package claims

import (
	"math"

	"adfd/theory"
)

// The table of K4 and K4w. ColMatrix is a key: J for the singular values of the Jacobian, K for
// the eigenvalues of the kernel.
const (
	ColMatrix = "matrix"

	matrixJ = "J"
	matrixK = "K"
)

// LeastWidth is the width from which a setting has a regime, and judgedShare the share of the
// settings that must have one for J.
const (
	LeastWidth  = 1.1
	judgedShare = 5. / 6
)

// RegimeWidth is the width (h_c/2) / (1.5 h_l) of the regime between two edges. The deviation
// of the noise drops out of it: it follows from AD's spectrum alone. It is 0 where there is no
// lower edge, and where an edge is NaN.
func RegimeWidth(lower, upper float64) float64 {
	from, to := theory.RegimeBounds(lower, upper)
	if w := to / from; lower > 0 && w > 0 {
		return w
	}
	return 0
}

// networkSpectra are the models of the claims on Jacobians.
const networkSpectra = "networks of one and three hidden layers (1x20, 1x100, 3x20), tanh and sin, 1-D Poisson (q = 2) and biharmonic (q = 4), float64 and float32, PyTorch's initialisation; at the initial parameters, and at those that 1000 steps of Adam on AD's loss reach, the same on both sides; J is the Jacobian of the weighted residuals in the parameters, K = J J^T"

var claimK4 = Claim{
	ID:         "K4",
	Statement:  "The truncated entropy of a network's Jacobian, and of its kernel, is higher under AD, in the regime that the noise law predicts",
	Source:     Sharpened,
	Hypotheses: networkSpectra,
	Regime:     theory.RegimeText + "; medians over seeds, of J and of K apart; a setting whose predicted width (h_c/2)/(1.5 h_l) is below 1.1 has no regime and is listed, not judged",
	Criterion:  "H_AD > H_FD by a one-sided sign test over seeds, p < 1e-3, in every cell of the regime; J has a regime in at least five sixths of the settings, K in one at least",
	Counter:    "a cell of the regime with the opposite sign test at p < 1e-3",
	Expected:   Holds,
	Because:    "noise of size u/h^q in the entries of J lifts singular values over the cut-off; they add to n_a and hardly to the entropy, as with random features",
	Paired:     true,
	Reseeded:   true,
	Fault:      withoutFactor,
	judge:      judgeK4,
}

var claimK4w = Claim{
	ID:         "K4w",
	Statement:  "The truncated entropy of a network's Jacobian, and of its kernel, is higher under AD, at every step",
	Source:     Paper,
	Hypotheses: networkSpectra,
	Regime:     "every step of the grid, from h_l/8 to 1/2",
	Criterion:  "as K4, in every cell",
	Counter:    "a cell with the opposite sign test at p < 1e-3",
	Expected:   Fails,
	Because:    "below h_l the noise is the spectrum of J and fills it evenly",
	Paired:     true,
	Reseeded:   true,
	Fault:      onBothSides,
	judge:      judgeK4w,
}

// networkSetting names the rows of one spectrum of one setting.
func networkSetting(t Table, r Row) string {
	return t.Key(r, ColMatrix) + " " + t.Key(r, "problem") + " " + t.Key(r, "network") + " " + t.Key(r, "activation") + " " +
		t.Key(r, "precision") + " " + t.Key(r, "parameters")
}

func judgeK4(j *Judgement, t Table) {
	cells, seen, judged := newTally(), map[string]bool{}, map[string]float64{}
	settings := 0.0
	for _, r := range t.Rows {
		lower, upper := t.Value(r, ColLower), t.Value(r, ColUpper)
		name, matrix := networkSetting(t, r), t.Key(r, ColMatrix)
		wide := RegimeWidth(lower, upper) >= LeastWidth
		if !seen[name] {
			seen[name] = true
			if matrix == matrixJ {
				settings++
			}
			if wide {
				judged[matrix]++
			}
		}
		if !wide {
			continue
		}
		cells.see(name)
		if theory.InRegime(t.Value(r, ColStep), lower, upper) {
			cells.add(name)
			j.Ordered(name+" h="+t.Key(r, "h"), t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
		}
	}
	cells.require(j, "cells in the regime", leastCells)
	j.AtLeast("settings with a regime", matrixJ, judged[matrixJ], math.Max(1, math.Ceil(judgedShare*settings)))
	j.AtLeast("settings with a regime", matrixK, judged[matrixK], 1)
}

func judgeK4w(j *Judgement, t Table) {
	for _, r := range t.Rows {
		j.Ordered(networkSetting(t, r)+" h="+t.Key(r, "h"), t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
	}
}
