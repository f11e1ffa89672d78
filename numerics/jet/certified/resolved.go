package certified

import "math"

// Resolved reports whether the argument x[0] of the named function is known well
// enough for its errors to act to first order: 2^10 u Magnitude[0] is at most the
// length over which the function changes by a factor,
//
//	|x[0]|              for log, sqrt, recip and "/" (the divisor)
//	|cos x[0]|          for tan
//	1/(1 + |x[0]|)      for gaussian, erf and gelu
//	1                   for the others.
//
// Bounds are rigorous without it. But from an argument such as sinh(48) = 3e20,
// which is rounded to a multiple of 65536, no method computes a sine.
func Resolved(name string, x Jet) bool {
	z := math.Abs(x.Value[0])
	length := 1.0
	switch name {
	case "log", "sqrt", "recip", "/":
		length = z
	case "tan":
		length = math.Abs(math.Cos(z))
	case "gaussian", "erf", "gelu":
		length = 1 / (1 + z)
	}
	return 0x1p10*x.rounding().u*x.Magnitude[0] <= length
}
