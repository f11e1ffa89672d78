package training

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// slow is a flat activation of which a series takes a while.
type slow struct {
	flat
	pause time.Duration
}

func (s slow) Values(z, y []float64) { s.Coefficients(0, z, y) }

func (s slow) Coefficients(order int, z, c []float64) {
	if order >= 2 {
		time.Sleep(s.pause)
	}
	s.flat.Coefficients(order, z, c)
}

// P2's turns are AD's and FD's: either asks as often, AD for the series at the nodes, FD
// for values and slopes at three points for each. The quotient has the AD side above.
func TestTimeRatioTimesBothSides(t *testing.T) {
	const (
		turns = 3
		pause = 3 * time.Millisecond
	)
	s := claims.DefaultSetup(claims.Short, 1)
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	act := slow{newFlat(1, 1), pause}
	with(t, b, act)
	ratio, micros, err := b.timeRatio(s, turns)
	require.NoError(t, err)
	assert.Greater(t, ratio, 1.0)
	assert.GreaterOrEqual(t, micros, float64(pause.Microseconds()))
	neurons := int64(b.set.width)
	interior, series := neurons*int64(b.set.nodes), act.series.Load()
	assert.Zero(t, series%interior, "%d points of series, %d a turn", series, interior)
	assert.GreaterOrEqual(t, series, turns*interior, "points of series")
	assert.LessOrEqual(t, series, patience*turns*interior, "points of series")
	assert.GreaterOrEqual(t, act.values.Load(), 3*series, "points of values")

	exchanged, _, err := b.timeRatio(s.With(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}), turns)
	require.NoError(t, err)
	assert.Less(t, exchanged, 1.0)
}

// A series of order q has q+1 coefficients; a central stencil of accuracy p has q+p-1
// points, for q and p even, and a one-sided one q+p.
func TestChannelRatioByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	for _, c := range []struct {
		problem string
		change  claims.Setup
		want    float64
	}{
		{"poisson-1d", claims.Setup{}, 3. / 3},
		{"biharmonic-1d", claims.Setup{}, 5. / 5},
		{"poisson-1d", claims.Setup{Accuracy: 4}, 3. / 5},
		{"biharmonic-1d", claims.Setup{Accuracy: 4}, 5. / 7},
		{"poisson-1d", claims.Setup{Placement: claims.PlacementForward}, 3. / 4},
		{"biharmonic-1d", claims.Setup{Placement: claims.PlacementForward}, 5. / 6},
		{"poisson-1d", claims.Setup{Accuracy: 4, AD: claims.EngineFD, FD: claims.EngineAD}, 5. / 3},
		{"poisson-1d", claims.Setup{Accuracy: 4, FD: claims.EngineAD}, 1},
	} {
		p, err := pde.ByName(c.problem)
		require.NoError(t, err)
		got, err := channelRatio(s.With(c.change), p)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, fmt.Sprintf("%s %+v", c.problem, c.change))
	}
	p, err := pde.ByName("poisson-1d")
	require.NoError(t, err)
	_, err = channelRatio(s.With(claims.Setup{Accuracy: 3}), p)
	assert.ErrorContains(t, err, "3")
}

// The two least times, whatever their order; they settle when they are near each other.
func TestFastest(t *testing.T) {
	f := unmeasured
	assert.False(t, f.settled())
	for _, time := range []float64{9, 4, 7, 5, 6} {
		f = f.with(time)
	}
	assert.Equal(t, fastest{4, 5}, f)
	assert.False(t, f.settled())
	assert.Equal(t, fastest{3, 4}, f.with(3))
	assert.True(t, f.with(4.2).settled())
	assert.True(t, f.with(4).settled())
}
