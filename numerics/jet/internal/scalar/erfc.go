package scalar

import (
	"math"
	"runtime"
)

// Erfc is the complementary error function: math.Erfc, which errs by at most 5 ulps
// everywhere but on s390x. The assembly there takes exp(-x^2) of the rounded square, which
// costs x^2 u, measured up to 110 u; from 3 up ErfcTail stands in for it.
func Erfc(x float64) float64 {
	if runtime.GOARCH == "s390x" && x >= tailBegin {
		return ErfcTail(x)
	}
	return math.Erfc(x)
}

const (
	tailBegin  = 3
	tailLevels = 32 // the levels left out change erfc(3) by 2^-61.6, and later values by less
)

// ErfcTail is erfc(x) for x >= 3 by Laplace's continued fraction (DLMF 7.9.1),
//
//	erfc(x) = exp(-x^2)/(sqrt(pi) t),   t = x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...))),
//
// from the fixed point of its last level inwards. All terms are positive. A level passes on less
// than 1/2 of the error of the one below it, and the first, where 1/(2t) is beside 3, a
// twentieth, and adds 1.1 u: 1.2 u for t. With the constant, the product and the quotient
// L(exp) + 3u + 3.7u: below 9 u on s390x, whose exp errs by less than an ulp.
func ErfcTail(x float64) float64 {
	t := (x + math.Sqrt(float64(x*x)+2*tailLevels)) / 2
	for k := float64(tailLevels); k >= 1; k-- {
		t = x + k/2/t
	}
	return Gaussian(x) / (math.SqrtPi * t)
}
