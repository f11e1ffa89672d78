package spectral

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// One value more than n_a(AD) may be truncation's; two are noise.
func TestBelowUpperEdge(t *testing.T) {
	const kept = 40
	for excess, want := range map[int]bool{-2: false, -1: false, 0: false, 1: false, 2: true, 3: true, 20: true} {
		assert.Equal(t, want, belowUpperEdge(kept+excess, kept), "an excess of %d", excess)
	}
}
