package fd

import "math/big"

// fornberg returns the exact weights, at 0 and for h = 1, of the derivative of
// order q on distinct offsets s, len(s) > q.
//
// The weights are the q-th derivatives at 0 of the Lagrange polynomials of s.
// With δ(i,j,k) the weight of s_j for the derivative of order k on s_0, …, s_i,
// Fornberg's recurrence adds one offset at a time:
//
//	δ(i,j,k) = (s_i δ(i-1,j,k) - k δ(i-1,j,k-1)) / (s_i - s_j)              j < i
//	δ(i,i,k) = (k δ(i-1,i-1,k-1) - s_(i-1) δ(i-1,i-1,k)) c_(i-1)/c_i
//
// where c_i = Π_(j<i) (s_i - s_j) and δ(0,0,0) = 1.
func fornberg(q int, s []*big.Rat) []*big.Rat {
	d := make([][]*big.Rat, len(s)) // d[j][k] = δ(i,j,k) for the current i
	for j := range d {
		d[j] = make([]*big.Rat, q+1)
		for k := range d[j] {
			d[j][k] = new(big.Rat)
		}
	}
	d[0][0].SetInt64(1)

	var a, b, gap big.Rat
	// step sets dst = (x·δ[k] - k δ[k-1]) · c for one offset's row δ.
	step := func(dst *big.Rat, x *big.Rat, row []*big.Rat, k int, c *big.Rat) {
		a.Mul(x, row[k])
		if k > 0 {
			b.SetInt64(int64(k))
			a.Sub(&a, b.Mul(&b, row[k-1]))
		}
		dst.Mul(&a, c)
	}

	last := big.NewRat(1, 1) // c_(i-1)
	for i := 1; i < len(s); i++ {
		next := big.NewRat(1, 1) // c_i
		for j := range i {
			next.Mul(next, gap.Sub(s[i], s[j]))
		}
		ratio := new(big.Rat).Quo(last, next)
		ratio.Neg(ratio) // step has the signs of the first line
		for k := range min(i, q) + 1 {
			step(d[i][k], s[i-1], d[i-1], k, ratio)
		}
		for j := range i {
			inverse := gap.Inv(gap.Sub(s[i], s[j]))
			for k := min(i, q); k >= 0; k-- { // downwards: row k needs the old k-1
				step(d[j][k], s[i], d[j], k, inverse)
			}
		}
		last = next
	}

	w := make([]*big.Rat, len(s))
	for j := range w {
		w[j] = d[j][q]
	}
	return w
}
