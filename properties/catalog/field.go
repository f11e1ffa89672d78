package catalog

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
)

// Field is a real function of several variables.
type Field struct {
	Name    string
	Formula string
	Dim     int
	Domain  interval.Interval // of every coordinate
	Core    interval.Interval // of every coordinate: where most of its variation is
	Places  []FieldPlace      // hard ones, in the domain
	Kinks   [][]float64       // points where it has no gradient; elsewhere all derivatives exist

	naive  func(x []float64) float64
	series func(x []exact.Jet) (exact.Jet, error)
}

// FieldPlace is a point where a field or its gradient is hard to evaluate: Naive is
// off by 1000 units in the last place or more, or an entry g_i of the gradient, or
// the value, has a condition number, sum over j of |x_j dg_i/dx_j| / |g_i|, of 1000
// or more.
type FieldPlace struct {
	X   []float64
	Why string
}

// Fields returns every field. The result is the caller's own.
func Fields() []Field {
	all := make([]Field, len(fields))
	for i, f := range fields {
		f.Places, f.Kinks = slices.Clone(f.Places), slices.Clone(f.Kinks)
		all[i] = f
	}
	return all
}

// FieldNames lists the names of all fields, in the order of Fields.
func FieldNames() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// FieldByName returns the field of that name; see ByName.
func FieldByName(name string) (Field, error) {
	for _, f := range Fields() {
		if f.Name == name {
			return f, nil
		}
	}
	return Field{}, unknown("field", name, FieldNames())
}

// Along returns the Taylor coefficients in t, to the given order, of f(x + t v).
// Derivatives of all orders, mixed ones too, are sums of such coefficients
// (exact.Partial has them). The error names a negative order, an x or v of another
// dimension, an x outside the domain, and a kink.
func (f Field) Along(x, v []*big.Float, order int) (exact.Jet, error) {
	if f.series == nil {
		return nil, fmt.Errorf("catalog: the zero value of Field is no field")
	}
	if order < 0 {
		return nil, fmt.Errorf("catalog: %s: order %d, want at least 0", f.Name, order)
	}
	if len(x) != f.Dim || len(v) != f.Dim {
		return nil, fmt.Errorf("catalog: %s: a point of %d and a direction of %d coordinates, want %d", f.Name, len(x), len(v), f.Dim)
	}
	lines := make([]exact.Jet, f.Dim)
	for i := range x {
		if x[i].IsInf() || x[i].Cmp(exact.New(f.Domain.Lo)) < 0 || x[i].Cmp(exact.New(f.Domain.Hi)) > 0 {
			return nil, fmt.Errorf("catalog: %s: coordinate %d is %s, outside [%v, %v]", f.Name, i, x[i].Text('p', 17), f.Domain.Lo, f.Domain.Hi)
		}
		lines[i] = exact.Line(x[i], v[i], order)
	}
	for _, k := range f.Kinks {
		if order > 0 && slices.EqualFunc(x, k, func(a *big.Float, b float64) bool { return a.Cmp(exact.New(b)) == 0 }) {
			return nil, fmt.Errorf("catalog: %s has no gradient at %v", f.Name, k)
		}
	}
	return f.series(lines)
}

// Value returns f(x), rounded to 256 bits. The errors are those of Along.
func (f Field) Value(x []*big.Float) (*big.Float, error) {
	c, err := f.Along(x, unit(len(x)), 0)
	if err != nil {
		return nil, err
	}
	return c.Derivative(0), nil
}

// Gradient returns df/dx_i, each rounded to 256 bits: the first coefficient along
// each axis.
func (f Field) Gradient(x []*big.Float) ([]*big.Float, error) {
	g := make([]*big.Float, len(x))
	for i := range g {
		c, err := f.Along(x, unit(len(x), i), 1)
		if err != nil {
			return nil, err
		}
		g[i] = c.Derivative(1)
	}
	return g, nil
}

// Hessian returns d^2f/dx_i dx_j, [Dim][Dim]. With c(v) the second coefficient along
// v, H_ii = 2 c(e_i) and H_ij = c(e_i + e_j) - c(e_i) - c(e_j): an entry off the
// diagonal is accurate to 256 bits as long as it is above 2^-128 of those on it.
func (f Field) Hessian(x []*big.Float) ([][]*big.Float, error) {
	second := func(axes ...int) (*big.Float, error) {
		c, err := f.Along(x, unit(len(x), axes...), 2)
		if err != nil {
			return nil, err
		}
		return c[2], nil
	}
	h := make([][]*big.Float, len(x))
	own := make([]*big.Float, len(x))
	for i := range h {
		h[i] = make([]*big.Float, len(x))
		var err error
		if own[i], err = second(i); err != nil {
			return nil, err
		}
		h[i][i] = exact.New(0).Add(own[i], own[i])
		for j := range i {
			both, err := second(i, j)
			if err != nil {
				return nil, err
			}
			d := newFloat().Sub(both, own[i])
			h[i][j] = exact.New(0).Sub(d, own[j])
			h[j][i] = h[i][j]
		}
	}
	return h, nil
}

// Float64 returns f(x), rounded once; NaN where Value fails.
func (f Field) Float64(x []float64) float64 {
	p := make([]*big.Float, len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			return v
		}
		p[i] = new(big.Float).SetFloat64(v)
	}
	y, err := f.Value(p)
	if err != nil {
		return math.NaN()
	}
	return exact.Float64(y)
}

// Naive evaluates the formula as it is written, by package math.
func (f Field) Naive(x []float64) float64 { return f.naive(x) }

// Grid returns n points of the core, the first its centre: the fractional parts
// of k times the square roots of the first primes, a sequence of Kronecker's, which
// fills the box evenly. Kinks are left out.
func (f Field) Grid(n int) [][]float64 {
	primes := []float64{2, 3, 5, 7, 11, 13, 17, 19}
	var grid [][]float64
	for k := range n {
		x := make([]float64, f.Dim)
		for i := range x {
			_, t := math.Modf(0.5 + float64(float64(k)*math.Sqrt(primes[i])))
			x[i] = float64(f.Core.Lo*(1-t)) + float64(f.Core.Hi*t)
		}
		if !slices.ContainsFunc(f.Kinks, func(k []float64) bool { return slices.Equal(k, x) }) {
			grid = append(grid, x)
		}
	}
	return grid
}

// Hard returns the points of Places.
func (f Field) Hard() [][]float64 {
	hard := make([][]float64, len(f.Places))
	for i, p := range f.Places {
		hard[i] = slices.Clone(p.X)
	}
	return hard
}

// unit is the sum of the unit vectors of the axes.
func unit(dim int, axes ...int) []*big.Float {
	v := make([]*big.Float, dim)
	for i := range v {
		v[i] = new(big.Float)
		if slices.Contains(axes, i) {
			v[i].SetInt64(1)
		}
	}
	return v
}
