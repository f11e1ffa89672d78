package gen

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// Orthogonal generates n x n matrices that are orthogonal to rounding: a
// product of Givens rotations in planes (i, j), i < j, each plane at most once,
// with some columns negated. Every orthogonal matrix is such a product. It
// shrinks to the identity.
func Orthogonal(n int) *rapid.Generator[*mat.Dense] {
	return rapid.Custom(func(t *rapid.T) *mat.Dense {
		q := mat.NewDense(n, n, nil)
		for i := range n {
			q.Set(i, i, 1)
			if rapid.Bool().Draw(t, "negate") {
				q.Set(i, i, -1)
			}
		}
		for i := range n {
			for j := i + 1; j < n; j++ {
				// An angle of its own does not shrink to 0, but to 1.
				if whole(0, 3).Draw(t, "rotate") > 0 {
					s, c := math.Sincos(rapid.Float64Range(-math.Pi, math.Pi).Draw(t, "angle"))
					rotate(q, i, j, c, s)
				}
			}
		}
		return q
	})
}

// rotate turns rows i and j: [c s; -s c].
func rotate(q *mat.Dense, i, j int, c, s float64) {
	_, n := q.Dims()
	for k := range n {
		a, b := q.At(i, k), q.At(j, k)
		q.Set(i, k, c*a+s*b)
		q.Set(j, k, c*b-s*a)
	}
}
