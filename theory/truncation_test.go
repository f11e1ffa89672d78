package theory_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// momentStencil solves, in rationals, the moment equations of the central
// stencil of order q and accuracy p on the offsets -m, ..., m,
//
//	sum_j w_j j^k = k! [k = q],   k = 0, ..., 2m,
//
// by elimination. Offsets with a zero weight are kept.
func momentStencil(q, p int) (offsets []int, weights []*big.Rat) {
	m := (q+1)/2 + p/2 - 1
	n := 2*m + 1
	rows := make([][]*big.Rat, n) // the system, its right-hand side in the last column
	for k := range rows {
		rows[k] = make([]*big.Rat, n+1)
		for j := range n {
			rows[k][j] = new(big.Rat).SetInt(power(j-m, k))
		}
		rows[k][n] = new(big.Rat)
		if k == q {
			rows[k][n].SetInt(new(big.Int).MulRange(1, int64(q)))
		}
	}
	for c := range n {
		pivot := c
		for rows[pivot][c].Sign() == 0 {
			pivot++
		}
		rows[c], rows[pivot] = rows[pivot], rows[c]
		for k := range rows {
			if k == c || rows[k][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(rows[k][c], rows[c][c])
			for j := range rows[k] {
				rows[k][j].Sub(rows[k][j], new(big.Rat).Mul(f, rows[c][j]))
			}
		}
	}
	for j := range n {
		offsets = append(offsets, j-m)
		weights = append(weights, new(big.Rat).Quo(rows[j][n], rows[j][j]))
	}
	return offsets, weights
}

// power is j^k with 0^0 = 1.
func power(j, k int) *big.Int {
	return new(big.Int).Exp(big.NewInt(int64(j)), big.NewInt(int64(k)), nil)
}

// moment is sum_j w_j j^k / k!, the coefficient of h^(k-q) f^(k) in the
// stencil's Taylor expansion.
func moment(offsets []int, weights []*big.Rat, k int) *big.Rat {
	sum := new(big.Rat)
	for i, j := range offsets {
		sum.Add(sum, new(big.Rat).Mul(weights[i], new(big.Rat).SetInt(power(j, k))))
	}
	return sum.Quo(sum, new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(k))))
}

func TestTruncationConstantSolvesMoments(t *testing.T) {
	for q := 1; q <= 6; q++ {
		for _, p := range []int{2, 4, 6, 8} {
			offsets, weights := momentStencil(q, p)
			// The expansion is f^(q) + C h^p f^(p+q) + ..., nothing between.
			for k := range p + q {
				want := new(big.Rat)
				if k == q {
					want.SetInt64(1)
				}
				require.Zero(t, want.Cmp(moment(offsets, weights, k)), "q = %d, p = %d: moment %d", q, p, k)
			}
			want := moment(offsets, weights, p+q)
			got := theory.TruncationConstant(q, p)
			assert.Equal(t, want.RatString(), got.RatString(), "q = %d, p = %d", q, p)
			// (f(x+h)-2f(x)+f(x-h))/h^2 exceeds f'' where f'''' > 0; each two
			// further orders of accuracy change the sign.
			sign := 1
			if p%4 == 0 {
				sign = -1
			}
			assert.Equal(t, sign, got.Sign(), "q = %d, p = %d", q, p)
		}
	}
}

// The fractions that textbooks print.
func TestTruncationConstantTextbook(t *testing.T) {
	for _, c := range []struct {
		q, p     int
		num, den int64
	}{
		{1, 2, 1, 6}, {1, 4, -1, 30}, {1, 6, 1, 140}, {1, 8, -1, 630},
		{2, 2, 1, 12}, {2, 4, -1, 90}, {2, 6, 1, 560}, {2, 8, -1, 3150},
		{3, 2, 1, 4}, {3, 4, -7, 120},
		{4, 2, 1, 6}, {4, 4, -7, 240},
	} {
		assert.Equal(t, big.NewRat(c.num, c.den).RatString(), theory.TruncationConstant(c.q, c.p).RatString(), "q = %d, p = %d", c.q, c.p)
	}
}

func TestTruncationConstantOfNoStencil(t *testing.T) {
	for _, c := range []struct{ q, p int }{{0, 2}, {-1, 2}, {2, 0}, {2, -2}, {2, 3}} {
		want := fmt.Sprintf("theory: central stencil of derivative order %d and accuracy %d, want an order from 1 and an even accuracy from 2", c.q, c.p)
		assert.PanicsWithValue(t, want, func() { theory.TruncationConstant(c.q, c.p) })
	}
}

// The declared C of S1 is 10 |c| R^p times the growth, with R = 4: 10*16/12 and
// 10*16/6, each within the roundings of a conversion and three products.
func TestLargeConstant(t *testing.T) {
	assert.InEpsilon(t, 40./3, claims.LargeConstant(2, 2, 1), 4*u)
	assert.InEpsilon(t, 80./3, claims.LargeConstant(4, 2, 1), 4*u)
	assert.InEpsilon(t, 40., claims.LargeConstant(4, 2, 1.5), 4*u)
	assert.InEpsilon(t, 2560./90, claims.LargeConstant(2, 4, 1), 4*u, "a negative constant counts by its size")
}
