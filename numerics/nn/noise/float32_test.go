package noise_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/numerics/nn/noise"
	"adfd/numerics/pde"
	"adfd/theory"
)

const nodes = 31

// rows are the interior rows of the residual and of its Jacobian under finite differences of
// step h, computed in T.
func rows[T engine.Float](t *testing.T, p pde.Problem, h float64, sizes []int, theta []float64) (residual, jacobian []float64) {
	t.Helper()
	act, err := activation.ByName[T]("tanh")
	require.NoError(t, err)
	net, err := nn.New(act, sizes...)
	require.NoError(t, err)
	x, err := pde.Equispaced(nodes, -1, 1)
	require.NoError(t, err)
	eng, err := fd.NewEngine[T](fd.Options{H: h, Accuracy: 2, Placement: fd.CentralPlacement})
	require.NoError(t, err)
	r, err := nn.NewResidual(net, eng, p, x, 1)
	require.NoError(t, err)
	narrow := make([]T, len(theta))
	for i, v := range theta {
		narrow[i] = T(v)
	}
	out, jac := make([]T, r.Rows()), make([]T, r.Rows()*r.Params())
	require.NoError(t, r.Residuals(narrow, out))
	require.NoError(t, r.Jacobian(narrow, jac))
	for i := range nodes {
		residual = append(residual, float64(out[i]))
	}
	for i := range nodes * r.Params() {
		jacobian = append(jacobian, float64(jac[i]))
	}
	return residual, jacobian
}

// rounded32 is theta in float32, so that both precisions have the same network.
func rounded32(theta []float32) []float64 {
	out := make([]float64, len(theta))
	for i, v := range theta {
		out[i] = float64(v)
	}
	return out
}

// The law against package nn in float32, whose float64 is exact beside it: the squared errors of the
// rows over their predicted variances, a number for each network, have a mean within 5 of
// its standard errors of 1, and within the law's own error: a sum of multiples of g rounded
// to a spacing G errs with variance (G^2 + 2 g^2)/12, not G^2/12, and not at all if G <= g. Products
// lie two binades below sums at most points; where a value is near 0 or 1 they don't.
func TestLawAgainstFloat32(t *testing.T) {
	const lawsOwn = 0.15
	networks := 24
	if testing.Short() {
		networks = 8
	}
	for _, c := range []struct {
		problem string
		h       float64
		sizes   []int
	}{
		{"poisson-1d", 0x1p-6, []int{1, 12, 1}},
		{"biharmonic-1d", 0x1p-4, []int{1, 12, 1}},
		{"poisson-1d", 0x1p-6, []int{1, 8, 8, 8, 1}},
		{"biharmonic-1d", 0x1p-4, []int{1, 8, 8, 8, 1}},
	} {
		p, err := pde.ByName(c.problem)
		require.NoError(t, err)
		act, err := activation.ByName[float32]("tanh")
		require.NoError(t, err)
		net, err := nn.New(act, c.sizes...)
		require.NoError(t, err)
		n := law(t, "tanh", u32, c.sizes...)
		stencil, err := fd.Central(p.Order, 2)
		require.NoError(t, err)
		_, weights := stencil.Float64()
		var values, gradients []float64
		for seed := range networks {
			start, err := net.Init(nn.PyTorch, uint64(seed))
			require.NoError(t, err)
			theta := rounded32(start)
			r32, j32 := rows[float32](t, p, c.h, c.sizes, theta)
			r64, j64 := rows[float64](t, p, c.h, c.sizes, theta)
			v, g := predicted(t, n, theta, weights, c.h, p)
			values = append(values, squares(r32, r64)/v)
			gradients = append(gradients, squares(j32, j64)/g)
		}
		for what, ratios := range map[string][]float64{"value": values, "gradient": gradients} {
			mean, deviation := stat.MeanStdDev(ratios, nil)
			assert.InDelta(t, 1, mean, lawsOwn+5*stat.StdErr(deviation, float64(networks)), "%s %v %s", c.problem, c.sizes, what)
		}
	}
}

// predicted is the law's sum of the variances of all rows, and of all entries of the Jacobian.
func predicted(t *testing.T, n *noise.Law, theta, weights []float64, h float64, p pde.Problem) (value, gradient float64) {
	t.Helper()
	x, err := pde.Equispaced(nodes, -1, 1)
	require.NoError(t, err)
	g, variances := make([]float64, n.Params()), make([]float64, n.Params())
	middle := len(weights) / 2 // the reverse sweep takes the point itself first
	inChannels := slices.Concat(weights[middle:middle+1], weights[:middle], weights[middle+1:])
	for i := range x {
		v, variance := n.Value(theta, x[i:i+1])
		value += theory.DifferenceNoise(weights, v, variance, h, p.Order, u32) / nodes
		n.Gradient(theta, x[i:i+1], g, variances)
		for k := range g {
			gradient += theory.DifferenceNoise(inChannels, g[k], variances[k], h, p.Order, u32) / nodes
		}
	}
	return value, gradient
}

func squares(a, b []float64) (sum float64) {
	for i := range a {
		sum += math.Pow(a[i]-b[i], 2)
	}
	return sum
}
