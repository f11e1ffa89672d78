package rfm

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
)

// unit is the unit roundoff of T.
func unit[T engine.Float]() float64 {
	var v any = T(0)
	if _, ok := v.(float32); ok {
		return 0x1p-24
	}
	return 0x1p-53
}

func activationOf[T engine.Float](t require.TestingT, name string) engine.Activation[T] {
	act, err := activation.ByName[T](name)
	require.NoError(t, err)
	return act
}

func differences[T engine.Float](t require.TestingT, h float64) engine.Engine[T] {
	eng, err := fd.NewEngine[T](fd.Options{H: h, Accuracy: 2})
	require.NoError(t, err)
	return eng
}

func sample[T engine.Float](t require.TestingT, seed uint64, m, dim int) Features[T] {
	const r = 4
	f, err := Sample[T](seed, m, dim, r)
	require.NoError(t, err)
	return f
}

func dyadic(t require.TestingT, n int) []float64 {
	x, err := pde.Dyadic(n)
	require.NoError(t, err)
	return x
}

// derivatives returns s^(k)(w.x + b) for k = 0…order, rounded to float64. Double-double
// is oracle enough: with some 2^-95 of its terms it errs by nothing beside the
// roundings of float64 that every tolerance counts.
func derivatives(t require.TestingT, name string, w []float64, b float64, x []float64, order int) []float64 {
	z := dd.FromFloat64(b)
	for d := range w {
		z = z.Add(dd.FromFloat64(w[d]).Mul(dd.FromFloat64(x[d])))
	}
	c, err := dd.Coefficients(name, z, order)
	require.NoError(t, err)
	s := make([]float64, order+1)
	for k := range s {
		s[k] = c[k].Mul(dd.FromFloat64(math.Gamma(float64(k + 1)))).Float64()
	}
	return s
}

// seeds are the features of an end-to-end test: one set of them in a short run.
func seeds(full uint64) uint64 {
	if testing.Short() {
		return 1
	}
	return full
}

// argument bounds the rounding of z = b + sum_d w_d x_d in the layer: one for
// each product, one for each sum, every partial sum at most the whole in
// absolute values.
func argument(u float64, w []float64, b float64, x []float64) float64 {
	whole := math.Abs(b)
	for d := range w {
		whole += math.Abs(w[d] * x[d])
	}
	return 2 * float64(len(w)) * u * whole
}

// absolute returns the coefficients of s on |.| recurrences: what the terms of
// s^(k)/k! add up to before they cancel.
//
// sin, exp and their like are single terms, bounded by their values' largest. For
// tanh the recurrence is k c_k = [k=1] - sum_(i<k) c_i c_(k-1-i), from t' = 1 - t^2.
func absolute(name string, t float64, order int) []float64 {
	c := make([]float64, order+1)
	switch name {
	case "sin":
		for k := range c {
			c[k] = 1 / math.Gamma(float64(k+1))
		}
	case "tanh":
		c[0] = math.Abs(t)
		for k := 1; k <= order; k++ {
			if k == 1 {
				c[k] = 1
			}
			for i := range k {
				c[k] += c[i] * c[k-1-i]
			}
			c[k] /= float64(k)
		}
	default:
		panic("no absolute recurrence for " + name)
	}
	return c
}
