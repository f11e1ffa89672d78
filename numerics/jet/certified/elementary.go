package certified

import (
	"fmt"
	"math"

	"adfd/numerics/jet/internal/scalar"
)

// enclosure is an elementary function on terms: y = s(x), computed as the plain
// jet does it, and the recurrence of s'(x) on absolute values. Where s'(x) is a
// series that the recurrence carries anyway, its magnitudes are used.
type enclosure func(r rounding, x series) (y series, slope []float64, err error)

// enclosures has an entry for every name of Names.
var enclosures = map[string]enclosure{
	"exp": expOf, "log": logOf, "sin": sinOf, "cos": cosOf, "tan": tanOf,
	"sinh": sinhOf, "cosh": coshOf, "tanh": tanhOf, "sigmoid": sigmoidOf, "softplus": softplusOf,
	"gaussian": gaussianOf, "sqrt": sqrtOf, "recip": recipOf, "gelu": geluOf, "silu": siluOf, "erf": erfOf,
}

// Apply is the named function of x with certified bounds. The error names
// an unknown function, an input that is empty, ragged or not finite, an interval
// Value[0] ± Bound[0] that leaves the domain, or a coefficient that overflows.
func Apply(name string, x Jet) (Jet, error) {
	f, ok := enclosures[name]
	if !ok {
		return Jet{}, scalar.Unknown(name)
	}
	if err := x.check(name); err != nil {
		return Jet{}, err
	}
	if !scalar.InDomain(name, x.Value[0], x.Order()) {
		return Jet{}, fmt.Errorf("certified: %s of %v at order %d is undefined", name, x.Value[0], x.Order())
	}
	return x.apply(name, f)
}

// apply adds to the recurrence's own magnitude what the magnitude of x does.
func (b Jet) apply(name string, f enclosure) (Jet, error) {
	y, slope, err := f(b.rounding(), b.series())
	if err != nil {
		return Jet{}, err
	}
	m := convolveAbs(slope, b.Magnitude)
	for k := range m {
		m[k] += y[k].a
	}
	return newBounded(fmt.Sprintf("%s at %v", name, b.Value[0]), y, m, b.single)
}

func expOf(r rounding, x series) (series, []float64, error) {
	y := make(series, len(x))
	y[0] = r.expSeed(x[0])
	for k := 1; k < len(x); k++ {
		y[k] = r.chain(x, y, k)
	}
	return y, magnitudes(y), nil
}

func logOf(r rounding, x series) (series, []float64, error) {
	y := make(series, len(x))
	var err error
	if y[0], err = r.logSeed(x[0]); err != nil {
		return nil, nil, err
	}
	for k := 1; k < len(x); k++ {
		var s term
		for j := 1; j < k; j++ {
			s = r.add(s, r.mul(r.times(float64(j), y[j]), x[k-j]))
		}
		y[k] = r.div(r.sub(x[k], r.over(s, k)), x[0])
	}
	return y, recipAbs(magnitudes(x)), nil
}

func (r rounding) sinCos(x series) (sin, cos series) {
	sin, cos = make(series, len(x)), make(series, len(x))
	sin[0], cos[0] = r.sinCosSeed(x[0])
	for k := 1; k < len(x); k++ {
		sin[k], cos[k] = r.chain(x, cos, k), neg(r.chain(x, sin, k))
	}
	return sin, cos
}

func sinOf(r rounding, x series) (series, []float64, error) {
	sin, cos := r.sinCos(x)
	return sin, magnitudes(cos), nil
}

func cosOf(r rounding, x series) (series, []float64, error) {
	sin, cos := r.sinCos(x)
	return cos, magnitudes(sin), nil
}

func tanOf(r rounding, x series) (series, []float64, error) {
	y, w := make(series, len(x)), make(series, len(x))
	var err error
	if y[0], err = r.tanSeed(x[0]); err != nil {
		return nil, nil, err
	}
	w[0] = r.add(term{v: 1, a: 1}, r.mul(y[0], y[0]))
	for k := 1; k < len(x); k++ {
		y[k] = r.chain(x, w, k)
		w[k] = r.convolve(y, y, k)
	}
	return y, magnitudes(w), nil
}

func (r rounding) sinhCosh(x series) (sinh, cosh series) {
	sinh, cosh = make(series, len(x)), make(series, len(x))
	sinh[0], cosh[0] = r.sinhCoshSeed(x[0])
	for k := 1; k < len(x); k++ {
		sinh[k], cosh[k] = r.chain(x, cosh, k), r.chain(x, sinh, k)
	}
	return sinh, cosh
}

