package pointwise

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"

	"adfd/numerics/exact"
	"adfd/numerics/jet/certified"
	"adfd/theory/claims"
)

// libraryCall is a function of package math with its oracle and the interval on
// which it is compared.
type libraryCall struct {
	call   func(float64) float64
	oracle func(*big.Float) *big.Float
	lo, hi float64
}

// libraryCalls has the functions that the jets call. sin and cos are compared
// where their argument reduction is exact but for rounding; zeros of the result
// are covered by the part of the assumption that concerns the argument.
var libraryCalls = map[string]libraryCall{
	"exp":  {math.Exp, exact.Exp, -700, 700},
	"log":  {math.Log, exact.Log, 0x1p-20, 1e6},
	"sin":  {math.Sin, exact.Sin, -100, 100},
	"cos":  {math.Cos, exact.Cos, -100, 100},
	"sinh": {math.Sinh, exact.Sinh, -20, 20},
	"cosh": {math.Cosh, exact.Cosh, -20, 20},
	"tanh": {math.Tanh, exact.Tanh, -20, 20},
	"erf":  {math.Erf, exact.Erf, -6, 6},
	"erfc": {math.Erfc, exact.Erfc, -5, 25},
	"sqrt": {math.Sqrt, exact.Sqrt, 0, 1e6},
}

// libraryRows measures the stated assumptions on which running bounds rest.
func libraryRows(s claims.Setup) []claims.Row {
	points, _ := jetCounts(s.Size)
	var names []string
	for name := range libraryCalls {
		names = append(names, name)
	}
	slices.Sort(names)
	var rows []claims.Row
	for i, name := range names {
		c, rng := libraryCalls[name], rand.New(rand.NewPCG(s.Seed, uint64(1000+i)))
		worst := 0.0
		for k := range points {
			x := pointOf(c.lo, c.hi, k, points, rng)
			_, ulps := exact.Error64(c.call(x), c.oracle(exact.New(x)))
			worst = max(worst, ulps)
		}
		rows = append(rows, claims.Row{
			Key:    []string{claims.KindCall, name, "0"},
			Values: []float64{float64(points), 0, 0, worst, certified.LibraryUlps[name].Result},
		})
	}
	return rows
}
