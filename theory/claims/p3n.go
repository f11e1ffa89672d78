package claims

import "math"

// The table of P3n: slopes in log u.
const (
	ColQuantity = "quantity"
	ColExpected = "expected slope"
)

var claimP3n = Claim{
	ID:         "P3n",
	Statement:  "Lower precision moves the floors of a network's residual and gradient by its u, and that of its loss by u^2",
	Source:     Ours,
	Hypotheses: "tanh networks, Poisson and biharmonic, FD: residual and gradient at the initial parameters, the loss where Levenberg-Marquardt leaves AD, whose residual is far below the noise; every result of the engine rounded to 11..53 bits, dyadic nodes and steps",
	Regime:     "the rounding part of residual and gradient: what a rounded evaluation differs by from the one in float64 at the same parameters; the loss itself from 11 to 24 bits, where it is all rounding",
	Criterion:  "slope against log u of the logarithm: norm of the rounding part of residual and gradient 1 +- 0.05, loss 2 +- 0.1, medians over seeds",
	Counter:    "a slope off by twice that",
	Expected:   Holds,
	Because:    "the noise is u times what does not depend on u",
	Fault:      doubleRounding,
	judge:      judgeP3n,
}

func judgeP3n(j *Judgement, t Table) {
	for _, r := range t.Rows {
		want := t.Value(r, ColExpected)
		j.Bound("|slope - "+t.Key(r, ColQuantity)+"'s|", t.Key(r, "problem")+" "+t.Key(r, "network")+" "+t.Key(r, ColQuantity),
			math.Abs(t.Value(r, ColSlope)-want), 0.05*want, 2)
	}
}
