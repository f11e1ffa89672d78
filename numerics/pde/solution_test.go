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

// function256 is a function of the plane or the line at 256 bits.
type function256 func(x []*big.Float) *big.Float

// solutions256 are the solutions of the problems that are not sines.
var solutions256 = map[string]function256{
	"kdv": func(x []*big.Float) *big.Float {
		// cos(pi t) = sin(pi (t + 1/2))
		return sines([]*big.Float{x[0], new(big.Float).Add(x[1], big.NewFloat(0.5))})
	},
}

// sines is the solution of all other problems, the product of sin(pi x_d).
func sines(x []*big.Float) *big.Float {
	u := exact.New(1)
	for _, v := range x {
		u.Mul(u, sinPi256(v))
	}
	return u
}

func solution256(problem string) function256 {
	if u, ok := solutions256[problem]; ok {
		return u
	}
	return sines
}

// derivative is the partial derivative alpha of u at x by central
// differences of accuracy 2 in each variable, at 256 bits. It knows the solution
// and nothing of its derivatives. With h = 2^-40 and q = |alpha| <= 4 the
// truncation error is below q h^2 pi^(q+2) / 24 < 2^-72, the rounding below
// 16 * 2^-256 / h^4 = 2^-92.
func derivative(u function256, x []float64, alpha engine.MultiIndex) float64 {
	point := make([]*big.Float, len(x))
	for d := range x {
		point[d] = exact.New(x[d])
	}
	sum := difference(u, point, alpha, 0)
	for range alpha.Order() {
		sum.Quo(sum, big.NewFloat(derivativeStep))
	}
	return exact.Float64(sum)
}

const derivativeStep = 0x1p-40

// difference is the sum of the difference stencils in the variables from d on,
// not yet divided by the powers of the step. Offsets are q/2 - k; at odd q they
// are half-integers, which is as good.
func difference(u function256, point []*big.Float, alpha engine.MultiIndex, d int) *big.Float {
	if d == len(alpha) {
		return u(point)
	}
	here := point[d]
	defer func() { point[d] = here }()
	sum := exact.New(0)
	binomial, q := 1.0, alpha[d]
	for k := 0; k <= q; k++ {
		point[d] = exact.New((float64(q)/2 - float64(k)) * derivativeStep)
		point[d].Add(point[d], here)
		value := difference(u, point, alpha, d+1)
		sum.Add(sum, value.Mul(value, big.NewFloat(binomial)))
		binomial = -binomial * float64(q-k) / float64(k+1)
	}
	return sum
}

const (
	// derivativeError bounds the oracle's own error (see derivative).
	derivativeError = 0x1p-72

	// sinPiError is the relative error that sinPi and cosPi state: 2 ulp.
	sinPiError = 4 * u
)

// targetError is the relative error of a product of n factors sin(pi x_d) or
// cos(pi x_d), the roundings between them, and that of a constant, such as pi^q,
// with its product.
func targetError(n int) float64 { return float64(n)*sinPiError + float64(n-1)*u + 2*u }

// The source is the operator applied to the solution, each target the derivative
// it prescribes, and the solution the product of sines, all to the last digits.
func TestManufactured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plane := []float64{rapid.Float64Range(-1, 1).Draw(t, "x"), rapid.Float64Range(-1, 1).Draw(t, "y")}
		for _, name := range Names() {
			p, err := ByName(name)
			assert.NoError(t, err)
			x := plane[:p.Dim]
			check := func(what string, got float64, products []Product) {
				want, size, oracle, degree := 0.0, 0.0, 0.0, 0
				for _, product := range products {
					d, e := product.Coef, 0.0
					for _, f := range product.Factors {
						v := derivative(solution256(name), x, f)
						e = e*math.Abs(v) + math.Abs(d)*derivativeError
						d *= v
					}
					want += d
					size += math.Abs(d)
					oracle += e
					degree = max(degree, len(product.Factors))
				}
				// The target has a factor for each variable and each factor of a product.
				// It is a sum of as many terms, and so is want, whose terms have degree
				// roundings of their own.
				n := float64(len(products) + degree - 1)
				tol := (targetError(degree*p.Dim)+n*u)*size + oracle
				assert.InDelta(t, want, got, tol, "%s: %s at x = %v", name, what, x)
			}
			check("source", p.Source(x), append(linear(p.Operator...), p.Products...))
			check("solution", p.Solution(x), linear(Term{1, make(engine.MultiIndex, p.Dim)}))
			for _, c := range p.Boundary {
				check(c.Name, c.Target(x), linear(Term{1, c.Index}))
			}
		}
	})
}

// linear writes terms as products of one factor.
func linear(terms ...Term) []Product {
	var products []Product
	for _, term := range terms {
		products = append(products, Product{term.Coef, []engine.MultiIndex{term.Index}})
	}
	return products
}

// At the ends the conditions are what the problem says, without rounding but for
// that of pi.
func TestBoundary(t *testing.T) {
	for _, c := range []struct {
		p             Problem
		value, slopes []float64
	}{
		{Poisson1D(), []float64{-1, 1}, nil},
		{Helmholtz1D(), []float64{-1, 1}, nil},
		{AllenCahn1D(), []float64{-1, 1}, nil},
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

// The conditions of KdV: the start, corners included, then both ends and the right
// end without it, each point once and a multiple of 1/16.
func TestKdVBoundary(t *testing.T) {
	type point = [2]float64
	want := []map[point]float64{{}, {}, {}}
	for i := -16; i <= 16; i++ {
		x := float64(i) / 16
		want[0][point{x, 0}] = sinPi(x)
	}
	for i := 1; i <= 16; i++ {
		s := float64(i) / 16
		want[1][point{-1, s}], want[1][point{1, s}] = 0, 0
		want[2][point{1, s}] = -math.Pi * cosPi(s)
	}
	p := KdV()
	require.Len(t, p.Boundary, len(want))
	for k, c := range p.Boundary {
		got := map[point]float64{}
		for i := 0; i < len(c.Points); i += 2 {
			got[point(c.Points[i:i+2])] = c.Target(c.Points[i : i+2])
		}
		assert.Equal(t, want[k], got, c.Name)
		assert.Len(t, c.Points, 2*len(want[k]), "%s: each point once", c.Name)
	}
	assert.Equal(t, []engine.MultiIndex{{0, 0}, {0, 0}, {1, 0}}, []engine.MultiIndex{p.Boundary[0].Index, p.Boundary[1].Index, p.Boundary[2].Index})
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
