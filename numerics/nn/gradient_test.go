package nn

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

func TestGradientIsTwiceJTr(t *testing.T) {
	act, err := jet.ActivationByName[float64]("tanh")
	require.NoError(t, err)
	for _, name := range pde.Names() {
		p, err := pde.ByName(name)
		require.NoError(t, err)
		net, err := New(act, p.Dim, 7, 5, 1)
		require.NoError(t, err)
		theta, err := net.Init(PyTorch, 3)
		require.NoError(t, err)
		nodes, err := pde.Equispaced(9*p.Dim, 0, 0.9)
		require.NoError(t, err)
		r, err := NewResidual(net, jet.New[float64](), p, nodes, 1)
		require.NoError(t, err)
		grad, rows := make([]float64, net.Params()), make([]float64, r.Rows())
		loss, err := r.LossGrad(theta, grad)
		require.NoError(t, err)
		require.NoError(t, r.Residuals(theta, rows))
		jac := make([]float64, len(rows)*len(grad))
		require.NoError(t, r.Jacobian(theta, jac))
		sum := 0.
		for _, v := range rows {
			sum += v * v
		}
		assert.InEpsilon(t, sum, loss, 1e-12)
		const h = 1e-6
		for k := range grad {
			g := 0.
			for i, v := range rows {
				g += 2 * v * jac[i*len(grad)+k]
			}
			assert.InDelta(t, g, grad[k], 1e-9*loss, name)
			th := append([]float64(nil), theta...)
			th[k] += h
			lp, _ := r.LossGrad(th, make([]float64, len(grad)))
			th[k] -= 2 * h
			lm, _ := r.LossGrad(th, make([]float64, len(grad)))
			assert.InDelta(t, (lp-lm)/(2*h), grad[k], 1e-5*loss, "%s %s", name, net.parameter(k))
		}
	}
}
