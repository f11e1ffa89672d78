package gen_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/properties/gen"
)

// Package nn takes every network that is drawn and evaluates it.
func TestNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.IntRange(1, 3).Draw(t, "dim")
		n := gen.Networks(dim, 3, 4).Draw(t, "network")
		act, err := activation.ByName[float64](n.Activation)
		require.NoError(t, err)
		net, err := nn.New(act, n.Sizes...)
		require.NoError(t, err)
		require.Len(t, n.Theta, net.Params())
		u := make([]float64, 1)
		x := gen.Inside(make([]float64, dim), []float64{1, 1, 1}[:dim]).Draw(t, "x")
		require.NoError(t, net.Evaluate(n.Theta, x, u))
	})
}

func TestNetworksReachEverything(t *testing.T) {
	activations, depths, widths := map[string]bool{}, map[int]bool{}, map[int]bool{}
	for seed := range 300 {
		n := gen.Networks(2, 3, 4).Example(seed)
		activations[n.Activation] = true
		depths[len(n.Sizes)-2] = true
		widths[n.Sizes[1]] = true
	}
	assert.Len(t, activations, len(activation.Names()))
	assert.Len(t, depths, 3)
	assert.Len(t, widths, 4)
}

func TestPointsAndDirections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo, hi := []float64{-2, 0.3, 5}, []float64{1, 0.31, 5}
		for d, x := range gen.Inside(lo, hi).Draw(t, "x") {
			if x < lo[d] || x > hi[d] {
				t.Fatalf("coordinate %d is %v", d, x)
			}
		}
		largest := 0.0
		for _, v := range gen.Direction(rapid.IntRange(1, 5).Draw(t, "n")).Draw(t, "v") {
			largest = max(largest, math.Abs(v))
		}
		if largest != 1 {
			t.Fatalf("largest component %v", largest)
		}
	})
	assert.Panics(t, func() { gen.Inside([]float64{0}, []float64{1, 1}) })
}
