package theory

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// KernelConstant is the least constant C' of the truncation bound
//
//	|h^-q sum_j w_j f(x + s_j h) - f^(q)(x)| <= C' |h|^p max |f^(n)|,   n = p + q,
//
// with the maximum over the interval that holds x and the points.
//
// Hypotheses: the formula is exact for polynomials of degree below n (checked
// here, by its moments); f^(n-1) is absolutely continuous on that interval, as
// where f^(n) is continuous. |z| has this for n = 1 and |z|^3 for n <= 3, but
// no more: beside the kink the bound does not hold with the derivative's
// classical values.
//
// Proof: put h = 1, x = 0, and let L be the formula minus the derivative. Taylor's
// formula at the left end a is f(t) = polynomial of degree n-1 + integral over
// [a, b] of (t-y)_+^(n-1)/(n-1)! f^(n)(y) dy. L annuls the polynomial and passes
// under the integral, so L f = integral K f^(n) with Peano's kernel
//
//	K(y) = sum_j w_j (s_j - y)_+^(n-1)/(n-1)! - (-y)_+^(p-1)/(p-1)!,
//
// and |L f| <= (integral |K|) max |f^(n)|, with near equality for an f whose n-th
// derivative follows the sign of K. So C' = integral |K|. Where K has one sign, as
// for the usual central formulas, C' = |C|, the textbook constant, and t^n attains
// the bound; else C' > |C|. Source: Peano's kernel theorem, in any textbook on
// approximation.
//
// K is a polynomial between neighbours among 0 and the offsets. In Bernstein form
// on such a piece of length d its integral of |K| is at most d/n times the sum of
// the absolute coefficients, with equality where these have one sign; pieces where
// they have not are halved twelve times. The arithmetic is rational: the result is
// never below the integral.
//
// The error names lists that differ in length, q < 0 or p < 1, and the first moment that
// contradicts the accuracy.
func KernelConstant(q, p int, offsets, weights []*big.Rat) (*big.Rat, error) {
	if err := checkFormula(q, p, offsets, weights); err != nil {
		return nil, err
	}
	n := p + q
	breaks := []*big.Rat{new(big.Rat)}
	breaks = append(breaks, offsets...)
	slices.SortFunc(breaks, (*big.Rat).Cmp)
	total := new(big.Rat)
	for i := 1; i < len(breaks); i++ {
		a, b := breaks[i-1], breaks[i]
		length := new(big.Rat).Sub(b, a)
		if length.Sign() == 0 {
			continue
		}
		coefficients := zeros(n)
		for j, s := range offsets {
			if s.Cmp(b) >= 0 {
				addTo(coefficients, weights[j], powerBernstein(s, a, b, n-1))
			}
		}
		if b.Sign() <= 0 {
			own := powerBernstein(new(big.Rat), a, b, p-1)
			for len(own) < n {
				own = elevate(own)
			}
			// Over the common denominator (n-1)!.
			addTo(coefficients, new(big.Rat).SetInt(new(big.Int).Neg(new(big.Int).MulRange(int64(p), int64(n-1)))), own)
		}
		piece := absIntegral(coefficients, kernelHalvings)
		total.Add(total, piece.Mul(piece, length))
	}
	factorial := new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(n-1)))
	return total.Quo(total, factorial), nil
}

// kernelHalvings is how often a piece on which the kernel may change sign is
// halved. A simple zero then costs the fraction 2^-24 of the piece's integral.
const kernelHalvings = 12

