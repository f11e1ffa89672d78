package lab

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/theory/claims"
)

// SeedOf derives the seed of run i from the master seed. Neighbouring masters
// share no seeds.
func SeedOf(master uint64, i int) uint64 {
	rng := rand.New(rand.NewPCG(master, uint64(i)))
	return rng.Uint64()
}

// NewEngine makes the engine that a setup puts on a side, at step h.
func NewEngine[T engine.Float](side claims.Engine, s claims.Setup, h float64) (engine.Engine[T], error) {
	if side == claims.EngineAD {
		return jet.New[T](), nil
	}
	place := fd.CentralPlacement
	if s.Placement == claims.PlacementForward {
		place = fd.ForwardPlacement
	}
	return fd.NewEngine[T](fd.Options{H: h, Accuracy: s.Accuracy, Placement: place})
}

// NewRounded is the engine of a side with every result rounded to so many bits.
func NewRounded(side claims.Engine, s claims.Setup, h float64, bits int) (engine.Engine[float64], error) {
	plain, err := NewEngine[float64](side, s, h)
	if err != nil {
		return nil, err
	}
	return engine.Rounded(plain, bits)
}

// Bits is a width, or what a fault puts in its place.
func Bits(s claims.Setup, width int) int {
	if s.Bits != 0 {
		return s.Bits
	}
	return width
}

// Step is one step of a grid with the name that tables give it.
type Step struct {
	Name string
	H    float64
}

// DyadicSteps are the powers 2^-k.
func DyadicSteps(exponents ...int) []Step {
	steps := make([]Step, len(exponents))
	for i, k := range exponents {
		steps[i] = Step{fmt.Sprintf("2^-%d", k), math.Ldexp(1, -k)}
	}
	return steps
}

// DecimalSteps are the numbers as written.
func DecimalSteps(names ...string) []Step {
	steps := make([]Step, len(names))
	for i, name := range names {
		h, err := strconv.ParseFloat(name, 64)
		if err != nil {
			panic(err) // a literal of this package
		}
		steps[i] = Step{name, h}
	}
	return steps
}

// DecadeSteps are 10^(k/perDecade) for k from lo to hi.
func DecadeSteps(lo, hi, perDecade int) []Step {
	var steps []Step
	for k := lo; k <= hi; k++ {
		e := float64(k) / float64(perDecade)
		steps = append(steps, Step{"10^" + strconv.FormatFloat(e, 'f', -1, 64), math.Pow(10, e)})
	}
	return steps
}

// BoundaryWeight is lambda.
const BoundaryWeight = 1
