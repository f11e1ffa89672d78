package training

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Without a seed there is nothing to compare.
func TestOrderTableOfNothing(t *testing.T) {
	_, err := orderTable(nil, nil)
	assert.ErrorContains(t, err, "0 seeds of the biharmonic")
}
