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
	// Residuals below the cut-off are rounding: their medians keep their size,
	// not their digits.
	TolNoise = claims.Tolerance{Rel: 0.75}
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

// Column is a column with its tolerance.
func Column(name string, tol claims.Tolerance) claims.Column {
	return claims.Column{Name: name, Tol: tol}
}

// MedianOf is the median alone; NaN for no values.
func MedianOf(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return claims.Median(x).Estimate
}
