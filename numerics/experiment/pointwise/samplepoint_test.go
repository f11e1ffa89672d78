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
			require.NoError(t, c.compare(plan, fd, s.Size, rand.New(rand.NewPCG(seed, 0)), counts))
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
