package nn

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
)

type biasPlan struct {
	engine.Plan[float64]
	channels int
	bias     []float64
}

func (b biasPlan) Channels() int   { return b.channels }
func (b biasPlan) Bias() []float64 { return b.bias }

func TestCheckBias(t *testing.T) {
	assert.NoError(t, checkBias[float64](biasPlan{channels: 1, bias: []float64{0}}))
	assert.ErrorContains(t, checkBias[float64](biasPlan{}), "a plan of 0 channels")
	assert.ErrorContains(t, checkBias[float64](biasPlan{channels: 2, bias: []float64{0}}), "2 channels with 1 biases")
	assert.ErrorContains(t, checkBias[float64](nil), "no plan")
}
