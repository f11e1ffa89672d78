package fd_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/fd"
)

// The calculus of finite differences gives weights and truncation constants by
// power series, without interpolation or moments. With E the shift by h,
//
//	Δ = E - 1          h D = ln(1 + Δ)
//	∇ = 1 - E^-1       h D = -ln(1 - ∇)
//	δ = E^½ - E^-½     h D = 2 asinh(δ/2),   μ = (E^½ + E^-½)/2 = sqrt(1 + δ²/4).
//
// A stencil is the series of (h D)^q cut off; the first term left out is minus
// the truncation error. Odd central derivatives need μ to stay on the grid:
// (h D)^q = μ (2 asinh(δ/2))^q / sqrt(1 + δ²/4).

// series is a power series modulo x^len.
type series []*big.Rat

func newSeries(n int, coeff func(k int) *big.Rat) series {
	s := make(series, n)
	for k := range s {
		s[k] = coeff(k)
	}
	return s
}

func (a series) times(b series) series {
	return newSeries(len(a), func(k int) *big.Rat {
		sum := new(big.Rat)
		for i := range k + 1 {
			sum = add(sum, mul(a[i], b[k-i]))
		}
		return sum
	})
}

func (a series) power(q int) series {
	p := newSeries(len(a), func(k int) *big.Rat { return big.NewRat(int64(1-min(k, 1)), 1) })
	for range q {
		p = p.times(a)
	}
	return p
}

// logarithm is ln(1+x) = x - x²/2 + x³/3 - …
func logarithm(n int) series {
	return newSeries(n, func(k int) *big.Rat {
		if k == 0 {
			return new(big.Rat)
		}
		return big.NewRat(int64(1-2*((k+1)%2)), int64(k))
	})
}

// inverseRoot is (1 + x²/4)^-½ = Σ binomial(2m, m) (-x²/16)^m.
func inverseRoot(n int) series {
	return newSeries(n, func(k int) *big.Rat {
		if k%2 != 0 {
			return new(big.Rat)
		}
		m := k / 2
		binomial := new(big.Rat).SetInt(new(big.Int).Binomial(int64(k), int64(m)))
		return mul(binomial, pow(big.NewRat(-1, 16), m))
	})
}

// twiceAsinhHalf is 2 asinh(x/2), the integral of inverseRoot.
func twiceAsinhHalf(n int) series {
	root := inverseRoot(n)
	return newSeries(n, func(k int) *big.Rat {
		if k == 0 {
			return new(big.Rat)
		}
		return quo(root[k-1], big.NewRat(int64(k), 1))
	})
}

// grid is an operator Σ w E^s, as weights by 2s.
type grid map[int]*big.Rat

func (g grid) add(w *big.Rat, halves int) {
	if g[halves] == nil {
		g[halves] = new(big.Rat)
	}
	g[halves] = add(g[halves], w)
}

// binomialPower is (a E^(i/2) + b E^(j/2))^k.
func binomialPower(a, b *big.Rat, i, j, k int) grid {
	g := grid{}
	for m := range k + 1 {
		c := new(big.Rat).SetInt(new(big.Int).Binomial(int64(k), int64(m)))
		g.add(mul(c, mul(pow(a, m), pow(b, k-m))), i*m+j*(k-m))
	}
	return g
}

// expand is Σ_k c_k basis(k), zero weights left out.
func expand(c series, basis func(k int) grid) grid {
	sum := grid{}
	for k, ck := range c {
		if ck.Sign() == 0 {
			continue
		}
		for halves, w := range basis(k) {
			sum.add(mul(ck, w), halves)
		}
	}
	for halves, w := range sum {
		if w.Sign() == 0 {
			delete(sum, halves)
		}
	}
	return sum
}

func TestStencilsFromOperatorSeries(t *testing.T) {
	one, minus, half := big.NewRat(1, 1), big.NewRat(-1, 1), big.NewRat(1, 2)
	forward := func(k int) grid { return binomialPower(one, minus, 2, 0, k) }
	backward := func(k int) grid { return binomialPower(one, minus, 0, -2, k) }
	central := func(k int) grid { return binomialPower(one, minus, 1, -1, k) }
	mean := func(k int) grid {
		g := grid{}
		for halves, w := range central(k) {
			g.add(mul(half, w), halves+1)
			g.add(mul(half, w), halves-1)
		}
		return g
	}

	check := func(s fd.Stencil, err error, q, p int, all series, basis func(k int) grid) {
		require.NoError(t, err)
		assert.Equal(t, p, s.Accuracy(), "q=%d p=%d", q, p)
		want := expand(all[:q+p], basis)
		require.Equal(t, len(want), s.Len(), "q=%d p=%d", q, p)
		for j, w := range s.Weights() {
			halves := mul(s.Offsets()[j], big.NewRat(2, 1))
			require.True(t, halves.IsInt())
			ref := want[int(halves.Num().Int64())]
			require.NotNil(t, ref, "q=%d p=%d offset %v", q, p, s.Offsets()[j])
			assert.Equal(t, ref.RatString(), w.RatString(), "q=%d p=%d offset %v", q, p, s.Offsets()[j])
		}
		assert.Equal(t, new(big.Rat).Neg(all[q+p]).RatString(), s.Constant().RatString(), "q=%d p=%d", q, p)
	}

	for q := 1; q <= 6; q++ {
		for p := 1; p <= 8; p++ {
			n := q + p + 1
			up := logarithm(n).power(q)
			s, err := fd.Forward(q, p)
			check(s, err, q, p, up, forward)
			// -ln(1-x) has the coefficients of ln(1+x), all positive.
			down := newSeries(n, func(k int) *big.Rat { return new(big.Rat).Abs(logarithm(n)[k]) }).power(q)
			s, err = fd.Backward(q, p)
			check(s, err, q, p, down, backward)
			if p%2 == 0 {
				all, basis := twiceAsinhHalf(n).power(q), central
				if q%2 != 0 {
					all, basis = all.times(inverseRoot(n)), mean
				}
				s, err = fd.Central(q, p)
				check(s, err, q, p, all, basis)
			}
		}
	}
}
