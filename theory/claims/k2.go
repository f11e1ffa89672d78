package claims

import "math"

// The table of K2, with a kind of row for each of its two statements.
const (
	KindIdentity  = "identity"
	KindDecayRate = "decay rate"

	ColIdentity = "|difference|/bound"  // worst over seeds, of |grad L|^2 against 4 r.K r
	ColFull     = "log error"           // relative, median over seeds, at eta = 0.2/lambda_1
	ColHalf     = "log error, eta/2"    // the same at half of it
	ColOrderEta = "halving"             // median over seeds of the quotient of the two
	ColVacuous  = "lambda_min/lambda_1" // median: what a bound by the least eigenvalue rests on

	decayLogError = 0.1
	leastHalving  = 1.5 // an error of first order halves; 1.5 leaves room for the next
	mostHalving   = 2.5
)

var claimK2 = Claim{
	ID:         "K2",
	Statement:  "The kernel K = J J^T governs the training of networks: |grad L|^2 = 4 r.K r, and L(T)/L(0) = exp(-4 integral of r.K r / r.r)",
	Source:     Ours,
	Hypotheses: "Poisson and biharmonic, two-layer and deep tanh networks, float64, both sides; gradient descent at eta = 0.2/lambda_1 of the parameters of each step, and half of it, from where 1000 steps of Adam led: at the start lambda_1 grows a thousandfold within a few steps",
	Regime:     "the identity at the initial parameters; a descent of a fixed number of steps, twice as many at half the rate. The bound by the least eigenvalue of K is vacuous: lambda_min/lambda_1 is reported",
	Criterion:  "the identity within the rounding of its sums, the left side by the reverse sweep, the right by a forward-mode Jacobian; medians over seeds: |error| of the integral relative to log(L(T)/L(0)) <= 10%, and the error of half the rate less by a factor between 1.5 and 2.5",
	Counter:    "an identity off by twice the bound, or an error of the logarithm above 20%",
	Expected:   Holds,
	Because:    "the chain rule; a step of descent is one of Euler's method for the flow, whose error is of first order in eta",
	Fault:      Fault{"the Jacobian is that of the next seed's parameters", Setup{Pairing: PairShifted}},
	judge:      judgeK2,
}

func judgeK2(j *Judgement, t Table) {
	count := newTally()
	for _, kind := range []string{KindIdentity, KindDecayRate} {
		count.see(kind)
	}
	for _, r := range t.Rows {
		where, kind := t.Key(r, "problem")+" "+t.Key(r, "network")+" "+t.Key(r, "side"), t.Key(r, "kind")
		count.add(kind)
		if kind == KindIdentity {
			j.Bound("difference/bound", where, t.Value(r, ColIdentity), 1, 2)
			continue
		}
		j.Bound("|log error|", where, math.Abs(t.Value(r, ColFull)), decayLogError, 2)
		j.AtLeast("error over that of eta/2", where, t.Value(r, ColOrderEta), leastHalving)
		j.AtMost("error over that of eta/2", where, t.Value(r, ColOrderEta), mostHalving)
	}
	count.require(j, "rows", 1)
}
