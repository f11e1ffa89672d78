package claims

import "adfd/theory"

// largestParity is the largest step of T6.
const largestParity = 3e-2

var claimT6 = Claim{
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
	Trains:     true,
	Reseeded:   true,
	Fault:      singlePrecision,
	Parity:     Parity{parityClause, coarseStep},
	judge:      judgeT6,
}

func judgeT6(j *Judgement, t Table) {
	var cells []Row
	for _, r := range t.Rows {
		if t.Key(r, "optimiser") != OptimiserAdam || t.Key(r, "precision") != string(theory.Float64) || t.Value(r, ColStep) > largestParity {
			continue
		}
		cells = append(cells, r)
		j.Ordered(trainingCell(t, r), t.Value(r, ColStepWins), t.Value(r, ColStepLosses), t.Value(r, ColCount))
	}
	parity(j, t, cells)
}
