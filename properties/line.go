package properties

import (
	"math"

	"adfd/numerics/engine"
)

// line is t -> f(x + t v). The entries of v are small integers times powers of
// two near max(|x_i|, 1), so that steps t = +-2^-j are of the size of x and
// x + t v can be exact.
type line[T engine.Float] struct {
	x      []T
	v      []float64
	lo, hi []float64
	point  []T
}

func newLine[T engine.Float](x []T, v []float64, s Settings) *line[T] {
	return &line[T]{x, v, s.Lo, s.Hi, make([]T, len(x))}
}

// at returns x + t v, and whether it is exact, away from x and in the box. The
// result is overwritten by the next call.
func (l *line[T]) at(t float64) ([]T, bool) {
	copy(l.point, l.x)
	for i, v := range l.v {
		if v == 0 {
			continue
		}
		a, b := float64(l.x[i]), t*v
		y := a + b
		z := y - a
		rounded := (a - (y - z)) + (b - z) // Knuth's TwoSum: y + rounded == a + b
		if rounded != 0 || float64(T(y)) != y || y == a || y < l.lo[i] || y > l.hi[i] {
			return nil, false
		}
		l.point[i] = T(y)
	}
	return l.point, true
}

// levels is how many steps 2^-j are of use: down to the last digit of numbers
// near 1, and where a coordinate that moves is smaller than the square root of
// that, to steps that are as small against it. At most maxLevels.
func (l *line[T]) levels() int {
	digits := mantissa[T]()
	n := digits
	for i, v := range l.v {
		if x := math.Abs(float64(l.x[i])); v != 0 && x != 0 {
			n = max(n, math.Ilogb(v)-math.Ilogb(x)+digits/2)
		}
	}
	return min(n, maxLevels)
}

// maxLevels bounds the evaluations of one line: 2 maxLevels + 1.
const maxLevels = 128

// mantissa is the number of bits of T.
func mantissa[T engine.Float]() int {
	if one := T(1); one+T(0x1p-40) == one {
		return 24
	}
	return 53
}

// samples are the values of one output of f on a line: at 0, at 2^-j and at
// -2^-j. A value that is missing or not finite is NaN.
type samples struct {
	zero        float64
	right, left []float64
	u           float64 // unit roundoff of the values
}

// sample evaluates f, of m outputs, once at each point of the line.
func (l *line[T]) sample(f func(dst, x []T), m int) []*samples {
	n := l.levels()
	all := make([]*samples, m)
	u := math.Ldexp(1, -mantissa[T]())
	for k := range all {
		all[k] = &samples{u: u, right: make([]float64, n), left: make([]float64, n)}
	}
	dst := make([]T, m)
	arg := make([]T, len(l.x))
	evaluate := func(x []T, put func(s *samples, y float64)) {
		for k := range dst {
			dst[k] = T(math.NaN())
		}
		if x != nil {
			copy(arg, x) // f may use its argument as scratch
			f(dst, arg)
		}
		for k, s := range all {
			put(s, finite(float64(dst[k])))
		}
	}
	evaluate(l.x, func(s *samples, y float64) { s.zero = y })
	for j := range n {
		x, _ := l.at(math.Ldexp(1, -j))
		evaluate(x, func(s *samples, y float64) { s.right[j] = y })
		x, _ = l.at(-math.Ldexp(1, -j))
		evaluate(x, func(s *samples, y float64) { s.left[j] = y })
	}
	return all
}

func finite(y float64) float64 {
	if math.IsInf(y, 0) {
		return math.NaN()
	}
	return y
}

// unit is the power of two near max(|x|, 1), times Settings.Step.
func unit(x, step float64) float64 {
	return math.Ldexp(1, math.Ilogb(max(math.Abs(x), 1))+math.Ilogb(step))
}
