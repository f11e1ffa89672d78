package pde

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
)

// sinPi256 is sin(pi x) at 256 bits.
func sinPi256(x *big.Float) *big.Float {
	return exact.Sin(new(big.Float).SetPrec(exact.Prec).Mul(exact.Pi(exact.Prec), x))
}

// solution256 is the solution of every problem, the product of sin(pi x_d), at
// 256 bits.
func solution256(x []*big.Float) *big.Float {
	u := exact.New(1)
	for _, v := range x {
		u.Mul(u, sinPi256(v))
	}
	return u
}

// derivative is the partial derivative alpha of the solution at x by central
// differences of accuracy 2 in each variable, at 256 bits. It knows the solution
// and nothing of its derivatives. With h = 2^-40 and q = |alpha| <= 4 the
// truncation error is below q h^2 pi^(q+2) / 24 < 2^-72, the rounding below
// 16 * 2^-256 / h^4 = 2^-92.
func derivative(x []float64, alpha engine.MultiIndex) float64 {
	point := make([]*big.Float, len(x))
	for d := range x {
		point[d] = exact.New(x[d])
	}
	sum := difference(point, alpha, 0)
	for range alpha.Order() {
		sum.Quo(sum, big.NewFloat(derivativeStep))
	}
	return exact.Float64(sum)
}

const derivativeStep = 0x1p-40

// difference is the sum of the difference stencils in the variables from d on,
// not yet divided by the powers of the step. Offsets are q/2 - k; at odd q they
// are half-integers, which is as good.
func difference(point []*big.Float, alpha engine.MultiIndex, d int) *big.Float {
	if d == len(alpha) {
		return solution256(point)
	}
	here := point[d]
	defer func() { point[d] = here }()
	sum := exact.New(0)
	binomial, q := 1.0, alpha[d]
	for k := 0; k <= q; k++ {
		point[d] = exact.New((float64(q)/2 - float64(k)) * derivativeStep)
		point[d].Add(point[d], here)
		value := difference(point, alpha, d+1)
		sum.Add(sum, value.Mul(value, big.NewFloat(binomial)))
		binomial = -binomial * float64(q-k) / float64(k+1)
	}
	return sum
}

const (
	// derivativeError bounds the oracle's own error (see derivative), once for
	// each of at most three terms with coefficients that add up to at most 4.
	derivativeError = 4 * 0x1p-72

	// sinPiError is the relative error that sinPi and cosPi state: 2 ulp.
	sinPiError = 4 * u
)

// targetError is the relative error of a product of one factor sin(pi x_d) or
// cos(pi x_d) for each variable, the roundings between them, and that of a
// constant, such as pi^q, with its product.
func targetError(dim int) float64 { return float64(dim)*sinPiError + float64(dim-1)*u + 2*u }

// The source is the operator applied to the solution, each target the derivative
// it prescribes, and the solution the product of sin(pi x_d), all to the last
// digits.
func TestManufactured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plane := []float64{rapid.Float64Range(-1, 1).Draw(t, "x"), rapid.Float64Range(-1, 1).Draw(t, "y")}
		for _, name := range Names() {
			p, err := ByName(name)
			assert.NoError(t, err)
			x := plane[:p.Dim]
			check := func(what string, got float64, terms []Term) {
				want, size := 0.0, 0.0
				for _, term := range terms {
					d := term.Coef * derivative(x, term.Index)
					want += d
					size += math.Abs(d)
				}
				// want itself is a sum of rounded terms.
				tol := (targetError(p.Dim)+float64(len(terms))*u)*size + derivativeError
				assert.InDelta(t, want, got, tol, "%s: %s at x = %v", name, what, x)
			}
			check("source", p.Source(x), p.Operator)
			check("solution", p.Solution(x), []Term{{1, make(engine.MultiIndex, p.Dim)}})
			for _, c := range p.Boundary {
				check(c.Name, c.Target(x), []Term{{1, c.Index}})
			}
		}
	})
}

// At the ends the conditions are what the problem says, without rounding but for
// that of pi.
func TestBoundary(t *testing.T) {
	for _, c := range []struct {
		p             Problem
		value, slopes []float64
	}{
		{Poisson1D(), []float64{-1, 1}, nil},
		{Biharmonic1D(), []float64{-1, 1}, []float64{-1, 1}},
		{ThirdOrder1D(), []float64{-1, 1}, []float64{1}},
		{KuramotoSivashinsky1D(), []float64{-1, 1}, []float64{-1, 1}},
	} {
		assert.Equal(t, c.value, c.p.Boundary[0].Points, c.p.Name)
		if c.slopes == nil {
			assert.Len(t, c.p.Boundary, 1, c.p.Name)
		} else {
			assert.Equal(t, c.slopes, c.p.Boundary[1].Points, c.p.Name)
		}
		for _, x := range []float64{-1, 1} {
			assert.Zero(t, c.p.Solution([]float64{x}))
			assert.Zero(t, c.p.Boundary[0].Target([]float64{x}), "value at %v", x)
			if c.slopes != nil {
				assert.Equal(t, -math.Pi, c.p.Boundary[1].Target([]float64{x}), "slope at %v", x)
			}
		}
	}
}

// The boundary of the square: every point of the grid of distance 1/16 that lies
// on it, each once, with the value 0; and the slope across an edge at the same
// points without the corners.
func TestSquareBoundary(t *testing.T) {
	const intervals = 32
	type point = [2]float64
	values, acrossX, acrossY := map[point]bool{}, map[point]bool{}, map[point]bool{}
	for i := range intervals + 1 {
		for _, end := range []float64{-1, 1} {
			v := float64(2*i-intervals) / intervals
			values[point{v, end}], values[point{end, v}] = true, true
			if 0 < i && i < intervals {
				acrossX[point{end, v}], acrossY[point{v, end}] = true, true
			}
		}
	}
	p := Biharmonic2D()
	assert.Equal(t, Poisson2D().Boundary[0].Points, p.Boundary[0].Points)
	require.Len(t, p.Boundary, 3)
	for k, want := range []map[point]bool{values, acrossX, acrossY} {
		c := p.Boundary[k]
		got := map[point]bool{}
		for i := 0; i < len(c.Points); i += 2 {
			x := c.Points[i : i+2]
			got[point(x)] = true
			if k == 0 {
				assert.Zero(t, c.Target(x), "value at %v", x)
			} else {
				assert.Equal(t, -math.Pi*sinPi(x[2-k]), c.Target(x), "%s at %v", c.Name, x)
			}
		}
		assert.Equal(t, want, got, c.Name)
		assert.Len(t, c.Points, 2*len(want), "%s: each point once", c.Name)
	}
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
