package fd

import (
	"fmt"
	"math/big"
	"slices"

	"adfd/numerics/engine"
)

// formula is a stencil in several variables: integer offsets in lexicographic
// order and their exact weights.
type formula struct {
	points  [][]int
	weights []*big.Rat
}

// maxTensor is the largest number of points of a stencil in several variables. Fourth derivatives of
// accuracy 8 in five variables have 59049.
const maxTensor = 1 << 16

// tensor is the product of the 1-D stencils of alpha's entries. An entry 0 is
// the identity and adds no offsets. The error is that of a 1-D stencil, or names more points than
// maxTensor.
func tensor(o Options, alpha engine.MultiIndex) (formula, error) {
	f := formula{points: [][]int{nil}, weights: []*big.Rat{big.NewRat(1, 1)}}
	for _, q := range alpha {
		s, err := o.Stencil(q)
		if err != nil {
			return formula{}, err
		}
		if len(f.points)*s.Len() > maxTensor {
			return formula{}, fmt.Errorf("fd: a stencil of more than %d points", maxTensor)
		}
		var next formula
		for i, point := range f.points {
			for j, w := range s.weights {
				offset := int(s.offsets64[j]) // an integer: the placements use no other
				next.points = append(next.points, append(slices.Clone(point), offset))
				next.weights = append(next.weights, new(big.Rat).Mul(f.weights[i], w))
			}
		}
		f = next
	}
	return f, nil
}

// union lists the offsets of all formulas once each: the point itself first,
// the others in lexicographic order.
func union(formulas []formula, dim int) [][]int {
	var others [][]int
	for _, f := range formulas {
		for _, point := range f.points {
			if !isOrigin(point) {
				others = append(others, point)
			}
		}
	}
	slices.SortFunc(others, slices.Compare[[]int])
	others = slices.CompactFunc(others, slices.Equal[[]int])
	return append([][]int{make([]int, dim)}, others...)
}

// find is the channel of a point in the list that union returned.
func find(points [][]int, point []int) int {
	if isOrigin(point) {
		return 0
	}
	c, _ := slices.BinarySearchFunc(points[1:], point, slices.Compare[[]int])
	return 1 + c
}

func isOrigin(point []int) bool {
	return !slices.ContainsFunc(point, func(s int) bool { return s != 0 })
}
