package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// newCheck validates x and s and begins a claim. functions is what comes before x
// in the call that repeats it.
func newCheck[T engine.Float](law, functions string, x []T, s *Settings) (claim, Settings, error) {
	c := claim{law: law, step: 1, digits: number.Digits[T](), repeat: repeatCheck(law, functions, x, s), calls: new(calls)}
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
	return fmt.Sprintf("properties.%s(%s, %s, %s)", law, functions, repeat.Argument("x", x), repeat.Literal(s))
}

// calls watches the functions that a check calls.
type calls struct {
	judged int   // numbers that were compared
	err    error // the first function that changed its argument
}

// done is the error of a check that compared nothing.
func (c claim) done() error {
	if c.calls.judged > 0 {
		return nil
	}
	return fmt.Errorf("properties: %s: %w\n\trepeat: %s", c.law, errNothing, c.repeat)
}

var errNothing = errors.New("nothing to check: no points, or Settings.Coordinates and Settings.Directions leave none")

// untouched calls do with a copy of x and notes if it changes that.
func untouched[T engine.Float](w *calls, name string, x []T, do func(x []T)) {
	arg := slices.Clone(x)
	do(arg)
	for i, v := range arg {
		if v != x[i] && w.err == nil {
			w.err = fmt.Errorf("%s changed x[%d] from %v to %v; x must stay as it is", name, i, x[i], v)
		}
	}
}

// unset says which of the entries that v needs is NaN in dst, "" if none is.
func unset[T engine.Float](name string, v []float64, dst []T) string {
	for i, y := range dst {
		if v[i] != 0 && math.IsNaN(float64(y)) {
			return fmt.Sprintf("%s left dst[%d] unset, added to it, or computed NaN", name, i)
		}
	}
	return ""
}
