package pde

import (
	"fmt"
	"math/bits"

	"adfd/numerics/engine"
)

// Equispaced returns the n interior points of a uniform partition of [lo, hi]
// into n+1 parts,
//
//	x_i = (lo (n+1-i) + hi i) / (n+1),   i = 1…n,
//
// evaluated in this form, so that on [-1, 1] each point is the correctly rounded
// one and the set is symmetric to the last bit.
//
// The error names n < 1, an end that is not finite, lo >= hi, or an interval too
// short or too wide for n distinct points inside it.
func Equispaced(n int, lo, hi float64) ([]float64, error) {
	if n < 1 {
		return nil, fmt.Errorf("pde: %d equispaced points, want at least 1", n)
	}
	if !engine.Finite(lo) || !engine.Finite(hi) || lo >= hi {
		return nil, fmt.Errorf("pde: equispaced points on [%v, %v]", lo, hi)
	}
	x := make([]float64, n)
	prev := lo
	for i := range x {
		// The conversions keep the sum from being fused into one rounding,
		// which would break the symmetry.
		x[i] = (float64(lo*float64(n-i)) + float64(hi*float64(i+1))) / float64(n+1)
		if !(prev < x[i] && x[i] < hi) {
			return nil, fmt.Errorf("pde: [%v, %v] has no room for %d equispaced points: point %d would be %v", lo, hi, n, i+1, x[i])
		}
		prev = x[i]
	}
	return x, nil
}

// Dyadic returns the n equispaced interior points of [-1, 1] where n+1 is a power
// of two. They are exact multiples of 2/(n+1), so that a step that is a power of
// two is added to them without rounding. The error names any other n.
func Dyadic(n int) ([]float64, error) {
	if n < 1 || bits.OnesCount(uint(n)+1) != 1 {
		return nil, fmt.Errorf("pde: %d dyadic points, want one less than a power of two", n)
	}
	return Equispaced(n, -1, 1)
}
