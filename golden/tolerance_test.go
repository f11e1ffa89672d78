package golden

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each number of a tolerance that is none is an error.
func TestDecodeToleranceRejects(t *testing.T) {
	for _, cells := range [][]string{{"factor x"}, {"abs x", "rel 0"}, {"abs 0", "rel x"}, {"free: "}, {"exactly"}, {}} {
		_, err := decodeTolerance(cells)
		assert.Error(t, err, "%q", cells)
	}
}
