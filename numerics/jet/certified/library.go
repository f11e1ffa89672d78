package certified

import (
	"math"

	"adfd/numerics/jet/internal/scalar"
)

// Ulps is what is assumed of a function of package math:
//
//	computed = f(z + a) (1 + r),  |a| <= Argument ulps of z,  |r| <= Result ulps.
//
// An ulp is at most 2u of a value. In the subnormal range Result counts multiples
// of 2^-1074.
type Ulps struct {
	Result   float64
	Argument float64
	Why      string
}

// LibraryUlps is the assumption behind every certified bound: the error of each
// call of package math, by name. The entries of pow are for exponent 0; see
// powError for the rest. It is a table to read; changing it changes no bound.
//
// Neither Go nor the sources it is derived from prove these numbers for every
// architecture. They are the documented accuracy where there is one, raised to
// cover what the 256-bit oracle finds on amd64 with and without fused
// multiply-add, and they are checked against the oracle whenever the tests run.
var LibraryUlps = map[string]Ulps{
	"exp": {ulpsExp, 0, "FreeBSD e_exp.c states < 1; the amd64 assembly reaches 1.65"},
	"log": {ulpsLog, 0, "FreeBSD e_log.c states < 1; normal arguments only, see logarithm"},
	"log1p": {ulpsLog1p, 0,
		"FreeBSD s_log1p.c states < 1"},
	"sin": {ulpsSin, trigArgument,
		"Cephes: a polynomial of error < 1 on the reduced argument, which is rounded once more"},
	"cos":  {ulpsCos, trigArgument, "as sin"},
	"sinh": {ulpsSinh, 0, "(e^x - e^-x)/2 from 0.5 up: coth(0.5) = 2.2 times exp, and 1.5"},
	"cosh": {ulpsCosh, 0, "(e^x + e^-x)/2: exp, and 1.5 for quotient, sum and rounding"},
	"tanh": {ulpsTanh, 0, "Cephes; 1 - 2/(e^2x + 1) from 0.625 up, where the error of exp enters at 0.34"},
	"erf":  {ulpsErf, 0, "FreeBSD s_erf.c states < 1"},
	"erfc": {ulpsErfc, 0, "Erfc; FreeBSD s_erf.c states < 1; 1/2 - (x - 1/2 + xy) beside x = 0.84 reaches 3.8"},
	"sqrt": {ulpsSqrt, 0, "IEEE 754: correctly rounded"},
	"pow":  {ulpsPow, 0, "repeated squaring, see powError"},
}

// Erfc is the complementary error function that LibraryUlps speaks of: math.Erfc, but
// where that one errs by a hundred ulps, on s390x, one of this module.
func Erfc(x float64) float64 { return scalar.Erfc(x) }

const (
	ulpsExp   = 2
	ulpsLog   = 1
	ulpsLog1p = 1
	ulpsSin   = 2
	ulpsCos   = 2
	ulpsSinh  = 6
	ulpsCosh  = 4
	ulpsTanh  = 2
	ulpsErf   = 1
	ulpsErfc  = 5
	ulpsSqrt  = 0.5
	ulpsPow   = 4
)

// trigArgument is the error of the argument reduction below 2^29, in ulps of the
// argument. The reduction subtracts j (A + B + C), j = z 4/pi, where jA and jB are
// exact, C < 2.7e-15 and both C and jC are rounded: an error below
// 2u j C = 2u z 3.5e-15 < 2^-46 u z. Doubled twice for the parts of the
// subtraction that are rounded while they are large.
const trigArgument = 0x1p-45

// trigError bounds the error of the argument that sin and cos reduce. From 2^29
// up the fraction of 4z/pi is computed to 64 bits and, beside a multiple of
// pi/2, 1 is subtracted from it after it was rounded to float64: an absolute error
// below 2^-53, that is at most 2^-29 u |z|; doubled for the product by pi/4.
func trigError(z float64) float64 {
	z = math.Abs(z)
	if z < 1<<29 {
		return 2 * trigArgument * unit * z
	}
	return 0x1p-28 * unit * z
}

// powError is the relative error of math.Pow(z, r) in units of roundoff.
//
// Pow splits |r| = n + f, |f| <= 1/2. The squarings of the mantissa multiply an
// error of u to n u in all. For z^f = exp(f log z) the logarithm (2u ulpsLog), the
// product (u) and the exponential (2u ulpsExp) err by
// |f ln z| (2 ulpsLog + 1) + 2 ulpsExp. One product and one reciprocal remain.
func powError(z, r float64) float64 {
	n := math.Abs(r) + 1
	if z < scalar.SmallestNormal { // power: two of them, one product, and -54 r rounded
		return powError(z*0x1p54, r) + powError(2, 54*r) + float64(54*math.Ln2*math.Abs(r)) + 1
	}
	return n + float64(0.5*math.Abs(math.Log(z))*(2*ulpsLog+1)) + 2*ulpsPow
}

// The relative errors of the scalar functions, in units of roundoff, as derived
// above each of them.
const (
	errLog      = 2*ulpsLog + 2
	errTan      = 2*ulpsSin + 2*ulpsCos + 1
	errSech2    = 2*ulpsExp + 4
	errSigmoid  = 2*ulpsExp + 2
	errSoftplus = 2*ulpsExp + 2*ulpsLog1p + 1
	errGaussian = 2*ulpsExp + 3
	errDensity  = 2*ulpsExp + 5 // normalDensity and erfSlope
	errCDF      = 2*ulpsErfc + 2
)
