package gomlx_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/ml/layers/activations"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties"
)

// The tests below hold GoMLX v0.26.0 to what it does wrong. One that fails says
// that the case is right now, and belongs among the functions above.
const fixed = "fixed upstream: remove the pin"

func gradient(t *testing.T, f function, x, w []float64) []float64 {
	t.Helper()
	g := make([]float64, len(x))
	compile[float64](t, f).vjp(g, x, w)
	return g
}

// violates requires that the check finds fault at the place.
func violates(t *testing.T, err error, place string) {
	t.Helper()
	var v *properties.Violation
	require.ErrorAs(t, err, &v, fixed)
	assert.Contains(t, v.Case, place)
}

// Of slices that take part of a row, the gradient goes to the entries where they
// would be if the rows were as long as the slices: with x of two rows of three and
// slices of two, y_2 = x_4 is credited to x_3.
func TestGatherSlicesOfPartOfRows(t *testing.T) {
	f := function{"GatherSlices", unary(func(x *Node) *Node {
		return GatherSlices(x, []int{1}, Const(x.Graph(), [][]int32{{1}, {0}}), []int{2}, false)
	}), matrix, six}
	y := make([]float64, 8)
	compile[float64](t, f).f(y, []float64{0, 1, 2, 10, 11, 12})
	require.Equal(t, []float64{1, 2, 11, 12, 0, 1, 10, 11}, y)

	violates(t, vjp[float64](t, f, f.points[0], nil), "coordinate 2")
	assert.Equal(t, []float64{0, 0, 0, 1, 0, 0}, gradient(t, f, f.points[0], []float64{0, 0, 1, 0, 0, 0, 0, 0}), fixed)
}

// log(1 + |x|) sign x has the derivative 1 at 0; it is written as a product, and
// sign 0 is 0.
func TestMirroredLog1pAtZero(t *testing.T) {
	f := function{"MirroredLog1p", unary(MirroredLog1p), [][]int{{1}}, [][]float64{{0}}}
	violates(t, vjp[float64](t, f, f.points[0], nil), "x[0] = 0")
	assert.Equal(t, []float64{0}, gradient(t, f, f.points[0], []float64{1}), fixed)
}

// The branch that Where does not take overflows, and 0 times infinity is NaN: for
// x > 709.8 in float64, 88.8 in float32.
func TestSeluLarge(t *testing.T) {
	f := function{"Selu", unary(activations.Selu), [][]int{{1}}, [][]float64{{100}}}
	violates(t, vjp[float64](t, f, []float64{1000}, nil), "x[0] = 1000")
	violates(t, vjp[float32](t, f, []float64{100}, nil), "x[0] = 100")
	properties.OK(t, vjp[float64](t, f, []float64{100}, nil))
	assert.True(t, math.IsNaN(gradient(t, f, []float64{1000}, []float64{1})[0]), fixed)
}

// Among equal entries each is given the whole gradient, so that max(x, x) grows
// twice as fast as x: (1, 1) is no subgradient. Max of two tensors takes the first.
func TestReduceMaxTie(t *testing.T) {
	tie := []float64{1, 1, 0, -1}
	max := function{"ReduceMax", unary(func(x *Node) *Node { return ReduceMax(x, 0) }), vector, [][]float64{tie}}
	min := function{"ReduceMin", unary(func(x *Node) *Node { return ReduceMin(x, 0) }), vector, [][]float64{{-1, -1, 0, 1}}}
	for _, f := range []function{max, min} {
		violates(t, vjp[float64](t, f, f.points[0], &properties.Settings{AtKink: true}), "direction")
		assert.Equal(t, []float64{1, 1, 0, 0}, gradient(t, f, f.points[0], []float64{1}), fixed)
	}
	f := function{"Max", binary(Max), [][]int{{1}, {1}}, [][]float64{{1, 1}}}
	properties.OK(t, vjp[float64](t, f, f.points[0], &properties.Settings{AtKink: true}))
}

// The norm has no derivative at 0; every vector of norm at most 1 is a subgradient.
func TestL2NormAtZero(t *testing.T) {
	f := function{"L2Norm", unary(func(x *Node) *Node { return L2Norm(x) }), vector, [][]float64{{0, 0, 0, 0}}}
	violates(t, vjp[float64](t, f, f.points[0], &properties.Settings{AtKink: true}), "coordinate 0")
	assert.True(t, math.IsNaN(gradient(t, f, f.points[0], []float64{1})[0]), fixed)
}

