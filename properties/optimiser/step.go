package optimiser

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"

	"adfd/numerics/engine"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

const (
	drawnParameters = 13 // more than a block of eight
	drawnSteps      = 256
	drawnSeed       = 0x6f7074 // "opt"

	// One gradient is beyond what is clipped anywhere; its square is in the range of float32.
	hugeGradient  = 1e6
	hugeStep      = 20
	hugeParameter = 12
)

// stepResolution is what Step must be able to see, relative to a move: a
// case in which rounding may be more of every move decides nothing.
const stepResolution = 0x1p-8

// Step: the optimiser follows rule. step moves theta in place, its next
// step by that gradient, from a fresh state; it may overwrite grad. It starts at
// theta and gets grads, one slice a step; after each every parameter is compared
// with the rule's own course at 256 bits or more.
//
// Without theta there are 13 parameters: eight of the size of a move, four of size 1 to
// 2, and one of the size of a move. Without grads the check draws 256 of them: parameter i has
// gradients of sizes that grow from the rule's Epsilon to 1 (i mod 4 = 0), of size 1 (1), of
// size 8 in one step of three and 0 else (2), and of the size of Epsilon (3), with random
// factors and signs. Those of parameter 12 are of size 1, but for one of 1e6. So a missing bias
// correction, exchanged betas, an Epsilon inside the root or missing, a rate wrong by 0.1%, a
// moment that comes a step late and, in float64, arithmetic in float32 all show; and a rule that
// changes after some steps, clips gradients, or treats some parameters otherwise, by their index
// or size. What begins after step 256 does not show, nor what depends on a theta beyond 2.
//
// Allowed: a running bound, in T. Each rule counts the roundings of its moments, of
// the corrections and of the move, for the arrangements in use, beside the
// formulas; the errors of the moments are carried on by the rule itself, and those of
// theta add up, with u |theta| a step for the subtraction.
//
// A case in which the bounds exceed 2^-8 of every move is an error: theta too
// large, or gradients too small.
func Step[T engine.Float](step func(theta, grad []T), rule Rule, theta []T, grads [][]T) error {
	c, err := compareSteps(step, rule, theta, grads)
	call := repeat.Call("optimiser.Step", repeat.Verbatim(fmt.Sprintf("%#v", rule)), theta, gradients[T](grads))
	return properties.Judge("Step", call, c, err)
}

// gradients is an argument that repeats as a literal.
type gradients[T engine.Float] [][]T

func (g gradients[T]) GoString() string {
	if len(g) == 0 {
		return "nil"
	}
	rows := make([]string, len(g))
	for t, row := range g {
		rows[t] = "{" + repeat.Decimals(row) + "}"
	}
	return fmt.Sprintf("%T{%s}", [][]T(g), strings.Join(rows, ", "))
}

// compareSteps returns the first comparison that fails.
func compareSteps[T engine.Float](step func(theta, grad []T), rule Rule, theta []T, grads [][]T) ([]properties.Comparison, error) {
	if rule == nil {
		return nil, fmt.Errorf("no rule")
	}
	if err := rule.check(); err != nil {
		return nil, fmt.Errorf("%#v: %w", rule, err)
	}
	p := precisionOf[T]()
	if len(theta) == 0 {
		theta = drawnTheta[T](rule)
	}
	if len(grads) == 0 {
		grads = drawnGradients[T](rule, len(theta))
	}
	if err := checkSteps(theta, grads); err != nil {
		return nil, err
	}

	got := slices.Clone(theta)
	courses, want, bounds := make([]course, len(theta)), make([]*big.Float, len(theta)), make([]float64, len(theta))
	for i, v := range theta {
		courses[i], want[i] = rule.course(p), number.New().SetFloat64(float64(v))
	}
	sharp := false
	for t, grad := range grads {
		step(got, slices.Clone(grad))
		for i, g := range grad {
			move, bound, err := courses[i](float64(g))
			if err != nil {
				return nil, fmt.Errorf("step %d, parameter %d: %w", t+1, i, err)
			}
			want[i].Sub(want[i], move)
			// The subtraction rounds theta, which is off by the bounds so far.
			bounds[i] += bound
			bounds[i] += p.u * (size(want[i]) + bounds[i])
			far := number.New().Sub(want[i], number.New().SetFloat64(float64(theta[i])))
			sharp = sharp || bounds[i] < stepResolution*size(far)
			measured := math.NaN()
			if engine.Finite(got[i]) {
				measured = number.Distance(number.New().SetFloat64(float64(got[i])), want[i])
			}
			if !(measured <= bounds[i]) {
				return []properties.Comparison{properties.AtMost(
					fmt.Sprintf("step %d, parameter %d: %v after the gradient %v, by the rule %.17g", t+1, i, got[i], g, want[i]),
					measured, bounds[i],
				)}, nil
			}
		}
	}
	if !sharp {
		return nil, fmt.Errorf("no parameter moves by %v times what %T may round; take theta nearer to 0 or larger gradients", 1/stepResolution, T(0))
	}
	return nil, nil
}

// checkSteps reports a case that Step is not meant for.
func checkSteps[T engine.Float](theta []T, grads [][]T) error {
	if err := number.Check("theta", theta, math.MaxFloat64); err != nil {
		return err
	}
	for t, grad := range grads {
		if len(grad) != len(theta) {
			return fmt.Errorf("gradient %d has %d components for %d parameters", t, len(grad), len(theta))
		}
		for i, g := range grad {
			// Its square, times ten or so, must not overflow.
			if !engine.Finite(16 * g * g) {
				return fmt.Errorf("component %d of gradient %d is %v, want it finite and its square in the range of %T", i, t, g, g)
			}
		}
	}
	return nil
}

func precisionOf[T engine.Float]() precision {
	if u := number.Roundoff[T](); u > number.UnitRoundoff {
		return precision{u, 0x1p-149}
	}
	return precision{number.UnitRoundoff, number.Smallest}
}

// drawnTheta are parameters of both signs, of about the size of a move and of size 1 to 2.
func drawnTheta[T engine.Float](rule Rule) []T {
	move, _ := rule.scale()
	theta := make([]T, drawnParameters)
	for i := range theta {
		theta[i] = T(move * (float64(i%8) - 3.5))
		if i >= 8 && i < 12 {
			theta[i] = T(1.25 + 0.1875*float64(i%4))
			if i%2 == 1 {
				theta[i] = -theta[i]
			}
		}
	}
	return theta
}

// drawnGradients are those that Step describes.
func drawnGradients[T engine.Float](rule Rule, n int) [][]T {
	_, small := rule.scale()
	rng := rand.New(rand.NewPCG(drawnSeed, 0))
	grads := make([][]T, drawnSteps)
	for t := range grads {
		grads[t] = make([]T, n)
		for i := range grads[t] {
			factor := 1 + rng.Float64()
			if rng.Float64() < 0.5 {
				factor = -factor
			}
			g := 0.0
			switch {
			case i == hugeParameter && t == hugeStep:
				g = hugeGradient
			case i == hugeParameter, i%4 == 1:
				g = 1
			case i%4 == 0:
				g = math.Pow(small, 1-float64(t)/(drawnSteps-1))
			case i%4 == 2:
				if t%3 == 0 {
					g = 8
				}
			case i%4 == 3:
				g = small
			}
			grads[t][i] = T(g * factor)
		}
	}
	return grads
}
