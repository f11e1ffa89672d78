package claims

import "adfd/theory"

// ColFloor is the median over seeds of residual_FD over the predicted floor.
const ColFloor = "residual_FD/floor"

// floorFactor is how far residuals may be from the floor: medians were between 0.43
// and 0.86 of it on seeds that no claim uses.
const floorFactor = 3

var claimE3f = Claim{
	ID:         "E3f",
	Statement:  "FD's residual loss is the floor that the noise law predicts",
	Source:     Ours,
	Hypotheses: featureSolutions,
	Regime:     theory.RegimeText,
	Criterion:  "the median over seeds of residual_FD / floor is within a factor 3 of 1 in every cell",
	Counter:    "a cell beyond twice the factor",
	Expected:   Holds,
	Because:    "noise that is unrelated to f cannot be fitted beyond the free directions; the floor knows no fitted constant",
	Fault:      otherWeights,
	judge:      judgeE3f,
}

func judgeE3f(j *Judgement, t Table) {
	inRegime(j, t, theory.InRegime, func(r Row) {
		j.Bound("residual and floor differ by", cell(t, r), offBy(t.Value(r, ColFloor)), floorFactor, 2)
	})
}
