package repeat

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The longest argument that is written out has 32 numbers.
func TestArgumentLimit(t *testing.T) {
	x := make([]float64, 33)
	assert.Equal(t, Verbatim(Literal(x[:32])), Argument("x", x[:32]))
	assert.Equal(t, Verbatim("x /* 33 numbers */"), Argument("x", x))
}
