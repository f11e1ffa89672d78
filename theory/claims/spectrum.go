package claims

import (
	"fmt"
	"math"

	"adfd/theory"
)

// The tables of the spectrum claims. Their steps and orders are columns too,
// as numbers.
const (
	ColStep     = "step"
	ColOrder    = "q"
	ColWeyl     = "weyl"         // worst of |sigma_k(AD)-sigma_k(FD)| / (|E| + 10 u sigma_1)
	ColNorm     = "norm of E"    // median of |A_AD - A_FD| in the 2-norm
	ColNoise    = "noise share"  // worst of the noise ceiling / norm of E
	ColLarge    = "large/h^p"    // worst relative difference of sigma_k >= 1e-3 sigma_1, over h^p
	ColGrowth   = "growth"       // max|s^(q+p)| / max|s^(q)| of the activation
	ColTail     = "tail"         // least M - n_a
	ColAbove    = "all larger"   // seeds in which every sigma_k(FD) > sigma_k(AD), k > n_a(AD)
	ColBelow    = "most smaller" // seeds in which most of them are smaller
	ColRatio    = "least ratio"  // least sigma_k(FD)/sigma_k(AD) over seeds and k > n_a(AD)
	ColMiddle   = "middle ratio" // median over seeds of the median ratio
	ColSinc     = "error/bound"  // worst of |A_FD - A_AD diag(sinc)| / rounding bound
	minimumTail = 5              // M - n_a that S2 asks for
	slopeS1     = 0.1            // S1's tolerance on the slope
	noiseShare  = 0.01           // S1's slope is fitted where noise is below this share of E
	stepS1      = 0.2 / FeatureR // and at steps below this
	FeatureR    = 4.0            // R: w and b are uniform on [-R, R]
	LargeShare  = 1e-3           // sigma_k >= LargeShare sigma_1 counts as large
)

// LargeConstant is the declared C of S1: the large singular values agree
// relatively to C h^p. For sine features A_FD = A_AD D with D = diag(sinc^q),
// and by Ostrowski's theorem a multiplicative perturbation moves every singular
// value relatively by at most |D - I| <= c R^p h^p, where c is the textbook
// truncation constant of the stencil. Other activations gain the growth
// max|s^(q+p)| / max|s^(q)|, and are perturbed additively: in the worst case a
// value at 1e-3 sigma_1 moves 1e3 times as far, relatively, as sigma_1. A factor
// of 10 is declared for that, from runs on other seeds.
func LargeConstant(q, p int, growth float64) float64 {
	c, _ := theory.TruncationConstant(q, p).Float64()
	return 10 * math.Abs(c) * math.Pow(FeatureR, float64(p)) * growth
}

