package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/properties/internal/estimate"
	"adfd/properties/internal/repeat"
)

// ErrInconclusive is wrapped by the error of a check that can say neither yes
// nor no: the function's own rounding, or its roughness, hides more of the
// derivative than Settings.Resolution.
var ErrInconclusive = errors.New("neither confirmed nor refuted")

// DefaultResolution is what Settings.Resolution is if it is zero: half of 0.1%,
// so that an error of 0.1% never passes, but where the digits of f hide the
// derivative.
const DefaultResolution = 5e-4

// Settings are those of Derivative, Gradient, JVP, VJP, HVP and Operator. The zero value, and nil, are
// the defaults. The package's documentation has a table of what each does.
type Settings struct {
	Lo, Hi      []float64 // corners of a box that no evaluation leaves; nil for no limit, length 1 for the same in all coordinates
	Directions  int       // random directions beside the coordinates; 0 is 4, negative is none
	Coordinates int       // coordinates of x, and outputs of a function that has several; 0 is 64, negative is none
	Seed        uint64    // of the directions and of the sample of coordinates
	Step        float64   // the largest step, in units of max(|x_i|, 1), rounded down to a power of two; 0 is 1
	Resolution  float64   // the relative error that a check must tell; 0 is DefaultResolution
	AtKink      bool      // accept every value between the derivatives from both sides; the default is to report a *Kink
}

const (
	defaultDirections  = 4
	defaultCoordinates = 64
)

func count(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return max(n, 0)
}

// GoString writes s as Go, without the fields that are zero.
func (s *Settings) GoString() string {
	if s == nil {
		return "nil"
	}
	var fields []string
	add := func(set bool, name string, value any) {
		if set {
			fields = append(fields, name+": "+repeat.Literal(value))
		}
	}
	add(s.Lo != nil, "Lo", repeat.Argument("lo", s.Lo))
	add(s.Hi != nil, "Hi", repeat.Argument("hi", s.Hi))
	add(s.Directions != 0, "Directions", s.Directions)
	add(s.Coordinates != 0, "Coordinates", s.Coordinates)
	add(s.Seed != 0, "Seed", repeat.Verbatim(fmt.Sprint(s.Seed)))
	add(s.Step != 0, "Step", s.Step)
	add(s.Resolution != 0, "Resolution", s.Resolution)
	add(s.AtKink, "AtKink", s.AtKink)
	return "&properties.Settings{" + strings.Join(fields, ", ") + "}"
}

// resolve validates s for points of n coordinates and fills in the defaults.
func (s *Settings) resolve(n int) (Settings, error) {
	var r Settings
	if s != nil {
		r = *s
	}
	r.Directions = count(r.Directions, defaultDirections)
	r.Coordinates = count(r.Coordinates, defaultCoordinates)
	if r.Step == 0 {
		r.Step = 1
	}
	if r.Resolution == 0 {
		r.Resolution = DefaultResolution
	}
	if !(r.Resolution > 0 && r.Resolution < 1) {
		return r, fmt.Errorf("field Settings.Resolution is %v, want a number between 0 and 1", r.Resolution)
	}
	if !(r.Step > 0) || math.IsInf(r.Step, 0) {
		return r, fmt.Errorf("field Settings.Step is %v, want a positive number", r.Step)
	}
	var err error
	if r.Lo, err = corner("Lo", r.Lo, n, math.Inf(-1)); err != nil {
		return r, err
	}
	if r.Hi, err = corner("Hi", r.Hi, n, math.Inf(1)); err != nil {
		return r, err
	}
	for i := range n {
		if !(r.Lo[i] <= r.Hi[i]) {
			return r, fmt.Errorf("field Settings.Lo[%d] = %v is not below Hi[%d] = %v", i, r.Lo[i], i, r.Hi[i])
		}
	}
	return r, nil
}

// box is what the points of a check may not leave.
func (s Settings) box() estimate.Box { return estimate.Box{Lo: s.Lo, Hi: s.Hi} }

func corner(name string, c []float64, n int, otherwise float64) ([]float64, error) {
	switch len(c) {
	case 0:
		return slices.Repeat([]float64{otherwise}, n), nil
	case 1:
		return slices.Repeat(c, n), nil
	case n:
		return c, nil
	}
	return nil, fmt.Errorf("field Settings.%s has %d entries, want 1 or %d", name, len(c), n)
}
