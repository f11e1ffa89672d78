package spectral

import (
	"context"
	"math"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// smallGrid is one setting of each problem with two steps, enough to see that a
// sweep repeats.
func smallGrid() Grid {
	g := WithSteps(Settings(Dyadic, 31, 16, theory.Float64), lab.DyadicSteps(4, 9), lab.DyadicSteps(4, 7))
	return append(g, WithSteps(Settings(ordinary, 20, 12, theory.Float32)[:1], lab.DecimalSteps("0.1"), nil)...)
}

// smallSeeds tell a seed from the next and from the last.
const smallSeeds = 3

// smallSetup is the setup of smallSweep.
func smallSetup() claims.Setup { return claims.DefaultSetup(claims.Short, 3) }

// smallSweep is the sweep of smallGrid on four processors.
var smallSweep = sync.OnceValues(func() ([]run, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	return sweep(context.Background(), smallSetup(), smallGrid(), smallSeeds, nil)
})

// On any number of processors everything is measured anew: nothing that the memos
// hold is compared with itself.
func TestSweepDoesNotDependOnProcessors(t *testing.T) {
	measure := func(processors int) []run {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		samples.Reset()
		valued.Reset()
		noises.Reset()
		runs, err := sweep(t.Context(), smallSetup(), smallGrid(), smallSeeds, nil)
		require.NoError(t, err)
		return runs
	}
	one, four := measure(1), measure(4)
	for i := range one {
		for seed := range one[i].pairs {
			for k, p := range one[i].pairs[seed] {
				require.NotSame(t, p.ad, four[i].pairs[seed][k].ad, "the matrix was not measured again")
				require.NotSame(t, p.fd, four[i].pairs[seed][k].fd, "the matrix was not measured again")
			}
		}
	}
	assert.Equal(t, one, four)
}

// With the sides exchanged it is AD's residual that stands over the floor. Its matrix
// is one sample at all steps; its floor falls with each by h^q.
func TestFloorIsThatOfTheStep(t *testing.T) {
	const ulps = 64 * theory.UnitRoundoff64 // sums of 16 positive terms, in either order, and two roots
	s := claims.DefaultSetup(claims.Short, 97).With(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD})
	set := Setting{Problem: "poisson-1d", Activation: "tanh", Nodes: Dyadic, N: 31, M: 16, Precision: theory.Float64}
	steps := lab.DyadicSteps(4, 9)
	_, err := sweeps.Get(t.Context(), measured(s), func() ([]run, error) {
		return sweep(t.Context(), s, Grid{{Setting: set, Steps: steps}}, smallSeeds, nil)
	})
	require.NoError(t, err)
	table, err := ResidualOrdering(t.Context(), s, nil)
	require.NoError(t, err)
	require.Len(t, table.Rows, len(steps)*len(claims.Cutoffs()))

	for c, cutoff := range claims.Cutoffs() {
		want := map[string][]float64{}
		for seed := range smallSeeds {
			b, err := NewTrial[float64](s, set, seed)
			require.NoError(t, err)
			sys, err := b.Assemble(claims.EngineAD, 0)
			require.NoError(t, err)
			svd, err := b.svd.Reduce(sys.A, sys.F)
			require.NoError(t, err)
			rows, cols := sys.A.Dims()
			kept := theory.EffectiveCutoff(svd.Values(), cutoff.Factor*theory.DefaultCutoff(rows, cols, theory.UnitRoundoff64))
			a, err := svd.SolveTruncated(kept)
			require.NoError(t, err)
			residual, err := rfm.Residual(sys, a)
			require.NoError(t, err)
			noise, size := 0.0, 0.0
			for j := range a {
				noise += b.variances[j] * a[j] * a[j]
			}
			for _, f := range sys.F {
				size += f * f
			}
			for _, step := range steps {
				floor := math.Sqrt(float64(set.N-kept)*noise/size) / (step.H * step.H)
				want[step.Name] = append(want[step.Name], residual/floor)
			}
		}
		for k, step := range steps {
			r := table.Rows[k*len(claims.Cutoffs())+c]
			require.Equal(t, []string{cutoff.Name, step.Name}, r.Key[3:])
			assert.InEpsilon(t, lab.MedianOf(want[step.Name]), table.Value(r, claims.ColFloor), ulps, "%v", r.Key)
		}
	}
}

func TestSweepPairsSeedsAndSteps(t *testing.T) {
	runs, err := smallSweep()
	require.NoError(t, err)
	for _, r := range runs {
		for k, step := range r.steps {
			pairs := lab.Nth(r.pairs, k)
			require.Len(t, pairs, smallSeeds)
			for i, p := range pairs {
				assert.Equal(t, i, p.seed)
				assert.Equal(t, step, p.step)
				// The largest value hardly moves between the sides of a pair (S1), and
				// by tens of percent between the features of different seeds.
				assert.InEpsilon(t, p.ad.sigma[0], p.fd.sigma[0], 0.1)
				assert.NotEqual(t, p.ad.sigma, p.fd.sigma, "the sides must be different engines")
				assert.Equal(t, pairs[i].ad, r.pairs[i][0].ad, "AD does not depend on the step")
			}
			assert.NotEqual(t, pairs[0].ad.sigma, pairs[1].ad.sigma, "seeds must differ")
		}
	}
}

