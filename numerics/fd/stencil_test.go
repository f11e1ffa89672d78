package fd_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/fd"
)

// The weights of the textbook tables. A weight 0 in the middle is left out of
// the stencil.
func TestCentralTable(t *testing.T) {
	for _, c := range []struct {
		q, p    int
		weights string
	}{
		{1, 2, "-1/2 1/2"},
		{1, 4, "1/12 -2/3 2/3 -1/12"},
		{1, 6, "-1/60 3/20 -3/4 3/4 -3/20 1/60"},
		{1, 8, "1/280 -4/105 1/5 -4/5 4/5 -1/5 4/105 -1/280"},
		{2, 2, "1 -2 1"},
		{2, 4, "-1/12 4/3 -5/2 4/3 -1/12"},
		{2, 6, "1/90 -3/20 3/2 -49/18 3/2 -3/20 1/90"},
		{2, 8, "-1/560 8/315 -1/5 8/5 -205/72 8/5 -1/5 8/315 -1/560"},
		{3, 2, "-1/2 1 -1 1/2"},
		{3, 4, "1/8 -1 13/8 -13/8 1 -1/8"},
		{3, 6, "-7/240 3/10 -169/120 61/30 -61/30 169/120 -3/10 7/240"},
		{3, 8, "41/6048 -1261/15120 541/1120 -4369/2520 1669/720 -1669/720 4369/2520 -541/1120 1261/15120 -41/6048"},
		{4, 2, "1 -4 6 -4 1"},
		{4, 4, "-1/6 2 -13/2 28/3 -13/2 2 -1/6"},
		{4, 6, "7/240 -2/5 169/60 -122/15 91/8 -122/15 169/60 -2/5 7/240"},
		{4, 8, "-41/7560 1261/15120 -541/840 4369/1260 -1669/180 1529/120 -1669/180 4369/1260 -541/840 1261/15120 -41/7560"},
	} {
		s, err := fd.Central(c.q, c.p)
		require.NoError(t, err)
		assert.Equal(t, c.weights, text(s.Weights()), "q=%d p=%d", c.q, c.p)
		assert.Equal(t, c.q, s.Order())
		assert.Equal(t, c.p, s.Accuracy(), "q=%d p=%d", c.q, c.p)

		m := (len(s.Weights())) / 2
		var offsets []*big.Rat
		for k := -m; k <= m; k++ {
			if k != 0 || c.q%2 == 0 {
				offsets = append(offsets, big.NewRat(int64(k), 1))
			}
		}
		assert.Equal(t, text(offsets), text(s.Offsets()), "q=%d p=%d", c.q, c.p)
	}
}

func TestOneSidedTable(t *testing.T) {
	for _, c := range []struct {
		q, p    int
		weights string
	}{
		{1, 1, "-1 1"},
		{1, 2, "-3/2 2 -1/2"},
		{1, 3, "-11/6 3 -3/2 1/3"},
		{2, 1, "1 -2 1"},
		{2, 2, "2 -5 4 -1"},
		{3, 1, "-1 3 -3 1"},
		{3, 2, "-5/2 9 -12 7 -3/2"},
		{4, 1, "1 -4 6 -4 1"},
		{4, 2, "3 -14 26 -24 11 -2"},
	} {
		forward, err := fd.Forward(c.q, c.p)
		require.NoError(t, err)
		assert.Equal(t, c.weights, text(forward.Weights()), "q=%d p=%d", c.q, c.p)
		assert.Equal(t, c.p, forward.Accuracy(), "q=%d p=%d", c.q, c.p)

		// x -> -x turns one into the other and gives weights the sign (-1)^q.
		backward, err := fd.Backward(c.q, c.p)
		require.NoError(t, err)
		assert.Equal(t, c.p, backward.Accuracy(), "q=%d p=%d", c.q, c.p)
		n := forward.Len()
		require.Equal(t, n, backward.Len())
		sign := big.NewRat(int64(1-2*(c.q%2)), 1)
		for j := range n {
			assert.Zero(t, mul(sign, forward.Weights()[j]).Cmp(backward.Weights()[n-1-j]))
			assert.Zero(t, new(big.Rat).Neg(forward.Offsets()[j]).Cmp(backward.Offsets()[n-1-j]))
		}
	}
}

