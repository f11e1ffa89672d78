package claims

import "math"

// parityTraining is how far from 1 a ratio may be that counts as parity, as a logarithm.
const parityTraining = 0.05

const parityClause = "largest |log ratio| of the intervals"

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
	j.CounterAtMost(parityClause, "every cell", worst, parityTraining)
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
