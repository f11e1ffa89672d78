package train_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/train"
)

func TestHistory(t *testing.T) {
	h := train.History{Losses: []float64{5, math.NaN(), 3, 4, math.Inf(1), 2}}
	assert.Equal(t, []float64{5, 5, 3, 3, 3, 2}, h.RunningMinimum())
	assert.Empty(t, train.History{}.RunningMinimum())
	assert.Equal(t, []float64{math.Inf(1), 1}, train.History{Losses: []float64{math.NaN(), 1}}.RunningMinimum())

	step, reached := h.StepsTo(3)
	assert.True(t, reached)
	assert.Equal(t, 2, step)
	_, reached = h.StepsTo(1)
	assert.False(t, reached)
}

func TestRecordedSteps(t *testing.T) {
	steps := func(record func(int) bool, below int) (s []int) {
		for step := range below {
			if record(step) {
				s = append(s, step)
			}
		}
		return s
	}
	assert.Equal(t, []int{0, 3, 6, 9}, steps(train.Every(3), 10))
	assert.Equal(t, []int{0, 1, 10, 100, 1000}, steps(train.PerDecade(1), 2000))
	assert.Equal(t, []int{0, 1, 2, 5, 10, 22, 46, 100, 215, 464, 1000}, steps(train.PerDecade(3), 1001))
	assert.Panics(t, func() { train.Every(0) })
	assert.Panics(t, func() { train.PerDecade(0) })
}

// What is recorded at step t is of theta_t: L = 4 theta^2 with theta_t = 2^-t.
func TestRecords(t *testing.T) {
	o := diagonal[float64]{[]float64{4}}
	s := train.NewState([]float64{1})
	result, err := train.Run(t.Context(), o, &train.GD[float64]{Schedule: train.Constant(1. / 16)}, s, train.Config[float64]{
		Steps:    5,
		Record:   train.Every(2),
		Error:    func(theta []float64) (float64, error) { return 3 * theta[0], nil },
		NoLosses: true,
	})
	require.NoError(t, err)
	at := func(step int) train.Record {
		theta := math.Pow(0.5, float64(step))
		return train.Record{Step: step, Loss: 4 * theta * theta, Gradient: 8 * theta, Error: 3 * theta}
	}
	assert.Equal(t, []train.Record{at(0), at(2), at(4)}, s.History.Records)
	assert.Equal(t, at(5), result.Final)
	assert.Equal(t, 2*math.Pow(0.5, 5), result.Final.Residual())
	assert.Nil(t, s.History.Losses)
	assert.Equal(t, train.Completed{}, result.Stop)
	assert.Equal(t, []float64{math.Pow(0.5, 5)}, s.Theta)
}