func TestFaultsReachTheSweep(t *testing.T) {
	g := smallGrid()[:1]
	base, err := smallSweep()
	require.NoError(t, err)
	first := func(change claims.Setup) pair {
		runs, err := sweep(t.Context(), smallSetup().With(change), g, smallSeeds, nil)
		require.NoError(t, err)
		return runs[0].pairs[0][0]
	}
	b := base[0].pairs[0][0]

	control := first(claims.Control)
	assert.Equal(t, control.ad, control.fd)
	exchanged := first(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD})
	assert.Equal(t, b.ad, exchanged.fd)
	assert.Equal(t, b.fd, exchanged.ad)
	shifted := first(claims.Setup{Pairing: claims.PairShifted})
	assert.Equal(t, b.ad, shifted.ad)
	assert.Equal(t, base[0].pairs[1][0].fd.sigma, shifted.fd.sigma)
	for _, change := range []claims.Setup{{Placement: claims.PlacementForward}, {Accuracy: 4}} {
		assert.NotEqual(t, b.fd.sigma, first(change).fd.sigma, "%+v", change)
	}
	cut := first(claims.Setup{Cutoff: 1e6})
	assert.Equal(t, b.ad.sigma, cut.ad.sigma)
	assert.Less(t, cut.ad.kept[0], b.ad.kept[0])
	assert.NotEqual(t, b.ad.sigma, first(claims.Setup{Activation: "sin"}).ad.sigma)
}

// Float32 must be float32: its noise is 2^29 times that of float64, so that fewer
// values stand above a cut-off that grew as much.
func TestFloat32IsAssembledInFloat32(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 3)
	step := lab.DecimalSteps("0.1")
	measure := func(p theory.Precision) *sample {
		runs, err := sweep(context.Background(), s, WithSteps(Settings(ordinary, 60, 40, p)[:1], step, nil), 1, nil)
		require.NoError(t, err)
		return runs[0].pairs[0][0].ad
	}
	single, double := measure(theory.Float32), measure(theory.Float64)
	assert.Equal(t, double.a[0]*theory.UnitRoundoff32/theory.UnitRoundoff64, single.a[0])
	assert.Less(t, single.kept[0], double.kept[0])
	assert.Greater(t, single.residual[0], theory.UnitRoundoff32/10, "a float64 residual would be far below")
}

// The grids must contain what the claims are about: steps inside the predicted
// regime of every setting and, for the claims as worded, steps on either side.
func TestGridsCoverTheClaims(t *testing.T) {
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit} {
		s := claims.DefaultSetup(size, 3)
		for _, e := range orderingGrid(size) {
			predicted, err := seedEdges[float64](s, e.Setting, 0)
			require.NoError(t, err)
			lower, upper := predicted.lower[0], predicted.upper[0]
			var inside, above, below int
			for _, step := range e.Steps {
				switch {
				case theory.InRegime(step.H, lower, upper):
					inside++
				case theory.BelowRegimeTop(step.H, lower, upper):
					below++
				default:
					above++
				}
			}
			assert.True(t, inside >= 2 && above >= 1 && below >= 1, "%s %v: %d inside, %d above, %d below [%g, %g]",
				size, e.Setting, inside, above, below, lower, upper)
		}
	}
}

func TestCompareSpectra(t *testing.T) {
	g := compareSpectra([]float64{4, 2, 0.001}, []float64{4.5, 1.5, 0.101}, 0.5, 0.25)
	assert.Equal(t, 0.5, g.norm)
	assert.Equal(t, 0.5, g.noise)
	assert.Equal(t, 0.25, g.large, "0.001 is below 1e-3 of 4: it is not large")
	assert.InDelta(t, 1, g.weyl, 0x1p-40)
	assert.Less(t, g.weyl, 1.0)

	// Of equal matrices only the values' own error is left: 32 u where 10 u of
	// sigma_1 = 4 are allowed.
	const u = 0x1p-53
	g = compareSpectra([]float64{4, 2}, []float64{4, 2 + 32*u}, 0, 1)
	assert.Equal(t, 0.8, g.weyl)
	g = compareSpectra([]float64{4, 2}, []float64{4, 2 + 64*u}, 0, 1)
	assert.Equal(t, 1.6, g.weyl)
	assert.Equal(t, 32*u, g.large)

	g = compareSpectra([]float64{4, 2}, []float64{4, math.NaN()}, 1, 1)
	assert.True(t, math.IsNaN(g.weyl) && math.IsNaN(g.large), "what is not known was not met: %+v", g)
}

func TestSincFactor(t *testing.T) {
	// A second difference of sin(w x) is -(4/h^2) sin^2(w h/2) sin(w x).
	const w, h = 3.0, 0.25
	second := 4 / (h * h) * math.Sin(w*h/2) * math.Sin(w*h/2) / (w * w)
	assert.InEpsilon(t, second, sincFactor(2, w, h), 0x1p-48)
	assert.InEpsilon(t, second*second, sincFactor(4, w, h), 0x1p-48)
	assert.InEpsilon(t, math.Sin(w*h)/(w*h), sincFactor(1, w, h), 0x1p-48)
	assert.Equal(t, 1.0, sincFactor(4, 0, h))
}
