package certified

import (
	"math"

	"adfd/numerics/jet/internal/scalar"
)

// The numbers that start a recurrence. Each function gives a bound of
// |s(z + d) - s(z)| for a change of the argument of up to d. The inequalities are
// local: multiples of the function's own size at z, so that a bound stays relative
// in the tails. Their own roundings are below 2^-46 = 128u, as are the relative
// errors of the scalar functions they use; shiftUp adds that.

func shiftUp(x float64) float64 { return x + 0x1p-46*x }

// above is an upper bound of |s(z)| from the computed value.
func above(v float64) float64 { return shiftUp(math.Abs(v)) + seedUnderflow }

// expUp is an upper bound of e^d, d >= 0: below 1 the chord 1 + 2d.
func expUp(d float64) float64 {
	if d <= 1 {
		return 1 + 2*d
	}
	return above(math.Exp(d))
}

// expm1Up is an upper bound of e^d - 1, d >= 0: d + d^2 up to 1, since e - 1 < 2.
func expm1Up(d float64) float64 {
	if d <= 1 {
		return d + d*d
	}
	return above(math.Exp(d))
}

// sinhUp is an upper bound of sinh d, d >= 0: d + d^3/5 < d + d^3 up to 1.
func sinhUp(d float64) float64 {
	if d <= 1 {
		return d + d*d*d
	}
	return above(math.Exp(d))
}

// relative is an upper bound of d/z, at most 1. The quotient may underflow, so
// 2^-1074 is added.
func relative(d, z float64) float64 {
	if d == 0 {
		return 0
	}
	return min(shiftUp(d/math.Abs(z))+0x1p-1074, 1)
}

// seeds are the functions of a number that package series asks for.
var seeds = map[string]func(r rounding, x term) term{
	"exp": rounding.expSeed, "log": rounding.logSeed, "sin": rounding.sinSeed, "cos": rounding.cosSeed, "tan": rounding.tanSeed,
	"sinh": rounding.sinhSeed, "cosh": rounding.coshSeed, "tanh": rounding.tanhSeed, "sech2": rounding.sech2Seed,
	"sigmoid": rounding.sigmoidSeed, "softplus": rounding.softplusSeed, "gaussian": rounding.gaussianSeed,
	"erf": rounding.erfSeed, "erfslope": rounding.erfSlopeSeed,
	"normal": rounding.cdfSeed, "density": rounding.densitySeed, "sqrt": rounding.sqrtSeed,
}

// Value is the named function of x.
func (r rounding) Value(name string, x term) term { return seeds[name](r, x) }

// expSeed: e^z (e^d - 1).
func (r rounding) expSeed(x term) term {
	v := math.Exp(x.v)
	return r.seed(v, 2*ulpsExp, x, func(d float64) float64 { return above(v) * expm1Up(d) })
}

// logSeed: with q = d/z, -ln(1 - q) <= q/(1 - q). The interval of x must not reach
// zero.
func (r rounding) logSeed(x term) term {
	return r.seed(scalar.Logarithm(x.v), errLog, x, func(d float64) float64 {
		q := relative(d, x.v)
		return q / (1 - q)
	})
}

// sinSeed: |cos z| |sin d| + |sin z| (1 - cos d).
func (r rounding) sinSeed(x term) term {
	s, c := math.Sin(x.v), math.Cos(x.v)
	return r.seed(s, 2*ulpsSin, x, turn(x.v, s, c))
}

// cosSeed: the same with sin and cos exchanged.
func (r rounding) cosSeed(x term) term {
	s, c := math.Sin(x.v), math.Cos(x.v)
	return r.seed(c, 2*ulpsCos, x, turn(x.v, c, s))
}

// turn bounds the change of sin or cos where its value at z is at, its slope slope.
func turn(z, at, slope float64) func(d float64) float64 {
	return func(d float64) float64 {
		d += trigError(z)
		return min(above(slope)*d+above(at)*d*d/2, 2)
	}
}

// tanSeed: with p = tan d, (1 + tan^2 z) p / (1 - |tan z| p); p <= d + d^3 up to
// d = 1. The two reduced arguments of the quotient err apart; each of them counts
// once in d. The bound is infinite for an interval that may reach a pole.
func (r rounding) tanSeed(x term) term {
	v := scalar.Tangent(x.v)
	t := above(v)
	return r.seed(v, errTan, x, func(d float64) float64 {
		d += 2 * trigError(x.v)
		p := d + d*d*d
		if !(d <= 1 && t*p <= 0.5) {
			return math.Inf(1)
		}
		return (1 + t*t) * p / (1 - t*p)
	})
}

// sinhSeed: cosh z sinh d + |sinh z| (cosh d - 1), and cosh d - 1 <= d sinh d.
func (r rounding) sinhSeed(x term) term {
	s, c := math.Sinh(x.v), math.Cosh(x.v)
	return r.seed(s, 2*ulpsSinh, x, grow(s, c))
}

