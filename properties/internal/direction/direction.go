// Package direction chooses what a check tries: which coordinates, and which vectors beside them.
package direction

import (
	"math"
	"math/rand/v2"
	"slices"

	"adfd/numerics/engine"
)

// Streams of a seed: what its numbers are drawn for.
const (
	SampleStream uint64 = iota
	OutputStream
	DirectionStream
	WeightStream
	PairStream
)

// unevenStream, added to a stream of the seed, is that of its uneven vectors.
const unevenStream uint64 = 1 << 7

// Sample lists all of 0, ..., n-1 if they are at most limit, and otherwise a
// sample of them in ascending order.
func Sample(n, limit int, seed, stream uint64) []int {
	if n > limit {
		list := rand.New(rand.NewPCG(seed, stream)).Perm(n)[:limit]
		slices.Sort(list)
		return list
	}
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// Pairs lists the pairs i < j of the coordinates, or a sample of distinct ones.
func Pairs(list []int, limit int, seed uint64) [][2]int {
	n := len(list)
	if n*(n-1)/2 <= limit {
		var all [][2]int
		for a := range list {
			for b := range a {
				all = append(all, [2]int{list[b], list[a]})
			}
		}
		return all
	}
	r := rand.New(rand.NewPCG(seed, PairStream))
	var some [][2]int
	drawn := map[[2]int]bool{}
	for len(some) < limit {
		a := r.IntN(n)
		b := (a + 1 + r.IntN(n-1)) % n
		p := [2]int{list[min(a, b)], list[max(a, b)]}
		if !drawn[p] {
			drawn[p] = true
			some = append(some, p)
		}
	}
	return some
}

// Unit is the power of two near max(|x|, 1), times step rounded down to a power of two.
func Unit(x, step float64) float64 {
	return math.Ldexp(1, math.Ilogb(max(math.Abs(x), 1))+math.Ilogb(step))
}

// Units is the unit of each coordinate.
func Units[T engine.Float](x []T, step float64) []float64 {
	v := make([]float64, len(x))
	for i := range v {
		v[i] = Unit(float64(x[i]), step)
	}
	return v
}

// Coordinate is unit i of the coordinates.
func Coordinate(unit []float64, i int) []float64 {
	v := make([]float64, len(unit))
	v[i] = unit[i]
	return v
}

// Scaled multiplies entry by entry.
func Scaled(v, unit []float64) []float64 {
	w := make([]float64, len(v))
	for i := range w {
		w[i] = v[i] * unit[i]
	}
	return w
}

// Convert is v in T; entries are small integers times powers of two.
func Convert[T engine.Float](v []float64) []T {
	c := make([]T, len(v))
	for i := range v {
		c[i] = T(v[i])
	}
	return c
}

// Random is a random vector, number k of that many: the last is uneven, the others
// are signs.
func Random(n int, seed, stream uint64, k, of int) []float64 {
	if k == of-1 {
		return uneven(n, seed, stream, k)
	}
	return Signs(n, seed, stream, k)
}

// Signs is a random vector of +-1, number k of its stream.
func Signs(n int, seed, stream uint64, k int) []float64 {
	return drawn(n, seed, stream, k, func(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) })
}

// uneven is a random vector of +-1/2 and +-3/4, number k of its stream. What is not
// linear in v can agree with a linear map on all vectors of entries +-1 and 0, the cube of
// v for one; not here, nor in a single coordinate.
func uneven(n int, seed, stream uint64, k int) []float64 {
	return drawn(n, seed, unevenStream+stream, k, func(r *rand.Rand) float64 {
		return 0.25 * float64(2+r.IntN(2)) * float64(2*r.IntN(2)-1)
	})
}

// Skew is a random vector of odd multiples of 2^-8 up to 1 with signs, number k of its stream:
// two of them have w_i v_j = w_j v_i, where an antisymmetric entry would not show, one
// time in some hundreds.
func Skew(n int, seed, stream uint64, k int) []float64 {
	return drawn(n, seed, unevenStream+stream, k, func(r *rand.Rand) float64 { return float64(2*r.IntN(256)-255) / 256 })
}

// drawn is a vector of n numbers that entry draws, number k of its stream.
func drawn(n int, seed, stream uint64, k int, entry func(r *rand.Rand) float64) []float64 {
	r := rand.New(rand.NewPCG(seed, stream+uint64(k+1)<<8))
	v := make([]float64, n)
	for i := range v {
		v[i] = entry(r)
	}
	return v
}

// Dot is the sum of v_i y_i.
func Dot[T engine.Float](v []float64, y []T) float64 {
	var sum float64
	for i, w := range v {
		if w != 0 {
			sum += w * float64(y[i])
		}
	}
	return sum
}

// AbsDot is the sum of |v_i y_i|.
func AbsDot[T engine.Float](v []float64, y []T) float64 {
	var sum float64
	for i, w := range v {
		sum += math.Abs(w * float64(y[i]))
	}
	return sum
}
