package properties

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"adfd/numerics/engine"
)

// newCheck validates x and s and begins a claim. functions is what comes before x
// in the call that repeats it.
func newCheck[T engine.Float](law, functions string, x []T, s *Settings) (claim, Settings, error) {
	c := claim{law: law, step: 1, digits: mantissa[T](), repeat: repeatCheck(law, functions, x, s), calls: new(calls)}
	set, err := s.resolve(len(x))
	if err == nil && len(x) == 0 {
		err = fmt.Errorf("x is empty")
	}
	for i, v := range x {
		if err != nil {
			break
		}
		switch p := float64(v); {
		case math.IsNaN(p) || math.IsInf(p, 0):
			err = fmt.Errorf("x[%d] is %v, want a finite number", i, p)
		case p < set.Lo[i] || p > set.Hi[i]:
			err = fmt.Errorf("x[%d] = %v is outside the box [%v, %v]", i, p, set.Lo[i], set.Hi[i])
		}
	}
	if err != nil {
		return c, set, fmt.Errorf("properties: %s: %w", law, err)
	}
	c.atKink, c.resolution = set.AtKink, set.Resolution
	return c, set, nil
}

func repeatCheck[T engine.Float](law, functions string, x []T, s *Settings) string {
	return fmt.Sprintf("properties.%s(%s, %s, %s)", law, functions, argument("x", x), literal(s))
}

// mostRepeated is how many numbers of an argument stand in a line of Go; a longer one
// is named.
const mostRepeated = 32

func argument[T engine.Float](name string, x []T) string {
	if len(x) > mostRepeated {
		return fmt.Sprintf("%s /* %d numbers */", name, len(x))
	}
	return literal(x)
}

// nearby is the claimed number on the line, NaN where the line has no point.
func (l *line[T]) nearby(claimed func(x []T) float64) func(t float64) float64 {
	return func(t float64) float64 {
		x, _, ok := l.at(t)
		if !ok {
			return math.NaN()
		}
		return claimed(x)
	}
}

// streams of the seed
const (
	sampleStream uint64 = iota
	outputStream
	directionStream
	weightStream
	pairStream
)

// chosen lists all of 0, ..., n-1 if they are at most limit, and otherwise a
// sample of them in ascending order.
func chosen(n, limit int, seed, stream uint64) []int {
	if n > limit {
		list := rand.New(rand.NewPCG(seed, stream)).Perm(n)[:limit]
		slices.Sort(list)
		return list
	}
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// signs is a random vector of +-1, number k of its stream.
func signs(n int, seed, stream uint64, k int) []float64 {
	r := rand.New(rand.NewPCG(seed, stream+uint64(k+1)<<8))
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(2*r.IntN(2) - 1)
	}
	return v
}

// units is the unit of each coordinate.
func units[T engine.Float](x []T, step float64) []float64 {
	v := make([]float64, len(x))
	for i := range v {
		v[i] = unit(float64(x[i]), step)
	}
	return v
}

// coordinate is unit i of the coordinates.
func coordinate(unit []float64, i int) []float64 {
	v := make([]float64, len(unit))
	v[i] = unit[i]
	return v
}

// scaled multiplies entry by entry.
func scaled(v, unit []float64) []float64 {
	w := make([]float64, len(v))
	for i := range w {
		w[i] = v[i] * unit[i]
	}
	return w
}

// coarse rounds x to multiples of four units in the last place of the larger of
// |x_i| and the unit, so that steps in all coordinates at once are exact whatever x is. What
// would leave the box stays.
func coarse[T engine.Float](x []T, unit []float64, s Settings) []T {
	grid := math.Ldexp(1, 4-mantissa[T]())
	c := make([]T, len(x))
	for i, v := range x {
		g := grid * unit[i]
		c[i] = T(math.RoundToEven(float64(v)/g) * g)
		if p := float64(c[i]); p < s.Lo[i] || p > s.Hi[i] {
			c[i] = v
		}
	}
	return c
}

// dot is the sum of v_i y_i.
func dot[T engine.Float](v []float64, y []T) float64 {
	var sum float64
	for i, w := range v {
		if w != 0 {
			sum += w * float64(y[i])
		}
	}
	return sum
}

// convert is v in T; entries are small integers times powers of two.
func convert[T engine.Float](v []float64) []T {
	c := make([]T, len(v))
	for i := range v {
		c[i] = T(v[i])
	}
	return c
}
