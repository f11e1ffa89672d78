package jet

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
)

// The number of directions of the operators that matter.
func TestDirectionCounts(t *testing.T) {
	for _, c := range []struct {
		name                 string
		op                   engine.Operator
		directions, channels int
	}{
		{"value", engine.Operator{{0}}, 0, 1},
		{"u''", engine.Operator{{2}}, 1, 3},
		{"u'''' and lower", engine.Operator{{4}, {1}, {0}, {2}}, 1, 5},
		{"u_xy", engine.Operator{{1, 1}}, 2, 5},
		{"Laplacian", engine.Operator{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}, 3, 7},
		{"Hessian in the plane", engine.Operator{{2, 0}, {0, 2}, {1, 1}}, 3, 7},
		{"u_xy, u_yz, u_xz", engine.Operator{{1, 1, 0}, {0, 1, 1}, {1, 0, 1}}, 4, 9},
		{"u_xyz", engine.Operator{{1, 1, 1}}, 4, 13},
		{"u_xxy", engine.Operator{{2, 1}}, 3, 10},
		{"u_xxyy", engine.Operator{{2, 2}}, 4, 17},
		{"biharmonic in the plane", engine.Operator{{4, 0}, {2, 2}, {0, 4}}, 4, 17},
		{"biharmonic in space", engine.Operator{{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {0, 2, 2}, {2, 0, 2}}, 9, 37},
		{"u_xxx and u_t", engine.Operator{{3, 0}, {0, 1}}, 2, 5},
		{"gradient rides along", engine.Operator{{2, 0}, {0, 2}, {1, 0}, {0, 1}, {0, 0}}, 2, 5},
		{"order 8", engine.Operator{{8}}, 1, 9},
	} {
		p, err := NewPlan[float64](c.op, len(c.op[0]))
		require.NoError(t, err, c.name)
		assert.Len(t, p.directions, c.directions, c.name)
		assert.Equal(t, c.channels, p.Channels(), c.name)
	}
}

// Along a line x = t v the monomial x^beta/beta! is v^beta/beta! t^|beta|; its
// derivative alpha at 0 is 1 if alpha = beta and else 0. Checked in exact
// arithmetic for each derivative of an operator and each monomial of its order.
func checkPolarisation(op engine.Operator, dim int) error {
	directions, shares := polarise(op, dim)
	for r, alpha := range op {
		m := alpha.Order()
		if m == 0 {
			continue
		}
		for _, beta := range monomials(dim, m) {
			sum := new(big.Rat)
			for _, s := range shares[r] {
				if directions[s.direction].order < m {
					return fmt.Errorf("%v of %v reads order %d of a jet of order %d", alpha, op, m, directions[s.direction].order)
				}
				product := new(big.Rat).Set(s.omega)
				for i, k := range beta {
					for j := 1; j <= k; j++ {
						product.Mul(product, big.NewRat(int64(directions[s.direction].v[i]), int64(j)))
					}
				}
				sum.Add(sum, product)
			}
			want := new(big.Rat)
			if beta.Equal(alpha) {
				want.SetInt64(1)
			}
			if sum.Cmp(want) != 0 {
				return fmt.Errorf("%v of %v maps the monomial %v to %v, want %v", alpha, op, beta, sum, want)
			}
		}
	}
	return nil
}

// Every derivative alone, with all others of its order, and with all others.
func TestPolarisationIsExact(t *testing.T) {
	for dim, most := range map[int]int{1: 8, 2: 6, 3: 4, 4: 3} {
		var all engine.Operator
		for m := range most + 1 {
			indices := monomials(dim, m)
			all = append(all, indices...)
			assert.NoError(t, checkPolarisation(indices, dim))
			for _, alpha := range indices {
				assert.NoError(t, checkPolarisation(engine.Operator{alpha}, dim))
			}
		}
		assert.NoError(t, checkPolarisation(all, dim))
	}
	assert.NoError(t, checkPolarisation(engine.Operator{{2, 1, 1, 0}, {0, 1, 0, 1}, {1, 1, 1, 1}}, 4))
}

func TestDirectionsArePrimitive(t *testing.T) {
	var list [][]int
	for _, v := range [][]int{{2, 4}, {-1, -2}, {0, 0}, {0, -3}, {3, -3}} {
		list = addDirection(list, v)
	}
	assert.Equal(t, [][]int{{1, 2}, {0, 1}, {1, -1}}, list)
}