func spectrumClaims() []Claim {
	return []Claim{
		{
			ID:         "S1",
			Statement:  "The large singular values of A_AD and A_FD agree",
			Source:     Sharpened,
			Hypotheses: "random features, float64, central stencil of accuracy 2",
			Regime:     "Weyl and the large values at every step; the slope of |A_AD - A_FD| at h <= 0.2/R where noise is below 1% of it",
			Criterion:  "|sigma_k(AD) - sigma_k(FD)| <= |A_AD - A_FD| + 10 u sigma_1 for all k; slope p +- 0.1; sigma_k >= 1e-3 sigma_1 agree relatively to C h^p where noise is below 1%, C = 10 c R^p growth with c the stencil's constant and growth = max|s^(q+p)|/max|s^(q)|",
			Counter:    "Weyl violated, or a slope beyond +-0.2, or a large value beyond 2 C h^p",
			Expected:   Holds,
			Because:    "Weyl's inequality, and a truncation error of O(h^p) in every entry",
			Paired:     true,
			Fault:      Fault{"a one-sided stencil of first order", Setup{Placement: PlacementForward, Accuracy: 1}},
			judge:      judgeLargeValues,
		},
		{
			ID:         "S2",
			Statement:  "The small singular values of A_FD are larger than those of A_AD",
			Source:     Sharpened,
			Hypotheses: "random features, float64, M - n_a >= 5",
			Regime:     "h <= h_c/2, the upper edge that the noise law predicts",
			Criterion:  "sigma_k(FD) > sigma_k(AD) for every k > n_a(AD), in every seed and cell; n_a is the smaller of both sides, AD's in the regime",
			Counter:    "a cell in which most of the tail is smaller, in a number of seeds that a sign test calls significant",
			Expected:   Holds,
			Because:    "A_AD's tail decays below rounding; A_FD's is rounding noise of size u/h^q",
			Paired:     true,
			Fault:      Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}},
			judge: func(j *Judgement, t Table) {
				long := t.Where(func(r Row) bool { return t.Value(r, ColTail) >= minimumTail })
				if len(long.Rows) == 0 {
					j.AtLeast("cells with a tail", "all", 0, leastCells)
				}
				inRegime(j, long, theory.BelowRegimeTop, func(r Row) {
					where := cell(t, r)
					j.Above("least sigma_k(FD)/sigma_k(AD)", where, t.Value(r, ColRatio), 1)
					j.CounterAtMost("opposite sign test p", where, SignTest(t.Value(r, ColBelow), t.Value(r, ColCount)), SignLevel)
					j.counterRisk += SignLevel
				})
			},
		},
		{
			ID:         "S4",
			Statement:  "For sine features A_FD = A_AD diag(sinc^q(w_j h/2)) on interior rows, value rows are equal, slope rows carry sinc(w_j h)",
			Source:     Ours,
			Hypotheses: "sin, second-order central stencils, q = 2 and 4, unnormalised sinc",
			Regime:     "every step, dyadic and ordinary nodes",
			Criterion:  "every entry within its rounding bound; value rows bitwise equal",
			Counter:    "one entry beyond its bound",
			Expected:   Holds,
			Because:    "sin is an eigenfunction of central differences",
			Fault:      Fault{"tanh features, which are no eigenfunctions", Setup{Activation: "tanh"}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "rows") + " of " + cell(t, r)
					j.Bound("|difference|/bound", where, t.Value(r, ColSinc), 1, 1)
				}
			},
		},
	}
}

// judgeLargeValues is the criterion of S1.
func judgeLargeValues(j *Judgement, t Table) {
	type series struct {
		q, p  int
		h, e  []float64
		where string
	}
	var order []string
	fits := map[string]*series{}
	for _, r := range t.Rows {
		q, h, p := int(t.Value(r, ColOrder)), t.Value(r, ColStep), 2
		where := cell(t, r)
		j.Bound("Weyl", where, t.Value(r, ColWeyl), 1, 1)
		if !(t.Value(r, ColNoise) <= noiseShare) {
			continue
		}
		j.Bound("large values/h^p", where, t.Value(r, ColLarge), LargeConstant(q, p, t.Value(r, ColGrowth)), 2)
		if h > stepS1 {
			continue
		}
		name := t.Key(r, "problem") + " " + t.Key(r, "activation") + " " + t.Key(r, "nodes")
		if fits[name] == nil {
			fits[name] = &series{q: q, p: p, where: name}
			order = append(order, name)
		}
		fits[name].h = append(fits[name].h, h)
		fits[name].e = append(fits[name].e, t.Value(r, ColNorm))
	}
	for _, name := range order {
		f := fits[name]
		slope, _ := LogSlope(f.h, f.e)
		j.Bound("|slope - p|", name, math.Abs(slope-float64(f.p)), slopeS1, 2)
	}
	if len(order) == 0 {
		j.AtLeast("cells in which truncation dominates", "all", 0, 1)
	}
}

// cell names a row of a sweep.
func cell(t Table, r Row) string {
	s := fmt.Sprintf("%s %s h=%s", t.Key(r, "problem"), t.Key(r, "activation"), t.Key(r, "h"))
	if t.HasKey("nodes") {
		s += " " + t.Key(r, "nodes")
	}
	return s
}
