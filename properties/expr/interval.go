package expr

import (
	"fmt"
	"math"
)

// MinDivisor is the least absolute value of a divisor on the domain.
const MinDivisor = 0x1p-10

// interval is [lo, hi]. Its ends are not rounded outward: declared domains keep
// a distance from singularities, and Limit one from overflow, far above
// rounding.
type interval struct{ lo, hi float64 }

var everywhere = interval{math.Inf(-1), math.Inf(1)}

func (i interval) String() string      { return fmt.Sprintf("[%v, %v]", i.lo, i.hi) }
func (i interval) in(j interval) bool  { return j.lo <= i.lo && i.hi <= j.hi }
func (i interval) has(x float64) bool  { return i.lo <= x && x <= i.hi }
func (i interval) width() float64      { return i.hi - i.lo }
func hull(x ...float64) (box interval) { return interval{least(x), greatest(x)} }

func least(x []float64) float64 {
	m := x[0]
	for _, v := range x[1:] {
		m = math.Min(m, v)
	}
	return m
}

func greatest(x []float64) float64 {
	m := x[0]
	for _, v := range x[1:] {
		m = math.Max(m, v)
	}
	return m
}

// intervals is interval arithmetic with x in the domain. Its errors name the
// value that is undefined or too large.
type intervals struct{ domain interval }

func (g intervals) Variable() (interval, error) { return moderate(g.domain) }

func (g intervals) Constant(c float64) (interval, error) { return moderate(interval{c, c}) }

func (g intervals) Add(a, b interval) (interval, error) {
	return moderate(interval{a.lo + b.lo, a.hi + b.hi})
}

func (g intervals) Sub(a, b interval) (interval, error) {
	return moderate(interval{a.lo - b.hi, a.hi - b.lo})
}

func (g intervals) Mul(a, b interval) (interval, error) {
	return moderate(hull(a.lo*b.lo, a.lo*b.hi, a.hi*b.lo, a.hi*b.hi))
}

func (g intervals) Div(a, b interval) (interval, error) {
	if b.lo < MinDivisor && b.hi > -MinDivisor {
		return b, fmt.Errorf("divisor in %v, want at least %v away from 0", b, float64(MinDivisor))
	}
	return moderate(hull(a.lo/b.lo, a.lo/b.hi, a.hi/b.lo, a.hi/b.hi))
}

func (g intervals) Pow(a interval, n int) (interval, error) {
	if n < 1 {
		return a, fmt.Errorf("power %d, want at least 1", n)
	}
	lo, hi := math.Pow(a.lo, float64(n)), math.Pow(a.hi, float64(n))
	if n%2 == 0 && a.has(0) {
		return moderate(hull(0, lo, hi))
	}
	return moderate(hull(lo, hi))
}

func (g intervals) Call(name string, a interval) (interval, error) {
	f, ok := functions[name]
	if !ok {
		return a, unknown(name)
	}
	if !a.in(f.domain) {
		return a, fmt.Errorf("%s of values in %v, outside its declared domain %v", name, a, f.domain)
	}
	return moderate(f.image(a))
}

// moderate rejects an interval beyond Limit; so it rejects NaN and Inf.
func moderate(i interval) (interval, error) {
	if i.in(interval{-Limit, Limit}) {
		return i, nil
	}
	return i, fmt.Errorf("value in %v, want at most %v in size", i, float64(Limit))
}
