package claims

import (
	"math"
	"strconv"

	"adfd/theory"
)

// The table of F2. Rows of functions that are not smooth stand about their kink.
const (
	ColTotal            = "error/bound"   // worst of |error| / (truncation + a-priori rounding)
	ColTightness        = "bound/error"   // median of the inverse
	ColRunning          = "error/running" // worst of |error| / (truncation + running rounding bound)
	ColRunningTightness = "running/error" // median of the inverse
	SmoothYes           = "yes"           // f^(p+q) exists, or is bounded almost everywhere
	SmoothNo            = "no"            // it does not
	RegimeTruncation    = "truncation"    // truncation bound >= rounding bound
	RegimeRounding      = "rounding"      // the rest
	RegimeKink          = "kink"          // the stencil straddles a kink
	tightTruncation     = 10              // allowed median of bound/error, p <= 4
	tightElse           = 100             // the same elsewhere
	kinkShortfall       = 0.5             // by which the slope at a kink must miss p
	AllFunctions        = "all"           // rows of all functions and orders, for the medians
	LowAccuracy         = 4               // accuracies up to it are the rows AccuracyLow
	AccuracyLow         = "<= 4"          // of the key p
	AccuracyHigh        = "> 4"           // the rest
)

// The table of F3.
const (
	ColBestStep         = "best h"            // the step with the least error
	ColStepRatio        = "h/formula"         // the same over the optimal step
	ColBestError        = "best error"        // root mean square over the points
	ColErrorRatio       = "error/formula"     // the same over the accuracy at the optimal step
	ColStepExponent     = "step exponent"     // of u, fitted over the precisions
	ColAccuracyExponent = "accuracy exponent" // the same of the error
	AllPrecisions       = "24, 53, 106"       // rows of the exponents
	bestFactor          = 4                   // allowed of both ratios, either way
	exponentTolerance   = 0.02
)

// The table of A5: numbers of samples.
const (
	ColBatch       = "batch differs" // AD of a batch is not AD of its samples
	ColADChanged   = "AD changed"    // by what the function is elsewhere
	ColFDUnchanged = "FD unchanged"  // although the function is another elsewhere
)

// The table of B1. Its further columns are the inputs of the worst case.
const (
	ColEvaluations = "evaluations"       // of the search for the worst case
	ColWorst       = "worst error/bound" // confirmed in 256 bits
	ColHalved      = "r/2 caught at"     // evaluation at which the constant times r/2 was broken
	ColPower       = "power caught at"   // the same for a power of h too many; NaN without h

	// AdversaryBudget is the number of evaluations within which a wrong bound
	// must be caught.
	AdversaryBudget = 10_000

	// LargestArgumentError limits the error of an argument for the bounds of sine
	// features, which are of first order in it.
	LargestArgumentError = 0x1p-20
)

func boundClaims() []Claim {
	return []Claim{partialClaim(), samplePointClaim(), totalErrorClaim(), bestStepClaim(), adversaryClaim()}
}

