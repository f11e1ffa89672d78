package pointwise

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"adfd/numerics/exact"
	"adfd/numerics/jet/certified"
	"adfd/theory/claims"
)

// libraryCall is a function of package math with its oracle and the interval on
// which it is compared.
type libraryCall struct {
	name   string
	call   func(float64) float64
	oracle func(*big.Float) *big.Float
	lo, hi float64
}

func (c libraryCall) String() string { return fmt.Sprintf("%s on [%v, %v]", c.name, c.lo, c.hi) }

// libraryCalls has the functions that the jets call, by name. sin and cos are compared
// where their argument reduction is exact but for rounding; zeros of the result
// are covered by the part of the assumption that concerns the argument.
var libraryCalls = []libraryCall{
	{"cos", math.Cos, exact.Cos, -100, 100},
	{"cosh", math.Cosh, exact.Cosh, -20, 20},
	{"erf", math.Erf, exact.Erf, -6, 6},
	{"erfc", certified.Erfc, exact.Erfc, -5, 25},
	{"exp", math.Exp, exact.Exp, -700, 700},
	{"log", math.Log, exact.Log, 0x1p-20, 1e6},
	{"sin", math.Sin, exact.Sin, -100, 100},
	{"sinh", math.Sinh, exact.Sinh, -20, 20},
	{"sqrt", math.Sqrt, exact.Sqrt, 0, 1e6},
	{"tanh", math.Tanh, exact.Tanh, -20, 20},
}

// measure tests the stated assumption on which running bounds rest. The i-th function has
// a stream of its own.
func (c libraryCall) measure(s claims.Setup, i int) accuracy {
	points, _ := jetCounts(s.Size)
	a, rng := accuracy{n: points, stated: certified.LibraryUlps[c.name].Result}, rand.New(rand.NewPCG(s.Seed, uint64(1000+i)))
	for k := range points {
		x := pointOf(c.lo, c.hi, k, points, rng)
		_, ulps := exact.Error64(c.call(x), c.oracle(exact.New(x)))
		a.ulps = max(a.ulps, ulps)
	}
	return a
}
