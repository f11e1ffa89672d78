package fd_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

// A standard stencil is made once and shared: what a caller does to the slices
// and rationals it was given must not reach the next one, nor may two callers at
// a time disturb each other.
func TestStandardStencilsAreShared(t *testing.T) {
	fresh := must(t)(fd.New(3, []float64{-2, -1, 0, 1, 2}))
	var wait sync.WaitGroup
	for range 4 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			s, err := fd.Central(3, 2)
			if !assert.NoError(t, err) {
				return
			}
			assert.Equal(t, fresh.String(), s.String())
			assert.Equal(t, fresh.Constant().String(), s.Constant().String())
			offsets, weights := s.Float64()
			offsets[0], weights[0] = 9, 9
			s.Offsets()[0].SetInt64(9)
			s.Weights()[0].SetInt64(9)
			s.Constant().SetInt64(9)
		}()
	}
	wait.Wait()
	assert.Equal(t, fresh, must(t)(fd.Central(3, 2)))

	// Central and one-sided stencils, and other orders on the same offsets, are
	// different ones.
	assert.NotEqual(t, must(t)(fd.Forward(1, 2)), must(t)(fd.Backward(1, 2)))
	assert.NotEqual(t, must(t)(fd.Central(1, 2)), must(t)(fd.Central(2, 2)))
}

// Planning once more does little rational arithmetic: making the five-point
// stencil alone takes more allocations than the whole plan then does.
func TestPlanningIsCheap(t *testing.T) {
	eng, err := fd.NewEngine[float64](fd.Options{H: 0x1p-7})
	require.NoError(t, err)
	stencil := testing.AllocsPerRun(10, func() {
		if _, err := fd.New(4, []float64{-2, -1, 0, 1, 2}); err != nil {
			panic(err)
		}
	})
	plan := testing.AllocsPerRun(10, func() {
		if _, err := eng.Plan(engine.Operator{{4}}, 1); err != nil {
			panic(err)
		}
	})
	assert.Less(t, plan, stencil)
	t.Logf("stencil %v, plan %v", stencil, plan)
}
