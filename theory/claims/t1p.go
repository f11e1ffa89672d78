package claims

import "adfd/theory"

var claimT1p = Claim{
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
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeT1p,
}

func judgeT1p(j *Judgement, t Table) {
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
}
