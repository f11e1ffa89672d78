package certified

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/jet"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/series"
)

// Apply is the named function of x with certified bounds. The error names
// an unknown function, an input that is empty, ragged or not finite, an interval
// Value[0] ± Bound[0] that leaves the domain, or a coefficient that overflows.
func Apply(name string, x Jet) (Jet, error) {
	if !slices.Contains(scalar.Catalogue, name) {
		return Jet{}, scalar.Unknown(name)
	}
	if err := x.check(name); err != nil {
		return Jet{}, err
	}
	if !scalar.InDomain(name, x.Value[0], x.Order()) {
		return Jet{}, fmt.Errorf("certified: %s of %v at order %d is undefined", name, x.Value[0], x.Order())
	}
	r, t := x.rounding(), x.terms()
	if !r.inDomain(name, t[0]) {
		return Jet{}, undefined(name, t[0])
	}
	y, slope := r.function(name, t)
	return x.chained(name, y, slope)
}

// inDomain reports whether the function is defined on the whole interval of x.
func (r rounding) inDomain(name string, x term) bool {
	switch name {
	case "log":
		return x.v-x.e > 0
	case "sqrt":
		return x.v-x.e >= 0
	case "recip":
		return math.Abs(x.v) > x.e
	case "tan":
		return !math.IsInf(r.Value("tan", x).e, 1)
	}
	return true
}

func undefined(name string, x term) error {
	return fmt.Errorf("certified: %s of %v ± %v is undefined", name, x.v, x.e)
}

// function is y = s(x), computed as the plain jet does it, and the recurrence of s'(x)
// on absolute values. Where s'(x) is the series that the recurrence carries anyway,
// but for its sign, its magnitudes are used.
func (r rounding) function(name string, x []term) (y []term, slope []float64) {
	switch name { // x g(x)
	case "silu":
		return r.timesArgument("sigmoid", x)
	case "gelu":
		return r.timesArgument("normal", x)
	}
	y, w := make([]term, len(x)), make([]term, len(x))
	series.Apply(r, name, y, w, x)
	switch name {
	case "exp":
		return y, magnitudes(y)
	case "log":
		return y, recipAbs(magnitudes(x))
	case "gaussian": // -2 x y
		slope = convolveAbs(magnitudes(x), magnitudes(y))
		for k := range slope {
			slope[k] *= 2
		}
		return y, slope
	case "sqrt": // 1/(2 y)
		series.Scale(r, w, 2, y)
		return y, recipAbs(magnitudes(w))
	case "recip": // -y^2
		return y, convolveAbs(magnitudes(y), magnitudes(y))
	}
	return y, magnitudes(w)
}

// timesArgument is function for x g(x), whose slope is g(x) + x g'(x).
func (r rounding) timesArgument(g string, x []term) (y []term, slope []float64) {
	f, fs := r.function(g, x)
	y = make([]term, len(x))
	series.Mul(r, y, x, f)
	slope = convolveAbs(magnitudes(x), fs)
	for k := range slope {
		slope[k] += f[k].a
	}
	return y, slope
}

// chained adds to the recurrence's own magnitude what the magnitude of b does.
func (b Jet) chained(name string, y []term, slope []float64) (Jet, error) {
	m := convolveAbs(slope, b.Magnitude)
	for k := range m {
		m[k] += y[k].a
	}
	return newBounded(fmt.Sprintf("%s at %v", name, b.Value[0]), y, m, b.single)
}

// magnitudes is the absolute-value recurrence of a series.
func magnitudes(x []term) []float64 {
	m := make([]float64, len(x))
	for k := range x {
		m[k] = x[k].a
	}
	return m
}

// convolveAbs is the product of two series of magnitudes.
func convolveAbs(a, b []float64) []float64 { return jet.Mul[float64](nil, a, b) }

// recipAbs is the recurrence of 1/x on absolute values: that of 1/(x[0] - x[1] t - ...).
func recipAbs(x []float64) []float64 {
	y := jet.Neg[float64](nil, x)
	y[0] = x[0]
	return jet.Recip(nil, y)
}
