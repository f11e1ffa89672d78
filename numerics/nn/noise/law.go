package noise

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/theory"
)

// Law predicts the rounding noise of a network of one output, whose parameters lie in one slice,
// for each layer W, [out][in], then b, [out]. It owns its memory, and its methods must not be
// called by two goroutines at a time.
type Law struct {
	activation engine.Activation[float64]
	u          float64
	layers     []layer // hidden ones, then the output
	params     int
}

// layer is an affine map from in to out neurons and, but for the last one, the activation.
type layer struct {
	in, out int
	first   int       // the place of W in the parameters
	w, b    []float64 // of the last call

	z, y                       []float64   // [out]
	slope, bend                []float64   // s'(z) and s''(z)
	taylor                     []float64   // [3][out]
	alpha, delta               []float64   // the derivatives of the value in y and in z
	zNoise, yNoise, deltaNoise []float64   // variances of the roundings in z, y and delta
	change                     sensitivity // under one rounding
}

// New is the law of a network of these sizes, in, hidden..., 1, in an arithmetic of unit
// roundoff u. The error names sizes that are no network, a missing activation, and a u outside (0, 1).
func New(activation engine.Activation[float64], sizes []int, u float64) (*Law, error) {
	if activation == nil {
		return nil, fmt.Errorf("noise: no activation")
	}
	if !(u > 0 && u < 1) {
		return nil, fmt.Errorf("noise: unit roundoff %v, want one between 0 and 1", u)
	}
	if len(sizes) < 2 || sizes[len(sizes)-1] != 1 {
		return nil, fmt.Errorf("noise: sizes %v, want in, hidden..., 1", sizes)
	}
	n := &Law{activation: activation, u: u}
	for k, out := range sizes[1:] {
		in := sizes[k]
		if in < 1 || out < 1 {
			return nil, fmt.Errorf("noise: sizes %v, want positive ones", sizes)
		}
		n.layers = append(n.layers, newLayer(in, out, n.params))
		n.params += out * (in + 1)
	}
	return n, nil
}

func newLayer(in, out, first int) layer {
	l := layer{in: in, out: out, first: first, taylor: make([]float64, 3*out), change: newSensitivity(out)}
	for _, s := range []*[]float64{&l.z, &l.y, &l.slope, &l.bend, &l.alpha, &l.delta, &l.zNoise, &l.yNoise, &l.deltaNoise} {
		*s = make([]float64, out)
	}
	return l
}

// Params is the number of parameters.
func (n *Law) Params() int { return n.params }

// Value is the network's value at the point x, [in], and the variance of its rounding error. It
// panics where theta or x has another length.
func (n *Law) Value(theta, x []float64) (value, variance float64) {
	n.forward(theta, x)
	n.backward()
	for k := range n.layers {
		l := &n.layers[k]
		for j, d := range l.delta {
			variance += float64(d*d*l.zNoise[j]) + float64(l.alpha[j]*l.alpha[j]*l.yNoise[j])
		}
	}
	return n.last().z[0], variance
}

func (n *Law) last() *layer { return &n.layers[len(n.layers)-1] }

// hidden are the layers with an activation.
func (n *Law) hidden() []layer { return n.layers[:len(n.layers)-1] }

// forward fills z, y, the derivatives of the activation and the variances of z and y.
func (n *Law) forward(theta, x []float64) {
	if len(theta) != n.params || len(x) != n.layers[0].in {
		panic(fmt.Sprintf("noise: %d parameters and a point of %d coordinates, want %d and %d", len(theta), len(x), n.params, n.layers[0].in))
	}
	y := x
	for k := range n.layers {
		l := &n.layers[k]
		weights := l.in * l.out
		l.w = theta[l.first : l.first+weights]
		l.b = theta[l.first+weights:][:l.out]
		for j := range l.z {
			l.z[j], l.zNoise[j] = theory.NeuronNoise(l.w[j*l.in:(j+1)*l.in], y, l.b[j], n.u)
		}
		if k == len(n.layers)-1 {
			return
		}
		n.activation.Coefficients(2, l.z, l.taylor)
		copy(l.y, l.taylor)
		copy(l.slope, l.taylor[l.out:])
		for j, c := range l.taylor[2*l.out:] {
			l.bend[j] = 2 * c
			l.yNoise[j] = theory.RoundingVariance(l.y[j], n.u)
		}
		y = l.y
	}
}

// backward fills the derivatives of the value in every z and y, and the variances of their own
// roundings where the gradient is computed: a product and a sum for each neuron above, if there
// are several, then the slope and the product with it.
func (n *Law) backward() {
	last := n.last()
	last.delta[0] = 1
	for k := len(n.layers) - 2; k >= 0; k-- {
		l, above := &n.layers[k], &n.layers[k+1]
		for i := range l.alpha {
			var sum, lost float64
			for j, d := range above.delta {
				p := float64(d * above.w[j*above.in+i])
				sum += p
				if above.out > 1 {
					lost += theory.RoundingVariance(p, n.u)
				}
				if j > 0 {
					lost += theory.RoundingVariance(sum, n.u)
				}
			}
			s := l.slope[i]
			l.alpha[i], l.delta[i] = sum, float64(sum*s)
			l.deltaNoise[i] = float64(s*s*lost) + float64(sum*sum*theory.RoundingVariance(s, n.u)) +
				theory.RoundingVariance(l.delta[i], n.u)
		}
	}
}
