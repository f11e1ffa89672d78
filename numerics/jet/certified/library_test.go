package certified

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/big"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/jet/internal/scalar"
)

// libraryPoints is the number of random arguments per range.
func libraryPoints() int {
	if testing.Short() {
		return 80
	}
	return 400
}

// span is a range of arguments: uniform in [lo, hi], or uniform in the logarithm.
type span struct {
	lo, hi float64
	log    bool
}

func (s span) draw(r *rand.Rand) float64 {
	if s.log {
		return s.lo * math.Exp(r.Float64()*math.Log(s.hi/s.lo))
	}
	return s.lo + (s.hi-s.lo)*r.Float64()
}

// nearMultiples are the float64 neighbours of multiples of pi/2 and pi/4, where
// the argument reduction of sin and cos cancels.
func nearMultiples() []float64 {
	var x []float64
	for _, n := range []float64{1, 2, 3, 4, 5, 6, 7, 11, 22, 355, 710, 1e4, 103993, 208341, 1 << 28, 1 << 40} {
		z := n * (math.Pi / 4)
		x = append(x, z, -z, math.Nextafter(z, 0), math.Nextafter(z, 2*z))
	}
	return x
}

// call is a function of a number, its oracle, its assumed error as a multiple of
// the exact value and an absolute one, and where it is compared.
type numberFunction struct {
	name   string
	f      func(x float64) float64
	exact  func(x *big.Float) *big.Float
	error  float64                    // relative, in units of roundoff
	extra  func(x, y float64) float64 // absolute, for the reduced argument
	spans  []span
	points []float64
}

func (c numberFunction) check(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, 0))
	xs := c.points
	for _, s := range c.spans {
		for range libraryPoints() {
			xs = append(xs, s.draw(r))
		}
	}
	worst, at := 0.0, 0.0
	for _, x := range xs {
		want := c.exact(exact.New(x))
		got := c.f(x)
		off, _ := exact.Error64(got, want)
		size := math.Abs(exact.Float64(want))
		// The seed's own floor: below the normal numbers errors are absolute.
		allowed := c.error*unit*size + seedUnderflow
		if c.extra != nil {
			allowed += c.extra(x, size)
		}
		if !(off <= allowed) {
			t.Errorf("%s(%v) = %v is off by %.4g, assumed at most %.4g; seed %d", c.name, x, got, off, allowed, seed)
		}
		if size >= 0x1p-1022 && off/size/unit > worst {
			worst, at = off/size/unit, x
		}
	}
	t.Logf("%-10s worst %6.2f u at %-24v assumed %.0f u (%d points)", c.name, worst, at, c.error, len(xs))
}

// log1p adds exactly: the sum of 1 and a float64 above 2^-1074 has 1075 bits.
func log1p(x *big.Float) *big.Float {
	return exact.Log(new(big.Float).SetPrec(1200).Add(x, big.NewFloat(1)))
}

var (
	overReals   = []span{{-745, 709, false}, {-1, 1, false}, {1e-300, 1, true}, {-20, 20, false}}
	positive    = []span{{1e-300, 1e300, true}, {0.5, 2, false}, {0.999, 1.001, false}}
	circle      = []span{{-10, 10, false}, {-1e5, 1e5, false}, {1e-300, 1, true}, {1, 1e12, true}}
	inCosh      = []span{{-709, 709, false}, {-1, 1, false}, {0.4, 0.7, false}, {1e-300, 1, true}}
	bellSpans   = []span{{-27, 27, false}, {-3, 3, false}, {0.8, 1.3, false}, {1e-300, 1, true}}
	extremes    = []float64{0, 5e-324, -5e-324, 1e-310, -1e-310, 0x1p-1022, 1e-160, -1e-160, 1e-8, -1e-8, 1, -1}
	sinArgument = func(x, _ float64) float64 { return trigError(x) }                     // |cos| <= 1
	tanArgument = func(x, y float64) float64 { return 2 * trigError(x) * (1 + y*y) * 2 } // with room for second order
)

func TestLibraryUlps(t *testing.T) {
	functions := []numberFunction{
		{"exp", math.Exp, exact.Exp, 0, nil, overReals, extremes},
		{"log", math.Log, exact.Log, 0, nil, positive, []float64{0x1p-1022, 1, 1 + 0x1p-52, 1 - 0x1p-53, math.MaxFloat64}},
		{"log1p", math.Log1p, log1p, 0, nil, []span{{0, 1, false}, {1e-300, 1, true}}, []float64{0, 5e-324, 1}},
		{"sin", math.Sin, exact.Sin, 0, sinArgument, circle, append(nearMultiples(), extremes...)},
		{"cos", math.Cos, exact.Cos, 0, sinArgument, circle, append(nearMultiples(), extremes...)},
		{"sinh", math.Sinh, exact.Sinh, 0, nil, inCosh, extremes},
		{"cosh", math.Cosh, exact.Cosh, 0, nil, inCosh, extremes},
		{"tanh", math.Tanh, exact.Tanh, 0, nil, []span{{-45, 45, false}, {0.6, 0.7, false}, {1e-300, 1, true}}, extremes},
		{"erf", math.Erf, exact.Erf, 0, nil, bellSpans, extremes},
		{"erfc", Erfc, exact.Erfc, 0, nil, bellSpans, append([]float64{26.5, 27.2, 40}, extremes...)},
		{"sqrt", math.Sqrt, exact.Sqrt, 0, nil, positive, []float64{5e-324, 1, math.MaxFloat64}},
	}
	seen := map[string]bool{"pow": true} // TestPowError
	for _, c := range functions {
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, LibraryUlps, c.name)
			c.error = 2 * LibraryUlps[c.name].Result
			c.check(t)
		})
	}
	for name, l := range LibraryUlps {
		assert.True(t, seen[name], "%s is assumed but not checked", name)
		assert.NotEmpty(t, l.Why, name)
		assert.Equal(t, name == "sin" || name == "cos", l.Argument > 0, name)
	}
}

