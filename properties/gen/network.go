package gen

import (
	"fmt"

	"pgregory.net/rapid"

	"adfd/numerics/jet/activation"
)

// Network is a fully connected network with a linear output, as package nn
// takes it: the widths of its layers from the dimension of x to 1, the name of
// an activation of package jet, and the parameters, for each layer W, [out][in],
// then b, [out].
type Network struct {
	Sizes      []int
	Activation string
	Theta      []float64
}

// String names the activation, the widths and the parameters.
func (n Network) String() string {
	return fmt.Sprintf("%s network %v, theta = %v", n.Activation, n.Sizes, n.Theta)
}

// GoString is a literal: what rapid prints can be copied into a test.
func (n Network) GoString() string {
	return fmt.Sprintf("gen.Network{Sizes: %#v, Activation: %q, Theta: %#v}", n.Sizes, n.Activation, n.Theta)
}

// Networks generates networks on R^dim of 1 to maxHidden hidden layers, each
// 1 to maxWidth wide, with parameters in [-2, 2]. The activation is one of the
// given names, or any that package jet has. They shrink to one hidden layer of
// width 1, the first activation, and parameters that are 0 or multiples of 1/16.
func Networks(dim, maxHidden, maxWidth int, activations ...string) *rapid.Generator[Network] {
	if len(activations) == 0 {
		activations = activation.Names()
	}
	return rapid.Custom(func(t *rapid.T) Network {
		n := Network{Sizes: []int{dim}}
		n.Activation = pick(activations).Draw(t, "activation")
		for range whole(1, maxHidden).Draw(t, "hidden layers") {
			n.Sizes = append(n.Sizes, whole(1, maxWidth).Draw(t, "width"))
		}
		n.Sizes = append(n.Sizes, 1)
		weight := In(-2, 2)
		for l, in := range n.Sizes[:len(n.Sizes)-1] {
			for range (in + 1) * n.Sizes[l+1] {
				n.Theta = append(n.Theta, weight.Draw(t, "parameter"))
			}
		}
		return n
	})
}
