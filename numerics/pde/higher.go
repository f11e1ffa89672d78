package pde

import (
	"math"

	"adfd/numerics/engine"
)

// ThirdOrder1D is the dispersive part of the Korteweg-de Vries equation
// u_t + u_xxx + 6 u u_x = 0, on its own and stationary, on [-1, 1] with
// u* = sin(pi x):
//
//	u'''(x) = -pi^3 cos(pi x),   u(-1) = u(1) = 0,   u'(1) = -pi.
//
// The slope stands at the right end, as for u_t + u_xxx = 0; it excludes the
// parabola 1 - x^2, which the values alone would leave free.
func ThirdOrder1D() Problem {
	slope := slopes()
	slope.Points = []float64{1}
	return Problem{
		Name:     "third-order-1d",
		Dim:      1,
		Order:    3,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: 1, Index: engine.MultiIndex{3}}},
		Source:   func(x []float64) float64 { return -math.Pi * math.Pi * math.Pi * cosPi(x[0]) },
		Boundary: []Condition{values(), slope},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}

// KuramotoSivashinsky1D is the Kuramoto-Sivashinsky equation
// u_t + u_xx + u_xxxx + u u_x = 0 linearised at u = 0 and stationary, on [-1, 1]
// with u* = sin(pi x):
//
//	u''(x) + u''''(x) = (pi^4 - pi^2) sin(pi x),
//	u(-1) = u(1) = 0,   u'(-1) = u'(1) = -pi.
//
// The kernel of the operator is spanned by 1, x, cos x and sin x; of these, no
// combination but 0 has both values and slopes 0 at both ends, so the solution is
// unique.
func KuramotoSivashinsky1D() Problem {
	return Problem{
		Name:     "kuramoto-sivashinsky-1d",
		Dim:      1,
		Order:    4,
		Lo:       []float64{-1},
		Hi:       []float64{1},
		Operator: []Term{{Coef: 1, Index: engine.MultiIndex{2}}, {Coef: 1, Index: engine.MultiIndex{4}}},
		Source:   func(x []float64) float64 { return math.Pi * math.Pi * (math.Pi*math.Pi - 1) * sinPi(x[0]) },
		Boundary: []Condition{values(), slopes()},
		Solution: func(x []float64) float64 { return sinPi(x[0]) },
	}
}
