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

// The table of A4: worst cases over seeds, the loss and every coordinate of the
// gradient.
const (
	ColGradientError = "error/bound"
	ColGradientBound = "bound/(100 u recurrence)"
)

// The table of P3n: slopes in log u.
const (
	ColQuantity = "quantity"
	ColExpected = "expected slope"
)

// The table of P2: the least times over repetitions that alternate.
const (
	ColTimeRatio   = "time AD/FD"
	ColMemoryRatio = "memory AD/FD"
	ColBandLo      = "band lo"
	ColBandHi      = "band hi"
)

func networkClaims() []Claim {
	return []Claim{
		{
			ID:         "A4",
			Statement:  "The loss of a network and every coordinate of its parameter gradient are exact to rounding",
			Source:     Ours,
			Hypotheses: "float64, q = 2 and 4, two-layer and deep networks, tanh, PyTorch's initialisation; library functions within their stated ulps",
			Regime:     "every network, order and coordinate",
			Criterion:  "|error| against a forward-mode oracle of at least 106 bits <= bound, always; bound <= 100 u times the absolute-value recurrence",
			Counter:    "one error beyond its bound, or one bound beyond 100 u times the recurrence",
			Expected:   Holds,
			Because:    "one forward sweep of Taylor coefficients and one reverse sweep are sums of products, each rounded",
			Fault:      Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "problem") + " " + t.Key(r, "network") + ", " + t.Key(r, "of")
					j.Bound("error/bound", where, t.Value(r, ColGradientError), 1, 1)
					j.Bound("bound/(100 u recurrence)", where, t.Value(r, ColGradientBound), 1, 1)
				}
			},
		},
		{
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
			judge: func(j *Judgement, t Table) {
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
			},
		},
		{
			ID:         "P3n",
			Statement:  "Lower precision moves the floors of a network's residual and gradient by its u, and that of its loss by u^2",
			Source:     Ours,
			Hypotheses: "tanh networks, Poisson and biharmonic, FD: residual and gradient at the initial parameters, the loss where Levenberg-Marquardt leaves AD, whose residual is far below the noise; every result of the engine rounded to 11..53 bits, dyadic nodes and steps",
			Regime:     "the rounding part of residual and gradient: what a rounded evaluation differs by from the one in float64 at the same parameters; the loss itself from 11 to 24 bits, where it is all rounding",
			Criterion:  "slope against log u of the logarithm: norm of the rounding part of residual and gradient 1 +- 0.05, loss 2 +- 0.1, medians over seeds",
			Counter:    "a slope off by twice that",
			Expected:   Holds,
			Because:    "the noise is u times what does not depend on u",
			Fault:      Fault{"the rounding is quietly that of float64", Setup{Bits: 53}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					want := t.Value(r, ColExpected)
					j.Bound("|slope - "+t.Key(r, ColQuantity)+"'s|", t.Key(r, "problem")+" "+t.Key(r, "network")+" "+t.Key(r, ColQuantity),
						math.Abs(t.Value(r, ColSlope)-want), 0.05*want, 2)
				}
			},
		},
		{
			ID:         "P2",
			Statement:  "AD costs what FD costs, within a band declared for each case",
			Source:     Ours,
			Hypotheses: "a step (loss and gradient) on 100 + boundary points in float64, one after the other in one run: two-layer and deep, q = 2 and 4; memory by the numbers that a bundle holds",
			Regime:     "every case; the band is declared with the case",
			Criterion:  "the ratio of the least times over the turns and the ratio of memory, AD's over FD's of accuracy 2, lie in the case's band",
			Counter:    "a ratio of time beyond twice the band's upper end",
			Expected:   Holds,
			Because:    "both carry q + 1 channels in one variable; AD evaluates the activation once for all of them and pays with products of series",
			Unseeded:   true,
			Fault:      Fault{"stencils of accuracy 8, which carry more channels", Setup{Accuracy: 8}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "case")
					lo, hi := t.Value(r, ColBandLo), t.Value(r, ColBandHi)
					j.AtLeast("time AD/FD", where, t.Value(r, ColTimeRatio), lo)
					j.AtMost("time AD/FD", where, t.Value(r, ColTimeRatio), hi)
					j.AtMost("memory AD/FD", where, t.Value(r, ColMemoryRatio), hi)
					j.AtLeast("memory AD/FD", where, t.Value(r, ColMemoryRatio), lo)
					j.CounterAbove("time AD/FD", where, t.Value(r, ColTimeRatio), 2*hi)
				}
			},
		},
	}
}
