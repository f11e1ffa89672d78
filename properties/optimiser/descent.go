package optimiser

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// QuadraticDescent: gradient descent at a rate below 2/L lowers
//
//	f(theta) = 1/2 sum curvature_i theta_i^2,   L the largest curvature,
//
// in every step, to at most max (1 - rate curvature_i)^2 of what it was. Beside that bound of
// all, each mode is judged on both sides: theta_i becomes (1 - rate curvature_i) theta_i, no
// less and no more. step is as in Step and gets the gradient in T.
//
// Allowed: with q = max |1 - rate curvature_i|, sqrt(f) falls to
// (q + 4u rate L)(1 + 2u) of itself: curvature, its product with theta, rate and product
// are rounded, then the difference. To it comes what underflows, 2 + rate smallest
// numbers in each parameter: the gradient is multiplied by rate. sqrt(f) is what is
// measured, at 256 bits or more and rounded once. Of a mode it is
//
//	u (4 rate curvature_i + |1 - rate curvature_i|) (1 + 2^-10) |theta_i|,
//
// the same five roundings, 2^-10 for their products, and what underflows: besides the two
// products, curvature and rate where they are subnormal in T.
//
// A case in which no theta_i moves by 2^8 times as much in the first step is an error: it
// can tell nothing from a step that does nothing.
func QuadraticDescent[T engine.Float](step func(theta, grad []T), rate float64, curvature []float64, theta []T, steps int) error {
	c, err := compareDescent(step, rate, curvature, theta, steps)
	return properties.Judge("QuadraticDescent", repeat.Call("optimiser.QuadraticDescent", rate, curvature, theta, steps), c, err)
}

func compareDescent[T engine.Float](
	step func(theta, grad []T), rate float64, curvature []float64, theta []T, steps int,
) ([]properties.Comparison, error) {
	if len(theta) == 0 || len(curvature) != len(theta) || steps < 1 {
		return nil, fmt.Errorf("%d curvatures, %d parameters, %d steps, want as many of the first two, and 1 or more",
			len(curvature), len(theta), steps)
	}
	if err := number.Check("theta", theta, math.MaxFloat64); err != nil {
		return nil, err
	}
	largest, factor, total := 0.0, 0.0, 0.0
	for i, l := range curvature {
		if err := positive(fmt.Sprintf("curvature[%d]", i), l); err != nil {
			return nil, err
		}
		largest, total = math.Max(largest, l), total+l
		factor = math.Max(factor, math.Abs(1-rate*l))
	}
	if !(rate > 0 && rate*largest < 2) {
		return nil, fmt.Errorf("rate %v, want it between 0 and 2/L = %v", rate, 2/largest)
	}
	p := precisionOf[T]()
	// The last term is for the rounding of factor itself.
	factor = (factor+4*p.u*rate*largest)*(1+2*p.u) + 8*number.UnitRoundoff
	lost := (2 + rate) * p.tiny * math.Sqrt(0.5*total)

	visible := false
	for i, l := range curvature {
		visible = visible || modeError(p, rate, l, float64(theta[i])) < stepResolution*rate*l*math.Abs(float64(theta[i]))
	}
	if !visible {
		return nil, fmt.Errorf("no parameter moves by %v times what %T may round; take theta away from 0 or a larger rate", 1/stepResolution, T(0))
	}
	got, grad := slices.Clone(theta), make([]T, len(theta))
	before := rootQuadratic(curvature, got)
	var all []properties.Comparison
	for t := range steps {
		old := slices.Clone(got)
		for i, l := range curvature {
			grad[i] = T(l) * got[i]
		}
		step(got, slices.Clone(grad))
		after := rootQuadratic(curvature, got)
		all = append(all, properties.AtMost(fmt.Sprintf("step %d: root of f after it, %v before", t+1, before), after, factor*before+lost))
		before = after
		for i, l := range curvature {
			all = append(all, mode(p, t, i, rate, l, float64(old[i]), float64(got[i])))
		}
		if properties.Judge("", "", all[len(all)-len(theta)-1:], nil) != nil {
			return all, nil
		}
	}
	return all, nil
}

// mode compares theta_i after step t with what the rule makes of it.
func mode(p precision, t, i int, rate, curvature, before, after float64) properties.Comparison {
	keep := number.New().Mul(exact.New(rate), exact.New(curvature))
	want := keep.Sub(exact.New(1), keep)
	want.Mul(want, exact.New(before))
	measured := math.NaN()
	if engine.Finite(after) {
		measured = number.Distance(exact.New(after), want)
	}
	return properties.AtMost(
		fmt.Sprintf("step %d, mode %d of curvature %v: %v after %v, by the rule %v", t+1, i, curvature, after, before, exact.Float64(want)),
		measured, modeError(p, rate, curvature, before),
	)
}

// modeError bounds what rounding makes of theta_i in one step.
func modeError(p precision, rate, curvature, theta float64) float64 {
	theta = math.Abs(theta)
	rl := rate * curvature
	return p.u*(4*rl+math.Abs(1-rl))*(1+0x1p-10)*theta + p.tiny*(2+rate*(1+theta)+curvature*theta)
}

// rootQuadratic is sqrt(f), NaN where theta is not finite.
func rootQuadratic[T engine.Float](curvature []float64, theta []T) float64 {
	sum := number.New()
	for i, v := range theta {
		if !engine.Finite(v) {
			return math.NaN()
		}
		x := number.New().SetFloat64(float64(v))
		sum.Add(sum, x.Mul(x.Mul(x, x), exact.New(0.5*curvature[i])))
	}
	return exact.Float64(sum.Sqrt(sum))
}
