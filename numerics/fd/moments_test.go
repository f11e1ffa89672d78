package fd_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/fd"
)

// moment sums w_j s_j^k from the exported offsets and weights.
func moment(s fd.Stencil, k int) *big.Rat {
	sum := new(big.Rat)
	for j, w := range s.Weights() {
		sum = add(sum, mul(w, pow(s.Offsets()[j], k)))
	}
	return sum
}

// The sum rules define the weights: M_k = 0 up to q+p-1 but for M_q = q!.
func TestSumRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(0, 4).Draw(t, "q")
		offsets := offsetsFor(t, q)
		s, err := fd.NewRat(q, offsets)
		require.NoError(t, err)

		p := s.Accuracy()
		if p == fd.Exact {
			assert.Equal(t, "q=0: 1[0]", s.String())
			return
		}
		// n offsets satisfy n conditions; symmetry may add more, never fewer.
		assert.GreaterOrEqual(t, p, len(offsets)-q)
		for k := range q + p {
			want := new(big.Rat)
			if k == q {
				want = factorial(q)
			}
			assert.Equal(t, want.RatString(), moment(s, k).RatString(), "moment %d", k)
			assert.Equal(t, want.RatString(), s.Moment(k).RatString(), "moment %d", k)
		}
		lead := moment(s, q+p)
		assert.NotZero(t, lead.Sign())
		assert.Equal(t, quo(lead, factorial(q+p)).RatString(), s.Constant().RatString())
		for _, w := range s.Weights() {
			assert.NotZero(t, w.Sign())
		}
	})
}

func TestAbsMoment(t *testing.T) {
	s := must(t)(fd.Central(4, 2))
	assert.Equal(t, "16", s.AbsWeightSum().RatString())
	assert.Equal(t, "136", s.AbsMoment(6).RatString()) // 2 (4·1 + 1·64)
	s = must(t)(fd.Forward(1, 2))
	assert.Equal(t, "4", s.AbsWeightSum().RatString())
	assert.Equal(t, "6", s.AbsMoment(3).RatString()) // 2·1 + 8/2
	assert.Panics(t, func() { s.Moment(-1) })
}

// In exact arithmetic a stencil differentiates every polynomial of degree below
// p+q without error, and one of degree p+q with error C h^p f^(p+q).
func TestExactOnPolynomials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStencil(t)
		q, p := s.Order(), s.Accuracy()
		if p == fd.Exact {
			p = 5
		}
		degree := q + p
		coeffs := rapid.SliceOfN(smallRat(9), degree+1, degree+1).Draw(t, "coeffs")
		x := smallRat(9).Draw(t, "x")
		h := smallRat(9).Filter(func(r *big.Rat) bool { return r.Sign() != 0 }).Draw(t, "h")

		for _, top := range []int{degree - 1, degree} {
			got := new(big.Rat)
			for j, w := range s.Weights() {
				got = add(got, mul(w, derivative(coeffs[:top+1], 0, add(x, mul(s.Offsets()[j], h)))))
			}
			got = quo(got, pow(h, q))
			want := derivative(coeffs[:top+1], q, x)
			if top == degree {
				lead := mul(coeffs[degree], factorial(degree))
				want = add(want, mul(mul(s.Constant(), pow(h, p)), lead))
			}
			assert.Equal(t, want.RatString(), got.RatString(), "degree %d", top)
		}
	})
}

// derivative is the q-th derivative at x of Σ c_k x^k, term by term.
func derivative(c []*big.Rat, q int, x *big.Rat) *big.Rat {
	sum := new(big.Rat)
	for k := q; k < len(c); k++ {
		sum = add(sum, mul(mul(c[k], quo(factorial(k), factorial(k-q))), pow(x, k-q)))
	}
	return sum
}
