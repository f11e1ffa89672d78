package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties"
	"adfd/properties/catalog"
)

// Without points there are as many as the documentation says, beside the hard places.
func TestKnownPointsByDefault(t *testing.T) {
	f, err := catalog.ByName("sin")
	require.NoError(t, err)
	seen := map[float64]bool{}
	require.NoError(t, properties.Known(func(x float64) float64 {
		seen[x] = true
		return math.Sin(x)
	}, "sin", 0, nil, 16)) // 7 at pi
	assert.Len(t, seen, 33+len(f.Hard()))
	for _, x := range f.Hard() {
		assert.True(t, seen[x], "%v", x)
	}
	for _, x := range []float64{f.Core.Lo, f.Core.Hi, 0, 0.5, -7.5} {
		assert.True(t, seen[x], "%v", x)
	}

	field, err := catalog.FieldByName("rosenbrock")
	require.NoError(t, err)
	calls := 0
	_ = properties.KnownField(func(dst, x []float64) {
		calls++
		clear(dst)
	}, "rosenbrock", nil, 1)
	assert.Equal(t, 16+len(field.Hard()), calls)
}
