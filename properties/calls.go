package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
)

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

// blank is a slice that shows what a function does not write.
func blank[T engine.Float](n int) []T {
	dst := make([]T, n)
	for i := range dst {
		dst[i] = T(math.NaN())
	}
	return dst
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
