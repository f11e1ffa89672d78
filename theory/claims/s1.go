package claims

import (
	"math"

	"adfd/theory"
)

// The table of S1.
const (
	ColWeyl   = "weyl"        // worst of |sigma_k(AD)-sigma_k(FD)| / (|E| + 10 u sigma_1)
	ColNorm   = "norm of E"   // median of |A_AD - A_FD| in the 2-norm
	ColNoise  = "noise share" // worst of the noise ceiling / norm of E
	ColLarge  = "large/h^p"   // worst relative difference of sigma_k >= 1e-3 sigma_1, over h^p
	ColGrowth = "growth"      // max|s^(q+p)| / max|s^(q)| of the activation

	LargeShare = 1e-3           // sigma_k >= LargeShare sigma_1 counts as large
	noiseShare = 0.01           // the slope is fitted where noise is below this share of E
	stepS1     = 0.2 / FeatureR // and at steps below this
	slopeS1    = 0.1            // tolerance on the slope
)

// LargeConstant is the declared C of S1: the large singular values agree
// relatively to C h^p. For sine features A_FD = A_AD D with D = diag(sinc^q),
// and by Ostrowski's theorem a multiplicative perturbation moves every singular
// value relatively by at most |D - I| <= c R^p h^p, where c is the textbook
// truncation constant of the stencil. Other activations gain the growth
// max|s^(q+p)| / max|s^(q)|, and are perturbed additively: in the worst case a
// value at 1e-3 sigma_1 moves 1e3 times as far, relatively, as sigma_1. A factor
// of 10 is declared for that, from runs on other seeds. It is NaN, which no value meets, for a q that
// is no order of a derivative in the tables.
func LargeConstant(q, p int, growth float64) float64 {
	if q < 1 || q > largestOrder {
		return math.NaN()
	}
	c, _ := theory.TruncationConstant(q, p).Float64()
	return 10 * math.Abs(c) * math.Pow(FeatureR, float64(p)) * growth
}

var claimS1 = Claim{
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
}

// largestOrder is that of the derivatives in any table.
const largestOrder = 8

// derivativeOrder is an order in a table, and 0 where the cell holds none.
func derivativeOrder(v float64) int {
	if v >= 1 && v <= largestOrder && v == math.Trunc(v) {
		return int(v)
	}
	return 0
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
		q, h, p := derivativeOrder(t.Value(r, ColOrder)), t.Value(r, ColStep), 2
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
