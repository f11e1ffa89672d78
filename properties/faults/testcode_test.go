package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTestCodeByHand(t *testing.T) {
	got := testCode(map[string][]string{
		"adfd/product":     {"fmt", "adfd/usedByBoth", "testingground"},
		"adfd/helper":      {"testing", "adfd/below"},
		"adfd/below":       {"github.com/stretchr/testify/require"},
		"adfd/usedByBoth":  {"testing", "adfd/usedByThat"},
		"adfd/usedByThat":  {"testing"},
		"adfd/notImported": {"pgregory.net/rapid"},
	})
	assert.Equal(t, map[string]bool{"adfd/helper": true, "adfd/below": true}, got)
}

// Of the module's own packages helpers are left out of the sample, and what is offered to others is not.
func TestPopulationLeavesOutTestCode(t *testing.T) {
	w := workspace{root}
	for pattern, sampled := range map[string]bool{
		"numerics/jet/internal/jettest":   false,
		"numerics/exact/internal/number":  true,
		"properties/gen":                  true,
		"properties/internal/lawtest":     false,
		"theory/audit/internal/gitrepo":   false,
		"numerics/experiment/lab/labtest": false,
	} {
		mutants, err := w.population(t.Context(), []string{"./" + pattern})
		require.NoError(t, err)
		assert.Equal(t, sampled, len(mutants) > 0, pattern)
	}
}
