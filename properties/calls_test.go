package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/pde"
	"adfd/properties"
)

func sumOfExp(x []float64) (sum float64) {
	for _, v := range x {
		sum += math.Exp(v)
	}
	return sum
}

func exps(dst, x []float64) {
	for i, v := range x {
		dst[i] = math.Exp(v)
	}
}

// A check that compares nothing is no check.
func TestNothingToCheck(t *testing.T) {
	x := []float64{0.5, 1}
	none := &properties.Settings{Coordinates: -1, Directions: -1}
	jvp := func(dst, x, v []float64) {
		for i := range dst {
			dst[i] = math.Exp(x[i]) * v[i]
		}
	}
	for _, err := range []error{
		properties.Derivative(math.Exp, math.Exp, 1, nil, nil),
		properties.Gradient(sumOfExp, exps, x, none),
		properties.HVP(sumOfExp, jvp, x, none),
		properties.JVP(exps, jvp, 2, x, none),
		properties.VJP(exps, jvp, 2, x, none),
		properties.JVP(exps, jvp, 2, x, &properties.Settings{Coordinates: -1}),
	} {
		assert.ErrorContains(t, err, "nothing to check")
	}
	require.NoError(t, properties.VJP(exps, jvp, 2, x, &properties.Settings{Coordinates: -1}))
}

// dst holds NaN before the call; who does not set an entry is told so.
func TestUnsetEntries(t *testing.T) {
	x := []float64{0.5, 1}
	half := func(dst, x []float64) { dst[0] = math.Exp(x[0]) }
	adding := func(dst, x []float64) {
		dst[0] = math.Exp(x[0])
		dst[1] += math.Exp(x[1])
	}
	halfProduct := func(dst, x, v []float64) { dst[0] = math.Exp(x[0]) * v[0] }
	directions := &properties.Settings{Coordinates: -1}
	for _, c := range []struct {
		err  error
		want string
	}{
		{properties.Gradient(sumOfExp, half, x, nil), "grad left dst[1] unset, added to it, or computed NaN"},
		{properties.Gradient(sumOfExp, adding, x, nil), "grad left dst[1] unset, added to it, or computed NaN"},
		{properties.Gradient(sumOfExp, half, x, directions), "grad left dst[1] unset"},
		{properties.JVP(exps, halfProduct, 2, x, nil), "jvp left dst[1] unset"},
		{properties.VJP(exps, halfProduct, 2, x, nil), "vjp left dst[1] unset"},
		{properties.HVP(sumOfExp, halfProduct, x, nil), "hvp left dst[1] unset"},
	} {
		assert.Equal(t, "wrong", verdict(c.err), "%v", c.err)
		assert.ErrorContains(t, c.err, c.want)
	}
	short := func(dst, x []float64) { dst[0] = x[0] }
	both := func(dst, x, v []float64) { dst[0], dst[1] = v[0], 0 }
	assert.ErrorContains(t, properties.JVP(short, both, 2, x, nil), "output 1 was left unset by f, or is nowhere finite; is m right?")
	back := func(dst, x, w []float64) { dst[0], dst[1] = w[0], 0 }
	assert.ErrorContains(t, properties.VJP(short, back, 2, x, nil), "output 1 was left unset by f")
}

// A function that changes x is named, also where all numbers are right.
func TestChangedArgument(t *testing.T) {
	x := []float64{0.5, 1}
	f := func(x []float64) float64 {
		y := sumOfExp(x)
		x[1] = 0
		return y
	}
	grad := func(dst, x []float64) {
		exps(dst, x)
		x[0] = 7
	}
	product := func(dst, x, v []float64) {
		for i := range dst {
			dst[i] = math.Exp(x[i]) * v[i]
		}
	}
	changing := func(dst, x, v []float64) {
		product(dst, x, v)
		x[1]++
	}
	values := func(dst, x []float64) {
		exps(dst, x)
		clear(x)
	}
	laplace := []pde.Term{{Coef: 1, Index: []int{2, 0}}, {Coef: 1, Index: []int{0, 2}}}
	for _, c := range []struct {
		err  error
		want string
	}{
		{properties.Gradient(f, exps, x, nil), "f changed x[1] from 1 to 0"},
		{properties.Gradient(sumOfExp, grad, x, nil), "grad changed x[0] from 0.5 to 7"},
		{properties.JVP(exps, changing, 2, x, nil), "jvp changed x[1]"},
		{properties.JVP(values, product, 2, x, nil), "f changed x[0]"},
		{properties.VJP(exps, changing, 2, x, nil), "vjp changed x[1]"},
		{properties.VJP(values, product, 2, x, nil), "f changed x[0]"},
		{properties.HVP(sumOfExp, changing, x, nil), "hvp changed x[1]"},
		{properties.HVP(f, product, x, nil), "f changed x[1]"},
		{properties.Operator(f, sumOfExp, laplace, x, nil), "u changed x[1]"},
		{properties.Operator(sumOfExp, f, laplace, x, nil), "lu changed x[1]"},
	} {
		assert.ErrorContains(t, c.err, c.want)
	}
	assert.Equal(t, []float64{0.5, 1}, x)
}

// An error in a direction names the entry, and x is not repeated in full.
func TestDirectionNamesTheEntry(t *testing.T) {
	x := make([]float64, 1000)
	for i := range x {
		x[i] = math.Sin(float64(i))
	}
	slip := func(dst, x []float64) {
		exps(dst, x)
		dst[613] *= 1.1
	}
	s := &properties.Settings{Coordinates: 3, Directions: 1}
	err := properties.Gradient(sumOfExp, slip, x, s)
	assert.Equal(t, "wrong", verdict(err))
	assert.ErrorContains(t, err, "direction 0 of seed 0, in coordinate 613, x[613] = ")
	assert.ErrorContains(t, err, "properties.Gradient(f, grad, x /* 1000 numbers */, &properties.Settings{Directions: 1, Coordinates: 3})")
	assert.Less(t, len(err.Error()), 2000)

	vjp := func(dst, x, w []float64) {
		slip(dst, x)
		for i := range dst {
			dst[i] *= w[0]
		}
	}
	total := func(dst, x []float64) { dst[0] = sumOfExp(x) }
	assert.ErrorContains(t, properties.VJP(total, vjp, 1, x, s), "in coordinate 613, x[613] = ")
}
