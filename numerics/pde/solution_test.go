package pde

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
)

// sinPi256 is sin(pi x) at 256 bits.
func sinPi256(x *big.Float) *big.Float {
	return exact.Sin(new(big.Float).SetPrec(exact.Prec).Mul(exact.Pi(exact.Prec), x))
}

// derivative is the derivative of order q of sin(pi x) by the central difference
// of accuracy 2 at 256 bits. It knows the solution and nothing of its
// derivatives. With h = 2^-40 the truncation error is below
// q h^2 pi^(q+2) / 24 < 2^-72 for q <= 4, the rounding below 16 * 2^-256 / h^4 =
// 2^-92.
func derivative(x float64, q int) float64 {
	const h = 0x1p-40
	sum := new(big.Float).SetPrec(exact.Prec)
	binomial := 1.0
	for k := 0; k <= q; k++ {
		// Offsets q/2 - k; at odd q they are half-integers, which is as good.
		point := new(big.Float).SetPrec(exact.Prec).SetFloat64(x)
		point.Add(point, big.NewFloat((float64(q)/2-float64(k))*h))
		value := sinPi256(point)
		sum.Add(sum, value.Mul(value, big.NewFloat(binomial)))
		binomial = -binomial * float64(q-k) / float64(k+1)
	}
	for range q {
		sum.Quo(sum, big.NewFloat(h))
	}
	return exact.Float64(sum)
}

const (
	// derivativeError bounds the oracle's own error (see derivative).
	derivativeError = 0x1p-72

	// sinPiError is the relative error that sinPi and cosPi state: 2 ulp.
	sinPiError = 4 * u

	// targetError adds the rounding of a constant pi^q and of its product.
	targetError = sinPiError + 2*u
)

// The source is the operator applied to the solution, each target the derivative
// it prescribes, and the solution sin(pi x), all to the last digits.
func TestManufactured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1, 1).Draw(t, "x")
		for _, name := range Names() {
			p, err := ByName(name)
			assert.NoError(t, err)
			check := func(what string, got float64, terms []Term) {
				want, size := 0.0, 0.0
				for _, term := range terms {
					d := term.Coef * derivative(x, term.Index.Order())
					want += d
					size += math.Abs(d)
				}
				assert.InDelta(t, want, got, targetError*size+derivativeError, "%s: %s at x = %v", name, what, x)
			}
			at := []float64{x}
			check("source", p.Source(at), p.Operator)
			check("solution", p.Solution(at), []Term{{1, engine.MultiIndex{0}}})
			for _, c := range p.Boundary {
				check(c.Name, c.Target(at), []Term{{1, c.Index}})
			}
		}
	})
}

// At the ends the conditions are what the problem says, without rounding but for
// that of pi.
func TestBoundary(t *testing.T) {
	p := Biharmonic1D()
	for _, x := range []float64{-1, 1} {
		assert.Zero(t, p.Boundary[0].Target([]float64{x}), "value at %v", x)
		assert.Equal(t, -math.Pi, p.Boundary[1].Target([]float64{x}), "slope at %v", x)
		assert.Zero(t, p.Solution([]float64{x}))
		assert.Zero(t, p.Source([]float64{x}))
	}
	assert.Equal(t, []float64{-1, 1}, p.Boundary[0].Points)
	assert.Equal(t, []float64{-1, 1}, p.Boundary[1].Points)
}

// checkPi compares sinPi and cosPi at x with 256 bits, relatively: next to a zero
// an absolute tolerance would see nothing.
func checkPi(t assert.TestingT, x float64) {
	half := big.NewFloat(0.5)
	shifted := exact.New(x)
	shifted.Add(shifted, half) // cos(pi x) = sin(pi (x + 1/2))
	for _, c := range []struct {
		name string
		got  float64
		at   *big.Float
	}{{"sin", sinPi(x), exact.New(x)}, {"cos", cosPi(x), shifted}} {
		want := exact.Float64(sinPi256(c.at))
		// u for the rounding of want; the oracle's own pi x is off by 8 pi 2^-256.
		assert.InDelta(t, want, c.got, (sinPiError+u)*math.Abs(want)+0x1p-251, "%s(pi %v)", c.name, x)
	}
}

func TestSinPi(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkPi(t, rapid.Float64Range(-8, 8).Draw(t, "x"))
	})
}

// Where the reduction changes its branch, to either side and on the spot.
func TestSinPiAtQuarters(t *testing.T) {
	for x := -6.0; x <= 6; x += 0.25 {
		checkPi(t, math.Nextafter(x, -9))
		checkPi(t, x)
		checkPi(t, math.Nextafter(x, 9))
	}
	for k := -6.0; k <= 6; k++ {
		assert.Zero(t, sinPi(k), "sin(pi %v)", k)
		assert.Zero(t, cosPi(k+0.5), "cos(pi %v)", k+0.5)
		sign := 1 - 2*math.Abs(math.Mod(k, 2))
		assert.Equal(t, sign, cosPi(k), "cos(pi %v)", k)
		assert.Equal(t, sign, sinPi(k+0.5), "sin(pi %v)", k+0.5)
	}
}
