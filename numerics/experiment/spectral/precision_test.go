package spectral

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// precisionSetting is the first setting of the short grid with its first seed.
func precisionSetting(t *testing.T, change claims.Setup) (*Trial[float64], lab.Step) {
	t.Helper()
	s := claims.DefaultSetup(claims.Short, 3).With(change)
	e := precisionGrid(s.Size)[0]
	b, err := NewTrial[float64](s, e.Setting, 0)
	require.NoError(t, err)
	return b, e.Steps[0]
}

func measureBits(t *testing.T, b *Trial[float64], h float64, bits int) roundedPair {
	t.Helper()
	var p roundedPair
	require.NoError(t, p.measureAD(b, h, bits))
	require.NoError(t, p.measureFD(b, h, bits))
	return p
}

// At 53 bits the sweep over precisions is the sweep over steps.
func TestPrecision53IsFloat64(t *testing.T) {
	b, step := precisionSetting(t, claims.Setup{})
	p := measureBits(t, b, step.H, 53)
	ad, err := b.measure(t.Context(), claims.EngineAD, step.H)
	require.NoError(t, err)
	fd, err := b.measure(t.Context(), claims.EngineFD, step.H)
	require.NoError(t, err)
	// Values alone take another path through the SVD: each is within the error of one.
	apart := 2 * theory.SingularValueError(b.set.N+2, b.set.M, ad.sigma[0], theory.UnitRoundoff64)
	for k := range p.ad {
		assert.InDelta(t, ad.sigma[k], p.ad[k], apart)
	}
	assert.Equal(t, ad.kept, p.kept)
	assert.Equal(t, fd.sigma, p.fd.sigma)
	assert.Equal(t, fd.kept, p.fd.kept)
	assert.Equal(t, fd.residual, p.fd.residual)
	assert.Equal(t, fd.solution, p.fd.solution)
}

// At 24 bits FD's tail has the size it has in float32, which also rounds within
// the engine and the linear layer: each of the two arguments' and one of the
// sum's roundings adds to the variance at most what is there, so that the mean
// stays within a factor 2.
func TestPrecision24IsLikeFloat32(t *testing.T) {
	b, step := precisionSetting(t, claims.Setup{})
	p := measureBits(t, b, step.H, 24)
	set := b.set
	set.Precision = theory.Float32
	single, err := NewTrial[float32](b.setup, set, 0)
	require.NoError(t, err)
	fd, err := single.measure(t.Context(), claims.EngineFD, step.H)
	require.NoError(t, err)
	n := p.kept[0]
	ratio := stat.GeometricMean(fd.sigma[n:], nil) / stat.GeometricMean(p.fd.sigma[n:], nil)
	assert.InDelta(t, 0, math.Log2(ratio), 1)
}

// The fault reaches the assembly and leaves the cut-off alone.
func TestPrecisionFault(t *testing.T) {
	plain, step := precisionSetting(t, claims.Setup{})
	fault, _ := precisionSetting(t, claims.Setup{Bits: 53})
	want, got := measureBits(t, plain, step.H, 53), measureBits(t, fault, step.H, 24)
	assert.Equal(t, want.fd.sigma, got.fd.sigma)
	assert.Equal(t, theory.EffectiveCutoff(want.ad, theory.DefaultCutoff(plain.set.N+2, plain.set.M, theory.UnitRoundoff32)), got.kept[0])
	assert.NotEqual(t, want.fd.sigma, measureBits(t, plain, step.H, 24).fd.sigma)
}

// At 8 bits the cut-off can be above sigma_1: nothing is kept, and a* = 0 leaves
// all of f.
func TestPrecisionKeepsNothing(t *testing.T) {
	b, step := precisionSetting(t, claims.Setup{})
	p := measureBits(t, b, step.H, 8)
	require.Greater(t, theory.DefaultCutoff(b.set.N+2, b.set.M, 0x1p-8), 1.0)
	assert.Zero(t, p.fd.kept[0])
	assert.Equal(t, 1.0, p.fd.residual[0])
	assert.Equal(t, make([]float64, b.set.M), p.fd.coefficients[0])
	assert.Equal(t, 1.0, p.fd.solution[0])
}

func TestPrecisionGrid(t *testing.T) {
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit} {
		widths := Precisions(size)
		assert.Contains(t, widths, 11, "the range that the claims state begins")
		assert.Contains(t, widths, 53, "and ends")
		for _, e := range precisionGrid(size) {
			predicted, err := seedEdges[float64](claims.DefaultSetup(size, 3), e.Setting, 0)
			require.NoError(t, err)
			for _, step := range e.Steps {
				assert.Equal(t, 0.5, func() float64 { f, _ := math.Frexp(step.H); return f }(), "a power of two")
				assert.Less(t, step.H, predicted.upper[0], "%v: noise above the cut-off", e.Setting)
				// x +- 2h of magnitude below 2 is a multiple of both the nodes' distance and
				// h, exact where that is at least the spacing of 11 bits there, 2^-10.
				assert.GreaterOrEqual(t, min(step.H, 2/float64(e.N+1)), 0x1p-10)
			}
		}
	}
	both := precisionGrid(claims.Test)
	sine := withActivation(both, "sin")
	require.Len(t, sine, len(both)/2)
	for _, e := range sine {
		assert.Equal(t, "sin", e.Activation)
	}
	assert.Equal(t, "tanh", both[0].Activation, "the grid itself is left alone")
}

func TestPrecisionRejectsBits(t *testing.T) {
	_, err := PrecisionFloors(t.Context(), claims.DefaultSetup(claims.Short, 3).With(claims.Setup{Bits: 1}), nil)
	assert.ErrorContains(t, err, "rounding to 1 significant bits")
}
