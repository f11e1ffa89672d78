package training

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// jacobianKind is a setting of the grids but for its parameters and its width, which change numbers alone.
type jacobianKind struct {
	problem, activation string
	depth               int
	precision           theory.Precision
}

// everyKindOfJacobian has the kinds of the small cells below.
func everyKindOfJacobian() (all []jacobianKind) {
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			for _, depth := range []int{1, 3} {
				for _, precision := range []theory.Precision{theory.Float32, theory.Float64} {
					all = append(all, jacobianKind{problem, activation, depth, precision})
				}
			}
		}
	}
	return all
}

// The audit has no kind of Jacobian beyond those of which a small cell is held by hand.
func TestEveryKindOfJacobianHasASmallCell(t *testing.T) {
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit, claims.Full} {
		levels, _ := levelGrid(size)
		even, _ := parityGrid(size)
		for _, sets := range [][]jacobianSetting{jacobianGrid(size), noiseSettings(size), levels, even} {
			for _, s := range sets {
				assert.Contains(t, everyKindOfJacobian(), jacobianKind{s.problem, s.activation, s.depth, s.precision}, s.String())
			}
		}
	}
}

// In a small cell of each kind both sides' spectra against those of the Jacobian in 106 bits, by other formulas.
func TestSmallJacobiansByHand(t *testing.T) {
	for _, k := range everyKindOfJacobian() {
		ad := lab.In(k.precision, smallJacobian[float32], smallJacobian[float64])(t, k, claims.EngineAD)
		fd := lab.In(k.precision, smallJacobian[float32], smallJacobian[float64])(t, k, claims.EngineFD)
		for _, side := range []smallSpectrum{ad, fd} {
			assert.InDeltaSlice(t, side.exact, side.computed, side.room, "%v", k)
		}
		assert.NotEqual(t, ad.exact, fd.exact, "%v", k)
		assert.Positive(t, ad.kappa, "%v", k)
	}
}

// smallSpectrum is the singular values of one side as computed and in 106 bits, and how far apart they may be.
type smallSpectrum struct {
	computed, exact []float64
	room, kappa     float64
}

func smallJacobian[T engine.Float](t *testing.T, k jacobianKind, side claims.Engine) (s smallSpectrum) {
	t.Helper()
	const h = 0.5
	net := netSetting{problem: k.problem, depth: k.depth, width: 3, nodes: 7, precision: k.precision}
	b, err := newJacobianTrial[T](t.Context(), claims.DefaultSetup(claims.Short, 1), jacobianSetting{net, k.activation, false}, 1)
	require.NoError(t, err)
	s.computed, err = b.roots(side, h)
	require.NoError(t, err)
	s.exact, _, err = b.exactSpectrum(side, h)
	require.NoError(t, err)
	s.kappa, _, err = b.kappa()
	require.NoError(t, err)
	// An entry is a sum of no more products than there are parameters, each of a few roundings; FD's weights
	// multiply them: the sum of their absolute values is 4/h^2, or 16/h^4.
	weights := 1.
	if side == claims.EngineFD {
		weights = map[string]float64{"poisson-1d": 4 / (h * h), "biharmonic-1d": 16 / (h * h * h * h)}[k.problem]
	}
	const roundings = 4 // of a product on its way to an entry
	s.room = roundings * float64(b.net.Params()) * k.precision.UnitRoundoff() * weights * s.exact[0]
	return s
}