// coshSeed: the same with sinh and cosh exchanged.
func (r rounding) coshSeed(x term) term {
	s, c := math.Sinh(x.v), math.Cosh(x.v)
	return r.seed(c, 2*ulpsCosh, x, grow(c, s))
}

func grow(at, slope float64) func(d float64) float64 {
	return func(d float64) float64 { return (above(slope) + above(at)*d) * sinhUp(d) }
}

// tanhSeed: |ln sech^2|' = 2|tanh| <= 2, so within d of z the slope sech^2 is at most
// sech^2(z) e^2d.
func (r rounding) tanhSeed(x term) term { return r.seed(math.Tanh(x.v), 2*ulpsTanh, x, rise(x.v)) }

func rise(z float64) func(d float64) float64 {
	s := scalar.Sech2(z)
	return func(d float64) float64 { return min(d*(above(s)*expUp(2*d)), 2) }
}

// sech2Seed: (sech^2)' = -2 tanh sech^2, and within d of z both are bounded as in
// tanhSeed.
func (r rounding) sech2Seed(x term) term {
	t, s, tanh := math.Tanh(x.v), scalar.Sech2(x.v), rise(x.v)
	return r.seed(s, errSech2, x, func(d float64) float64 {
		return min(2*d*(above(t)+tanh(d))*(above(s)*expUp(2*d)), 2)
	})
}

// sigmoidSeed: sigmoid' = sech^2(z/2)/4, which grows by at most e^d within d.
func (r rounding) sigmoidSeed(x term) term {
	slope := above(scalar.Sech2(x.v/2) / 4)
	return r.seed(scalar.Sigmoid(x.v), errSigmoid, x, func(d float64) float64 {
		return min(d*slope*expUp(d), 1)
	})
}

// softplusSeed: softplus' = sigmoid <= min(1, sigmoid(z) e^d).
func (r rounding) softplusSeed(x term) term {
	slope := above(scalar.Sigmoid(x.v))
	return r.seed(scalar.Softplus(x.v), errSoftplus, x, func(d float64) float64 {
		return d * min(slope*expUp(d), 1)
	})
}

// bellSeed is y0 = k exp(-c z^2), given its value: within d of z the function is
// at most y0 e^(2c|z|d), and its slope 2c(|z|+d) times that. k is below 2.
func (r rounding) bellSeed(c, y0, rel float64, x term) term {
	z := math.Abs(x.v)
	return r.seed(y0, rel, x, func(d float64) float64 {
		return min(d*2*c*(z+d)*above(y0)*expUp(2*c*z*d), 2)
	})
}

func (r rounding) gaussianSeed(x term) term {
	return r.bellSeed(1, scalar.Gaussian(x.v), errGaussian, x)
}

func (r rounding) erfSlopeSeed(x term) term {
	return r.bellSeed(1, scalar.ErfSlope(x.v), errDensity, x)
}

func (r rounding) densitySeed(x term) term {
	return r.bellSeed(0.5, scalar.NormalDensity(x.v), errDensity, x)
}

// erfSeed: erf' = 2/sqrt(pi) exp(-z^2), as in bellSeed.
func (r rounding) erfSeed(x term) term {
	z, slope := math.Abs(x.v), above(scalar.ErfSlope(x.v))
	return r.seed(math.Erf(x.v), 2*ulpsErf, x, func(d float64) float64 {
		return min(d*slope*expUp(2*z*d), 2)
	})
}

// cdfSeed: the distribution function's slope is the normal density.
func (r rounding) cdfSeed(x term) term {
	z, slope := math.Abs(x.v), above(scalar.NormalDensity(x.v))
	return r.seed(scalar.NormalCDF(x.v), errCDF, x, func(d float64) float64 {
		return min(d*slope*expUp(z*d), 1)
	})
}

// sqrtSeed: with q = d/z, sqrt(z) (1 - sqrt(1 - q)) <= sqrt(z) q/(2 - q). The
// interval of x must not reach below zero.
func (r rounding) sqrtSeed(x term) term {
	v := math.Sqrt(x.v)
	return r.seed(v, 2*ulpsSqrt, x, func(d float64) float64 {
		q := relative(d, x.v)
		return above(v) * q / (2 - q)
	})
}

// powSeed: with q = d/z, z^p ((1 - q)^-|p| - 1), and -ln(1-q) <= q/(1-q). The
// exact power is at most the computed one over 1 - powError. The interval of x must
// not reach zero.
func (r rounding) powSeed(x term, p float64) term {
	v, rel := scalar.Power(x.v, p), powError(x.v, p)
	return r.seed(v, rel, x, func(d float64) float64 {
		q := relative(d, x.v)
		return above(v) / (1 - rel*unit) * expm1Up(shiftUp(math.Abs(p)*q/(1-q)))
	})
}
