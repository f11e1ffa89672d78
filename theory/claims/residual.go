package claims

import "adfd/theory"

// ColFloor is the median over seeds of residual_FD over the predicted floor.
const ColFloor = "residual_FD/floor"

// floorFactor is how far residuals may be from the floor: medians were between 0.43
// and 0.86 of it on seeds that no claim uses.
const floorFactor = 3

// largeStep is where the residual claims count a step as large.
const largeStep = 0.1

func residualClaims() []Claim {
	const setting = "random features (R = 4) on 1-D Poisson (q = 2) and biharmonic (q = 4), tanh and sin, float64; residual of the truncated-SVD solution at the same cut-off"
	return []Claim{
		{
			ID:         "E3",
			Statement:  "The residual loss is lower under AD, at steps below the regime's upper edge",
			Source:     Sharpened,
			Hypotheses: setting,
			Regime:     "h <= h_c/2, the upper edge that the noise law predicts; no lower limit",
			Criterion:  "residual_AD < residual_FD by a one-sided sign test over seeds, p < 1e-3, in every cell; the median ratio is reported with its interval",
			Counter:    "a cell with the opposite sign test at p < 1e-3",
			Expected:   Holds,
			Because:    "noise in A_FD cannot be fitted: its floor is u/h^q",
			Paired:     true,
			Fault:      Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}},
			judge:      judgeOrdering(theory.BelowRegimeTop),
		},
		{
			ID:         "E3w",
			Statement:  "The residual loss is lower under AD, at every step",
			Source:     Paper,
			Hypotheses: setting,
			Regime:     "every step of the grid",
			Criterion:  "as E3, in every cell",
			Counter:    "a cell with the opposite sign test at p < 1e-3",
			Expected:   Fails,
			Because:    "for tanh at large h FD's matrix is a smoothed one whose own residual is no worse (P1), though its solution is",
			Paired:     true,
			Fault:      Fault{"AD on both sides", Setup{FD: EngineAD}},
			judge:      judgeOrdering(everyStep),
		},
		{
			ID:         "E3f",
			Statement:  "FD's residual loss is the floor that the noise law predicts",
			Source:     Ours,
			Hypotheses: setting,
			Regime:     theory.RegimeText,
			Criterion:  "the median over seeds of residual_FD / floor is within a factor 3 of 1 in every cell",
			Counter:    "a cell beyond twice the factor",
			Expected:   Holds,
			Because:    "noise that is unrelated to f cannot be fitted beyond the free directions; the floor knows no fitted constant",
			Fault:      Fault{"forward stencils, whose weights are not the law's", Setup{Placement: PlacementForward, Accuracy: 4}},
			judge: func(j *Judgement, t Table) {
				inRegime(j, t, theory.InRegime, func(r Row) {
					j.Bound("residual and floor differ by", cell(t, r), offBy(t.Value(r, ColFloor)), floorFactor, 2)
				})
			},
		},
		{
			ID:         "P1",
			Statement:  "For tanh, at large steps, FD's own residual is not worse than AD's",
			Source:     Ours,
			Hypotheses: setting + "; tanh",
			Regime:     "tanh, h >= 0.1",
			Criterion:  "median of residual_FD / residual_AD <= 1 in every cell, over pairs that differ; a point estimate, to which no error rate belongs",
			Counter:    "a cell with residual_AD < residual_FD by a sign test at p < 1e-3",
			Expected:   Holds,
			Because:    "the noise floor u/h^q is below AD's own residual there; truncation shows in the solution, not in the residual",
			Paired:     true,
			Fault:      Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					if t.Key(r, "activation") != "tanh" || t.Value(r, ColStep) < largeStep {
						continue
					}
					where := cell(t, r)
					wins, losses, n := t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount)
					j.AtMost("median residual_FD/residual_AD", where, t.Value(r, ColMedian), 1)
					j.AtLeast("pairs that differ", where, wins+losses, 1)
					j.CounterAtMost("sign test p of AD", where, SignTest(wins, n), SignLevel)
					j.counterRisk += SignLevel
				}
			},
		},
	}
}
