package pointwise

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// F3's formula has two scales, that of f, which is rounded, and that of f^(p+q), which is cut off. A
// factor of f stands in both, and moves neither ratio. The functions of the claim have derivatives of
// one size, so that the norm of another derivative passes there for that of f. On [16, 32] the root
// mean squares of 1/x are 1/23, 1/470, 1/4700, 1/29000 and 1/131000 from f to its fourth
// derivative: the norm of another one in either place moves the formula by 1.4 at least, and F for G by
// more than the claim's factor of 4.
func TestBestStepKeepsTheScalesApart(t *testing.T) {
	const claimed = 4 // bestFactor of F3
	s := claims.DefaultSetup(claims.Short, 9)
	for _, c := range []struct {
		q, p             int
		constant, weight float64 // C and W
		factorial        float64 // |f^(p+q)| = factorial/x^(p+q+1)
	}{
		{1, 2, 1. / 6, 1, 6},
		{2, 2, 1. / 12, 4, 24},
	} {
		rows, err := formulaCell{analytic{"recip", 16, 32, 1}, c.q, c.p}.bestSteps(t.Context(), s, rand.New(rand.NewPCG(9, 2)))
		require.NoError(t, err)
		rng := rand.New(rand.NewPCG(9, 2))
		value, derivative := 0., 0.
		for range 48 {
			x := float64(float32(within(16, 32, rng)))
			value += 1 / (48 * x * x)
			derivative += math.Pow(c.factorial/math.Pow(x, float64(c.p+c.q+1)), 2) / 48
		}
		// Sums of 48 squares, roots and powers are rounded less than 2^13 times in all.
		const sums = 0x1p13 * theory.UnitRoundoff64
		q, p := float64(c.q), float64(c.p)
		for k, bits := range []int{24, 53, 106} {
			v := math.Ldexp(1, -bits) / math.Sqrt(3)
			h := math.Pow(q*v*c.weight*math.Sqrt(value)/(p*c.constant*math.Sqrt(derivative)), 1/(p+q))
			least := c.constant * math.Sqrt(derivative) * math.Pow(h, p) * (1 + p/q)
			assert.InEpsilon(t, rows[k].step/h, rows[k].stepRatio, sums, "q=%v, %d bits", q, bits)
			assert.InEpsilon(t, rows[k].least/least, rows[k].leastRatio, sums, "q=%v, %d bits", q, bits)
			for _, ratio := range []float64{rows[k].stepRatio, rows[k].leastRatio} {
				assert.LessOrEqual(t, max(ratio, 1/ratio), float64(claimed), "q=%v, %d bits: measured over the formula", q, bits)
			}
		}
	}
}
