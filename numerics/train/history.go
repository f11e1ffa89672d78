package train

import (
	"math"

	"adfd/numerics/engine"
)

// Record is what is known of theta_Step.
type Record struct {
	Step     int
	Loss     float64
	Gradient float64 // Euclidean norm of the gradient, accumulated in float64
	Error    float64 // error of the solution; NaN if it was not asked for
}

// Residual is |r| = sqrt(L), the norm of the weighted residual vector of a loss
// L = |r|^2.
func (r Record) Residual() float64 { return math.Sqrt(r.Loss) }

// History is the course of a run.
type History struct {
	// Losses holds the loss of every step, Losses[t] that of theta_t; nil if the
	// run was told not to keep it.
	Losses []float64

	// Records holds the steps that were asked for.
	Records []Record
}

// RunningMinimum returns the least loss up to each step, min over s <= t of
// Losses[s]. NaN counts as +Inf.
func (h History) RunningMinimum() []float64 {
	least := math.Inf(1)
	run := make([]float64, len(h.Losses))
	for t, loss := range h.Losses {
		if loss < least {
			least = loss
		}
		run[t] = least
	}
	return run
}

// StepsTo returns the first step whose loss is at most target.
func (h History) StepsTo(target float64) (step int, reached bool) {
	for t, loss := range h.Losses {
		if loss <= target {
			return t, true
		}
	}
	return 0, false
}

// Every asks for each n-th step: 0, n, 2n, ... It panics if n < 1.
func Every(n int) func(step int) bool {
	if n < 1 {
		panic("train: a record every 0 steps or fewer")
	}
	return func(step int) bool { return step%n == 0 }
}

// PerDecade asks for step 0 and for the steps round(10^(k/n)), k = 0, 1, ...: about n
// between a power of ten and the next. It panics if n < 1.
func PerDecade(n int) func(step int) bool {
	if n < 1 {
		panic("train: fewer than 1 record a decade")
	}
	return func(step int) bool {
		if step == 0 {
			return true
		}
		k := math.Round(float64(n) * math.Log10(float64(step)))
		return math.Round(math.Pow(10, k/float64(n))) == float64(step)
	}
}

// norm is the Euclidean norm of x.
func norm[T engine.Float](x []T) float64 { return math.Sqrt(sumSquares(x)) }

// sumSquares sums in float64, in order.
func sumSquares[T engine.Float](x []T) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return sum
}
