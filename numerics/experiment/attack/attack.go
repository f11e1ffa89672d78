package attack

import (
	"fmt"
	"math"
	"strings"
)

// attack is a bound to be broken. A search moves in the unit cube; inputs turns a
// point of it into the bound's arguments, the whole hypothesis space with both ends
// of the range of float64. Everything else is a function of those arguments, so
// that they repeat a case.
type attack struct {
	name   string
	dim    int      // of the cube
	labels []string // of the inputs
	inputs func(p []float64) []float64

	// measure gives error and bound at some inputs, or false outside the
	// hypotheses. Screening takes the error in double-double, less what double-double
	// itself may err by, so that no violation is invented; exactly takes 256 bits.
	measure func(in []float64, exactly bool) (err, bound float64, ok bool)

	// power is the factor that a power of h one too high puts on the bound; nil
	// for bounds without a step.
	power func(in []float64) float64
}

func (a *attack) String() string { return a.name }

// ratio is error/bound under a modified bound: 0 outside the hypotheses.
func (a *attack) ratio(in []float64, exactly bool, modify func(in []float64) float64) float64 {
	err, bound, ok := a.measure(in, exactly)
	if !ok || err <= 0 {
		return 0
	}
	if modify != nil {
		bound *= modify(in)
	}
	if r := err / bound; !math.IsNaN(r) {
		return r
	}
	return math.Inf(1) // a NaN is no bound
}

// describe writes a case in one line that repeats it.
func (a *attack) describe(in []float64) string {
	var s strings.Builder
	s.WriteString(a.name)
	for i, v := range in {
		fmt.Fprintf(&s, " %s=%x", a.labels[i], v)
	}
	err, bound, _ := a.measure(in, true)
	fmt.Fprintf(&s, ": error %v, bound %v", err, bound)
	return s.String()
}
