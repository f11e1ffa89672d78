package properties

import "math/rand/v2"

// unevenStream, added to a stream of the seed, is that of its uneven vectors.
const unevenStream uint64 = 1 << 7

// uneven is a random vector of +-1/2 and +-3/4, number k of its stream. What is not
// linear in v can agree with a linear map on all vectors of entries +-1 and 0, the cube of
// v for one; not here, nor in a single coordinate.
func uneven(n int, seed, stream uint64, k int) []float64 {
	r := rand.New(rand.NewPCG(seed, unevenStream+stream+uint64(k+1)<<8))
	v := make([]float64, n)
	for i := range v {
		v[i] = 0.25 * float64(2+r.IntN(2)) * float64(2*r.IntN(2)-1)
	}
	return v
}

// direction is a random vector, number k of that many: the last is uneven, the others
// are signs.
func direction(n int, seed, stream uint64, k, of int) []float64 {
	if k == of-1 {
		return uneven(n, seed, stream, k)
	}
	return signs(n, seed, stream, k)
}

// skew is a random vector of odd multiples of 2^-8 up to 1 with signs, number k of its stream:
// two of them have w_i v_j = w_j v_i, where an antisymmetric entry would not show, one
// time in some hundreds.
func skew(n int, seed, stream uint64, k int) []float64 {
	r := rand.New(rand.NewPCG(seed, unevenStream+stream+uint64(k+1)<<8))
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(2*r.IntN(256)-255) / 256
	}
	return v
}
