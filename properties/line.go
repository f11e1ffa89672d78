package properties

import (
	"math"
	"sync"

	"adfd/numerics/engine"
)

// line is t -> f(x + t v). The entries of v are small integers times powers of
// two near max(|x_i|, 1), so that steps t = +-2^-j are of the size of x.
type line[T engine.Float] struct {
	x      []T
	v      []float64
	lo, hi []float64
	point  []T
}

func newLine[T engine.Float](x []T, v []float64, s Settings) *line[T] {
	return &line[T]{x, v, s.Lo, s.Hi, make([]T, len(x))}
}

// size is the largest |x_i| or |v_i|: sums of numbers as large as that are what a function is
// ordinarily made of.
func (l *line[T]) size() float64 {
	largest := 0.0
	for i, v := range l.v {
		largest = max(largest, math.Abs(float64(l.x[i])), math.Abs(v))
	}
	return largest
}

// mostRounded is the largest part of a step that rounding of x + t v may take.
const mostRounded = 0x1p-10

// at returns x + t v, rounded, which the next call overwrites, and the largest
// error of t that the rounding is in a coordinate. Most points are exact; where
// x_i + t v_i has less digits after the point than x_i, they are not. ok is false
// outside of the box and where the step is lost.
func (l *line[T]) at(t float64) (point []T, off float64, ok bool) {
	copy(l.point, l.x)
	for i, v := range l.v {
		if v == 0 {
			continue
		}
		a, b := float64(l.x[i]), t*v
		sum := a + b
		z := sum - a
		rest := (a - (sum - z)) + (b - z) // Knuth's TwoSum: sum + rest == a + b
		y := T(sum)
		rounded := math.Abs(sum-float64(y)+rest) / math.Abs(v)
		if !(rounded <= mostRounded*math.Abs(t)) || float64(y) < l.lo[i] || float64(y) > l.hi[i] {
			return nil, 0, false
		}
		off = max(off, rounded)
		l.point[i] = y
	}
	return l.point, off, true
}

// levels is how many steps 2^-j are of use: down to the last digit of numbers
// near 1, and where a coordinate that moves is smaller than the square root of
// that, to steps that are as small against it.
func (l *line[T]) levels() int {
	digits := mantissa[T]()
	n := digits
	for i, v := range l.v {
		if x := math.Abs(float64(l.x[i])); v != 0 && x != 0 {
			n = max(n, math.Ilogb(v)-math.Ilogb(x)+digits/2)
		}
	}
	return n
}

// maxLevels bounds the evaluations of one line, 2 maxLevels + 1, and 2 digits + 1
// more where these many steps do not reach the size of x.
const maxLevels = 128

// mantissa is the number of bits of T.
func mantissa[T engine.Float]() int {
	if one := T(1); one+T(0x1p-40) == one {
		return 24
	}
	return 53
}

// samples are the values of one output of f on a line: at 0, at 2^-(j+first) and at
// -2^-(j+first), j = 0, 1, .... A value that is missing or not finite is NaN.
type samples struct {
	first       int
	size        float64 // of x, and of the step of t = 1
	zero        float64
	right, left []float64

	// finer samples f at steps of the size of x, where these do not come near; nil
	// where they do.
	finer func() *samples

	// other samples f at steps that are an odd multiple of these, by oddScale.
	other func() *samples

	// The deviations of the values, by rounding of them and of their points; of
	// those at 0, the largest of all that rounding may cause is u |zero|.
	u                     float64
	rightNoise, leftNoise []float64
}

// oddScale is what divides one ladder of steps from the other: half of the digits of sqrt(1/2), the last of
// them a 1. On steps 2^-j the rounding of sin(t) - t, whose first term is t^3/6, is the same share of t
// on all of them, a third of a unit, and passes for a derivative. So it is on all short multiples
// of them, but not where t^3 has more digits than the sum. Such steps added to
// an x of the size of 1 are exact down to the square root of u.
func oddScale(digits int) float64 {
	half := digits / 2
	return math.Ldexp(float64(int(math.Ldexp(math.Sqrt2/2, half))|1), -half)
}

// sample evaluates f, of m outputs, once at each point of the line.
func (l *line[T]) sample(f func(dst, x []T), m int) []*samples {
	all := l.ladder(f, m)
	odd := sync.OnceValue(func() []*samples {
		v, scale := make([]float64, len(l.v)), oddScale(mantissa[T]())
		for i := range v {
			v[i] = scale * l.v[i]
		}
		o := *l
		o.v, o.point = v, make([]T, len(l.point))
		return o.ladder(f, m)
	})
	for k := range all {
		all[k].other = func() *samples { return odd()[k] }
	}
	return all
}

// ladder evaluates f, of m outputs, at the steps 2^-j.
func (l *line[T]) ladder(f func(dst, x []T), m int) []*samples {
	n := l.levels()
	if n <= maxLevels {
		return l.window(f, m, 0, n)
	}
	all := l.window(f, m, 0, maxLevels)
	digits := mantissa[T]()
	finer := sync.OnceValue(func() []*samples { return l.window(f, m, n-digits, digits) })
	for k := range all {
		all[k].finer = func() *samples { return finer()[k] }
	}
	return all
}

// window samples n steps from 2^-first down.
func (l *line[T]) window(f func(dst, x []T), m, first, n int) []*samples {
	all := make([]*samples, m)
	for k := range all {
		all[k] = &samples{
			first: first, size: l.size(),
			u:     math.Ldexp(1, -mantissa[T]()),
			right: make([]float64, n), left: make([]float64, n),
			rightNoise: make([]float64, n), leftNoise: make([]float64, n),
		}
	}
	dst := make([]T, m)
	evaluate := func(x []T, put func(s *samples, y float64)) {
		for k := range dst {
			dst[k] = T(math.NaN())
		}
		if x != nil {
			f(dst, x)
		}
		for k, s := range all {
			put(s, finite(float64(dst[k])))
		}
	}
	off := make([]float64, n)
	evaluate(l.x, func(s *samples, y float64) { s.zero = y })
	for j := range n {
		x, o, _ := l.at(math.Ldexp(1, -j-first))
		off[j] = o
		evaluate(x, func(s *samples, y float64) { s.right[j] = y })
	}
	for _, s := range all {
		s.noise(s.rightNoise, s.right, off)
	}
	for j := range n {
		x, o, _ := l.at(-math.Ldexp(1, -j-first))
		off[j] = o
		evaluate(x, func(s *samples, y float64) { s.left[j] = y })
	}
	for _, s := range all {
		s.noise(s.leftNoise, s.left, off)
	}
	return all
}

// noise is u |g|/sqrt(3), of a uniform error, and with it the error of t times
// the slope to the next point.
func (s *samples) noise(dst, g, off []float64) {
	for j, y := range g {
		next, gap := s.zero, math.Ldexp(1, -j-s.first)
		if j+1 < len(g) && !math.IsNaN(g[j+1]) {
			next, gap = g[j+1], gap/2
		}
		dst[j] = s.u * math.Abs(y) / math.Sqrt(3)
		if off[j] > 0 {
			dst[j] = math.Hypot(dst[j], off[j]*math.Abs(y-next)/gap)
		}
	}
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
