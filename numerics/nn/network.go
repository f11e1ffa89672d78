package nn

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// Network is a fully connected network with a linear output,
//
//	y_0 = x,   y_l = s(W_l y_(l-1) + b_l),   u = W_L y_(L-1) + b_L.
//
// Its parameters are one flat slice theta: for each layer W_l, [out][in], then
// b_l, [out]. A Network is not changed by its methods and may be shared by goroutines.
type Network[T engine.Float] struct {
	act    engine.Activation[T]
	sizes  []int
	layers []layer
	params int
}

// New returns the network of the given widths: sizes are the dimension of x,
// the width of each hidden layer, and 1. The error names no activation, no hidden layer, a
// width below 1 or an output that is not 1.
func New[T engine.Float](act engine.Activation[T], sizes ...int) (*Network[T], error) {
	if act == nil {
		return nil, fmt.Errorf("nn: network %v without an activation", sizes)
	}
	if len(sizes) < 3 {
		return nil, fmt.Errorf("nn: sizes %v, want the dimension, at least one hidden width, and 1", sizes)
	}
	for l, width := range sizes {
		if width < 1 {
			return nil, fmt.Errorf("nn: width %d of layer %d in %v, want at least 1", width, l, sizes)
		}
	}
	if out := sizes[len(sizes)-1]; out != 1 {
		return nil, fmt.Errorf("nn: %d outputs in %v, want 1", out, sizes)
	}
	n := &Network[T]{act: act, sizes: slices.Clone(sizes)}
	for l, in := range sizes[:len(sizes)-1] {
		out := sizes[l+1]
		n.layers = append(n.layers, layer{in: in, out: out, w: n.params, b: n.params + in*out})
		n.params += (in + 1) * out
	}
	return n, nil
}

// Sizes returns the widths that New was given.
func (n *Network[T]) Sizes() []int { return slices.Clone(n.sizes) }

// Dim is the number of variables.
func (n *Network[T]) Dim() int { return n.sizes[0] }

// Params is the length of theta.
func (n *Network[T]) Params() int { return n.params }

// hidden is the number of hidden layers.
func (n *Network[T]) hidden() int { return len(n.layers) - 1 }

// check reports parameters of the wrong number or one that is not finite.
func (n *Network[T]) check(theta []T) error {
	if len(theta) != n.params {
		return fmt.Errorf("nn: %d parameters for a network %v of %d", len(theta), n.sizes, n.params)
	}
	for k, v := range theta {
		if !engine.Finite(v) {
			return fmt.Errorf("nn: parameter %d, %s, is %v", k, n.parameter(k), v)
		}
	}
	return nil
}

// parameter names parameter k, as in "weight [3][0] of layer 1".
func (n *Network[T]) parameter(k int) string {
	for i, l := range n.layers {
		switch {
		case k < l.b:
			return fmt.Sprintf("weight [%d][%d] of layer %d", (k-l.w)/l.in, (k-l.w)%l.in, i+1)
		case k < l.b+l.out:
			return fmt.Sprintf("bias [%d] of layer %d", k-l.b, i+1)
		}
	}
	return "unknown"
}

// checkPoints reports points that are not n times dim coordinates.
func (n *Network[T]) checkPoints(x []T) error {
	if len(x) == 0 || len(x)%n.Dim() != 0 {
		return fmt.Errorf("nn: %d coordinates for points in dimension %d", len(x), n.Dim())
	}
	return nil
}
