package nn

import (
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/jet/certified"
)

// bounded is a number of a running error analysis: v as this analysis computes it,
// e with |computed - exact| <= e for every computation in the arithmetic that the
// rules allow (v among them), and the absolute-value recurrence m, with
// |exact| <= m up to rounding.
type bounded struct{ v, e, m float64 }

// upper bounds the exact number and any computed one.
func (x bounded) upper() float64 { return math.Abs(x.v) + 2*x.e }

func (x bounded) isZero() bool { return x.v == 0 && x.e == 0 }

// arithmetic is the rules of one precision. The values v are computed in
// float64, and so are the bounds; boundedRoom is for their rounding.
type arithmetic struct {
	u         float64 // unit roundoff
	underflow float64 // the smallest subnormal number
	tiny      float64 // the smallest normal number, below which errors aren't relative
}

func arithmeticOf[T engine.Float]() arithmetic {
	if T(1)+T(0x1p-24) == 1 {
		return arithmetic{u: 0x1p-24, underflow: 0x1p-149, tiny: 0x1p-126}
	}
	return arithmetic{u: 0x1p-53, underflow: 0x1p-1074, tiny: 0x1p-1022}
}

const (
	// uncertain is how many u m an input is taken to be wrong by where the
	// recurrence of a product is formed, as for the jets of package jet: beside a zero
	// of both factors their product's error is of second order, and so must m be.
	uncertain = 16

	// kernelUlps bounds the error of a Taylor coefficient of an activation, in u
	// times its absolute-value recurrence at the rounded argument. It is an assumption
	// of the bounds, with the derivation and the test against 256 bits where the
	// kernels are, in package jet.
	kernelUlps = 24

	// kernelUnderflow: a factor of a coefficient c_k that underflows is multiplied by
	// a polynomial of degree k+1 whose coefficients are at most 4.
	kernelUnderflow = 4

	// boundedRoom is what a bound is enlarged by in the end: it was computed in
	// float64, with less than 2^20 roundings of positive numbers one after another.
	boundedRoom = 1 + 0x1p-30
)

// exactly is a number that every computation starts from.
func exactly(v float64) bounded { return bounded{v, 0, math.Abs(v)} }

// product is x y, rounded once: x~ y~ - x y = x~ (y~ - y) + y (x~ - x).
// The recurrence is Leibniz's rule on absolute values.
func (a arithmetic) product(x, y bounded) bounded {
	if x.isZero() || y.isZero() {
		return bounded{}
	}
	return bounded{
		v: x.v * y.v,
		e: float64(x.upper()*y.e) + float64(y.upper()*x.e) + float64(a.u*x.upper()*y.upper()) + a.underflow,
		m: float64((math.Abs(x.v)+float64(uncertain*a.u*x.m))*y.m) + float64((math.Abs(y.v)+float64(uncertain*a.u*y.m))*x.m) + a.tiny,
	}
}

// times is c x for an integer c, exact as such.
func (a arithmetic) times(c int, x bounded) bounded {
	k := float64(c)
	if c == 1 || x.isZero() {
		return x
	}
	return bounded{k * x.v, k * (x.e + float64(a.u*x.upper())), k * x.m}
}

// sum is the sum of the terms, in any order and grouping: n numbers take n - 1
// additions, so none takes part in more, and their rounding costs at most
// gamma_(n-1) sum |term|, gamma_n = n u/(1 - n u) (Higham, Accuracy and Stability of
// Numerical Algorithms, 2nd ed., section 4.2). Zeros don't count.
func (a arithmetic) sum(terms ...bounded) bounded {
	var s bounded
	n, size := 0, 0.0
	for _, t := range terms {
		if t.isZero() {
			continue
		}
		s.v, s.e, s.m = s.v+t.v, s.e+t.e, s.m+t.m
		size += t.upper()
		n++
	}
	if n > 1 {
		k := float64(float64(n-1) * a.u)
		s.e += float64(k / (1 - k) * size)
	}
	return s
}

// coefficients are those of the activation at z, to the given order,
// c_k = s^(k)(z)/k!. The kernel errs by kernelUlps at the argument it gets, which is
// off by z.e; by the mean value theorem that costs at most
//
//	(k+1) max |c_(k+1)| z.e,
//
// the maximum over [z.v - 2 z.e, z.v + 2 z.e], which holds the exact argument and any
// computed one. A jet with certified bounds gives it.
func (a arithmetic) coefficients(act engine.Activation[float64], order int, z bounded) ([]bounded, error) {
	values := make([]float64, order+1)
	act.Coefficients(order, []float64{z.v}, values)
	at, err := certified.Apply(act.Name(), certified.Variable(z.v, order+1))
	if err != nil {
		return nil, err
	}
	around := certified.Variable(z.v, order+1)
	around.Bound[0] = 2 * z.e
	around, err = certified.Apply(act.Name(), around)
	if err != nil {
		return nil, err
	}
	// The recurrence at z.v stands for that at the argument the kernel gets, whose
	// relative difference is O(z.e).
	const elsewhere = 1 + 0x1p-10
	c := make([]bounded, order+1)
	for k := range c {
		slope := float64(k+1) * (math.Abs(around.Value[k+1]) + around.Bound[k+1])
		c[k] = bounded{
			v: values[k],
			e: float64(elsewhere*kernelUlps*a.u*at.Magnitude[k]) + float64(slope*z.e) + float64(kernelUnderflow*a.underflow*math.Pow(1+math.Abs(z.v), float64(k+1))),
			m: at.Magnitude[k] + float64(slope*z.m) + a.tiny,
		}
	}
	return c, nil
}

// compose is the series s(z(t)), c the coefficients of s at z_0: the sum of c_j w^j,
// w = z - z_0, to the order of z. Each monomial gets a rounding for each product and
// for each sum of the recursion w^j = w^(j-1) w, which are no fewer than those of
// Faa di Bruno's formula written out to order 4, in any grouping.
func (a arithmetic) compose(c, z []bounded) []bounded {
	n := len(z)
	terms := make([][]bounded, n)
	power := make([]bounded, n)
	power[0] = exactly(1)
	for j := 1; j < n; j++ {
		next := make([]bounded, n)
		for k := j; k < n; k++ {
			var s []bounded
			for i := j - 1; i < k; i++ {
				if j == 1 {
					s = append(s, z[k]) // w^0 is 1
					break
				}
				s = append(s, a.product(power[i], z[k-i]))
			}
			next[k] = a.sum(s...)
			terms[k] = append(terms[k], a.product(c[j], next[k]))
		}
		power = next
	}
	y := []bounded{c[0]}
	for k := 1; k < n; k++ {
		y = append(y, a.sum(terms[k]...))
	}
	return y
}

// slope is the series s'(z(t)); c reaches one order higher than z.
func (a arithmetic) slope(c, z []bounded) []bounded {
	d := slices.Clone(c[1:])
	for k := range d {
		d[k] = a.times(k+1, d[k])
	}
	return a.compose(d, z)
}
