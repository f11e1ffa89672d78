package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// setting is a residual and parameters at which to look at it.
type setting struct {
	name  string
	r     *Residual[float64]
	theta []float64
}

// settings are all problems, linear or not, with a deep network, by jets and by
// stencils, and those in space by jets.
func settings(t *testing.T) []setting {
	var list []setting
	for i, name := range pde.Names() {
		p, err := pde.ByName(name)
		require.NoError(t, err)
		for k := range p.Boundary { // a few of its points do
			p.Boundary[k].Points = p.Boundary[k].Points[:min(len(p.Boundary[k].Points), 6)]
		}
		var nodes []float64
		if p.Dim == 1 {
			nodes, err = pde.Equispaced(7, p.Lo[0], p.Hi[0])
			require.NoError(t, err)
		} else {
			for _, v := range []float64{0.1, 0.3, 0.45, 0.7, 0.85} {
				nodes = append(nodes, p.Lo[0]+v*(p.Hi[0]-p.Lo[0]), p.Lo[1]+(1-v*v)*(p.Hi[1]-p.Lo[1]))
			}
		}
		for _, eng := range []engine.Engine[float64]{jet.New[float64](), differences[float64](t, step)} {
			net := mustNet[float64](t, five[i%len(five)], p.Dim, 5, 8, 3, 1)
			list = append(list, setting{name + ", " + eng.Name(), mustResidual(t, net, eng, p, nodes, 2), mustInit(t, net, uint64(i))})
		}
	}
	for channels, p := range combinedProblems() {
		if p.Dim == 3 {
			net := mustNet[float64](t, five[channels%len(five)], p.Dim, 5, 8, 3, 1)
			list = append(list, setting{p.Name, mustResidual(t, net, jet.New[float64](), p, someNodes(p.Dim, 5), 2), mustInit(t, net, uint64(channels))})
		}
	}
	return list
}

// productUlps is the number of roundings that J^T r can differ by between one reverse sweep and
// the product of its factors: for each row, those of the sweep's linear map, of seeds 2 r in place of 1: one
// for each of 3 affine maps of at most 8 terms and of 3 transposed compositions of at
// most 5, and of the sums over rows.
func productUlps(rows int) float64 { return 3*(8+5) + 2*float64(rows) }

// step is that of the stencils in settings: large, for what is tested is the code.
const step = 0x1p-2

// A row of J is a sum whose terms are at most largestTerm times the larger of 1 and |x|:
//
//   - stencil weights over h^4 add up to 16/step^4 = 2^12; a jet's 4! c_4 of the activations
//     here, with the transposed composition, is below that;
//   - row sums of |W| <= 1/sqrt(in) are at most sqrt(5), sqrt(8), sqrt(3) after the first
//     layer, a product below 2^4;
//   - coefficients of the problems and slopes of the activations take less than 2^4.
const largestTerm = 1 << (12 + 4 + 4)

// What LossGrad returns is |r|^2 and 2 J^T r of the other methods.
func TestGradientIsTwiceJTransposedR(t *testing.T) {
	for _, s := range settings(t) {
		rows, params := s.r.Rows(), s.r.Params()
		grad, r, jac := make([]float64, params), make([]float64, rows), make([]float64, rows*params)
		loss, err := s.r.LossGrad(s.theta, grad)
		require.NoError(t, err)
		require.NoError(t, s.r.Residuals(s.theta, r))
		require.NoError(t, s.r.Jacobian(s.theta, jac))
		u := arithmeticOf[float64]().u
		sum, size, reach := 0.0, 0.0, 1.0
		for _, v := range r {
			sum += v * v
			size += math.Abs(2 * v)
		}
		for _, b := range s.r.blocks {
			for _, x := range b.x {
				reach = max(reach, math.Abs(x))
			}
		}
		assert.InDelta(t, sum, loss, 2*float64(rows)*u*sum, s.name)
		for k := range grad {
			g := 0.0
			for i, v := range r {
				g += 2 * v * jac[i*params+k]
			}
			assert.InDelta(t, g, grad[k], largestTerm*reach*productUlps(rows)*u*size, "%s: %s", s.name, s.r.net.parameter(k))
		}
	}
}

