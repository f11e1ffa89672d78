package expr

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// function is what interval arithmetic knows about an elementary function.
type function struct {
	// domain is where the function is declared: saturation and far tails
	// included, poles, branch points and overflow not.
	domain interval

	// core is where Random composes it: most of its variation, and values of
	// moderate size.
	core interval

	// image encloses the values on an interval inside the domain.
	image func(interval) interval
}

// functions has an entry for each name of package jet.
var functions = map[string]function{
	"exp":      {interval{-40, 40}, interval{-3, 3}, increasing(math.Exp)},
	"log":      {interval{0x1p-10, 0x1p10}, interval{0.25, 8}, increasing(math.Log)},
	"sin":      {interval{-100, 100}, interval{-8, 8}, wave(math.Sin, math.Pi/2)},
	"cos":      {interval{-100, 100}, interval{-8, 8}, wave(math.Cos, 0)},
	"tan":      {interval{-1.5, 1.5}, interval{-1.25, 1.25}, increasing(math.Tan)},
	"sinh":     {interval{-30, 30}, interval{-3, 3}, increasing(math.Sinh)},
	"cosh":     {interval{-30, 30}, interval{-3, 3}, turning(math.Cosh, 0)},
	"tanh":     {interval{-30, 30}, interval{-4, 4}, increasing(math.Tanh)},
	"sigmoid":  {interval{-30, 30}, interval{-6, 6}, increasing(sigmoid)},
	"softplus": {interval{-30, 30}, interval{-6, 6}, increasing(softplus)},
	"gaussian": {interval{-8, 8}, interval{-3, 3}, turning(gaussian, 0)},
	"sqrt":     {interval{0x1p-10, 0x1p10}, interval{0.25, 8}, increasing(math.Sqrt)},
	"recip":    {interval{0x1p-10, 0x1p10}, interval{0.25, 8}, decreasing(recip)},
	"gelu":     {interval{-8, 8}, interval{-4, 4}, turning(gelu, geluMinimum)},
	"silu":     {interval{-30, 30}, interval{-6, 6}, turning(silu, siluMinimum)},
	"erf":      {interval{-6, 6}, interval{-3, 3}, increasing(math.Erf)},
}

// Names lists the elementary functions in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(functions))
	for name := range functions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func unknown(name string) error {
	return fmt.Errorf("expr: unknown function %q, want one of %s", name, strings.Join(Names(), ", "))
}

// The formulas below serve enclosures only; evaluation is left to the package
// that is evaluated with.

func sigmoid(x float64) float64  { return 1 / (1 + math.Exp(-x)) }
func softplus(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
func gaussian(x float64) float64 { return math.Exp(-x * x) }
func recip(x float64) float64    { return 1 / x }
func gelu(x float64) float64     { return x * math.Erfc(-x/math.Sqrt2) / 2 }
func silu(x float64) float64     { return x * sigmoid(x) }

// Where GELU and SiLU have their only minimum: Phi(x) + x phi(x) = 0, and
// 1 + e^x + x = 0.
const (
	geluMinimum = -0.7517915246935645
	siluMinimum = -1.2784645427610738
)

func increasing(f func(float64) float64) func(interval) interval {
	return func(i interval) interval { return interval{f(i.lo), f(i.hi)} }
}

func decreasing(f func(float64) float64) func(interval) interval {
	return func(i interval) interval { return interval{f(i.hi), f(i.lo)} }
}

// turning is for a function whose only extremum is at t.
func turning(f func(float64) float64, t float64) func(interval) interval {
	return func(i interval) interval {
		if i.has(t) {
			return hull(f(i.lo), f(t), f(i.hi))
		}
		return hull(f(i.lo), f(i.hi))
	}
}

// wave is for sin and cos: maximum 1 at top + 2 pi k, minimum -1 half a period
// later.
func wave(f func(float64) float64, top float64) func(interval) interval {
	return func(i interval) interval {
		box := hull(f(i.lo), f(i.hi))
		if meets(i, top) {
			box.hi = 1
		}
		if meets(i, top+math.Pi) {
			box.lo = -1
		}
		return box
	}
}

// meets reports whether i holds a point t + 2 pi k.
func meets(i interval, t float64) bool {
	k := math.Ceil((i.lo - t) / (2 * math.Pi))
	return t+float64(2*math.Pi*k) <= i.hi
}
