package jet

import (
	"fmt"
	"math"
)

// Each function here bounds |s(z + d) - s(z)| over |d| <= delta for the number
// functions that start a recurrence. The inequalities are local: a multiple of the
// function's own size at z, so that a bound stays relative in the tails. What is
// not covered by the factors above is below 100u relative, and shiftUp adds that.

// shiftUp is a bound with the roundings of its own computation.
func shiftUp(x float64) float64 { return x + 0x1p-46*x }

// above is an upper bound of |s(z)| from the computed value: the relative errors
// of the scalar functions are below 2^-46 = 128u.
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

// sinhUp is an upper bound of sinh d, d >= 0: d + d^3/5 < d + d^3 up to 1. And
// cosh d - 1 <= d sinh d.
func sinhUp(d float64) float64 {
	if d <= 1 {
		return d + d*d*d
	}
	return above(math.Exp(d))
}

// expSeed: e^z (e^|d| - 1).
func (r rounding) expSeed(x term) term {
	v := math.Exp(x.v)
	return r.seed(v, 2*ulpsExp, shiftUp(above(v)*expm1Up(x.e)))
}

// relative is an upper bound of the relative error q of x. The quotient may
// underflow, so 2^-1074 is added.
func relative(x term) float64 {
	if x.e == 0 {
		return 0
	}
	return shiftUp(x.e/math.Abs(x.v)) + 0x1p-1074
}

// logSeed: -ln(1 - d/z) <= (d/z)/(1 - d/z). The error names an interval that
// reaches zero.
func (r rounding) logSeed(x term) (term, error) {
	if !(x.v-x.e > 0) {
		return term{}, undefined("log", x)
	}
	q := relative(x)
	return r.seed(math.Log(x.v), 2*ulpsLog, shiftUp(q/(1-q))), nil
}

// sinCosSeed: |cos z| |sin d| + |sin z| (1 - cos d), and the same exchanged.
func (r rounding) sinCosSeed(x term) (sin, cos term) {
	s, c := math.Sin(x.v), math.Cos(x.v)
	d := shiftUp(x.e + trigError(x.v))
	ds := above(c)*d + above(s)*d*d/2
	dc := above(s)*d + above(c)*d*d/2
	sin = r.seed(s, 2*ulpsSin, shiftUp(min(ds, 2)))
	cos = r.seed(c, 2*ulpsCos, shiftUp(min(dc, 2)))
	return sin, cos
}

// tanSeed: with p = tan d, (1 + tan^2 z) p / (1 - |tan z| p); p <= d + d^3 up to
// d = 1. The two reduced arguments err apart; each of them counts once in d. The
// error names an interval that may reach a pole.
func (r rounding) tanSeed(x term) (term, error) {
	v := tangent(x.v)
	d := shiftUp(x.e + 2*trigError(x.v))
	t, p := above(v), d+d*d*d
	room := 1 - t*p
	if !(d <= 1 && room >= 0.5) {
		return term{}, undefined("tan", x)
	}
	return r.seed(v, errTan, shiftUp((1+t*t)*p/room)), nil
}

// sinhCoshSeed: cosh z sinh d + |sinh z| (cosh d - 1), and the same exchanged.
func (r rounding) sinhCoshSeed(x term) (sinh, cosh term) {
	s, c := math.Sinh(x.v), math.Cosh(x.v)
	p := sinhUp(x.e)
	q := x.e * p
	sinh = r.seed(s, 2*ulpsSinh, shiftUp(above(c)*p+above(s)*q))
	cosh = r.seed(c, 2*ulpsCosh, shiftUp(above(s)*p+above(c)*q))
	return sinh, cosh
}

// tanhSeed gives tanh and sech^2. |ln sech^2|' = 2|tanh| <= 2, so within d of z
// sech^2 <= sech^2(z) e^2d; tanh' = sech^2, (sech^2)' = -2 tanh sech^2.
func (r rounding) tanhSeed(x term) (tanh, sech term) {
	t, d := math.Tanh(x.v), sech2(x.v)
	slope := above(d) * expUp(2*x.e)
	dt := min(shiftUp(x.e*slope), 2)
	dd := min(2*x.e*(above(t)+dt)*slope, 2)
	return r.seed(t, 2*ulpsTanh, dt), r.seed(d, errSech2, shiftUp(dd))
}

// sigmoidSeed: sigmoid' = sech^2(z/2)/4, which grows by at most e^d within d.
func (r rounding) sigmoidSeed(x term) term {
	d := x.e * above(sech2(x.v/2)/4) * expUp(x.e)
	return r.seed(sigmoid(x.v), errSigmoid, shiftUp(min(d, 1)))
}

// softplusSeed: softplus' = sigmoid <= min(1, sigmoid(z) e^d).
func (r rounding) softplusSeed(x term) term {
	d := x.e * min(above(sigmoid(x.v))*expUp(x.e), 1)
	return r.seed(softplus(x.v), errSoftplus, shiftUp(d))
}

// bellSeed is y0 = k exp(-c z^2), given its value: within d of z the function is
// at most y0 e^(2c|z|d), and its slope 2c(|z|+d) times that. k is below 2.
func (r rounding) bellSeed(c, y0, rel float64, x term) term {
	z := math.Abs(x.v)
	d := x.e * 2 * c * (z + x.e) * above(y0) * expUp(2*c*z*x.e)
	return r.seed(y0, rel, shiftUp(min(d, 2)))
}

// erfSeed: erf' = 2/sqrt(pi) exp(-z^2), as in bellSeed.
func (r rounding) erfSeed(x term) term {
	d := x.e * above(erfSlope(x.v)) * expUp(2*math.Abs(x.v)*x.e)
	return r.seed(math.Erf(x.v), 2*ulpsErf, shiftUp(min(d, 2)))
}

// cdfSeed: the distribution function's slope is the normal density.
func (r rounding) cdfSeed(x term) term {
	d := x.e * above(normalDensity(x.v)) * expUp(math.Abs(x.v)*x.e)
	return r.seed(normalCDF(x.v), errCDF, shiftUp(min(d, 1)))
}

// sqrtSeed: with q = d/z, sqrt(z) (1 - sqrt(1 - q)) <= sqrt(z) q/(2 - q). The
// error names an interval that reaches below zero.
func (r rounding) sqrtSeed(x term) (term, error) {
	if !(x.v-x.e >= 0) {
		return term{}, undefined("sqrt", x)
	}
	v := math.Sqrt(x.v)
	if x.e == 0 {
		return r.seed(v, 2*ulpsSqrt, 0), nil
	}
	q := min(relative(x), 1)
	return r.seed(v, 2*ulpsSqrt, shiftUp(above(v)*q/(2-q))), nil
}

// powSeed: with q = d/z, z^p ((1 - q)^-|p| - 1), and -ln(1-q) <= q/(1-q). The
// error names an interval that reaches zero.
func (r rounding) powSeed(x term, p float64) (term, error) {
	if !(x.v-x.e > 0) {
		return term{}, undefined(fmt.Sprintf("pow(·, %v)", p), x)
	}
	v, rel := math.Pow(x.v, p), powError(x.v, p)
	q := relative(x)
	l := shiftUp(math.Abs(p) * q / (1 - q))
	room := 1 - rel*unit // the exact power is at most v over this
	return r.seed(v, rel, shiftUp(above(v)*expm1Up(l)/room)), nil
}

func undefined(name string, x term) error {
	return fmt.Errorf("jet: %s of %v ± %v is undefined", name, x.v, x.e)
}