func TestOrderZeroIsTheIdentity(t *testing.T) {
	for name, make := range map[string]func(q, p int) (fd.Stencil, error){
		"central": fd.Central, "forward": fd.Forward, "backward": fd.Backward,
	} {
		s, err := make(0, 4)
		require.NoError(t, err)
		assert.Equal(t, "q=0: 1[0]", s.String(), name)
		assert.Equal(t, fd.Exact, s.Accuracy(), name)
		assert.Zero(t, s.Constant().Sign(), name)
	}
	// Without the point itself among the offsets, order 0 is interpolation.
	mean := must(t)(fd.New(0, []float64{-1, 1}))
	assert.Equal(t, "q=0: 1/2[-1] 1/2[1]", mean.String())
	assert.Equal(t, 2, mean.Accuracy())
	assert.Equal(t, "1/2", mean.Constant().RatString())
}

func TestHalfIntegerAndUnevenOffsets(t *testing.T) {
	s := must(t)(fd.New(1, []float64{0.5, -0.5}))
	assert.Equal(t, "q=1: -1[-1/2] 1[1/2]", s.String())
	assert.Equal(t, "1/24", s.Constant().RatString())

	// The uneven second derivative 2/(a(a+b)), -2/(ab), 2/(b(a+b)) with a = 1, b = 2
	// has first-order error (b-a)/3.
	s = must(t)(fd.New(2, []float64{-1, 0, 2}))
	assert.Equal(t, "q=2: 2/3[-1] -1[0] 1/3[2]", s.String())
	assert.Equal(t, 1, s.Accuracy())
	assert.Equal(t, "1/3", s.Constant().RatString())
}

func TestWeightsAreRoundedOnce(t *testing.T) {
	s := must(t)(fd.Central(3, 8))
	offsets, weights := s.Float64()
	_, weights32, err := fd.Round[float32](s)
	require.NoError(t, err)
	for j, w := range s.Weights() {
		assert.Equal(t, float64(s.Offsets()[j].Num().Int64()), offsets[j])
		want64, _ := new(big.Float).SetPrec(53).SetRat(w).Float64()
		assert.Equal(t, want64, weights[j])
		want32, _ := new(big.Float).SetPrec(24).SetRat(w).Float32()
		assert.Equal(t, want32, weights32[j])
	}

	// 1 + 2^-24 + 2^-60 rounds up to 1 + 2^-23 in float32, but down to 1 by way
	// of float64, which drops the last bit and leaves a tie.
	w := add(big.NewRat(1, 1), add(pow(big.NewRat(1, 2), 24), pow(big.NewRat(1, 2), 60)))
	s = must(t)(fd.NewRat(1, []*big.Rat{new(big.Rat), new(big.Rat).Inv(w)}))
	_, weights32, err = fd.Round[float32](s)
	require.NoError(t, err)
	assert.Equal(t, []float32{-1 - 0x1p-23, 1 + 0x1p-23}, weights32)
}

// Weights depend on the set of offsets; stretching it by c divides them by c^q,
// mirroring it gives them the sign (-1)^q.
func TestWeightSymmetries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(0, 4).Draw(t, "q")
		offsets := offsetsFor(t, q)
		s, err := fd.NewRat(q, offsets)
		require.NoError(t, err)

		shuffled, err := fd.NewRat(q, rapid.Permutation(offsets).Draw(t, "shuffled"))
		require.NoError(t, err)
		assert.Equal(t, s.String(), shuffled.String())

		c := smallRat(9).Filter(func(r *big.Rat) bool { return r.Sign() > 0 }).Draw(t, "c")
		if rapid.Bool().Draw(t, "mirror") {
			c.Neg(c)
		}
		stretched := make([]*big.Rat, len(offsets))
		for i := range offsets {
			stretched[i] = mul(c, offsets[i])
		}
		r, err := fd.NewRat(q, stretched)
		require.NoError(t, err)
		require.Equal(t, s.Len(), r.Len())
		for j := range s.Len() {
			k := j
			if c.Sign() < 0 {
				k = s.Len() - 1 - j
			}
			assert.Zero(t, mul(c, s.Offsets()[j]).Cmp(r.Offsets()[k]))
			assert.Zero(t, quo(s.Weights()[j], pow(c, q)).Cmp(r.Weights()[k]))
		}
	})
}

