package spectral

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// derivativeSizes are the sums of absolute coefficients of s^(q) in its closed form, q = 0
// to 5: sin and cos, and polynomials in tanh. They bound s^(q), and its value times the
// condition number of that form.
var derivativeSizes = map[string][]float64{
	"sin":  {1, 1, 1, 1, 1, 1},
	"tanh": {1, 2, 4, 16, 80, 512},
}

// argumentError bounds the error of w x + b in double-double: a product and a sum.
func argumentError(w, x, b float64) float64 {
	return 15 * dd.Unit * (math.Abs(w*x) + math.Abs(b))
}

// taylorError bounds the error of w^q s^(q)(w x + b): of the coefficient and its factorial,
// of q products, and of the argument.
func taylorError(activation string, q int, w, x, b float64) float64 {
	d := derivativeSizes[activation]
	own := dd.Error*float64(q+1) + 8*float64(q+1)*dd.Unit
	return math.Pow(math.Abs(w), float64(q)) * (own*d[q] + argumentError(w, x, b)*d[q+1])
}

// differencesError bounds the error of a central difference of s(w x + b), |s| and |s'| at
// most 1: of q + 1 values at arguments that are a product and a sum away, of their weighted
// sum, and of q divisions, all times h^-q and the sum of |weights|, at most 2^q.
func differencesError(q int, w, x, b, h float64) float64 {
	far := math.Abs(x) + 2*h
	own := dd.Error + (8+7*float64(q+1)+15*float64(q))*dd.Unit
	return math.Pow(2/h, float64(q)) * (own + 2*argumentError(w, far, b))
}

// The 106-bit matrices of S3 are that: each entry is within the rounding of double-double
// of the one in 256 bits, some 2^-95 of the function's size, for A_FD times (2/h)^q. An
// argument in 53 bits is 2^40 times as far.
func TestExactMatricesAgainst256Bits(t *testing.T) {
	const h = 0x1p-4
	offsets := map[int][]int64{1: {-1, 1}, 2: {-1, 0, 1}, 4: {-2, -1, 0, 1, 2}}
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"sin", "tanh"} {
			set := Setting{Problem: problem, Activation: activation, Nodes: ordinary, N: 9, M: 6, Precision: theory.Float64}
			b, err := NewTrial[float64](claims.DefaultSetup(claims.Short, 5), set, 0)
			require.NoError(t, err)
			taylor, err := b.exactTaylor()
			require.NoError(t, err)
			differences, err := b.exactDifferences(h)
			require.NoError(t, err)
			s, err := exact.Func(activation)
			require.NoError(t, err)

			sys, err := b.Assemble(claims.EngineAD, 0)
			require.NoError(t, err)
			for _, kind := range kindsOfRows(b.problem.Order, sys) {
				for i := kind.lo; i < kind.hi; i++ {
					x := b.point(i)
					if i >= sys.Interior && (i-kind.lo)%2 == 0 {
						x = b.problem.Lo[0]
					}
					for j, w := range b.features.W {
						bias, q := b.features.B[j], kind.order
						line := func(x *big.Float) *big.Float {
							z := new(big.Float).Mul(exact.New(w), x)
							return z.Add(z, exact.New(bias))
						}
						c, err := exact.Coefficients(activation, line(exact.New(x)), q)
						require.NoError(t, err)
						derivative := c.Derivative(q)
						for range q {
							derivative.Mul(derivative, exact.New(w))
						}
						difference := s(line(exact.New(x)))
						if q > 0 {
							var at []*big.Rat
							for _, o := range offsets[q] {
								at = append(at, big.NewRat(o, 1))
							}
							stencil, err := exact.NewStencil(q, at)
							require.NoError(t, err)
							difference = stencil.Sum(func(x *big.Float) *big.Float { return s(line(x)) }, exact.New(x), exact.New(h))
						}
						assert.LessOrEqual(t, distance(taylor.At(i, j), derivative), taylorError(activation, q, w, x, bias),
							"%v, A_AD at %d, %d", set, i, j)
						assert.LessOrEqual(t, distance(differences.At(i, j), difference), differencesError(q, w, x, bias, h),
							"%v, A_FD at %d, %d", set, i, j)
					}
				}
			}
		}
	}
}

// distance is |got - want|.
func distance(got dd.DD, want *big.Float) float64 {
	d := new(big.Float).Sub(got.Big(), want)
	return math.Abs(exact.Float64(d))
}

// For sin features each column of A_FD's interior rows is that of A_AD times sinc^q(w h/2)
// in exact arithmetic, and values are unchanged. The spectrum of the product is that of
// A_FD, and its quotient by AD's the one that S3 reads, to the rounding of float64: that of
// 106 bits, at most |dA|_F by Weyl's inequality, is far below the values.
func TestExactSpectrumIsThatOfTheStep(t *testing.T) {
	set := Setting{Problem: "poisson-1d", Activation: "sin", Nodes: Dyadic, N: 31, M: 12, Precision: theory.Float64}
	b, err := NewTrial[float64](claims.DefaultSetup(claims.Short, 5), set, 0)
	require.NoError(t, err)
	ad, err := b.exactSpectrum(0, b.exactTaylor)
	require.NoError(t, err)
	for _, step := range lab.DyadicSteps(1, 3) {
		scaled, err := b.exactTaylor()
		require.NoError(t, err)
		rounding := 0.0 // |dA|_F^2
		for j, w := range b.features.W {
			half := dd.FromFloat64(w * step.H / 2) // exact, as the step is a power of two
			factor := half.Sin().Div(half).Square()
			for i, x := range b.nodes {
				scaled.Set(i, j, scaled.At(i, j).Mul(factor))
				entry := differencesError(2, w, x, b.features.B[j], step.H) + 2*taylorError("sin", 2, w, x, b.features.B[j])
				rounding += entry * entry
			}
		}
		want, err := exactValues(scaled)
		require.NoError(t, err)
		require.Greater(t, want[set.M-1]*theory.UnitRoundoff64, math.Sqrt(rounding), "the values are resolved")

		sys, err := b.Assemble(claims.EngineFD, step.H)
		require.NoError(t, err)
		rows, cols := sys.A.Dims()
		noise := mat.NewDense(rows, cols, nil)
		noise.Set(0, 0, 1)
		_, tail, err := b.noiseControl(sys, noise, ad, 0, step.H)
		require.NoError(t, err)
		got, err := b.exactSpectrum(step.H, func() (dd.Matrix, error) {
			return dd.Matrix{}, errors.New("noiseControl left no spectrum of this step")
		})
		require.NoError(t, err)
		var quotients []float64
		for k := range want {
			assert.InEpsilon(t, want[k], got[k], 4*theory.UnitRoundoff64, "h = %s, value %d", step.Name, k)
			if k < cols-1 {
				quotients = append(quotients, want[k]/ad[k])
			}
		}
		assert.InEpsilon(t, lab.MedianOf(quotients), tail, 16*theory.UnitRoundoff64, step.Name)
		assert.Less(t, tail, 1.0, "sinc is below 1")
	}
}

// Where all values are kept, or all but the smallest, there is no tail to be judged.
func TestNoiseTail(t *testing.T) {
	sigma := []float64{8, 4, 2, 1}
	tail, err := noiseTail(sigma, 1)
	require.NoError(t, err)
	assert.Equal(t, []float64{4, 2}, tail)
	for _, kept := range []int{3, 4} {
		_, err := noiseTail(sigma, kept)
		assert.ErrorContains(t, err, "there is no tail", "kept %d", kept)
	}
}
