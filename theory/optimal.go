package theory

import (
	"fmt"
	"math"
)

// OptimalStep minimises the model of the total error of a finite difference,
//
//	E(h) = c h^p + r h^-q,    c = |C| G,    r = u W F,
//
// with C the truncation constant, G the size of f^(p+q), W = sum |w_j| and F the
// size of f: maxima for a bound, root mean squares for a typical error. Setting
// p c h^(p-1) = q r h^(-q-1),
//
//	h* = (q r / (p c))^(1/(p+q)),    E(h*) = c h*^p (1 + p/q),
//
// so h* goes with u^(1/(p+q)) and E(h*) with u^(p/(p+q)). Hypotheses: the next
// term of the truncation error and the rounding of the arguments, which adds
// |f'| u |x| to r / W, are small beside those kept. Source: elementary calculus; the
// exponents are in any textbook on numerical differentiation.
//
// The error names an order or accuracy below 1, and an r or c that is not
// positive and finite: where c = 0 no step is too large.
func OptimalStep(q, p int, rounding, truncation float64) (step, accuracy float64, err error) {
	if q < 1 || p < 1 {
		return 0, 0, fmt.Errorf("theory: optimal step for order %d and accuracy %d, want at least 1", q, p)
	}
	for what, v := range map[string]float64{"rounding": rounding, "truncation": truncation} {
		if !(v > 0) || math.IsInf(v, 1) {
			return 0, 0, fmt.Errorf("theory: optimal step for %s coefficient %v, want it positive and finite", what, v)
		}
	}
	step = math.Pow(float64(q)*rounding/(float64(p)*truncation), StepExponent(q, p))
	return step, truncation * math.Pow(step, float64(p)) * (1 + float64(p)/float64(q)), nil
}

// RoundingDeviation is u/sqrt 3, the standard deviation of a rounding error that is
// uniform on [-u, u]: in place of u it turns the model of a bound into one of root
// mean squares. It is a model, not a bound; roundings of a weight are the same at
// every point and do not average.
func RoundingDeviation(u float64) float64 { return u / math.Sqrt(3) }

// StepExponent is 1/(p+q): the optimal step goes with u to this power.
func StepExponent(q, p int) float64 { return 1 / float64(p+q) }

// AccuracyExponent is p/(p+q): the least error goes with u to this power.
func AccuracyExponent(q, p int) float64 { return float64(p) / float64(p+q) }