func TestConstructorErrors(t *testing.T) {
	for _, c := range []struct {
		offsets []float64
		q       int
		want    string
	}{
		{[]float64{0, 1}, -1, "order -1"},
		{nil, 0, "0 offsets for a derivative of order 0, want at least 1"},
		{[]float64{0, 1}, 2, "2 offsets for a derivative of order 2, want at least 3"},
		{[]float64{0, 1, 0.25, 1}, 1, "offset 1 occurs twice"},
		{[]float64{0, math.NaN()}, 1, "offset 1 is NaN"},
		{[]float64{math.Inf(-1), 0}, 1, "offset 0 is -Inf"},
		{[]float64{0, 0x1p-1074}, 1, "weight of offset 0: -2.02402e+323 is outside the normal range of float64"},
	} {
		_, err := fd.New(c.q, c.offsets)
		assert.ErrorContains(t, err, c.want)
	}

	third := big.NewRat(1, 3)
	_, err := fd.NewRat(1, []*big.Rat{third, nil})
	assert.ErrorContains(t, err, "offset 1 is nil")
	near := add(third, pow(big.NewRat(1, 10), 30))
	_, err = fd.NewRat(1, []*big.Rat{third, near})
	assert.ErrorContains(t, err, "are both 0.3333333333333333 in float64")

	// What fits float64 need not fit float32.
	far := must(t)(fd.New(1, []float64{0, 1e100}))
	_, _, err = fd.Round[float32](far)
	assert.ErrorContains(t, err, "weight of offset 0: -1e-100 is outside the normal range of float32")
	far = must(t)(fd.New(0, []float64{1e100}))
	_, _, err = fd.Round[float32](far)
	assert.ErrorContains(t, err, "offset 0: 1e+100 is outside the normal range of float32")
	err = fd.ApplyBatch(far, func(x, y []float32) {}, []float32{0}, 1, []float32{0})
	assert.ErrorContains(t, err, "outside the normal range of float32")

	for _, c := range []struct {
		make func(q, p int) (fd.Stencil, error)
		q, p int
		want string
	}{
		{fd.Central, 2, 3, "central stencil of accuracy 3, want an even number"},
		{fd.Central, 2, 0, "accuracy 0, want at least 1"},
		{fd.Central, -1, 2, "order -1"},
		{fd.Forward, 1, 0, "accuracy 0"},
		{fd.Forward, -2, 1, "order -2"},
		{fd.Backward, 1, -1, "accuracy -1"},
		{fd.Backward, -3, 1, "order -3"},
	} {
		_, err := c.make(c.q, c.p)
		assert.ErrorContains(t, err, c.want)
	}
}

// A stencil cannot be changed from outside.
func TestStencilIsImmutable(t *testing.T) {
	offsets := []*big.Rat{big.NewRat(-1, 1), big.NewRat(0, 1), big.NewRat(1, 1)}
	s := must(t)(fd.NewRat(2, offsets))
	want := s.String()
	offsets[0].SetInt64(7)
	s.Offsets()[0].SetInt64(7)
	s.Weights()[0].SetInt64(7)
	s.Constant().SetInt64(7)
	o, w := s.Float64()
	o[0], w[0] = 7, 7
	assert.Equal(t, want, s.String())
	assert.Equal(t, "1/12", s.Constant().RatString())
	o, w = s.Float64()
	assert.Equal(t, []float64{-1, 0, 1}, o)
	assert.Equal(t, []float64{1, -2, 1}, w)
}

func TestZeroStencil(t *testing.T) {
	var s fd.Stencil
	assert.Zero(t, s.Len())
	assert.Zero(t, s.Constant().Sign())
	_, err := s.Apply(math.Exp, 0, 1)
	assert.ErrorContains(t, err, "stencil without points")
	_, err = s.Formula()
	assert.Error(t, err)
}

func ExampleNew() {
	s, err := fd.New(1, []float64{0, 1, 3})
	if err != nil {
		panic(err)
	}
	fmt.Println(s)
	fmt.Println("accuracy", s.Accuracy(), "constant", s.Constant().RatString())
	// Output:
	// q=1: -4/3[0] 3/2[1] -1/6[3]
	// accuracy 2 constant -1/2
}
