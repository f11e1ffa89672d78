package lab

import (
	"math"

	"adfd/theory/claims"
)

// Tolerances of the recorded columns, for another machine. On the same platform
// and toolchain every column repeats to the bit.
var (
	Exactly = claims.Tolerance{}
	// A seed near a tie may fall to the other side.
	TolCount = claims.Tolerance{Abs: 2}
	// n_a may move by one.
	TolKept = claims.Tolerance{Abs: 1}
	// n_a may move by one, which moves H by about H/(n ln n) < 1/(15 ln 15).
	TolEntropy = claims.Tolerance{Abs: 0.025}
	// The edges of a regime follow sigma_1 and, the lower one, n_a.
	TolEdge = claims.Tolerance{Rel: 0.05}
	// Residuals below the cut-off are rounding: their medians keep their size,
	// not their digits.
	TolNoise = claims.Tolerance{Rel: 0.75}
	// The worst error of a function of package math over its bound, and the worst or the median
	// of thirty or more errors of formulas that are made of such values. One processor's function
	// errs by half an ulp, the least there is, where another's takes the two ulps that the bound
	// assumes: a factor of 4. The draw adds less: of two draws of thirty half-normal numbers the
	// one's worst is 2.4 times the other's in one case of 2000, and its median 2.8 times.
	TolLibrary = claims.Tolerance{Factor: 4}
)

// Signs counts the positive and the negative values. NaN is neither.
func Signs(x []float64) (positive, negative float64) {
	for _, v := range x {
		switch {
		case v > 0:
			positive++
		case v < 0:
			negative++
		}
	}
	return positive, negative
}

// MedianOf is the median without its limits; NaN for no values.
func MedianOf(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return claims.Median(x).Estimate
}
