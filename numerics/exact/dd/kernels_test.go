package dd

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
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
	d := number.Abs(exacttest.Sub(got.Big(), want))
	assert.LessOrEqual(t, d.Cmp(exacttest.Mul(exact.New(n*Unit), size)), 0, "%s is %v, want %.40g", what, got, want)
	assert.Equal(t, got.Hi, got.Hi+got.Lo, "%s is not normalised", what)
}

// TestKernels checks dot product, axpy and rotation against exact sums. A dot
// product often ends in a term that cancels the others.
func TestKernels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		x, y := drawVector(t, "x", n), drawVector(t, "y", n)
		if n > 1 && rapid.Bool().Draw(t, "cancel") {
			x[n-1], y[n-1] = Dot(x[:n-1], y[:n-1]).Neg(), DD{Hi: 1}
		}
		sum, size := number.NewFloat(exacttest.Wide), number.NewFloat(exacttest.Wide)
		for i := range x {
			p := exacttest.Mul(x[i].Big(), y[i].Big())
			sum.Add(sum, p)
			size.Add(size, number.Abs(p))
		}
		assertKernel(t, Dot(x, y), sum, size, DotError(n)/Unit, "dot product")

		a := drawDD(t, "a", -60, 60)
		z := append([]DD(nil), y...)
		Axpy(a, x, z)
		for i := range z {
			p := exacttest.Mul(a.Big(), x[i].Big())
			assertKernel(t, z[i], exacttest.Add(p, y[i].Big()), exacttest.Add(number.Abs(p), number.Abs(y[i].Big())), 15, "axpy")
		}

		c, s := drawDD(t, "c", -60, 1), drawDD(t, "s", -60, 1)
		v, w := append([]DD(nil), x...), append([]DD(nil), y...)
		Rotate(c, s, v, w)
		for i := range v {
			cx, sy := exacttest.Mul(c.Big(), x[i].Big()), exacttest.Mul(s.Big(), y[i].Big())
			assertKernel(t, v[i], exacttest.Sub(cx, sy), exacttest.Add(number.Abs(cx), number.Abs(sy)), 15, "c x - s y")
			sx, cy := exacttest.Mul(s.Big(), x[i].Big()), exacttest.Mul(c.Big(), y[i].Big())
			assertKernel(t, w[i], exacttest.Add(sx, cy), exacttest.Add(number.Abs(sx), number.Abs(cy)), 15, "s x + c y")
		}
	})
}

// TestKernelsAllocate checks that the kernels do not.
func TestKernelsAllocate(t *testing.T) {
	x, y := make([]DD, 20), make([]DD, 20)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		Axpy(Dot(x, y), x, y)
		Rotate(DD{Hi: 1}, DD{}, x, y)
	}))
}
