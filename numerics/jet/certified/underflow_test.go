package certified

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
)

// A quotient among the smallest numbers errs by up to half of one, of which u knows
// nothing. In exp(x0 + c t^5) with such a c, coefficient 5 is fl(fl(5 c) e^x0)/5: the
// division outweighs the errors that it divides by 5.
func TestBoundsCoverUnderflow(t *testing.T) {
	for _, c := range []struct {
		single bool
		least  float64
	}{{true, 0x1p-149}, {false, 0x1p-1074}} {
		const order, x0 = 5, -0.5
		worst := 0.0
		for n := 1; n <= 200; n++ {
			x := exactB(jet.Constant(x0, order), c.single)
			x.Value[order] = float64(n) * c.least
			x.Magnitude[order] = math.Abs(x.Value[order])
			y, err := Apply("exp", x)
			require.NoError(t, err)
			want := exact.Exp(exact.New(x0))
			want.Mul(want, exact.New(x.Value[order]))
			off := new(big.Float).Sub(exact.New(y.Value[order]), want)
			off.Abs(off)
			assert.LessOrEqual(t, off.Cmp(exact.New(y.Bound[order])), 0,
				"%d times %v: error %v beyond its bound %v", n, c.least, off, y.Bound[order])
			numbers, _ := off.Quo(off, exact.New(c.least)).Float64()
			worst = max(worst, numbers)
		}
		const before = (1 + 0.61) / order // of the bound, without the division's own: e^x0 < 0.61
		assert.Greater(t, worst, before, "the division shows")
	}
}
