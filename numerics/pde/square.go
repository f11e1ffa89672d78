package pde

import (
	"math"

	"adfd/numerics/engine"
)

// edgeIntervals is the number of equal parts of an edge of the square. A power
// of two makes the boundary points dyadic, so that a step that is a power of two
// is added to them without rounding.
const edgeIntervals = 32

// Poisson2D is Poisson's equation on the square [-1, 1]^2 with
// u* = sin(pi x) sin(pi y):
//
//	u_xx + u_yy = -2 pi^2 sin(pi x) sin(pi y),   u = 0 on the boundary.
//
// The boundary has 128 points, equispaced on the edges at a distance of 1/16,
// corners included.
func Poisson2D() Problem {
	return Problem{
		Name:  "poisson-2d",
		Dim:   2,
		Order: 2,
		Lo:    []float64{-1, -1},
		Hi:    []float64{1, 1},
		Operator: []Term{
			{Coef: 1, Index: engine.MultiIndex{2, 0}},
			{Coef: 1, Index: engine.MultiIndex{0, 2}},
		},
		Source:   func(x []float64) float64 { return -2 * math.Pi * math.Pi * sinSin(x) },
		Boundary: []Condition{edgeValues()},
		Solution: sinSin,
	}
}

// Biharmonic2D is the biharmonic equation on the square [-1, 1]^2, clamped, with
// u* = sin(pi x) sin(pi y):
//
//	u_xxxx + 2 u_xxyy + u_yyyy = 4 pi^4 sin(pi x) sin(pi y),
//	u = 0 on the boundary,
//	u_x = -pi sin(pi y) on x = -1 and x = 1,
//	u_y = -pi sin(pi x) on y = -1 and y = 1.
//
// The slopes are the normal derivative, up to the sign that turns it outwards.
// They stand at the same points as the values but for the corners, which have no
// normal.
func Biharmonic2D() Problem {
	return Problem{
		Name:  "biharmonic-2d",
		Dim:   2,
		Order: 4,
		Lo:    []float64{-1, -1},
		Hi:    []float64{1, 1},
		Operator: []Term{
			{Coef: 1, Index: engine.MultiIndex{4, 0}},
			{Coef: 2, Index: engine.MultiIndex{2, 2}},
			{Coef: 1, Index: engine.MultiIndex{0, 4}},
		},
		Source:   func(x []float64) float64 { return 4 * math.Pi * math.Pi * math.Pi * math.Pi * sinSin(x) },
		Boundary: []Condition{edgeValues(), edgeSlopes(0), edgeSlopes(1)},
		Solution: sinSin,
	}
}

// sinSin is sin(pi x) sin(pi y), exactly 0 on the boundary of the square.
func sinSin(x []float64) float64 { return sinPi(x[0]) * sinPi(x[1]) }

// edgeValues is u = sin(pi x) sin(pi y) on all four edges, each corner once.
func edgeValues() Condition {
	var points []float64
	for _, y := range []float64{-1, 1} {
		for _, x := range closedEdge() {
			points = append(points, x, y)
		}
	}
	for _, x := range []float64{-1, 1} {
		for _, y := range edge() {
			points = append(points, x, y)
		}
	}
	return Condition{Name: "value", Points: points, Index: engine.MultiIndex{0, 0}, Target: sinSin}
}

// edgeSlopes is the derivative in variable d, pi cos(pi x_d) sin(pi x_e), on the
// two edges where x_d is -1 or 1.
func edgeSlopes(d int) Condition {
	e := 1 - d
	index := engine.MultiIndex{0, 0}
	index[d] = 1
	var points []float64
	for _, end := range []float64{-1, 1} {
		for _, v := range edge() {
			point := [2]float64{}
			point[d], point[e] = end, v
			points = append(points, point[:]...)
		}
	}
	return Condition{
		Name:   "slope in " + string("xy"[d]),
		Points: points,
		Index:  index,
		Target: func(x []float64) float64 { return math.Pi * cosPi(x[d]) * sinPi(x[e]) },
	}
}

// closedEdge is the points of one edge with its ends.
func closedEdge() []float64 { return append(append([]float64{-1}, edge()...), 1) }

// edge is the equispaced points inside one edge.
func edge() []float64 {
	x, err := Dyadic(edgeIntervals - 1)
	if err != nil {
		panic(err) // edgeIntervals is a power of two
	}
	return x
}
