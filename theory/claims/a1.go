package claims

import (
	"fmt"
	"strconv"
)

// The tables of A1 and A2.
const (
	ColBound  = "bound/100u|rec|"     // worst of running bound / (RecurrenceUlps u absolute-value recurrence)
	ColUlps   = "ulps"                // worst error in units in the last place
	ColClaim  = "assumed ulps"        // stated ulps of a library function, 0 elsewhere
	KindCall  = "library"             // rows that check the stated assumptions
	KindOne   = "elementary function" // rows of single functions
	KindMany  = "composition"         // rows of random compositions
	KindTail  = "saturated"           // rows of functions in the tail where they level off
	KindBatch = "activation"          // rows of the activations of random features and networks: their error is over ActivationUlps u absolute-value recurrence
)

// RecurrenceUlps is how large a running bound may be, in u times the absolute-value
// recurrence: part of A1's statement. A term of a recurrence of order k <= 8 passes
// through at most k + 2 roundings, and the library adds at most 4 u; three levels of
// composition make 3 (8 + 2 + 4) = 42, and a function that carries a second series
// along, as tanh does sech^2, passes them twice: 84.
const RecurrenceUlps = 100

// ActivationUlps is what a coefficient of an activation may err by, in u times the
// absolute-value recurrence. Its elementary functions carry at most 4 u (the normal
// distribution; the others 3 u). The polynomial in them has terms whose absolute
// values add up to at most 5 times the recurrence's (the worst: 2w/3 + w^2 of tanh,
// w = sech^2, against (2 t^2 w + w^2)/3), and no term takes part in more than 4
// roundings: 4 + 4*5 = 24. Above order 5 activations are plain jets, which stay
// within the same.
const ActivationUlps = 24

// tailUlps is what A1 allows as relative error of coefficient k in a saturated
// tail, in ulps. There |c_(k+1)/c_k| <= 2|x| for the functions of the table, so a
// rounded argument alone costs up to |x| 2|x| u; with |x| <= 12 that is 144 ulps,
// and each of the k recurrence steps may add as much. A derivative formed by
// subtraction, as 1 - t^2, errs by more than 10^6 ulps.
func tailUlps(order float64) float64 { return 144 * (order + 1) }

var claimA1 = Claim{
	ID:         "A1",
	Statement:  "Taylor-mode AD is exact to rounding: orders 0 to 8 of every elementary function and of random compositions of depth up to 3",
	Source:     Ours,
	Hypotheses: "float64; the plain jets and the activations that random features and networks use; points of the declared domain of each function; library functions within their stated ulps",
	Regime:     "every function, depth and activation, every order from 0 to 8",
	Criterion:  fmt.Sprintf("|error| against 256 bits <= running bound, always; running bound <= %d u times the absolute-value recurrence; for activations |error| <= %d u times that recurrence; in saturated tails a relative error of at most 144 (k+1) ulps; library calls within the stated ulps, a precondition that enters the margin only where it is violated", RecurrenceUlps, ActivationUlps),
	Counter:    fmt.Sprintf("one error beyond its running bound, or beyond %d u times the recurrence for an activation, or one bound beyond %d u times the recurrence, or one tail beyond 144 (k+1) ulps, or one library call beyond its ulps", ActivationUlps, RecurrenceUlps),
	Expected:   Holds,
	Because:    "a recurrence on Taylor coefficients adds only roundings; it has no step and no truncation",
	Unseeded:   true,
	Fault:      callsDifferences,
	judge:      judgeA1,
}

func judgeA1(j *Judgement, t Table) {
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
		if t.Key(r, "kind") == KindBatch {
			j.Bound(fmt.Sprintf("error/(%d u recurrence)", ActivationUlps), "activation "+where, t.Value(r, ColError), 1, 1)
			continue
		}
		j.Bound("error/bound", where, t.Value(r, ColError), 1, 1)
		j.Bound(fmt.Sprintf("bound/(%d u recurrence)", RecurrenceUlps), where, t.Value(r, ColBound), 1, 1)
	}
}
