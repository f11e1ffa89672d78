package pointwise

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/theory/claims"
)

// crowded is a plan whose last output is another one where there are several.
type crowded struct{ engine.Plan[float64] }

func (p crowded) Activate(s engine.Activation[float64], z, y []float64) {
	p.Plan.Activate(s, z, y)
	if len(y) > p.Channels() {
		y[len(y)-1]++
	}
}

// A5 sees a result that depends on its batch: the last sample of each draw, whatever the
// function is elsewhere, and none with the plan as it is.
func TestSamplePointSeesTheBatch(t *testing.T) {
	const seed = 6
	s := claims.DefaultSetup(claims.Short, seed)
	points, features := localSamples(s.Size)
	for _, c := range localCases() {
		if c.activation != "tanh" {
			continue
		}
		ad, err := c.plan(claims.EngineAD, s)
		require.NoError(t, err)
		fd, err := c.plan(claims.EngineFD, s)
		require.NoError(t, err)
		for batch, plan := range []engine.Plan[float64]{ad, crowded{ad}} {
			counts := newLocalCounts()
			require.NoError(t, c.compare(plan, fd, points, features, rand.New(rand.NewPCG(seed, 0)), counts))
			table := localTable([]localCase{c}, []localCounts{counts})
			require.Len(t, table.Rows, 2)
			for _, r := range table.Rows {
				assert.Equal(t, float64(points*features), table.Value(r, claims.ColCount), "%v", r.Key)
				assert.Equal(t, float64(batch), table.Value(r, claims.ColBatch), "%v", r.Key)
				assert.Zero(t, table.Value(r, claims.ColADChanged), "%v", r.Key)
			}
		}
	}
}

// late is a plan whose outputs beyond so many values a channel are other ones.
type late struct {
	engine.Plan[float64]
	after int
}

func (p late) Activate(s engine.Activation[float64], z, y []float64) {
	p.Plan.Activate(s, z, y)
	for i := range y {
		if i%(len(y)/p.Channels()) >= p.after {
			y[i]++
		}
	}
}

// The batches of A5's tables have at most 9 points. Here are 67 with 5 features, more than the 128 values
// and twice as many at which package jet begins a new tile: every sample is that of its batch, for
// each activation and operator; and a plan that goes wrong beyond so many samples is seen in the others.
func TestSamplePointBeyondATile(t *testing.T) {
	const seed, points, features = 12, 67, 5
	s := claims.DefaultSetup(claims.Short, seed)
	for _, c := range localCases() {
		ad, err := c.plan(claims.EngineAD, s)
		require.NoError(t, err)
		fd, err := c.plan(claims.EngineFD, s)
		require.NoError(t, err)
		plans := map[int]engine.Plan[float64]{points * features: ad}
		if c.activation == "tanh" {
			for _, after := range []int{64 * features, 128, 256} {
				plans[after] = late{ad, after}
			}
		}
		for after, plan := range plans {
			counts := newLocalCounts()
			require.NoError(t, c.compare(plan, fd, points, features, rand.New(rand.NewPCG(seed, 0)), counts))
			for elsewhere, n := range counts {
				assert.Equal(t, points*features, n.samples)
				assert.Equal(t, points*features-after, n.batch, "%v, %s", c, elsewhere)
			}
		}
	}
}
