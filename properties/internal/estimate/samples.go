package estimate

import "math"

// Samples are the values of one output of f on a line: at 0, at 2^-(j+first) and at
// -2^-(j+first), j = 0, 1, .... A value that is missing or not finite is NaN.
type Samples struct {
	First       int
	size        float64 // of x, and of the step of t = 1
	Zero        float64
	Right, Left []float64

	// Finer samples f at steps of the size of x, where these do not come near; nil
	// where they do.
	Finer func() *Samples

	// Other samples f at steps that are an odd multiple of these, by oddScale.
	Other func() *Samples

	// The deviations of the values, by rounding of them and of their points; of
	// those at 0, the largest of all that rounding may cause is u |zero|.
	u                     float64
	rightNoise, leftNoise []float64
}

// noise is u |g|/sqrt(3), of a uniform error, and with it the error of t times
// the slope to the next point.
func (s *Samples) noise(dst, g, off []float64) {
	for j, y := range g {
		next, gap := s.Zero, math.Ldexp(1, -j-s.First)
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

// OddScale is what divides one ladder of steps from the other: half of the digits of sqrt(1/2), the last of
// them a 1. On steps 2^-j the rounding of sin(t) - t, whose first term is t^3/6, is the same share of t
// on all of them, a third of a unit, and passes for a derivative. So it is on all short multiples
// of them, but not where t^3 has more digits than the sum. Such steps added to
// an x of the size of 1 are exact down to the square root of u.
func OddScale(digits int) float64 {
	half := digits / 2
	return math.Ldexp(float64(int(math.Ldexp(math.Sqrt2/2, half))|1), -half)
}

// largest is the largest |g|.
func (s *Samples) largest() float64 { return s.reach(Central, 0, len(s.Right)) }

// reach is the largest |g| at 0 and, on a side, at levels from <= j < to.
func (s *Samples) reach(side Side, from, to int) float64 {
	largest := math.Abs(s.Zero)
	for j := from; j < to; j++ {
		if y := math.Abs(s.Right[j]); side != Left && y > largest {
			largest = y
		}
		if y := math.Abs(s.Left[j]); side != Right && y > largest {
			largest = y
		}
	}
	return largest
}

// still returns the largest level from which on g is constant on both sides, as far as it is known, and how
// much g changes on the one before; known is the number of levels.
func (s *Samples) still() (level int, change float64, known int) {
	level = len(s.Right)
	for j := len(s.Right) - 1; j >= 0; j-- {
		found := false
		for _, y := range [...]float64{s.Right[j], s.Left[j]} {
			if c := math.Abs(y - s.Zero); c >= 0 {
				found = true
				change = max(change, c)
			}
		}
		if change > 0 {
			break
		}
		if found {
			level = j
			known++
		}
	}
	return level, change, known
}

// quantum is the size of the jumps of g where its digits stand still: if g is constant on the
// finest steps, the first change, on larger ones, is about one unit in the last place of what it
// is made of, as those of log(1 + e^x) - x at 30 are of x. It is zero if that is its own last place or so, or
// more than ordinary rounding of the largest |g| and of x: then g has a flat part.
func (s *Samples) quantum() float64 {
	_, first, known := s.still()
	if known < FewestFiner || first <= ownPlaces*s.u*math.Abs(s.Zero) || first > Ordinary*s.u*max(s.largest(), s.size) {
		return 0
	}
	return first
}

// stillFrom is the level from which on g must stand still to hide a derivative: the step is a sixteenth
// of what x is measured by.
const stillFrom = 4

// ownPlaces is how many u |g| the last place of g is, and the one after that.
const ownPlaces = 4

// Constant reports whether g is the same wherever it is known.
func (s *Samples) Constant() bool {
	_, change, _ := s.still()
	return change == 0
}

// normal returns the samples divided by 2^k, which keeps weights and powers of h from
// overflow, and k.
func (s *Samples) normal() (*Samples, int) {
	largest := math.Abs(s.Zero)
	if largest == 0 {
		largest = s.largest()
	}
	if largest == 0 || math.IsNaN(largest) || (largest > 0x1p-400 && largest < 0x1p400) {
		return s, 0
	}
	k := math.Ilogb(largest)
	scaled := func(y []float64) []float64 {
		c := make([]float64, len(y))
		for j := range c {
			c[j] = finite(math.Ldexp(y[j], -k))
		}
		return c
	}
	return &Samples{First: s.First, size: math.Ldexp(s.size, -k), Zero: math.Ldexp(s.Zero, -k), Right: scaled(s.Right), Left: scaled(s.Left),
		u: s.u, rightNoise: scaled(s.rightNoise), leftNoise: scaled(s.leftNoise)}, k
}

// Quotient is h^q times the difference quotient of least accuracy at level j, its deviation by
// rounding of each value, and the norm of its weights.
func (s *Samples) Quotient(q int, side Side, j int) (value, rounding, norm float64) {
	f := formulasOf(q, side)[0]
	value, rounding = estimator{Samples: s, q: q}.apply(f, side, j)
	return value, rounding, f.norm
}

// LeastOrder is the order of the error of such a quotient.
func LeastOrder(q int, side Side) int { return formulasOf(q, side)[0].order }
