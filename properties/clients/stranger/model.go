// Package stranger is a small library as others write them, with derivatives of
// its own. It knows nothing of adfd; its tests do.
package stranger

import "math"

// Logistic is the loss log(1 + e^(-y a.x)) of a linear classifier with weights a,
// for the example x of class y, 1 or -1.
type Logistic struct {
	X []float64
	Y float64
}

// Loss returns the loss at a.
func (l Logistic) Loss(a []float64) float64 {
	z := l.margin(a)
	return max(-z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
}

// Gradient sets dst to the gradient of the loss at a.
func (l Logistic) Gradient(dst, a []float64) {
	g := -l.Y * Sigmoid(-l.margin(a))
	for i, x := range l.X {
		dst[i] = g * x
	}
}

// HessianTimes sets dst to H v, H = s(z) s(-z) x x^T.
func (l Logistic) HessianTimes(dst, a, v []float64) {
	z := l.margin(a)
	var dot float64
	for i, x := range l.X {
		dot += x * v[i]
	}
	for i, x := range l.X {
		dst[i] = Sigmoid(z) * Sigmoid(-z) * dot * x
	}
}

func (l Logistic) margin(a []float64) (z float64) {
	for i, x := range l.X {
		z += a[i] * x
	}
	return l.Y * z
}

// Sigmoid returns 1/(1 + e^-x).
func Sigmoid(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// SigmoidSlope returns the derivative of Sigmoid.
func SigmoidSlope(x float64) float64 { return Sigmoid(x) * Sigmoid(-x) }

// Softplus returns log(1 + e^x).
func Softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
