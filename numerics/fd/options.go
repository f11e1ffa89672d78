package fd

import (
	"fmt"
	"math"
	"strings"
)

// Placement says where a stencil's points lie.
type Placement int

// The placements, with the constructors they stand for.
const (
	CentralPlacement  Placement = iota // Central
	ForwardPlacement                   // Forward
	BackwardPlacement                  // Backward
)

// String is "central", "forward" or "backward".
func (p Placement) String() string {
	switch p {
	case CentralPlacement:
		return "central"
	case ForwardPlacement:
		return "forward"
	case BackwardPlacement:
		return "backward"
	}
	return fmt.Sprintf("Placement(%d)", int(p))
}

// Options are the parameters of the engine.
type Options struct {
	H         float64   // step, positive; the engine uses it rounded to its precision
	Accuracy  int       // p of every 1-D stencil; 0 means 2
	Placement Placement // of every 1-D stencil
}

// Stencil returns the 1-D stencil that the options give the derivative of
// order q.
func (o Options) Stencil(q int) (Stencil, error) {
	p := o.Accuracy
	if p == 0 {
		p = defaultAccuracy
	}
	switch o.Placement {
	case CentralPlacement:
		return Central(q, p)
	case ForwardPlacement:
		return Forward(q, p)
	case BackwardPlacement:
		return Backward(q, p)
	}
	return Stencil{}, fmt.Errorf("fd: unknown placement %d", int(o.Placement))
}

const defaultAccuracy = 2

// String names the parameters, as in "fd(central,p=2,h=2^-7)": a step that is a
// power of two is written as one.
func (o Options) String() string {
	p := o.Accuracy
	if p == 0 {
		p = defaultAccuracy
	}
	h := fmt.Sprintf("%g", o.H)
	if frac, exp := math.Frexp(o.H); frac == 0.5 {
		h = fmt.Sprintf("2^%d", exp-1)
	}
	return "fd(" + strings.Join([]string{o.Placement.String(), fmt.Sprintf("p=%d", p), "h=" + h}, ",") + ")"
}
