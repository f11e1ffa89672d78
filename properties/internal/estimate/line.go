package estimate

import (
	"math"
	"sync"

	"adfd/numerics/engine"
	"adfd/properties/internal/number"
)

// Line is t -> f(x + t v). The entries of v are small integers times powers of
// two near max(|x_i|, 1), so that steps t = +-2^-j are of the size of x.
type Line[T engine.Float] struct {
	X     []T
	V     []float64
	in    Box
	point []T
}

// Box is what no evaluation leaves: a lower and an upper limit of each coordinate.
type Box struct{ Lo, Hi []float64 }

// NewLine is the line through x with the direction v, in a box.
func NewLine[T engine.Float](x []T, v []float64, in Box) *Line[T] {
	return &Line[T]{x, v, in, make([]T, len(x))}
}

// size is the largest |x_i| or |v_i|: sums of numbers as large as that are what a function is
// ordinarily made of.
func (l *Line[T]) size() float64 {
	largest := 0.0
	for i, v := range l.V {
		largest = max(largest, math.Abs(float64(l.X[i])), math.Abs(v))
	}
	return largest
}

// mostRounded is the largest part of a step that rounding of x + t v may take.
const mostRounded = 0x1p-10

// at returns x + t v, rounded, which the next call overwrites, and the largest
// error of t that the rounding is in a coordinate. Most points are exact; where
// x_i + t v_i has less digits after the point than x_i, they are not. ok is false
// outside of the box and where the step is lost.
func (l *Line[T]) at(t float64) (point []T, off float64, ok bool) {
	copy(l.point, l.X)
	for i, v := range l.V {
		if v == 0 {
			continue
		}
		a, b := float64(l.X[i]), t*v
		sum := a + b
		z := sum - a
		rest := (a - (sum - z)) + (b - z) // Knuth's TwoSum: sum + rest == a + b
		y := T(sum)
		rounded := math.Abs(sum-float64(y)+rest) / math.Abs(v)
		if !(rounded <= mostRounded*math.Abs(t)) || float64(y) < l.in.Lo[i] || float64(y) > l.in.Hi[i] {
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
func (l *Line[T]) levels() int {
	digits := number.Digits[T]()
	n := digits
	for i, v := range l.V {
		if x := math.Abs(float64(l.X[i])); v != 0 && x != 0 {
			n = max(n, math.Ilogb(v)-math.Ilogb(x)+digits/2)
		}
	}
	return n
}

// maxLevels bounds the evaluations of one line, 2 maxLevels + 1, and 2 digits + 1
// more where these many steps do not reach the size of x.
const maxLevels = 128

// Sample evaluates f, of m outputs, once at each point of the line.
func (l *Line[T]) Sample(f func(dst, x []T), m int) []*Samples {
	all := l.ladder(f, m)
	odd := sync.OnceValue(func() []*Samples {
		v, scale := make([]float64, len(l.V)), OddScale(number.Digits[T]())
		for i := range v {
			v[i] = scale * l.V[i]
		}
		o := *l
		o.V, o.point = v, make([]T, len(l.point))
		return o.ladder(f, m)
	})
	for k := range all {
		all[k].Other = func() *Samples { return odd()[k] }
	}
	return all
}

// ladder evaluates f, of m outputs, at the steps 2^-j.
func (l *Line[T]) ladder(f func(dst, x []T), m int) []*Samples {
	n := l.levels()
	if n <= maxLevels {
		return l.window(f, m, 0, n)
	}
	all := l.window(f, m, 0, maxLevels)
	digits := number.Digits[T]()
	finer := sync.OnceValue(func() []*Samples { return l.window(f, m, n-digits, digits) })
	for k := range all {
		all[k].Finer = func() *Samples { return finer()[k] }
	}
	return all
}

// window samples n steps from 2^-first down.
func (l *Line[T]) window(f func(dst, x []T), m, first, n int) []*Samples {
	all := make([]*Samples, m)
	for k := range all {
		all[k] = &Samples{
			First: first, size: l.size(),
			u:     math.Ldexp(1, -number.Digits[T]()),
			Right: make([]float64, n), Left: make([]float64, n),
			rightNoise: make([]float64, n), leftNoise: make([]float64, n),
		}
	}
	dst := make([]T, m)
	evaluate := func(x []T, put func(s *Samples, y float64)) {
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
	evaluate(l.X, func(s *Samples, y float64) { s.Zero = y })
	side := func(h float64, of func(s *Samples) (g, noise []float64)) {
		off := make([]float64, n)
		for j := range n {
			var x []T
			x, off[j], _ = l.at(math.Ldexp(h, -j-first))
			evaluate(x, func(s *Samples, y float64) { g, _ := of(s); g[j] = y })
		}
		for _, s := range all {
			g, noise := of(s)
			s.noise(noise, g, off)
		}
	}
	side(1, func(s *Samples) (g, noise []float64) { return s.Right, s.rightNoise })
	side(-1, func(s *Samples) (g, noise []float64) { return s.Left, s.leftNoise })
	return all
}

// Nearby is the claimed number on the line, NaN where the line has no point.
func (l *Line[T]) Nearby(claimed func(x []T) float64) func(t float64) float64 {
	return func(t float64) float64 {
		x, _, ok := l.at(t)
		if !ok {
			return math.NaN()
		}
		return claimed(x)
	}
}

// Coarse rounds x to multiples of four units in the last place of the larger of
// |x_i| and the unit, so that steps in all coordinates at once are exact whatever x is. What
// would leave the box stays.
func Coarse[T engine.Float](x []T, unit []float64, in Box) []T {
	grid := math.Ldexp(1, 4-number.Digits[T]())
	c := make([]T, len(x))
	for i, v := range x {
		g := grid * unit[i]
		c[i] = T(math.RoundToEven(float64(v)/g) * g)
		if p := float64(c[i]); p < in.Lo[i] || p > in.Hi[i] {
			c[i] = v
		}
	}
	return c
}