func totalErrorClaim() Claim {
	return Claim{
		ID:         "F2",
		Statement:  "The total error of a stencil is at most truncation bound plus rounding bound",
		Source:     Ours,
		Hypotheses: "central stencils in float64, q = 1..4, p = 2, 4, 6, 8; library functions within their stated errors; f^(p+q) bounded on the stencil's reach, its maximum proved by interval arithmetic. relu and |z|^3 at the kink stand outside: key smooth = no",
		Regime:     "h from max(1e-12, smallest with x±h != x) to 1, argument, weight and library error in the bound",
		Criterion:  "error against 256 bits <= bound, a-priori and running, never violated; tightness by regime: median of bound/error <= 10 where truncation dominates and p <= 4, else <= 100; at a kink the slope p is missed by 0.5 at least",
		Counter:    "one error beyond its bound, a median beyond twice its limit, or a slope above p - 0.5 at a kink",
		Expected:   Holds,
		Because:    "Peano's kernel and the standard model of rounding prove it; the kernel of a central stencil has one sign, so the truncation bound is attained",
		Figures:    []string{ColTotal, ColTightness},
		Unseeded:   true,
		Fault:      Fault{"a one-sided stencil takes the central one's place", Setup{Placement: PlacementForward}},
		judge: func(j *Judgement, t Table) {
			for _, r := range t.Rows {
				where := t.Key(r, "function") + " q=" + t.Key(r, "q") + " p=" + t.Key(r, "p") + " " + t.Key(r, "regime")
				if t.Key(r, "function") == AllFunctions {
					limit := float64(tightElse)
					if t.Key(r, "regime") == RegimeTruncation && t.Key(r, "p") == AccuracyLow {
						limit = tightTruncation
					}
					j.Bound("median bound/error", where, t.Value(r, ColTightness), limit, 2)
					continue
				}
				if t.Key(r, "smooth") == SmoothNo {
					p, _ := strconv.ParseFloat(t.Key(r, "p"), 64)
					j.Bound("slope at the kink", where, t.Value(r, ColSlope), p-kinkShortfall, 1)
					continue
				}
				j.Bound("error/bound", where, t.Value(r, ColTotal), 1, 1)
				j.Bound("error/running bound", where, t.Value(r, ColRunning), 1, 1)
			}
		},
	}
}

func bestStepClaim() Claim {
	return Claim{
		ID:         "F3",
		Statement:  "The best step and the best accuracy of a stencil follow from C, the sum of the absolute weights, and the norms of f and f^(p+q)",
		Source:     Ours,
		Hypotheses: "central stencils, q = 1..4, p = 2, 4, 6, 8; entire functions whose derivatives do not grow with their order; norms and errors are root mean squares over 48 points",
		Regime:     "steps within a factor 16 of the formula; significands of 24, 53 and 106 bits",
		Criterion:  "best h within a factor 4 of (q v W F/(p C G))^(1/(p+q)), v = u/sqrt 3 the deviation of a rounding, best error within 4 of C G h^p (1 + p/q); exponents 1/(p+q) and p/(p+q) of u, each +- 0.02, over 24, 53, 106 bits",
		Counter:    "a factor beyond 8 or an exponent off by more than 0.04",
		Expected:   Holds,
		Because:    "the minimum of C G h^p + v W F h^-q; the formula adds roundings that partly cancel, which the factor 4 leaves room for",
		Figures:    []string{ColStepRatio, ColErrorRatio},
		Unseeded:   true,
		Fault:      Fault{"a one-sided stencil takes the central one's place", Setup{Placement: PlacementForward}},
		judge: func(j *Judgement, t Table) {
			for _, r := range t.Rows {
				where := t.Key(r, "function") + " q=" + t.Key(r, "q") + " p=" + t.Key(r, "p") + " bits " + t.Key(r, "bits")
				if t.Key(r, "bits") != AllPrecisions {
					j.Bound("factor of h", where, eitherWay(t.Value(r, ColStepRatio)), bestFactor, 2)
					j.Bound("factor of the error", where, eitherWay(t.Value(r, ColErrorRatio)), bestFactor, 2)
					continue
				}
				q, _ := strconv.Atoi(t.Key(r, "q"))
				p, _ := strconv.Atoi(t.Key(r, "p"))
				j.Bound("exponent of h", where, math.Abs(t.Value(r, ColStepExponent)-theory.StepExponent(q, p)), exponentTolerance, 2)
				j.Bound("exponent of the error", where, math.Abs(t.Value(r, ColAccuracyExponent)-theory.AccuracyExponent(q, p)), exponentTolerance, 2)
			}
		},
	}
}

// eitherWay is the larger of r and 1/r: how far a ratio is from 1.
func eitherWay(r float64) float64 { return max(r, 1/r) }

