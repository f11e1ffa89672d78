package rfm

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
)

// The argument of a feature is summed in its own precision, each product rounded
// before it is added: the noise law and the bounds count these roundings.
func TestLayerOrderOfOperations(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testLayerOrder[float64](t, 53) })
	t.Run("float32", func(t *testing.T) { testLayerOrder[float32](t, 24) })
}

func testLayerOrder[T engine.Float](t *testing.T, bits uint) {
	const m, dim, points, seed = 40, 2, 10, 7
	rng := rand.New(rand.NewPCG(seed, seed))
	draw := func(n int) []T {
		x := make([]T, n)
		for i := range x {
			x[i] = T(2*rng.Float64() - 1)
		}
		return x
	}
	f := Features[T]{Dim: dim, W: draw(m * dim), B: draw(m)}
	bias := []T{1, 0.75}
	x := draw(len(bias) * points * dim)
	z := make([]T, len(bias)*points*m)
	newLayer(f, bias).apply(x, z)

	rounded := func() *big.Float { return new(big.Float).SetPrec(bits) }
	exactly := func(v T) *big.Float { return rounded().SetFloat64(float64(v)) }
	for i, got := range z {
		point, j := i/m, i%m
		sum := rounded().Mul(exactly(bias[point/points]), exactly(f.B[j]))
		for d := range dim {
			product := rounded().Mul(exactly(x[point*dim+d]), exactly(f.W[j*dim+d]))
			sum.Add(sum, product)
		}
		want, _ := sum.Float64()
		assert.Equal(t, want, float64(got), "point %d, feature %d", point, j)
	}
}
