package properties

import (
	"fmt"
	"math"
)

// Violation is a law that does not hold.
type Violation struct {
	Law      string  // the check, such as "Leibniz"
	Case     string  // what was compared, where
	Measured float64 // the difference, or the value itself where the law limits a value
	Allowed  float64 // its limit; of one from below both numbers have the sign reversed
	Repeat   string  // a line of Go that repeats the check; impl is the implementation, s the activation

	// Sweep is how difference quotients approach the derivative, where a claimed
	// derivative was judged by them; nil otherwise.
	Sweep *Sweep
}

func (v *Violation) Error() string {
	limit := fmt.Sprintf("measured %v, allowed %v", v.Measured, v.Allowed)
	if v.Measured <= 0 && v.Allowed < 0 {
		limit = fmt.Sprintf("measured %v, allowed at least %v", math.Abs(v.Measured), -v.Allowed)
	}
	text := fmt.Sprintf("properties: %s: %s: %s", v.Law, v.Case, limit)
	if v.Sweep != nil {
		text += "\n" + v.Sweep.String()
	}
	return text + "\n\trepeat: " + v.Repeat
}

// Comparison is one number of a law.
type Comparison struct {
	Case              string
	Measured, Allowed float64
}

// AtMost is the comparison of a number with a limit from above, AtLeast with one from below.
func AtMost(what string, measured, limit float64) Comparison {
	return Comparison{what, measured, limit}
}

// AtLeast has both numbers with the sign reversed.
func AtLeast(what string, measured, limit float64) Comparison {
	return Comparison{what, -measured, -limit}
}

// Holds reports whether Measured <= Allowed, for a limit that is finite.
func (c Comparison) Holds() bool { return c.Measured <= c.Allowed && !math.IsInf(c.Allowed, 0) }

// Judge is how a law ends, of this module or of one's own: nil if all comparisons hold, else a
// *Violation of the first that fails, NaN included. An err that is not nil is returned with
// the law and what repeats it, a line of Go, as text.
func Judge(law, repeat string, comparisons []Comparison, err error) error {
	if err != nil {
		return fmt.Errorf("properties: %s: %w\n\trepeat: %s", law, err, repeat)
	}
	for _, c := range comparisons {
		if !c.Holds() {
			return &Violation{Law: law, Case: c.Case, Measured: c.Measured, Allowed: c.Allowed, Repeat: repeat}
		}
	}
	return nil
}