// checkFormula reports a formula whose moments sum_j w_j s_j^k, k < p+q, are not
// q! for k = q and 0 otherwise.
func checkFormula(q, p int, offsets, weights []*big.Rat) error {
	if q < 0 || p < 1 {
		return fmt.Errorf("theory: formula of order %d and accuracy %d, want at least 0 and 1", q, p)
	}
	if len(offsets) == 0 || len(offsets) != len(weights) {
		return fmt.Errorf("theory: formula with %d offsets and %d weights", len(offsets), len(weights))
	}
	for k := range p + q {
		moment := new(big.Rat)
		if k == q {
			moment.SetInt(new(big.Int).Neg(new(big.Int).MulRange(1, int64(q))))
		}
		for j, w := range weights {
			moment.Add(moment, new(big.Rat).Mul(w, ratPower(offsets[j], k)))
		}
		if moment.Sign() != 0 {
			return fmt.Errorf("theory: formula of order %d is not of accuracy %d: its moment %d is off by %s", q, p, k, moment.RatString())
		}
	}
	return nil
}

// powerBernstein holds the Bernstein coefficients on [a, b] of (s - y)^d: since
// s - y = (s-a)(1-t) + (s-b)t, they are (s-a)^(d-i) (s-b)^i.
func powerBernstein(s, a, b *big.Rat, d int) []*big.Rat {
	left, right := new(big.Rat).Sub(s, a), new(big.Rat).Sub(s, b)
	c := make([]*big.Rat, d+1)
	for i := range c {
		c[i] = ratPower(left, d-i)
		c[i].Mul(c[i], ratPower(right, i))
	}
	return c
}

// elevate writes a polynomial of degree d in Bernstein form of degree d+1.
func elevate(c []*big.Rat) []*big.Rat {
	d := int64(len(c)) // the new degree
	out := zeros(len(c) + 1)
	for i := range out {
		if i > 0 {
			out[i].Mul(big.NewRat(int64(i), d), c[i-1])
		}
		if i < len(c) {
			out[i].Add(out[i], new(big.Rat).Mul(big.NewRat(d-int64(i), d), c[i]))
		}
	}
	return out
}

// absIntegral is at least the integral of |polynomial| over [0, 1].
func absIntegral(c []*big.Rat, halvings int) *big.Rat {
	sum, positive, negative := new(big.Rat), false, false
	for _, v := range c {
		positive, negative = positive || v.Sign() > 0, negative || v.Sign() < 0
		sum.Add(sum, new(big.Rat).Abs(v))
	}
	if !(positive && negative) || halvings == 0 {
		return sum.Quo(sum, new(big.Rat).SetInt64(int64(len(c))))
	}
	left, right := halve(c)
	sum.Add(absIntegral(left, halvings-1), absIntegral(right, halvings-1))
	return sum.Mul(sum, big.NewRat(1, 2))
}

// halve is de Casteljau's subdivision at 1/2.
func halve(c []*big.Rat) (left, right []*big.Rat) {
	n := len(c)
	left, right = make([]*big.Rat, n), slices.Clone(c)
	for i := range n {
		left[i] = new(big.Rat).Set(right[0])
		for j := 0; j < n-1-i; j++ {
			mean := new(big.Rat).Add(right[j], right[j+1])
			right[j] = mean.Mul(mean, big.NewRat(1, 2))
		}
	}
	// The last entries of the rows remain in right, in order.
	return left, right
}

func zeros(n int) []*big.Rat {
	c := make([]*big.Rat, n)
	for i := range c {
		c[i] = new(big.Rat)
	}
	return c
}

// addTo adds f times b to a.
func addTo(a []*big.Rat, f *big.Rat, b []*big.Rat) {
	for i := range a {
		a[i].Add(a[i], new(big.Rat).Mul(f, b[i]))
	}
}

// ratPower is r^k, with r^0 = 1.
func ratPower(r *big.Rat, k int) *big.Rat {
	p := big.NewRat(1, 1)
	for range k {
		p.Mul(p, r)
	}
	return p
}

// above is a float64 that is not below r >= 0.
func above(r *big.Rat) float64 {
	v, exact := r.Float64()
	if !exact && new(big.Rat).SetFloat64(v).Cmp(r) < 0 {
		v = math.Nextafter(v, math.Inf(1))
	}
	return v
}
