package exact

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// drawVector draws n double-doubles.
func drawVector(t *rapid.T, label string, n int) []DD {
	x := make([]DD, n)
	for i := range x {
		x[i] = drawDD(t, fmt.Sprintf("%s[%d]", label, i), -60, 60)
	}
	return x
}

// assertKernel asserts |got - want| <= n u² size, and that got is normalised.
func assertKernel(t assert.TestingT, got DD, want, size *big.Float, n float64, what string) {
	d := abs(sub(got.Big(), want))
	assert.LessOrEqual(t, d.Cmp(mul(New(n*DDUnit), size)), 0, "%s is %v, want %.40g", what, got, want)
	assert.Equal(t, got.Hi, got.Hi+got.Lo, "%s is not normalised", what)
}

// TestDDKernels checks dot product, axpy and rotation against exact sums. A dot
// product often ends in a term that cancels the others.
func TestDDKernels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		x, y := drawVector(t, "x", n), drawVector(t, "y", n)
		if n > 1 && rapid.Bool().Draw(t, "cancel") {
			x[n-1], y[n-1] = DDDot(x[:n-1], y[:n-1]).Neg(), DD{Hi: 1}
		}
		sum, size := newFloat(wide), newFloat(wide)
		for i := range x {
			p := mul(x[i].Big(), y[i].Big())
			sum.Add(sum, p)
			size.Add(size, abs(p))
		}
		assertKernel(t, DDDot(x, y), sum, size, DDDotError(n)/DDUnit, "dot product")

		a := drawDD(t, "a", -60, 60)
		z := append([]DD(nil), y...)
		DDAxpy(a, x, z)
		for i := range z {
			p := mul(a.Big(), x[i].Big())
			assertKernel(t, z[i], add(p, y[i].Big()), add(abs(p), abs(y[i].Big())), 15, "axpy")
		}

		c, s := drawDD(t, "c", -60, 1), drawDD(t, "s", -60, 1)
		v, w := append([]DD(nil), x...), append([]DD(nil), y...)
		DDRotate(c, s, v, w)
		for i := range v {
			cx, sy := mul(c.Big(), x[i].Big()), mul(s.Big(), y[i].Big())
			assertKernel(t, v[i], sub(cx, sy), add(abs(cx), abs(sy)), 15, "c x - s y")
			sx, cy := mul(s.Big(), x[i].Big()), mul(c.Big(), y[i].Big())
			assertKernel(t, w[i], add(sx, cy), add(abs(sx), abs(cy)), 15, "s x + c y")
		}
	})
}

// TestDDKernelsAllocate checks that the kernels do not.
func TestDDKernelsAllocate(t *testing.T) {
	x, y := make([]DD, 20), make([]DD, 20)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		DDAxpy(DDDot(x, y), x, y)
		DDRotate(DD{Hi: 1}, DD{}, x, y)
	}))
}
