package dd

import (
	"fmt"
	"math"
)

// dotBlock is the number of products that Dot sums before it normalises.
const dotBlock = 8

// Dot returns the sum of x[i] y[i], n terms, with an absolute error below
// DotError(n) times the sum of |x[i] y[i]|. It panics on different lengths.
//
// Inside a block of 8 terms, with A the sum of |x[i] y[i]| over it, upper halves
// are added without error. What is left, at most u A of each addition and 3u of
// each product, is collected in one float64. Rounding costs 7 u² of each
// product, as in Mul; u² (3 |x[i] y[i]| + A) for the sum of the two remainders;
// and u² (3 + k) A for their k-th collection: at most 7 + 3 + 8 + 60 < 80 u² A.
// Adding n/8 blocks costs 7 u² of the whole each, less than n u².
func Dot(x, y []DD) DD {
	sameLength("dot product", x, y)
	var total DD
	for len(x) > dotBlock {
		total = total.Add(dotShort(x[:dotBlock], y[:dotBlock]))
		x, y = x[dotBlock:], y[dotBlock:]
	}
	return total.Add(dotShort(x, y))
}

// DotError returns the bound (n + 88) u² of a dot product of n terms.
func DotError(n int) float64 { return float64(float64(n+88) * Unit) }

func dotShort(x, y []DD) DD {
	var sum, rest float64
	y = y[:len(x)]
	for i, a := range x {
		b := y[i]
		p, e := product(a, b)
		var f float64
		sum, f = TwoSum(sum, p)
		rest += e + f
	}
	sum, rest = TwoSum(sum, rest)
	return DD{sum, rest}
}

// Axpy adds a x[i] to each y[i], with an error below 15 u² (|a x[i]| + |y[i]|).
// It panics on different lengths.
//
// The product costs 7 u² as in Mul; its remainder, at most 3u, and the lower half
// of y[i] are added (3 u² and u²), then the remainder of the sum (4 u² and 2 u²).
func Axpy(a DD, x, y []DD) {
	sameLength("axpy", x, y)
	for i := range y {
		p, e := product(a, x[i])
		s, f := TwoSum(p, y[i].Hi)
		s, f = TwoSum(s, f+(e+y[i].Lo))
		y[i] = DD{s, f}
	}
}

// Rotate replaces the pairs (x[i], y[i]) by
//
//	(c x[i] - s y[i], s x[i] + c y[i]),
//
// with errors below 15 u² (|c x[i]| + |s y[i]|) and 15 u² (|s x[i]| + |c y[i]|).
// It panics on different lengths.
//
// The products cost 7 u² as in Mul, the sum of their remainders 3 u², and its sum
// with the remainder of the upper halves 4 u².
func Rotate(c, s DD, x, y []DD) {
	sameLength("rotation", x, y)
	for i, a := range x {
		b := y[i]
		x[i] = twoProducts(c, a, DD{-s.Hi, -s.Lo}, b)
		y[i] = twoProducts(s, a, c, b)
	}
}

// twoProducts returns a b + c d.
func twoProducts(a, b, c, d DD) DD {
	p, e := product(a, b)
	q, f := product(c, d)
	s, g := TwoSum(p, q)
	s, g = TwoSum(s, g+(e+f))
	return DD{s, g}
}

// product is Mul before its last, exact, step: p = RN(a.Hi b.Hi), |e| <= 3u|p|.
func product(a, b DD) (p, e float64) {
	p = float64(a.Hi * b.Hi)
	return p, math.FMA(a.Hi, b.Hi, -p) + math.FMA(a.Lo, b.Hi, float64(a.Hi*b.Lo))
}

func sameLength(what string, x, y []DD) {
	if len(x) != len(y) {
		panic(fmt.Sprintf("dd: %s of lengths %d and %d", what, len(x), len(y)))
	}
}
