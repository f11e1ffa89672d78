package pde

import (
	"math"

	"adfd/numerics/engine"
)

// AllenCahn1D is the stationary Allen-Cahn equation on [-1, 1] with
// eps = 3/4 and u* = sin(pi x):
//
//	eps^2 u''(x) + u(x) - u(x)^3 = (1 - eps^2 pi^2) sin(pi x) - sin(pi x)^3,
//	u(-1) = u(1) = 0.
//
// With this eps the solution is unique. The difference v of two solutions u and w
// satisfies eps^2 v” + v = (u^2 + u w + w^2) v and vanishes at both ends;
// multiplied by v and integrated,
//
//	eps^2 |v'|^2 <= |v|^2,   but   |v'|^2 >= (pi/2)^2 |v|^2   (Poincare),
//
// so that v = 0 where eps > 2/pi = 0.637. Below, the equation with the source 0
// has other solutions than 0.
func AllenCahn1D() Problem {
	const eps2 = 9. / 16
	zero := engine.MultiIndex{0}
	return Problem{
		Name:     "allen-cahn-1d",
		Dim:      1,
		Order:    2,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: eps2, Index: engine.MultiIndex{2}}, {Coef: 1, Index: engine.MultiIndex{0}}},
		Products: []Product{{Coef: -1, Factors: []engine.MultiIndex{zero, zero, zero}}},
		Source: func(x []float64) float64 {
			s := sinPi(x[0])
			return float64((1-eps2*math.Pi*math.Pi)*s) - float64(s*s*s)
		},
		Boundary: []Condition{values()},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// KdV is the Korteweg-de Vries equation on [-1, 1] x [0, 1], in the variables
// (x, t), with u* = sin(pi x) cos(pi t):
//
//	u_t + u_xxx + 6 u u_x = f,
//	f = -pi sin(pi x) sin(pi t) - pi^3 cos(pi x) cos(pi t)
//	    + 6 pi sin(pi x) cos(pi x) cos(pi t)^2,
//	u(x, 0) = sin(pi x),
//	u(-1, t) = u(1, t) = 0,
//	u_x(1, t) = -pi cos(pi t).
//
// The difference v of two smooth solutions u and w has
// v_t + v_xxx + 3 ((u + w) v)_x = 0; multiplied by v and integrated over x,
//
//	d/dt |v|^2 = -v_x(-1)^2 - 3 ∫ (u + w)_x v^2 dx <= C |v|^2,
//
// and v = 0 at t = 0, so v = 0 (Gronwall).
//
// The conditions stand at a distance of 1/16 in x and in t: 33 points at t = 0,
// corners included, and 16 times up to t = 1 for the others.
func KdV() Problem {
	ends := Tensor([]float64{-1, 1}, times())
	right := Tensor([]float64{1}, times())
	return Problem{
		Name:  "kdv",
		Dim:   2,
		Order: 3,
		Lo:    []float64{-1, 0},
		Hi:    []float64{1, 1},
		Operator: []Term{
			{Coef: 1, Index: engine.MultiIndex{0, 1}},
			{Coef: 1, Index: engine.MultiIndex{3, 0}},
		},
		Products: []Product{{Coef: 6, Factors: []engine.MultiIndex{{0, 0}, {1, 0}}}},
		Source: func(x []float64) float64 {
			sx, cx, st, ct := sinPi(x[0]), cosPi(x[0]), sinPi(x[1]), cosPi(x[1])
			return -float64(math.Pi*sx*st) - float64(math.Pi*math.Pi*math.Pi*cx*ct) + float64(6*math.Pi*sx*cx*ct*ct)
		},
		Boundary: []Condition{
			{Name: "initial value", Points: Tensor(closedEdge(), []float64{0}), Index: engine.MultiIndex{0, 0}, Target: sinCos},
			{Name: "value", Points: ends, Index: engine.MultiIndex{0, 0}, Target: sinCos},
			{
				Name: "slope in x", Points: right, Index: engine.MultiIndex{1, 0},
				Target: func(x []float64) float64 { return math.Pi * cosPi(x[0]) * cosPi(x[1]) },
			},
		},
		Solution: sinCos,
	}
}

// sinCos is sin(pi x) cos(pi t), exactly 0 at x = -1 and x = 1.
func sinCos(x []float64) float64 { return sinPi(x[0]) * cosPi(x[1]) }

// times is the equispaced times in (0, 1], as far apart as the points of an edge.
func times() []float64 {
	const n = edgeIntervals / 2
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i+1) / n
	}
	return t
}
