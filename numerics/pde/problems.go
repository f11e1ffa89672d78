package pde

import (
	"fmt"
	"math"
	"strings"

	"adfd/numerics/engine"
)

// Poisson1D is Poisson's equation on [-1, 1] with u* = sin(pi x):
//
//	u''(x) = -pi^2 sin(pi x),   u(-1) = u(1) = 0.
func Poisson1D() Problem {
	return Problem{
		Name:     "poisson-1d",
		Dim:      1,
		Order:    2,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: 1, Index: engine.MultiIndex{2}}},
		Source:   func(x []float64) float64 { return -math.Pi * math.Pi * sinPi(x[0]) },
		Boundary: []Condition{values()},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// Helmholtz1D is the Helmholtz equation on [-1, 1] with wave number k = 4 and
// u* = sin(pi x):
//
//	u''(x) + 16 u(x) = (16 - pi^2) sin(pi x),   u(-1) = u(1) = 0.
//
// It has one solution unless k^2 is an eigenvalue (n pi/2)^2 of -u” on [-1, 1].
// 16 lies almost halfway between the second and the third, 9.87 and 22.2; the
// operator is indefinite, and its inverse of norm 1/(16 - pi^2) = 0.16.
func Helmholtz1D() Problem {
	const k2 = 16
	return Problem{
		Name:     "helmholtz-1d",
		Dim:      1,
		Order:    2,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: 1, Index: engine.MultiIndex{2}}, {Coef: k2, Index: engine.MultiIndex{0}}},
		Source:   func(x []float64) float64 { return (k2 - math.Pi*math.Pi) * sinPi(x[0]) },
		Boundary: []Condition{values()},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// Biharmonic1D is the biharmonic equation on [-1, 1] with u* = sin(pi x):
//
//	u''''(x) = pi^4 sin(pi x),   u(-1) = u(1) = 0,   u'(-1) = u'(1) = -pi.
//
// Without the slopes a cubic that vanishes at both ends, two of its four
// coefficients free, could be added to any solution.
func Biharmonic1D() Problem {
	return Problem{
		Name:     "biharmonic-1d",
		Dim:      1,
		Order:    4,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: 1, Index: engine.MultiIndex{4}}},
		Source:   func(x []float64) float64 { return math.Pi * math.Pi * math.Pi * math.Pi * sinPi(x[0]) },
		Boundary: []Condition{values(), slopes()},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// values is u = sin(pi x) at both ends.
func values() Condition {
	return Condition{
		Name:   "value",
		Points: []float64{-1, 1},
		Index:  engine.MultiIndex{0},
		Target: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// slopes is u' = pi cos(pi x) at both ends.
func slopes() Condition {
	return Condition{
		Name:   "slope",
		Points: []float64{-1, 1},
		Index:  engine.MultiIndex{1},
		Target: func(x []float64) float64 { return math.Pi * cosPi(x[0]) },
	}
}

// problems lists what ByName finds, in the order of Names.
var problems = []func() Problem{Poisson1D, Biharmonic1D, ThirdOrder1D, KuramotoSivashinsky1D, Helmholtz1D, AllenCahn1D, Poisson2D, Biharmonic2D, KdV}

// Names lists the problems that ByName knows.
func Names() []string {
	names := make([]string, len(problems))
	for i, f := range problems {
		names[i] = f().Name
	}
	return names
}

// ByName returns the problem of that name. The error lists the known names.
func ByName(name string) (Problem, error) {
	for _, f := range problems {
		if p := f(); p.Name == name {
			return p, nil
		}
	}
	return Problem{}, fmt.Errorf("pde: unknown problem %q, want one of %s", name, strings.Join(Names(), ", "))
}
