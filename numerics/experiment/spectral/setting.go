package spectral

import (
	"fmt"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// Setting is one random feature problem without its seed and step.
type Setting struct {
	Problem    string
	Activation string
	Nodes      string // "dyadic" or "ordinary"
	N, M       int    // interior points, in each variable, and features
	Precision  theory.Precision
	Radius     float64 // R, 0 for claims.FeatureR
}

func (s Setting) String() string {
	return fmt.Sprintf("%s %s %s N=%d M=%d %s", s.Problem, s.Activation, s.Nodes, s.N, s.M, s.Precision)
}

// Under is the setting with what a setup puts in its place. NewTrial applies it to
// whatever is measured; tables that name the activation apply it to the name.
func (s Setting) Under(setup claims.Setup) Setting {
	if setup.Activation != "" {
		s.Activation = setup.Activation
	}
	return s
}

func (s Setting) featureRadius() float64 {
	if s.Radius == 0 {
		return claims.FeatureR
	}
	return s.Radius
}

// The node sets: on dyadic nodes a step that is a power of two is added without
// rounding, which is FD's best case.
const (
	Dyadic   = "dyadic"
	ordinary = "ordinary"
)

func nodes(kind string, n int, p pde.Problem) ([]float64, error) {
	switch {
	case p.Dim == 2 && kind == Dyadic:
		return pde.DyadicSquare(n)
	case p.Dim == 2:
		return pde.EquispacedSquare(n)
	case kind == Dyadic:
		return pde.Dyadic(n)
	}
	return pde.Equispaced(n, p.Lo[0], p.Hi[0])
}

// Grid is a list of settings with their steps.
type Grid []GridEntry

// GridEntry is a setting with its steps.
type GridEntry struct {
	Setting
	Steps []lab.Step
	// relative, if set, gives the steps from the predicted edges in place of Steps.
	relative func(lower, upper float64) []lab.Step
}

// Lines lists the entry. Steps that follow the edges of the regime are those for edges at
// 2^-10 and 1.
func (e GridEntry) Lines() []string {
	steps := e.Steps
	if e.relative != nil {
		steps = e.relative(0x1p-10, 1)
	}
	return []string{fmt.Sprintf("%#v %v", e.Setting, steps)}
}
