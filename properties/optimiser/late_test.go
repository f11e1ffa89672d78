package optimiser_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/properties/optimiser"
)

// Faults that a few steps of a few small parameters do not show: late ones, clipping, and
// those of some parameters alone.
func TestOptimiserStepRejectsRareFaults(t *testing.T) {
	t.Run("float32", rejectsRareFaults[float32])
	t.Run("float64", rejectsRareFaults[float64])
}

func rejectsRareFaults[T engine.Float](t *testing.T) {
	const rate = 0x1p-7
	type step = func(theta, grad []T)
	optimisers := map[string]struct {
		rule optimiser.Rule
		make func(rate float64) step
	}{
		"gradient descent": {optimiser.GradientDescent{Rate: rate}, gd[T]},
		"heavy ball": {optimiser.HeavyBall{Rate: rate, Beta: 0.9}, func(rate float64) step {
			return (&momentum[T]{rate: rate, beta: 0.9}).step
		}},
		"Adam": {adamRule(rate), func(rate float64) step {
			return (&adam[T]{rate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8}).step
		}},
	}
	// from calls one step before the switch and another from it on, both with their state.
	from := func(after int, one, other step) step {
		k := 0
		return func(theta, grad []T) {
			before := append([]T(nil), theta...)
			other(before, append([]T(nil), grad...))
			one(theta, grad)
			if k++; k > after {
				copy(theta, before)
			}
		}
	}
	faults := map[string]func(make func(rate float64) step) step{
		"rate lower after step 12":  func(make func(rate float64) step) step { return from(12, make(rate), make(0.99*rate)) },
		"rate lower after step 200": func(make func(rate float64) step) step { return from(200, make(rate), make(0.99*rate)) },
		"clipped by norm 50": func(make func(rate float64) step) step {
			right := make(rate)
			return func(theta, grad []T) {
				norm := 0.0
				for _, g := range grad {
					norm = math.Hypot(norm, float64(g))
				}
				for i := range grad {
					grad[i] *= T(min(1, 50/norm))
				}
				right(theta, grad)
			}
		},
		"clipped by value 100": func(make func(rate float64) step) step {
			right := make(rate)
			return func(theta, grad []T) {
				for i := range grad {
					grad[i] = max(-100, min(100, grad[i]))
				}
				right(theta, grad)
			}
		},
		"from index 8 on": func(make func(rate float64) step) step {
			right, other := make(rate), make(0.99*rate)
			return func(theta, grad []T) {
				moved := append([]T(nil), theta...)
				other(moved, append([]T(nil), grad...))
				right(theta, grad)
				copy(theta[min(8, len(theta)):], moved[min(8, len(theta)):])
			}
		},
		"the last index": func(make func(rate float64) step) step {
			right := make(rate)
			return func(theta, grad []T) {
				n := len(theta)
				last := theta[n-1]
				right(theta, grad)
				theta[n-1] = last
			}
		},
		"|theta| > 1": func(make func(rate float64) step) step {
			right, other := make(rate), make(0.99*rate)
			return func(theta, grad []T) {
				moved := append([]T(nil), theta...)
				other(moved, append([]T(nil), grad...))
				large := append([]T(nil), theta...)
				right(theta, grad)
				for i, v := range large {
					if math.Abs(float64(v)) > 1 {
						theta[i] = moved[i]
					}
				}
			}
		},
	}
	for name, o := range optimisers {
		require.NoError(t, optimiser.Step(o.make(rate), o.rule, nil, nil), name)
		for fault, wrong := range faults {
			t.Run(name+"/"+fault, func(t *testing.T) {
				requireStepViolation(t, optimiser.Step(wrong(o.make), o.rule, nil, nil))
			})
		}
	}
	t.Run("moves clipped at 0.1", func(t *testing.T) {
		right := gd[T](rate)
		requireStepViolation(t, optimiser.Step(func(theta, grad []T) {
			before := append([]T(nil), theta...)
			right(theta, grad)
			for i, v := range before {
				theta[i] = max(v-0.1, min(v+0.1, theta[i]))
			}
		}, optimiser.GradientDescent{Rate: rate}, nil, nil))
	})
	for _, last := range []int{12, 200} {
		t.Run("bias correction that stops", func(t *testing.T) {
			right := adam[T]{rate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8}
			k := 0
			requireStepViolation(t, optimiser.Step(func(theta, grad []T) {
				k++
				right.uncorrect = k > last
				right.step(theta, grad)
			}, adamRule(rate), nil, nil))
		})
	}
}

// The bound of a root is a few roundings: without moments that round, one of 200 shows.
func TestOptimiserStepSeesARoot(t *testing.T) {
	t.Run("float32", seesARoot[float32])
	t.Run("float64", seesARoot[float64])
}

func seesARoot[T engine.Float](t *testing.T) {
	u := T(1)
	for 1+u != 1 {
		u /= 2
	}
	rule := optimiser.RMSProp{Rate: 0x1p-7, Beta: 0, Epsilon: 0x1p-20}
	root := func(roundings T) func(theta, grad []T) {
		return func(theta, grad []T) {
			for i, g := range grad {
				below := T(math.Sqrt(float64(T(g*g)))) + T(rule.Epsilon)
				theta[i] -= T(T(T(rule.Rate)*g) / T(below*(1+roundings*u)))
			}
		}
	}
	require.NoError(t, optimiser.Step(root(0), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(root(200), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(root(-200), rule, nil, nil))
}
