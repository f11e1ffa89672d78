package theory

import (
	"fmt"
	"math/big"
)

// TruncationConstant is the textbook constant C of the central stencil of even
// accuracy p for derivative order q >= 1 on consecutive grid points,
//
//	FD f - f^(q) = C h^p f^(p+q) + O(h^(p+2)).
//
// With the central difference operator delta = 2 sinh(hD/2) and the mean
// mu = sqrt(1 + delta^2/4),
//
//	(hD)^q = (2 asinh(delta/2))^q                        for even q,
//	(hD)^q = mu (2 asinh(delta/2))^q / sqrt(1+delta^2/4)  for odd q,
//
// and the stencil is this series in delta cut after delta^(q+p-2). Since
// delta^m f = h^m f^(m) + ..., the first term left out gives
// C = -[delta^(q+p)]. Source: the symbolic calculus of differences, as in any
// textbook on finite differences. It panics if q < 1 or if p is not even and
// positive: there is no such stencil.
func TruncationConstant(q, p int) *big.Rat {
	if q < 1 || p < 2 || p%2 != 0 {
		panic(fmt.Sprintf("theory: central stencil of derivative order %d and accuracy %d, want an order from 1 and an even accuracy from 2", q, p))
	}
	n := q + p + 1
	series := make([]*big.Rat, n) // the series in delta, by power
	for k := range series {
		series[k] = new(big.Rat)
	}
	if q%2 == 0 {
		series[0].SetInt64(1)
	} else {
		for k := 0; 2*k < n; k++ {
			series[2*k].Set(binomialHalf(k))
		}
	}
	arc := make([]*big.Rat, n) // 2 asinh(x/2) = sum c_k x^(2k+1) / (2k+1)
	for k := range arc {
		arc[k] = new(big.Rat)
		if k%2 == 1 {
			arc[k].Quo(binomialHalf(k/2), big.NewRat(int64(k), 1))
		}
	}
	for range q {
		series = multiply(series, arc)
	}
	return new(big.Rat).Neg(series[q+p])
}

// binomialHalf is the coefficient of x^(2k) in 1/sqrt(1 + x^2/4), which is
// (-1)^k (2k)! / (16^k (k!)^2).
func binomialHalf(k int) *big.Rat {
	c := new(big.Rat).SetInt(new(big.Int).Binomial(int64(2*k), int64(k)))
	scale := new(big.Int).Exp(big.NewInt(-16), big.NewInt(int64(k)), nil)
	return c.Quo(c, new(big.Rat).SetInt(scale))
}

// multiply is the product of two power series cut to the length of a.
func multiply(a, b []*big.Rat) []*big.Rat {
	out := make([]*big.Rat, len(a))
	for k := range out {
		out[k] = new(big.Rat)
		for i := 0; i <= k; i++ {
			out[k].Add(out[k], new(big.Rat).Mul(a[i], b[k-i]))
		}
	}
	return out
}
