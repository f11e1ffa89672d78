package certified_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/jet/certified"
)

// A quotient by a series that begins with 0 has no bound: an error, also where the function has a
// value there, as x/x has, and for a 0 with a sign.
func TestDivByASeriesThatBeginsWithZero(t *testing.T) {
	const order = 3
	one, x := certified.Constant(1, order), certified.Variable(0, order)
	for name, c := range map[string][2]certified.Jet{
		"1/x":  {one, x},
		"x/x":  {x, x},
		"1/0":  {one, certified.Constant(0, order)},
		"1/-0": {one, certified.Constant(math.Copysign(0, -1), order)},
	} {
		got, err := certified.Div(c[0], c[1])
		assert.ErrorContains(t, err, "the reciprocal of", name)
		assert.Empty(t, got.Value, name)
	}
}
