package catalog

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
)

// Function is a function of one variable.
type Function struct {
	Name    string
	Formula string            // in the notation of a text
	Domain  interval.Interval // where it is defined, or where its derivatives are of use
	Core    interval.Interval // where most of its variation is
	Places  []Place           // hard ones, in the domain
	Kinks   []Kink            // in the domain; elsewhere all derivatives exist

	naive  func(float64) float64
	series func(x *big.Float, order int) (exact.Jet, error)
}

// All returns every function: the elementary ones of package exact, then the
// others. The result is the caller's own.
func All() []Function {
	all := make([]Function, len(functions))
	for i, f := range functions {
		f.Places, f.Kinks = slices.Clone(f.Places), slices.Clone(f.Kinks)
		all[i] = f
	}
	return all
}

var functions = slices.Concat(elementary, smooth, kinked)

// Names lists the names of all functions, in the order of All.
func Names() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.Name
	}
	return names
}

// ByName returns the function of that name, which is exact. The error names the one that
// differs in case alone, and lists the names there are.
func ByName(name string) (Function, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Function{}, unknown("function", name, Names())
}

func unknown(what, name string, names []string) error {
	var meant string
	for _, n := range names {
		if strings.EqualFold(n, name) {
			meant = fmt.Sprintf(" (did you mean %q?)", n)
		}
	}
	return fmt.Errorf("catalog: unknown %s %q%s, want one of %s", what, name, meant, strings.Join(names, ", "))
}

// Exact returns the Taylor coefficients c_k = f^(k)(x)/k!, k = 0 to order, to 256
// bits; see the package. The error names a negative order, an x outside the
// domain, and a kink that has no derivative of that order.
func (f Function) Exact(x *big.Float, order int) (exact.Jet, error) {
	if f.series == nil {
		return nil, fmt.Errorf("catalog: the zero value of Function is no function")
	}
	if order < 0 {
		return nil, fmt.Errorf("catalog: %s: order %d, want at least 0", f.Name, order)
	}
	if x.IsInf() || x.Cmp(exact.New(f.Domain.Lo)) < 0 || x.Cmp(exact.New(f.Domain.Hi)) > 0 {
		return nil, fmt.Errorf("catalog: %s: x = %s is outside the domain [%v, %v]", f.Name, x.Text('p', 17), f.Domain.Lo, f.Domain.Hi)
	}
	for _, k := range f.Kinks {
		if order >= k.Order && x.Cmp(exact.New(k.X)) == 0 {
			return nil, fmt.Errorf("catalog: %s has no derivative of order %d at x = %v: %s", f.Name, k.Order, k.X, k.Why)
		}
	}
	return f.series(x, order)
}

// Derivative returns f^(k)(x), rounded to 256 bits. The errors are those of Exact,
// and an x that is NaN.
func (f Function) Derivative(x float64, k int) (*big.Float, error) {
	if math.IsNaN(x) {
		return nil, fmt.Errorf("catalog: %s: x = %v is outside the domain [%v, %v]", f.Name, x, f.Domain.Lo, f.Domain.Hi)
	}
	c, err := f.Exact(new(big.Float).SetFloat64(x), k)
	if err != nil {
		return nil, err
	}
	return c.Derivative(k), nil
}

// Float64 returns f(x), rounded once; NaN outside the domain. It costs tens of
// microseconds.
func (f Function) Float64(x float64) float64 {
	y, err := f.Derivative(x, 0)
	if err != nil {
		return math.NaN()
	}
	return exact.Float64(y)
}

// Naive evaluates the formula as it is written, by package math: right in most
// places, and the measure of what makes a place hard.
func (f Function) Naive(x float64) float64 { return f.naive(x) }

// Grid returns n >= 2 points, equally spaced from end to end of the core up to
// rounding, without those that are kinks.
func (f Function) Grid(n int) []float64 {
	var grid []float64
	for i := range n {
		t := float64(i) / float64(n-1)
		x := float64(f.Core.Lo*(1-t)) + float64(f.Core.Hi*t)
		if !slices.ContainsFunc(f.Kinks, func(k Kink) bool { return k.X == x }) {
			grid = append(grid, x)
		}
	}
	return grid
}

// Hard returns the points of Places.
func (f Function) Hard() []float64 {
	hard := make([]float64, len(f.Places))
	for i, p := range f.Places {
		hard[i] = p.X
	}
	return hard
}
