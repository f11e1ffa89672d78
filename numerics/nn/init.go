package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Init is a distribution of initial parameters.
type Init string

const (
	// PyTorch draws W and b of a layer from U(-1/sqrt(in), 1/sqrt(in)): the default
	// of torch.nn.Linear.
	PyTorch Init = "pytorch"

	// Xavier draws W from U(-a, a), a = sqrt(6/(in+out)), and sets b = 0:
	// Glorot and Bengio 2010, equation 16.
	Xavier Init = "xavier"
)

// stream is the second word of PCG's seed: it keeps networks apart from other
// draws that start from the same seed.
const stream = 0x6e6e // "nn"

// Init draws parameters: layer after layer, W before b, by math/rand/v2's PCG in
// float64, each rounded once to T. So the same seed gives the same numbers
// everywhere, and in float32 the rounded ones of float64. The error names an
// unknown kind.
func (n *Network[T]) Init(kind Init, seed uint64) ([]T, error) {
	rng := rand.New(rand.NewPCG(seed, stream))
	theta := make([]T, n.params)
	for _, l := range n.layers {
		var r float64
		drawn := theta[l.w:l.b]
		switch kind {
		case PyTorch:
			r = 1 / math.Sqrt(float64(l.in))
			drawn = theta[l.w : l.b+l.out]
		case Xavier:
			r = math.Sqrt(6 / float64(l.in+l.out))
		default:
			return nil, fmt.Errorf("nn: unknown initialisation %q, want %q or %q", kind, PyTorch, Xavier)
		}
		for k := range drawn {
			drawn[k] = T(r * (float64(2*float64(rng.Float64())) - 1)) // 2v-1 is exact
		}
	}
	return theta, nil
}