func partialClaim() Claim {
	return Claim{
		ID:         "A3",
		Statement:  "Laplacian, biharmonic operator and mixed partial derivatives in 2-D and 3-D by Taylor mode are exact to rounding",
		Source:     Ours,
		Hypotheses: "float64; features s(w.x + b) and networks of two stages, w and b uniform on [-4, 4], smooth activations; library functions within their stated ulps",
		Regime:     "every operator, dimension and depth",
		Criterion:  "|error| against 256 bits <= running bound, always; running bound <= 100 u times the absolute-value recurrence",
		Counter:    "one error beyond its running bound, or one bound beyond 100 u times the recurrence",
		Expected:   Holds,
		Because:    "a partial derivative is a weighted sum of a few directional Taylor coefficients, each exact to rounding",
		Unseeded:   true,
		Fault:      Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}},
		judge: func(j *Judgement, t Table) {
			for _, r := range t.Rows {
				where := t.Key(r, "operator") + " in " + t.Key(r, "dim") + "-D, depth " + t.Key(r, "depth")
				j.Bound("error/bound", where, t.Value(r, ColError), 1, 1)
				j.Bound("bound/(100 u recurrence)", where, t.Value(r, ColBound), 1, 1)
			}
		},
	}
}

func samplePointClaim() Claim {
	return Claim{
		ID:         "A5",
		Statement:  "AD needs only the sample point",
		Source:     Ours,
		Hypotheses: "float64; features s(w.x + b); a batch against its samples one by one; s changed, or undefined, for |t - x| > d with d = h/2",
		Regime:     "every activation, derivatives of order 1 to 4 and the Laplacian in 2-D, FD at h = 2^-7",
		Criterion:  "AD of a batch equals AD of its samples bit for bit; with f changed or undefined outside |t - x| <= d < h, AD is bitwise unchanged, FD changes or errors, for every sample",
		Counter:    "one sample whose AD differs, or one whose FD does not",
		Expected:   Holds,
		Because:    "Taylor coefficients are computed at the point; a stencil's values are taken at a distance of h",
		Paired:     true,
		Fault:      Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}},
		judge: func(j *Judgement, t Table) {
			for _, r := range t.Rows {
				where := t.Key(r, "activation") + " " + t.Key(r, "operator") + ", " + t.Key(r, "elsewhere") + " elsewhere"
				j.AtLeast("samples", where, t.Value(r, ColCount), 1)
				for _, column := range []string{ColBatch, ColADChanged, ColFDUnchanged} {
					j.AtMost(column, where, t.Value(r, column), 0)
					j.CounterAtLeast(column, where, t.Value(r, column), 1)
				}
			}
		},
	}
}

func adversaryClaim() Claim {
	return Claim{
		ID:         "B1",
		Statement:  "No bound is violated by a search for its worst case, and a bound with half the constant that the search leaves, or a power of h too many, is",
		Source:     Ours,
		Hypotheses: "those of each bound, arguments and values to both ends of the range of float64, steps from 2^-44 to 2^4 and weights of features from 2^-4 to 2^4: truncation, a-priori and running rounding, their sum, the points of stencils, the bounds of sine features, the running bound of Taylor mode; Weyl's inequality and the error of computed singular values for 2 to 12 columns and up to 16 rows, spectra over 100 octaves, scales 2^-300 to 2^300",
		Regime:     "random points and climbs of Nelder and Mead from the best of them, screened in double-double, the worst confirmed in 256 bits",
		Criterion:  "worst error/bound r <= 1 for every bound; another search breaks the constant times r/2, and the bound times |h|, within 10^4 evaluations",
		Counter:    "one case beyond its bound",
		Expected:   Holds,
		Because:    "the bounds are proved, that of computed singular values but for the number of sweeps; r tells how much of each is needed",
		Figures:    []string{ColWorst, ColHalved, ColPower},
		Unseeded:   true,
		Fault:      Fault{"the constant of every bound is multiplied by half of its worst ratio", Setup{Bound: BoundHalved}},
		judge: func(j *Judgement, t Table) {
			for _, r := range t.Rows {
				where := t.Key(r, "bound")
				j.Bound("worst error/bound", where, t.Value(r, ColWorst), 1, 1)
				j.AtMost("evaluations to break r/2", where, t.Value(r, ColHalved), AdversaryBudget)
				if !math.IsNaN(t.Value(r, ColPower)) {
					j.AtMost("evaluations to break a power of h", where, t.Value(r, ColPower), AdversaryBudget)
				}
			}
		},
	}
}
