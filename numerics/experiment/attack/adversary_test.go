package attack

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// traced is parabola with a record of the points that are tried.
func traced(points *[][]float64) *attack {
	a := parabola(1)
	a.inputs = func(p []float64) []float64 {
		*points = append(*points, slices.Clone(p))
		return slices.Clone(p)
	}
	return a
}

// A search tries the same points on one processor and on several, although a climb
// crosses goroutines, and all of them lie in the cube.
func TestSearchTriesTheSamePoints(t *testing.T) {
	const seed, budget = 4, 700
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var first [][]float64
	for _, processors := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(processors)
		var points [][]float64
		s := &search{attack: traced(&points), budget: budget, keep: 3}
		require.NoError(t, s.run(t.Context(), rand.New(rand.NewPCG(seed, 0))))
		require.Len(t, points, budget)
		for _, p := range points {
			for _, v := range p {
				assert.True(t, 0 <= v && v < 1, "seed %d: %v is outside", seed, p)
			}
		}
		if first == nil {
			first = points
		}
		assert.Equal(t, first, points, "%d processors", processors)
	}
}

// The budget is spent to the last evaluation and no further, wherever in a climb it
// ends, and a search that has what it looks for ends there.
func TestSearchKeepsItsBudget(t *testing.T) {
	const seed = 4
	for budget := 1; budget <= 2*(roundPoints+climbPoints)+3; budget++ {
		var points [][]float64
		s := &search{attack: traced(&points), budget: budget, keep: 1}
		require.NoError(t, s.run(t.Context(), rand.New(rand.NewPCG(seed, 0))))
		assert.Len(t, points, budget)
		assert.Equal(t, budget, s.evaluations)
	}
	for _, stop := range []float64{0.5, 0.999, 1 - 0x1p-20} {
		var points [][]float64
		a := traced(&points)
		s := &search{attack: a, budget: 10_000, keep: 1, stop: stop}
		require.NoError(t, s.run(t.Context(), rand.New(rand.NewPCG(seed, 0))))
		last := len(points) - 1
		for i, p := range points {
			assert.Equal(t, i == last, a.ratio(p, false, nil) > stop, "stop %v, point %d", stop, i)
		}
	}
}

// Where nothing lies inside the hypotheses there is nothing to climb.
func TestSearchOutsideTheHypotheses(t *testing.T) {
	a := parabola(1)
	a.measure = func([]float64, bool) (float64, float64, bool) { return 1, 1, false }
	s := &search{attack: a, budget: 500, keep: 1}
	require.NoError(t, s.run(t.Context(), rand.New(rand.NewPCG(1, 0))))
	assert.Equal(t, 500, s.evaluations)
	assert.Empty(t, s.cases)
}
