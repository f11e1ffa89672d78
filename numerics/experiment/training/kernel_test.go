package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet/activation"
	"adfd/theory"
	"adfd/theory/claims"
)

// tilted is an activation whose coefficients from some order on are those of another
// times a factor.
type tilted struct {
	engine.Activation[float64]
	from   int // asked for this order or more, of which the last is scaled
	factor float64
}

func (s tilted) Coefficients(order int, z, c []float64) {
	s.Activation.Coefficients(order, z, c)
	if order < s.from {
		return
	}
	last := c[order*len(z) : (order+1)*len(z)]
	for i := range last {
		last[i] *= s.factor
	}
}

// K2's identity compares two computations. What is in units of rounding within 1 for
// the network that both know is far beyond for a network of which the oracle does not
// know, and for a gradient that is off by a multiple of its room under the right residual: the last
// coefficient that is asked for is the gradient's alone, AD's of order q+1 and FD's
// slopes.
func TestIdentityTellsGradientsApart(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	tanh, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	sin, err := activation.ByName[float64]("sin")
	require.NoError(t, err)
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
			b := tinyTrial[float64](t, s, tinyNet(problem, theory.Float64))
			last := 1
			if side == claims.EngineAD {
				last = b.problem.Order + 1
			}
			// The bound allows identityRoom u of the sum of the absolute terms, several
			// times |grad L|^2; the tilted coefficient is behind a part of it alone.
			const cancellation = 48
			tilt := cancellation * identityRoom(side, b.problem.Order) * theory.UnitRoundoff64
			measure := func(act engine.Activation[float64]) float64 {
				with(t, b, act)
				got, err := b.identity(side)
				require.NoError(t, err)
				return got
			}
			before, err := b.residual(side, kernelStep)
			require.NoError(t, err)
			want := make([]float64, before.Rows())
			require.NoError(t, before.Residuals(b.start, want))

			assert.Less(t, measure(tilted{tanh, last, 1}), 1.0, "%s %s", problem, side)
			assert.Greater(t, measure(sin), 2.0, "%s %s: another network", problem, side)
			assert.Greater(t, measure(tilted{tanh, last, 1 + tilt}), 1.0, "%s %s: another gradient", problem, side)
			after, err := b.residual(side, kernelStep)
			require.NoError(t, err)
			got := make([]float64, after.Rows())
			require.NoError(t, after.Residuals(b.start, got))
			assert.Equal(t, want, got, "the residual is no other")
		}
	}
}

// Under a setup with another activation the oracle knows it.
func TestIdentityUnderAnotherActivation(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1).With(claims.Setup{Activation: "sin"})
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		got, err := b.identity(side)
		require.NoError(t, err)
		assert.Less(t, got, 1.0, side)
	}
	b.setup.Pairing = claims.PairShifted
	got, err := b.identity(claims.EngineAD)
	require.NoError(t, err)
	assert.Greater(t, got, 2.0)
}

// kernelRoots are the roots of the eigenvalues of K = J J^T.
func TestKernelRootsAgainstGonum(t *testing.T) {
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	const h = 0x1p-3
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		sigma, err := b.kernelRoots(side, h, b.start)
		require.NoError(t, err)
		values := kernelByGonum(t, b, side, h, b.start)
		require.Len(t, sigma, len(values))
		room := 4 * float64(len(sigma)*len(sigma)) * theory.UnitRoundoff64 * values[0] // of either routine
		for k, v := range values {
			assert.InDelta(t, v, sigma[k]*sigma[k], room, "%s, %d", side, k)
		}
	}
	ad, err := b.kernelRoots(claims.EngineAD, h, b.start)
	require.NoError(t, err)
	fd, err := b.kernelRoots(claims.EngineFD, h, b.start)
	require.NoError(t, err)
	// A second difference errs by h^2/12 of the fourth derivative, for weights of 1/16
	// and more at least 1/256 of the second one: no rounding, which is 4 4 u/h^2.
	const leastTruncation = h * h / 12 / 256
	require.Greater(t, leastTruncation, 16*theory.UnitRoundoff64/(h*h))
	assert.Greater(t, math.Abs(ad[0]-fd[0]), leastTruncation*ad[0], "FD's truncation")
}

// K3 ranks the entropies of K, of whose eigenvalues the singular values of J are the
// roots. Here they are gonum's symmetric eigenvalues of J J^T, in float64 from the
// Jacobian in float32; the runs are those of the memo.
func TestEntropyIsThatOfTheKernel(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	table, err := KernelEntropy(t.Context(), s, nil)
	require.NoError(t, err)
	grid, err := trainingGrid(s.Size)
	require.NoError(t, err)
	judged := 0
	for _, e := range grid {
		if e.optimiser != claims.OptimiserAdam || e.precision != theory.Float32 {
			continue
		}
		judged++
		seeds := s.Size.TrainingSeeds()
		entropies, speeds := make([][]float64, seeds), make([][]float64, seeds)
		for seed := range seeds {
			b, err := newNetTrial[float32](s, e.netSetting, seed)
			require.NoError(t, err)
			add := func(side claims.Engine, h float64) {
				values := kernelByGonum(t, b, side, h, b.start)
				kept := theory.EffectiveCutoff(values, float64(len(values))*0x1p-23)
				entropies[seed] = append(entropies[seed], theory.TruncatedEntropy(values, kept))
				c, err := b.descend(t.Context(), e.descentSetting, side, h)
				require.NoError(t, err)
				logs := 0.0 // of the loss: the mean over steps of how far it has fallen
				for _, loss := range c.losses {
					logs += math.Log(loss)
				}
				speeds[seed] = append(speeds[seed], math.Log(c.losses[0])-logs/float64(len(c.losses)))
			}
			add(claims.EngineAD, 0)
			for _, step := range e.h {
				add(claims.EngineFD, step.H)
			}
		}
		want := claims.JackknifeSeeds(seeds, claims.ErrorRate95, func(chosen []int) float64 {
			var x, y []float64
			for _, seed := range chosen {
				x, y = append(x, entropies[seed]...), append(y, speeds[seed]...)
			}
			return claims.Spearman(x, y)
		})
		for _, r := range table.Rows {
			if table.Key(r, "problem") == e.problem {
				assert.Equal(t, float64(seeds), table.Value(r, claims.ColCount))
				assert.Equal(t, want.Estimate, table.Value(r, claims.ColTrend), e.problem)
				assert.Equal(t, want.Lo, table.Value(r, claims.ColLo), e.problem)
				assert.Equal(t, want.Hi, table.Value(r, claims.ColHi), e.problem)
			}
		}
	}
	assert.Len(t, table.Rows, judged)
}