// A second-order Taylor remainder shows a right first derivative without a tolerance: along
// a direction v,
//
//	R(e) = f(theta + e v) - f(theta) - e f'(theta) v
//
// falls by 4 when e is halved, R(2e)/R(e) = 4 + O(e); with a wrong derivative the ratio tends to 2.
// The steps are so large that rounding is far below R, and so small that the ratio is within 10% of 4
// for the median of the directions.
func TestTaylorRemainder(t *testing.T) {
	const (
		e          = 0x1p-14
		directions = 9
	)
	for _, s := range settings(t) {
		rows, params := s.r.Rows(), s.r.Params()
		grad, r0, jac := make([]float64, params), make([]float64, rows), make([]float64, rows*params)
		loss, err := s.r.LossGrad(s.theta, grad)
		require.NoError(t, err)
		require.NoError(t, s.r.Residuals(s.theta, r0))
		require.NoError(t, s.r.Jacobian(s.theta, jac))
		rng := rand.New(rand.NewPCG(17, 4))
		var ofLoss, ofRows []float64
		for range directions {
			v := make([]float64, params)
			slope := 0.0
			for k := range v {
				v[k] = rng.NormFloat64()
				slope += grad[k] * v[k]
			}
			remainders := func(e float64) (float64, float64) {
				theta := make([]float64, params)
				for k := range theta {
					theta[k] = s.theta[k] + e*v[k]
				}
				l, err := s.r.LossGrad(theta, make([]float64, params))
				require.NoError(t, err)
				r := make([]float64, rows)
				require.NoError(t, s.r.Residuals(theta, r))
				norm := 0.0
				for i := range r {
					d := r[i] - r0[i]
					for k := range v {
						d -= e * jac[i*params+k] * v[k]
					}
					norm = math.Hypot(norm, d)
				}
				return math.Abs(l - loss - e*slope), norm
			}
			l2, r2 := remainders(2 * e)
			l1, r1 := remainders(e)
			ofLoss, ofRows = append(ofLoss, l2/l1), append(ofRows, r2/r1)
		}
		assert.InDelta(t, 4, median(ofLoss), 0.4, "%s: loss, %v", s.name, ofLoss)
		assert.InDelta(t, 4, median(ofRows), 0.4, "%s: rows, %v", s.name, ofRows)
	}
}

// float32 starts from the rounded parameters and follows float64 to within both
// running bounds.
func TestSinglePrecisionFollowsDouble(t *testing.T) {
	nodes, err := pde.Equispaced(9, -1, 1)
	require.NoError(t, err)
	for _, p := range []pde.Problem{pde.Poisson1D(), pde.Biharmonic1D(), pde.AllenCahn1D()} {
		sizes := []int{1, 9, 7, 1}
		low, high := mustNet[float32](t, "tanh", sizes...), mustNet[float64](t, "tanh", sizes...)
		theta := mustInit(t, low, 2)
		g32, g64 := make([]float32, len(theta)), make([]float64, len(theta))
		l32, err := mustResidual(t, low, jet.New[float32](), p, nodes, 1).LossGrad(theta, g32)
		require.NoError(t, err)
		l64, err := mustResidual(t, high, jet.New[float64](), p, nodes, 1).LossGrad(promoteAll(theta), g64)
		require.NoError(t, err)
		b32, bounds, err := BoundedLossGrad("tanh", sizes, p, theta, nodes, 1)
		require.NoError(t, err)
		// Nodes and targets differ by their rounding to float32, at most a quarter more of
		// what each operation of the recurrence costs.
		const rounded = 4
		assert.InDelta(t, l64, l32, rounded*b32.Bound, p.Name)
		for k, b := range bounds {
			assert.InDelta(t, g64[k], float64(g32[k]), rounded*b.Bound, fmt.Sprintf("%s: %s", p.Name, low.parameter(k)))
		}
		assert.NotEqual(t, l64, l32)
	}
}