// TestScalarFunctions checks the error stated above each function of
// elementary_scalar.go.
func TestScalarFunctions(t *testing.T) {
	two := new(big.Float).SetPrec(400).SetInt64(2)
	root2 := exact.Sqrt(two)
	mul := func(x, y *big.Float) *big.Float { return new(big.Float).SetPrec(300).Mul(x, y) }
	quo := func(x, y *big.Float) *big.Float { return new(big.Float).SetPrec(300).Quo(x, y) }
	rootPi := exact.Sqrt(exact.Pi(300))
	sech2Exact := func(x *big.Float) *big.Float { // 4e/(1+e)^2 at 300 bits: nothing cancels
		e := exact.Exp(new(big.Float).Neg(mul(two, new(big.Float).Abs(x))))
		d := new(big.Float).SetPrec(300).Add(e, big.NewFloat(1))
		return quo(mul(mul(two, two), e), mul(d, d))
	}
	density := func(x *big.Float) *big.Float {
		return quo(exact.Gaussian(quo(x, root2)), mul(root2, rootPi))
	}
	slope := func(x *big.Float) *big.Float { return quo(mul(two, exact.Gaussian(x)), rootPi) }
	cdf := func(x *big.Float) *big.Float {
		return quo(exact.Erfc(new(big.Float).Neg(quo(x, root2))), two)
	}
	tails := append([]float64{-38.4, 38.4, -30, 30, 1e200, -1e200}, extremes...)
	wide := []span{{-38, 38, false}, {-3, 3, false}, {1e-300, 1, true}}
	for _, c := range []numberFunction{
		{"logarithm", scalar.Logarithm, exact.Log, errLog, nil, append([]span{{5e-324, 1e-307, true}}, positive...),
			[]float64{5e-324, 1e-310, math.Nextafter(scalar.SmallestNormal, 0), scalar.SmallestNormal}},
		{"tangent", scalar.Tangent, exact.Tan, errTan, tanArgument, circle, append(nearMultiples(), extremes...)},
		{"sech2", scalar.Sech2, sech2Exact, errSech2, nil, []span{{-372, 372, false}, {-3, 3, false}}, extremes},
		{"sigmoid", scalar.Sigmoid, exact.Sigmoid, errSigmoid, nil, overReals, append([]float64{-800, 800}, extremes...)},
		{"softplus", scalar.Softplus, exact.Softplus, errSoftplus, nil, overReals, append([]float64{-800, 800, 1e300}, extremes...)},
		{"gaussian", scalar.Gaussian, exact.Gaussian, errGaussian, nil, bellSpans, tails},
		{"erfSlope", scalar.ErfSlope, slope, errDensity, nil, bellSpans, tails},
		{"density", scalar.NormalDensity, density, errDensity, nil, wide, tails},
		{"cdf", scalar.NormalCDF, cdf, errCDF, nil, wide, tails},
	} {
		t.Run(c.name, c.check)
	}
}

// TestErfcTail checks the tail that s390x takes, on every processor: there below 9 u, and
// with the 4 u that are assumed of exp elsewhere 11 u.
func TestErfcTail(t *testing.T) {
	numberFunction{"erfcTail", scalar.ErfcTail, exact.Erfc, 2*ulpsExp + 7, nil,
		[]span{{3, 4, false}, {3, 27, false}}, []float64{3, 26.5, 27.2, 40}}.check(t)
}

func TestPowError(t *testing.T) {
	const seed = 8
	r := rand.New(rand.NewPCG(seed, 0))
	worst := 0.0
	for range libraryPoints() {
		x := math.Exp(8 * (2*r.Float64() - 1))
		if r.IntN(8) == 0 {
			x *= 0x1p-1060
		}
		p := math.Exp(5*r.Float64()) * (2*r.Float64() - 1)
		if r.IntN(4) == 0 {
			p = math.Round(2*p) / 2
		}
		got := scalar.Power(x, p)
		if x == 0 || math.IsInf(got, 0) {
			continue
		}
		want := exact.Pow(exact.New(x), exact.New(p))
		off, _ := exact.Error64(got, want)
		allowed := powError(x, p)*unit*exact.Float64(want) + seedUnderflow
		if !(off <= allowed) {
			t.Errorf("pow(%v, %v) = %v is off by %.4g, assumed at most %.4g; seed %d", x, p, got, off, allowed, seed)
		}
		worst = max(worst, off/allowed)
	}
	t.Logf("worst error/assumed %.3f", worst)
}

// TestLibraryIsComplete finds the calls of package math in the functions of a
// number and of a jet: each is exact, or its error is assumed in LibraryUlps.
func TestLibraryIsComplete(t *testing.T) {
	free := map[string]bool{ // exact, or not a computation
		"Abs": true, "FMA": true, "IsNaN": true, "IsInf": true,
		"Sqrt2": true, "SqrtPi": true, "Ln2": true,
	}
	files, err := filepath.Glob("elementary*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "math" && !free[s.Sel.Name] {
				assert.Contains(t, LibraryUlps, strings.ToLower(s.Sel.Name), "%v", fset.Position(s.Pos()))
			}
			return true
		})
	}
}
