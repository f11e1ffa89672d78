package theory

import (
	"math"
	"math/bits"
)

// Spacing is the distance between the numbers of unit roundoff u in the binade of
// v, 2u 2^floor(log2 |v|), and 0 at v = 0.
func Spacing(v, u float64) float64 {
	const exponent = 0x7ff << 52
	if e := math.Float64bits(v) & exponent; e != 0 && e != exponent {
		return 2 * u * math.Float64frombits(e) // the power of two itself
	}
	if v == 0 {
		return 0
	}
	_, e := math.Frexp(v) // of a subnormal
	return math.Ldexp(2*u, e-1)
}

// NoiseEntry describes one entry of A_FD before it is divided by h^q, for the noise law:
// rounding leaves in A_FD a matrix E whose entries are predicted a
// priori, from the values that the stencil combines and from the order of its
// operations, without looking at any difference. A rounding to a grid of spacing
// g errs like a uniform variable, with deviation g/sqrt(12). Summed over the
// roundings of an entry, weighted as the stencil weights them, and divided by
// h^q, this gives the deviation of the entry; E is modelled as Gaussian with the
// deviations of its columns.
//
// Hypotheses: the points of the stencil are far enough apart that their rounding
// errors are independent (h |s'| above the spacing of the values), near enough
// that all values lie in the binade of s(z), and s is computed to about half a
// unit in the last place. It predicts deviations, not a bound: StencilSum is the
// bound.
//
// Source: the uniform model of rounding is the usual statistical one (Higham, Accuracy
// and Stability of Numerical Algorithms, on statistical error analysis); its use for the
// columns of A_FD is this project's, and claims S3, E4 and E3f measure how far it carries.
type NoiseEntry struct {
	Value, Slope float64 // s(z) and s'(z)
	Argument     float64 // ArgumentNoise of z
}

// ArgumentNoise is 12 times the variance of the rounded z = b + w.x, whose products
// and partial sums, in this order, each lose a spacing g:
//
//	sum_d (g(w_d x_d)^2 + w_d^2 g(x_d)^2) + sum of g(partial sum)^2.
//
// The second term is the rounding of the stencil's points, and falls away where
// x + h is exact.
func ArgumentNoise(w, x []float64, b, u float64, exactPoints bool) float64 {
	total, z := 0.0, b
	for d := range w {
		p := float64(w[d] * x[d])
		z += p
		total += square(Spacing(p, u)) + square(Spacing(z, u))
		if !exactPoints {
			total += square(w[d] * Spacing(x[d], u))
		}
	}
	return total
}

func square(v float64) float64 { return float64(v * v) }

// ValueVariance is the variance of one rounded value at a rounded argument,
//
//	(g(s)^2 + s'^2 argument) / 12,
//
// for unit roundoff u. A stencil multiplies it by the sum of its squared weights.
func (e NoiseEntry) ValueVariance(u float64) float64 {
	return (square(Spacing(e.Value, u)) + float64(square(e.Slope)*e.Argument)) / 12
}

// SumVariance is the variance of what the products with the weights and the partial
// sums lose, summed in the weights' order. Numbers on a grid of spacing g that are
// rounded to a coarser grid G err with variance (G^2 + 2 g^2)/12 (ties to even), and
// not at all if G <= g: small integer weights and nearly equal values make most
// partial sums exact.
func (e NoiseEntry) SumVariance(weights []float64, u float64) float64 {
	fine := Spacing(e.Value, u)
	var total, partial, grid float64
	for k, w := range weights {
		product, lost := coarsen(w*e.Value, fine*powerOfTwoIn(w), u)
		total += lost
		if k == 0 {
			partial, grid = w*e.Value, product
			continue
		}
		partial += float64(w * e.Value)
		grid, lost = coarsen(partial, min(grid, product), u)
		total += lost
	}
	return total / 12
}

// coarsen rounds v, a multiple of grid, to the numbers around it: the new grid and
// 12 times the variance of the error.
func coarsen(v, grid, u float64) (coarser, lost float64) {
	if g := Spacing(v, u); g > grid {
		return g, float64(g*g) + float64(2*grid*grid)
	}
	return grid, 0
}

// powerOfTwoIn is the largest power of two that divides w, 0 if w is no integer.
func powerOfTwoIn(w float64) float64 {
	if w == 0 || w != math.Trunc(w) {
		return 0
	}
	const mantissaBits = 52
	pattern := math.Float64bits(w) // of an integer, which is no subnormal
	zeros := bits.TrailingZeros64(pattern | 1<<mantissaBits)
	exponent := pattern >> mantissaBits & 0x7ff
	return math.Float64frombits((exponent - mantissaBits + uint64(zeros)) << mantissaBits)
}

// Kappa is the deviation of the noise in units of u/h^q, from the variances of the
// columns times h^(2q): the root of their mean, over u. The noise of a matrix is
// then s = kappa u / h^q. It is NaN of no columns.
func Kappa(columnVariances []float64, u float64) float64 {
	var sum float64
	for _, v := range columnVariances {
		sum += v
	}
	return math.Sqrt(sum/float64(len(columnVariances))) / u
}

// ResidualFloor is the residual that rounding leaves to FD's least-squares
// solution a, relative to |f|:
//
//	sqrt(N - n) sqrt(sum_j v_j a_j^2) / (h^q |f|),
//
// where v_j is the variance of the noise of column j times h^(2q), N the number of
// interior rows and n that of the kept singular values. The noise E a has the
// deviation of the second root in every row, it is unrelated to f, and a fit with n
// free directions removes about n of its N components. What E does to a itself is
// taken from a. A prediction, no bound.
func ResidualFloor(columnVariances, a []float64, h float64, order, rows, kept int, fNorm float64) float64 {
	var sum float64
	for j, v := range columnVariances {
		sum += float64(v * a[j] * a[j])
	}
	return math.Sqrt(float64(max(rows-kept, 0))*sum) / (math.Pow(h, float64(order)) * fNorm)
}
