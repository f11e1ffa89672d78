// Package series holds the recurrences of Taylor mode differentiation, once for
// every kind of number that the coefficients of a truncated Taylor series may be:
// float32, float64, a value with its running error bound, an interval.
//
// A series x is a slice: x[k] = f^(k)(t)/k!. Each elementary function solves a
// differential equation, and that gives coefficient k of the result from those
// before it. With y = e^x, for example, y' = y x', so that
//
//	k y[k] = sum_{j=1..k} (j x[j]) y[k-j].
//
// All sums are formed from the first term to the last, whatever the number, so that
// a bound made from the same sum is one of the value.
package series

// Arithmetic is what the recurrences ask of their numbers. The zero value of N is
// the number 0.
type Arithmetic[N any] interface {
	Exact(c float64) N // the number c
	Neg(x N) N
	Add(x, y N) N
	Mul(x, y N) N
	MulAdd(s, x, y N) N // s + x y, two operations in one call
	Div(x, y N) N
	Times(c float64, x N) N // c x for a c without error
	Over(x N, k int) N      // x/k

	// Value is an elementary function of a number, by its name in Apply, or
	//
	//	sech2         sech^2 x
	//	erfslope      2/sqrt(pi) exp(-x^2)
	//	density       exp(-x^2/2)/sqrt(2 pi)
	Value(name string, x N) N
}

// onStack is the number of coefficients that an auxiliary series may have before it
// takes memory from the heap: orders to 15 take none.
const onStack = 16

// auxiliary returns a series of n coefficients, in buf if it fits.
func auxiliary[N any](buf *[onStack]N, n int) []N {
	if n <= onStack {
		return buf[:n]
	}
	return make([]N, n)
}

// Convolve is s + sum_{i=from..to} x[i] y[k-i]: a part of coefficient k of the
// product x y, added to s.
func Convolve[N any, A Arithmetic[N]](a A, s N, x, y []N, from, to, k int) N {
	for i := from; i <= to; i++ {
		s = a.MulAdd(s, x[i], y[k-i])
	}
	return s
}

// Mul sets z = x y. z may be x or y: coefficients are formed from the highest down.
func Mul[N any, A Arithmetic[N]](a A, z, x, y []N) {
	var zero N
	for k := len(z) - 1; k >= 0; k-- {
		z[k] = Convolve(a, zero, x, y, 0, k, k)
	}
}

// Scale sets z = c x for a c without error. z may be x.
func Scale[N any, A Arithmetic[N]](a A, z []N, c float64, x []N) {
	for k := range z {
		z[k] = a.Times(c, x[k])
	}
}

// Div sets z = x / y. z may be x.
//
//	z[k] = (x[k] - sum_{i<k} z[i] y[k-i]) / y[0]
func Div[N any, A Arithmetic[N]](a A, z, x, y []N) {
	var buf [onStack]N
	minus := auxiliary(&buf, len(z)) // -z
	for k := range z {
		z[k] = a.Div(Convolve(a, x[k], minus, y, 0, k-1, k), y[0])
		minus[k] = a.Neg(z[k])
	}
}

// Pow sets y = x^p from y[0]: x y' = p y x', that is
//
//	y[k] = 1/(k x[0]) sum_{j=1..k} (p j - (k-j)) x[j] y[k-j].
func Pow[N any, A Arithmetic[N]](a A, y, x []N, p float64) {
	for k := 1; k < len(y); k++ {
		var s N
		for j := 1; j <= k; j++ {
			w := a.Add(a.Times(float64(j), a.Exact(p)), a.Exact(float64(j-k)))
			s = a.MulAdd(s, a.Mul(w, x[j]), y[k-j])
		}
		y[k] = a.Div(s, a.Times(float64(k), x[0]))
	}
}
