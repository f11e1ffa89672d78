package theory

import "strconv"

// The tables of the jet claims.
const (
	ColError = "error/bound"         // worst of |error| / running bound
	ColBound = "bound/100u|rec|"     // worst of running bound / (100 u absolute-value recurrence)
	ColUlps  = "ulps"                // worst error in units in the last place
	ColCount = "n"                   // number of evaluations
	ColClaim = "assumed ulps"        // stated ulps of a library function, 0 elsewhere
	ColLaw   = "difference/bounds"   // worst of |lhs - rhs| / sum of the running bounds
	KindCall = "library"             // rows that check the stated assumptions
	KindOne  = "elementary function" // rows of single functions
	KindMany = "composition"         // rows of random compositions
	KindTail = "saturated"           // rows of functions in the tail where they level off
)

// tailUlps is what A1 allows as relative error of coefficient k in a saturated
// tail, in ulps. There |c_(k+1)/c_k| <= 2|x| for the functions of the table, so a
// rounded argument alone costs up to |x| 2|x| u; with |x| <= 12 that is 144 ulps,
// and each of the k recurrence steps may add as much. A derivative formed by
// subtraction, as 1 - t^2, errs by more than 10^6 ulps.
func tailUlps(order float64) float64 { return 144 * (order + 1) }

func jetClaims() []Claim {
	return []Claim{
		{
			ID:         "A1",
			Statement:  "Taylor-mode AD is exact to rounding: orders 0 to 8 of every elementary function and of random compositions of depth up to 3",
			Source:     Ours,
			Hypotheses: "float64; points of the declared domain of each function; library functions within their stated ulps",
			Regime:     "every function and depth, every order from 0 to 8",
			Criterion:  "|error| against 256 bits <= running bound, always; running bound <= 100 u times the absolute-value recurrence; in saturated tails a relative error of at most 144 (k+1) ulps; library calls within the stated ulps, a precondition that enters the margin only where it is violated",
			Counter:    "one error beyond its running bound, or one bound beyond 100 u times the recurrence, or one tail beyond 144 (k+1) ulps, or one library call beyond its ulps",
			Expected:   Holds,
			Because:    "a recurrence on Taylor coefficients adds only roundings; it has no step and no truncation",
			Unseeded:   true,
			Fault:      Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "function") + " order " + t.Key(r, "order")
					if t.Key(r, "kind") == KindCall {
						// An assumption, not a result: half an ulp is all that a correctly
						// rounded sqrt can leave, and says nothing about the jets.
						if ulps, assumed := t.Value(r, ColUlps), t.Value(r, ColClaim); !(ulps <= assumed) {
							j.Bound("ulps of the library", where, ulps, assumed, 1)
						}
						continue
					}
					if t.Key(r, "kind") == KindTail {
						order, _ := strconv.ParseFloat(t.Key(r, "order"), 64)
						j.Bound("relative error in ulps", where+" saturated", t.Value(r, ColUlps), tailUlps(order), 1)
					}
					j.Bound("error/bound", where, t.Value(r, ColError), 1, 1)
					j.Bound("bound/(100 u recurrence)", where, t.Value(r, ColBound), 1, 1)
				}
			},
		},
		{
			ID:         "A2",
			Statement:  "Jets obey the laws of differentiation: linearity, Leibniz, Faa di Bruno, inverse pairs",
			Source:     Ours,
			Hypotheses: "float64; random compositions on their declared domain",
			Regime:     "every law, every order from 0 to 8",
			Criterion:  "|lhs - rhs| <= sum of the two running bounds, always",
			Counter:    "one difference beyond the bounds",
			Expected:   Holds,
			Because:    "both sides are certified enclosures of one number",
			Unseeded:   true,
			Fault:      Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "law") + " order " + t.Key(r, "order")
					j.Bound("difference/bounds", where, t.Value(r, ColLaw), 1, 1)
				}
			},
		},
	}
}
