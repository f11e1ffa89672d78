package fd_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

func newPlan[T engine.Float](t testing.TB, opts fd.Options, dim int, op ...engine.MultiIndex) *fd.Plan[T] {
	t.Helper()
	eng, err := fd.NewEngine[T](opts)
	require.NoError(t, err)
	plan, err := eng.Plan(op, dim)
	require.NoError(t, err)
	return plan.(*fd.Plan[T])
}

func TestEngineName(t *testing.T) {
	for want, opts := range map[string]fd.Options{
		"fd(central,p=2,h=2^-7)":   {H: 0x1p-7},
		"fd(central,p=6,h=2^0)":    {H: 1, Accuracy: 6},
		"fd(forward,p=1,h=0.01)":   {H: 0.01, Accuracy: 1, Placement: fd.ForwardPlacement},
		"fd(backward,p=3,h=2^-10)": {H: 0x1p-10, Accuracy: 3, Placement: fd.BackwardPlacement},
	} {
		eng, err := fd.NewEngine[float64](opts)
		require.NoError(t, err)
		assert.Equal(t, want, eng.Name())
	}
}

func TestPlacementString(t *testing.T) {
	assert.Equal(t, "central", fd.CentralPlacement.String())
	assert.Equal(t, "forward", fd.ForwardPlacement.String())
	assert.Equal(t, "backward", fd.BackwardPlacement.String())
	assert.Equal(t, "Placement(5)", fd.Placement(5).String())
}

func TestEngineErrors(t *testing.T) {
	for _, c := range []struct {
		opts fd.Options
		want string
	}{
		{fd.Options{}, "step h = 0, want a finite positive number"},
		{fd.Options{H: -1}, "step h = -1, want"},
		{fd.Options{H: math.NaN()}, "step h = NaN"},
		{fd.Options{H: math.Inf(1)}, "step h = +Inf"},
		{fd.Options{H: 1, Accuracy: 3}, "central stencil of accuracy 3, want an even number"},
		{fd.Options{H: 1, Accuracy: -2}, "accuracy -2, want at least 1"},
		{fd.Options{H: 1, Placement: 5}, "unknown placement 5"},
	} {
		_, err := fd.NewEngine[float64](c.opts)
		assert.ErrorContains(t, err, c.want)
	}
	for _, h := range []float64{1e-60, 1e-40, 1e60} {
		_, err := fd.NewEngine[float64](fd.Options{H: h})
		assert.NoError(t, err)
		_, err = fd.NewEngine[float32](fd.Options{H: h})
		assert.ErrorContains(t, err, "range of float32")
	}

	eng, err := fd.NewEngine[float32](fd.Options{H: 1e-10})
	require.NoError(t, err)
	for _, c := range []struct {
		op   engine.Operator
		dim  int
		want string
	}{
		{engine.Operator{{1}}, 0, "dimension 0"},
		{nil, 1, "operator without a derivative"},
		{engine.Operator{{1, 1}}, 1, "d(1,1) has 2 entries in dimension 1"},
		{engine.Operator{{-1}}, 1, "negative order"},
		{engine.Operator{{2}, {4}}, 1, "derivative d(4): step h = 1e-10: h^4 = 1e-40 is outside the normal range of float32"},
	} {
		_, err := eng.Plan(c.op, c.dim)
		assert.ErrorContains(t, err, c.want)
	}
	// Weights of a one-sided stencil grow like binomial coefficients.
	wide, err := fd.NewEngine[float32](fd.Options{H: 1, Accuracy: 140, Placement: fd.ForwardPlacement})
	require.NoError(t, err)
	_, err = wide.Plan(engine.Operator{{1}}, 1)
	assert.ErrorContains(t, err, "derivative d(1): weight of offset")
	assert.ErrorContains(t, err, "is outside the normal range of float32")
}

