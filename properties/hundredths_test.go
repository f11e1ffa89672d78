package properties

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHundredths(t *testing.T) {
	assert.Equal(t, 1.23, hundredths(1.234))
	assert.Equal(t, -1.24, hundredths(-1.236))
	assert.False(t, math.Signbit(hundredths(-0.001)))
}
