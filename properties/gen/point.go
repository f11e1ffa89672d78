package gen

import (
	"fmt"
	"math"

	"pgregory.net/rapid"
)

// Inside generates points of the box with the corners lo and hi, [dim] each:
// each coordinate is one of In. It panics on corners of different lengths or
// with lo > hi.
func Inside(lo, hi []float64) *rapid.Generator[[]float64] {
	if len(lo) != len(hi) {
		panic(fmt.Sprintf("gen: corners of %d and %d coordinates", len(lo), len(hi)))
	}
	sides := make([]*rapid.Generator[float64], len(lo))
	for d := range sides {
		sides[d] = In(lo[d], hi[d])
	}
	return rapid.Custom(func(t *rapid.T) []float64 {
		x := make([]float64, len(sides))
		for d, side := range sides {
			x[d] = side.Draw(t, "coordinate")
		}
		return x
	})
}

// Direction generates vectors of n components whose largest is 1 or -1. They
// shrink to the first unit vector.
func Direction(n int) *rapid.Generator[[]float64] {
	component, largest := In(-1, 1), index(n)
	return rapid.Custom(func(t *rapid.T) []float64 {
		k := largest.Draw(t, "largest component")
		v := make([]float64, n)
		for i := range v {
			v[i] = component.Draw(t, "component")
		}
		// What is drawn for the largest gives its sign, so that another may take its
		// place while all signs stay.
		v[k] = math.Copysign(1, v[k])
		return v
	})
}