func TestPlanOffsets(t *testing.T) {
	central := fd.Options{H: 0x1p-7}
	assert.Equal(t, [][]int{{0}, {-1}, {1}}, newPlan[float64](t, central, 1, engine.MultiIndex{2}).Offsets())
	// The point itself is there even where nothing reads it.
	assert.Equal(t, [][]int{{0}, {-1}, {1}}, newPlan[float64](t, central, 1, engine.MultiIndex{1}).Offsets())
	// All derivatives share their points.
	all := newPlan[float64](t, central, 1, engine.MultiIndex{0}, engine.MultiIndex{1}, engine.MultiIndex{2}, engine.MultiIndex{3}, engine.MultiIndex{4})
	assert.Equal(t, [][]int{{0}, {-2}, {-1}, {1}, {2}}, all.Offsets())
	assert.Equal(t, []float64{1, 1, 1, 1, 1}, all.Bias())
	// Sums run by ascending offset, wherever the channel is.
	channels, weights, scale := all.Row(4)
	assert.Equal(t, []int{1, 2, 0, 3, 4}, channels)
	assert.Equal(t, []float64{1, -4, 6, -4, 1}, weights)
	assert.Equal(t, 0x1p-28, scale)
	channels, weights, scale = all.Row(0)
	assert.Equal(t, []int{0}, channels)
	assert.Equal(t, []float64{1}, weights)
	assert.Equal(t, 1.0, scale)

	one := fd.Options{H: 1, Accuracy: 1, Placement: fd.ForwardPlacement}
	assert.Equal(t, [][]int{{0}, {1}, {2}}, newPlan[float64](t, one, 1, engine.MultiIndex{2}).Offsets())
	one.Placement = fd.BackwardPlacement
	assert.Equal(t, [][]int{{0}, {-2}, {-1}}, newPlan[float64](t, one, 1, engine.MultiIndex{2}).Offsets())
	// Lexicographic order in the plane.
	assert.Equal(t, [][]int{{0, 0}, {-1, -1}, {-1, 0}, {0, -1}}, newPlan[float64](t, one, 2, engine.MultiIndex{1, 1}).Offsets())
}

// combined is Σ_r coef_r row_r as weights by offset, for h = 1.
func combined(plan *fd.Plan[float64], coef ...float64) map[[2]int]float64 {
	sum := map[[2]int]float64{}
	offsets := plan.Offsets()
	for r, k := range coef {
		channels, weights, _ := plan.Row(r)
		for j, c := range channels {
			sum[[2]int(offsets[c])] += k * weights[j]
		}
	}
	return sum
}

// The biharmonic operator in the plane, u_xxxx + 2 u_xxyy + u_yyyy, is the
// textbook's thirteen-point stencil: 20 in the middle, -8 beside it, 2 on the
// diagonals, 1 two steps away. The Laplacian has five points.
func TestPlaneStencils(t *testing.T) {
	unit := fd.Options{H: 1}
	biharmonic := newPlan[float64](t, unit, 2, engine.MultiIndex{4, 0}, engine.MultiIndex{2, 2}, engine.MultiIndex{0, 4})
	assert.Equal(t, 13, biharmonic.Channels())
	assert.Equal(t, map[[2]int]float64{
		{0, 0}: 20,
		{1, 0}: -8, {-1, 0}: -8, {0, 1}: -8, {0, -1}: -8,
		{1, 1}: 2, {1, -1}: 2, {-1, 1}: 2, {-1, -1}: 2,
		{2, 0}: 1, {-2, 0}: 1, {0, 2}: 1, {0, -2}: 1,
	}, combined(biharmonic, 1, 2, 1))

	laplacian := newPlan[float64](t, unit, 2, engine.MultiIndex{2, 0}, engine.MultiIndex{0, 2})
	assert.Equal(t, 5, laplacian.Channels())
	assert.Equal(t, map[[2]int]float64{{0, 0}: -4, {1, 0}: 1, {-1, 0}: 1, {0, 1}: 1, {0, -1}: 1}, combined(laplacian, 1, 1))

	mixed := newPlan[float64](t, unit, 2, engine.MultiIndex{1, 1})
	assert.Equal(t, map[[2]int]float64{{1, 1}: 0.25, {-1, -1}: 0.25, {1, -1}: -0.25, {-1, 1}: -0.25}, combined(mixed, 1))

	space := newPlan[float64](t, unit, 3, engine.MultiIndex{4, 0, 0}, engine.MultiIndex{0, 4, 0}, engine.MultiIndex{0, 0, 4},
		engine.MultiIndex{2, 2, 0}, engine.MultiIndex{2, 0, 2}, engine.MultiIndex{0, 2, 2})
	assert.Equal(t, 25, space.Channels()) // 1 + 6·2 on the axes, 12 on the diagonals
}

// Mixed weights are products of exact rationals rounded once, not products of
// rounded numbers.
func TestMixedWeightsAreRoundedOnce(t *testing.T) {
	opts := fd.Options{H: 0.1, Accuracy: 8}
	plan := newPlan[float32](t, opts, 2, engine.MultiIndex{3, 2})
	a, b := must(t)(fd.Central(3, 8)), must(t)(fd.Central(2, 8))
	channels, weights, scale := plan.Row(0)
	require.Len(t, weights, a.Len()*b.Len())
	offsets := plan.Offsets()
	for i := range a.Len() {
		for j := range b.Len() {
			k := i*b.Len() + j
			x, y := a.Offsets()[i], b.Offsets()[j]
			assert.Equal(t, []int{int(x.Num().Int64()), int(y.Num().Int64())}, offsets[channels[k]])
			want, _ := mul(a.Weights()[i], b.Weights()[j]).Float32()
			assert.Equal(t, want, weights[k])
		}
	}
	want, _ := pow(new(big.Rat).SetFloat64(float64(float32(0.1))), 5).Float32()
	assert.Equal(t, want, scale)
}
