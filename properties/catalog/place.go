package catalog

// Difficulty says what makes a place hard.
type Difficulty string

// The difficulties, by the definition that every place of its kind meets. c_k is
// the Taylor coefficient of order k.
const (
	// Cancels: Naive is off by 1000 units in the last place or more.
	Cancels Difficulty = "cancels"

	// Sensitive: the condition number |x f'(x) / f(x)| is at least 1000, so that
	// an error of one unit in the last place of x is one of 500 or more in f.
	Sensitive Difficulty = "sensitive"

	// Saturated: the condition number is at most 2^-20, though f' is not zero:
	// values of f hardly tell x.
	Saturated Difficulty = "saturated"

	// Tiny: the value is subnormal, 0 < |f| < 2^-1022.
	Tiny Difficulty = "tiny"

	// Huge: |f| >= 2^1000.
	Huge Difficulty = "huge"

	// Steep: |c_k| >= 500 |f| for a k up to 4, so that Taylor's series is short
	// only for small steps.
	Steep Difficulty = "steep"

	// Beside: a kink is at a distance of at most 2^-10, which a stencil may
	// step over.
	Beside Difficulty = "beside a kink"
)

// Place is a point where a function is hard to evaluate or to differentiate.
type Place struct {
	X    float64
	Hard Difficulty
	Why  string
}

// Kink is a point where the derivatives from Order on do not exist.
type Kink struct {
	X     float64
	Order int
	Why   string
}