func sinhOf(r rounding, x series) (series, []float64, error) {
	sinh, cosh := r.sinhCosh(x)
	return sinh, magnitudes(cosh), nil
}

func coshOf(r rounding, x series) (series, []float64, error) {
	sinh, cosh := r.sinhCosh(x)
	return cosh, magnitudes(sinh), nil
}

func (r rounding) tanhPair(x series) (t, d series) {
	t, d = make(series, len(x)), make(series, len(x))
	td := make(series, len(x))
	t[0], d[0] = r.tanhSeed(x[0])
	for k := 1; k < len(x); k++ {
		td[k-1] = r.convolve(t, d, k-1)
		t[k] = r.chain(x, d, k)
		d[k] = r.times(-2, r.chain(x, td, k))
	}
	return t, d
}

func tanhOf(r rounding, x series) (series, []float64, error) {
	t, d := r.tanhPair(x)
	return t, magnitudes(d), nil
}

func sigmoidOf(r rounding, x series) (series, []float64, error) {
	t, d := r.tanhPair(r.scale(0.5, x))
	g := r.scale(0.5, t)
	g[0] = r.sigmoidSeed(x[0])
	return g, magnitudes(r.scale(0.25, d)), nil
}

func softplusOf(r rounding, x series) (series, []float64, error) {
	g, _, _ := sigmoidOf(r, x)
	y := make(series, len(x))
	y[0] = r.softplusSeed(x[0])
	for k := 1; k < len(x); k++ {
		y[k] = r.chain(x, g, k)
	}
	return y, magnitudes(g), nil
}

func siluOf(r rounding, x series) (series, []float64, error) {
	g, slope, _ := sigmoidOf(r, x)
	return r.product(x, g), productSlope(x, g, slope), nil
}

// bell is y = y0 exp(-c (x^2 - x[0]^2)), as bell on jets.
func (r rounding) bell(c float64, y0 term, x series) series {
	y, q := make(series, len(x)), make(series, len(x))
	y[0] = y0
	for k := 1; k < len(x); k++ {
		q[k] = r.times(c, r.convolve(x, x, k))
		y[k] = neg(r.chain(q, y, k))
	}
	return y
}

func gaussianOf(r rounding, x series) (series, []float64, error) {
	y := r.bell(1, r.bellSeed(1, scalar.Gaussian(x[0].v), errGaussian, x[0]), x)
	slope := convolveAbs(magnitudes(x), magnitudes(y))
	for k := range slope {
		slope[k] *= 2
	}
	return y, slope, nil
}

func erfOf(r rounding, x series) (series, []float64, error) {
	e := r.bell(1, r.bellSeed(1, scalar.ErfSlope(x[0].v), errDensity, x[0]), x)
	y := make(series, len(x))
	y[0] = r.erfSeed(x[0])
	for k := 1; k < len(x); k++ {
		y[k] = r.chain(x, e, k)
	}
	return y, magnitudes(e), nil
}

func geluOf(r rounding, x series) (series, []float64, error) {
	phi := r.bell(0.5, r.bellSeed(0.5, scalar.NormalDensity(x[0].v), errDensity, x[0]), x)
	p := make(series, len(x))
	p[0] = r.cdfSeed(x[0])
	for k := 1; k < len(x); k++ {
		p[k] = r.chain(x, phi, k)
	}
	return r.product(x, p), productSlope(x, p, magnitudes(phi)), nil
}

// productSlope is the slope of x g(x) on absolute values: g + x g'.
func productSlope(x, g series, slope []float64) []float64 {
	s := convolveAbs(magnitudes(x), slope)
	for k := range s {
		s[k] += g[k].a
	}
	return s
}

// magnitudes is the absolute-value recurrence of a series.
func magnitudes(x series) []float64 {
	m := make([]float64, len(x))
	for k := range x {
		m[k] = x[k].a
	}
	return m
}

// convolveAbs is the product of two series of magnitudes.
func convolveAbs(a, b []float64) []float64 {
	y := make([]float64, len(a))
	for k := range y {
		for i := 0; i <= k; i++ {
			y[k] += a[i] * math.Abs(b[k-i])
		}
	}
	return y
}

// recipAbs is the recurrence of 1/x on absolute values.
func recipAbs(x []float64) []float64 {
	y := make([]float64, len(x))
	y[0] = 1 / x[0]
	for k := 1; k < len(x); k++ {
		for i := range k {
			y[k] += y[i] * x[k-i]
		}
		y[k] /= x[0]
	}
	return y
}
