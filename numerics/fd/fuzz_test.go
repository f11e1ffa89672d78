package fd_test

import (
	"encoding/binary"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

// fuzzPoints keeps a case of the fuzzer short: eight offsets anywhere in the range of float64 take
// 30 ms.
const fuzzPoints = 8

// Any offsets, order, point and step give an error or a stencil whose moments are those of a
// derivative, and which differentiates a constant to within its own bound.
func FuzzStencil(f *testing.F) {
	for _, offsets := range [][]float64{
		{-1, 0, 1}, {0, 1}, {0}, {}, {-0.5, 0.5}, {0, 1, 1}, {math.NaN(), 1}, {math.Inf(1), 0}, {0, 5e-324},
		{math.MaxFloat64, -math.MaxFloat64}, {1, math.Nextafter(1, 2)}, {1e300, 1e-300, 0, 1}, {math.Copysign(0, -1), 0},
	} {
		for _, q := range []int{0, 1, 2, -1, math.MaxInt32} {
			f.Add(q, bytesOf(offsets), 0.5, 0x1p-7)
		}
	}
	f.Add(1, bytesOf([]float64{-1, 1}), 1e300, 1e-300)
	f.Add(2, bytesOf([]float64{-1, 0, 1}), math.NaN(), math.Inf(-1))
	f.Add(2, bytesOf([]float64{-1, 0, 1}), 0.0, 5e-324)
	f.Add(2, bytesOf([]float64{-1, 0, 1}), 0.0, math.Copysign(0, -1))
	f.Fuzz(func(t *testing.T, q int, data []byte, x, h float64) {
		offsets := floatsOf(data)
		if len(offsets) > fuzzPoints {
			offsets = offsets[:fuzzPoints]
		}
		s, err := fd.New(q, offsets)
		if err != nil {
			assert.NotEmpty(t, err.Error())
			return
		}
		assertStencil(t, s, q, 1)
		assertOfConstant(t, s, q, x, h)
	})
}

// Any order and accuracy of a standard stencil, and any options of the engine, give an error or what
// was asked for.
func FuzzStandard(f *testing.F) {
	for _, c := range [][2]int{
		{0, 2}, {1, 2}, {2, 4}, {4, 2}, {3, 1}, {1, 0}, {-1, 2}, {2, -2}, {math.MaxInt, 2}, {2, math.MaxInt - 1},
		{math.MaxInt, math.MaxInt}, {math.MinInt, math.MinInt}, {40, 40},
	} {
		for placement := -1; placement < 4; placement++ {
			f.Add(c[0], c[1], placement, 0x1p-7)
		}
	}
	for _, h := range []float64{0, -1, math.NaN(), math.Inf(1), 5e-324, 0x1p-149, 1e-300, math.MaxFloat64} {
		f.Add(2, 2, 0, h)
	}
	f.Fuzz(func(t *testing.T, q, p, placement int, h float64) {
		const most = 12 // of order and accuracy together: more take too long for a fuzzer
		if 0 <= q && q < fd.MaxPoints && 0 <= p && p < fd.MaxPoints && q+p > most {
			q, p = q%(most/2), p%(most/2)
		}
		o := fd.Options{H: h, Accuracy: p, Placement: fd.Placement(placement)}
		s, err := o.Stencil(q)
		if err == nil {
			assertStencil(t, s, q, max(p, 1))
			assert.Contains(t, []fd.Placement{fd.CentralPlacement, fd.ForwardPlacement, fd.BackwardPlacement}, o.Placement)
		}
		assertEngine[float32](t, o, q)
		assertEngine[float64](t, o, q)
	})
}

// assertStencil checks what makes a stencil one of order q: the moments sum_j w_j s_j^k are 0 for
// k < q + p, but q! for k = q, and the next is (p+q)! C, not 0; no offset is there twice or for
// nothing.
func assertStencil(t *testing.T, s fd.Stencil, q, accuracy int) {
	t.Helper()
	require.Equal(t, q, s.Order())
	offsets, weights := s.Offsets(), s.Weights()
	require.Len(t, weights, len(offsets))
	for j, w := range weights {
		assert.NotZero(t, w.Sign(), "weight %d of %v", j, s)
		assert.True(t, j == 0 || offsets[j-1].Cmp(offsets[j]) < 0, "offsets of %v", s)
	}
	moment := func(k int) *big.Rat {
		sum := new(big.Rat)
		for j, w := range weights {
			term := new(big.Rat).Set(w)
			for range k {
				term.Mul(term, offsets[j])
			}
			sum.Add(sum, term)
		}
		return sum
	}
	p := s.Accuracy()
	require.GreaterOrEqual(t, p, accuracy, "%v", s)
	last := q + min(p, len(offsets)) - 1 // the identity has all its moments
	factorial := new(big.Int).MulRange(1, int64(q))
	for k := 0; k <= last; k++ {
		want := new(big.Rat)
		if k == q {
			want.SetInt(factorial)
		}
		assert.Zero(t, moment(k).Cmp(want), "moment %d of %v", k, s)
	}
	if p != fd.Exact {
		next := new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(p+q)))
		next.Mul(next, s.Constant())
		assert.NotZero(t, next.Sign(), "constant of %v", s)
		assert.Zero(t, moment(p+q).Cmp(next), "constant of %v", s)
	}
	floats, rounded := s.Float64()
	for j := range floats {
		for _, v := range []float64{floats[j], rounded[j]} {
			assert.False(t, math.IsNaN(v) || math.IsInf(v, 0), "%v in float64", s)
		}
	}
}

// assertOfConstant differentiates f = 1.
func assertOfConstant(t *testing.T, s fd.Stencil, q int, x, h float64) {
	t.Helper()
	one := func(float64) float64 { return 1 }
	plain, errPlain := s.Apply(one, x, h)
	value, bound, err := s.ApplyBounded(one, x, h, fd.Values{Error: func(float64, float64) float64 { return 0 }})
	if err != nil {
		return // of Apply, or a bound that overflows
	}
	require.NoError(t, errPlain)
	assert.Equal(t, plain, value)
	assert.False(t, math.IsInf(x, 0) || math.IsNaN(x) || math.IsInf(h, 0) || math.IsNaN(h) || h == 0, "x = %v, h = %v", x, h)
	want := 0.0
	if q == 0 {
		want = 1
	}
	assert.LessOrEqual(t, math.Abs(value-want), bound, "%v of a constant at x = %v, h = %v", s, x, h)
}

// assertEngine makes an engine and a plan: it has finite weights and a step that is not 0, or says no.
func assertEngine[T engine.Float](t *testing.T, o fd.Options, q int) {
	t.Helper()
	e, err := fd.NewEngine[T](o)
	if err != nil {
		return
	}
	require.Greater(t, o.H, 0.0)
	plan, err := e.Plan(engine.Operator{{q}}, 1)
	if err != nil {
		return
	}
	p, ok := plan.(*fd.Plan[T])
	require.True(t, ok)
	_, weights, scale := p.Row(0)
	s, err := o.Stencil(q)
	require.NoError(t, err)
	assert.Len(t, weights, s.Len())
	for _, v := range append(weights, scale) {
		assert.False(t, math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) || v == 0, "%v of order %d: %v, %v", o, q, weights, scale)
	}
}

func bytesOf(x []float64) []byte {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func floatsOf(b []byte) []float64 {
	x := []float64{}
	for ; len(b) >= 8; b = b[8:] {
		x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return x
}