// 1 - y^2 and y(1 - y) cancel: the derivatives are 0 from 19.1 and 37.5 on in
// float64, 9.1 and 17.4 in float32, where the exact ones are of the order u.
func TestSaturated(t *testing.T) {
	for _, c := range []struct {
		name, known string
		apply       func(x *Node) *Node
		x           float64
		x32         float32
	}{
		{"Tanh", "tanh", Tanh, 19.5, 9.5},
		{"Logistic", "sigmoid", Logistic, 40, 18},
	} {
		f := function{c.name, unary(c.apply), [][]int{{1}}, [][]float64{{c.x}}}
		assert.Zero(t, slope[float64](t, f)(c.x), "%s: %s", c.name, fixed)
		violates(t, properties.Known(slope[float64](t, f), c.known, 1, []float64{c.x}, 1e15), "got 0, want")
		violates(t, properties.Known(slope[float32](t, f), c.known, 1, []float32{c.x32}, 1e6), "got 0, want")
	}
}

// 1 + erf cancels on the negative side: Gelu is off by 2e-6 of it at -7, and 0 from
// -8.3 on.
func TestGeluTail(t *testing.T) {
	f := function{"Gelu", unary(activations.Gelu), [][]int{{1}}, [][]float64{{-7}}}
	violates(t, properties.Known(value[float64](t, f), "gelu", 0, []float64{-7}, 1e10), "x = -7")
	violates(t, properties.Known(value[float64](t, f), "gelu", 0, []float64{-9}, 1e15), "got -0, want")
	assert.Zero(t, value[float64](t, f)(-9), fixed)
}

// No gradient is defined, or the backend in Go lacks what it needs.
func TestGradientsMissing(t *testing.T) {
	const none = "no gradient is defined"
	const pad, reverse, scatter = `"Pad" not implemented`, `"Reverse" not implemented`, `"SelectAndScatterMax" not implemented`
	kernel := [][]int{{1, 4, 1}, {2, 1, 1}}
	for _, c := range []struct {
		f   function
		why string
	}{
		{function{"Clip", unary(func(x *Node) *Node {
			return Clip(x, ScalarZero(x.Graph(), x.DType()), ScalarOne(x.Graph(), x.DType()))
		}), vector, anywhere}, none},
		{function{"Expm1", unary(Expm1), vector, anywhere}, none},
		{function{"Floor", unary(Floor), vector, anywhere}, none},
		{function{"ReduceMultiply", unary(func(x *Node) *Node { return ReduceMultiply(x, 1) }), matrix, six}, none},
		{function{"Rem", binary(Rem), two, eight}, none},
		{function{"Rsqrt", unary(Rsqrt), vector, positive}, none},

		{function{"ConsecutiveDifference", unary(func(x *Node) *Node { return ConsecutiveDifference(x, 1, true) }), matrix, six}, pad},
		{function{"Convolve", binary(func(x, y *Node) *Node { return Convolve(x, y).PadSame().Strides(1).Done() }), kernel, six}, reverse},
		{function{"CumSum", unary(func(x *Node) *Node { return CumSum(x, 1) }), matrix, six}, pad},
		{function{"MaxPool", unary(func(x *Node) *Node {
			return MaxPool(x).FullShape().WindowPerAxis(1, 2).Strides(1).NoPadding().Done()
		}), matrix, six}, scatter},
		{function{"MeanPool", unary(func(x *Node) *Node {
			return MeanPool(x).FullShape().WindowPerAxis(1, 2).Strides(1).NoPadding().Done()
		}), matrix, six}, pad},
		{function{"Shift", unary(func(x *Node) *Node { return Shift(x, 1, ShiftDirLeft, 1) }), matrix, six}, pad},
		{function{"Slice", unary(func(x *Node) *Node { return Slice(x, AxisRange(1), AxisRange(0, 2)) }), matrix, six}, pad},
	} {
		assert.Contains(t, complaint(func() { _ = vjp[float64](t, c.f, c.f.points[0], nil) }), c.why, "%s: %s", c.f.name, fixed)
	}
}

// complaint returns what f panics with.
func complaint(f func()) (text string) {
	defer func() {
		if err, ok := recover().(error); ok {
			text = err.Error()
		}
	}()
	f()
	return ""
}

// value and slope are a function of one entry, and its derivative.
func value[T real](t *testing.T, f function) func(x T) T {
	c := compile[T](t, f)
	return func(x T) T {
		dst := []T{0}
		c.f(dst, []T{x})
		return dst[0]
	}
}

func slope[T real](t *testing.T, f function) func(x T) T {
	c := compile[T](t, f)
	return func(x T) T {
		dst := []T{0}
		c.vjp(dst, []T{x}, []T{1})
		return dst[0]
	}
}
