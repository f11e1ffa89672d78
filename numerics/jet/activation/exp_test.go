package activation

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/exact"
)

// 2^(j/128) = exp(j ln2/128), to within the last bit of the head and the tail.
func TestExpTable(t *testing.T) {
	const tailBits = 0x1p-105 // half an ulp of the tail, which is below 2^-53
	for j, e := range expTable {
		x := new(big.Float).SetPrec(exact.Prec).SetRat(big.NewRat(int64(j), expPieces))
		want := exact.Exp(x.Mul(x, exact.Ln2(exact.Prec)))
		head := math.Float64frombits(e.bits + uint64(j)<<45)
		assert.Equal(t, exact.Float64(want), head, "j = %d", j)

		rest := new(big.Float).Sub(want, exact.New(head))
		rest.Quo(rest, want)
		d, _ := exact.Error64(e.tail, rest)
		assert.LessOrEqual(t, d, tailBits, "j = %d", j)
	}
}

// The arguments at which the kernels change their method.
func TestKernelEdges(t *testing.T) {
	const expUlps, sinUlps = 1.1, 1 // derived above the kernels
	for _, edge := range []float64{expMin, expMax, 0, -math.Ln2 / 256, math.Ln2 / 256, -745, -744.4, -709.1, 709.3, 709.5, 709.7, 709.78271289338397, -745.13321910194122} {
		for _, x := range []float64{math.Nextafter(edge, math.Inf(-1)), edge, math.Nextafter(edge, math.Inf(1))} {
			y := []float64{x}
			expInPlace(y)
			_, ulps := exact.Error64(y[0], exact.Exp(exact.New(x)))
			assert.LessOrEqual(t, ulps, expUlps, "exp(%v)", x)
		}
	}
	for _, x := range []float64{trigMax, math.Nextafter(trigMax, 0), math.Nextafter(trigMax, math.Inf(1)), 355, 1e5, 710, 1e6, math.Pi / 4} {
		s, c := []float64{0}, []float64{0}
		sincosTile([]float64{x}, s, c)
		_, ulps := exact.Error64(s[0], exact.Sin(exact.New(x)))
		assert.LessOrEqual(t, ulps, float64(sinUlps), "sin(%v)", x)
		_, ulps = exact.Error64(c[0], exact.Cos(exact.New(x)))
		assert.LessOrEqual(t, ulps, float64(sinUlps), "cos(%v)", x)
	}
}
