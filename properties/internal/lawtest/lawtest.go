// Package lawtest has what the tests of checks share.
package lawtest

import (
	"go/parser"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/properties"
)

// Repeats checks that a violation tells all, and repeats in Go.
func Repeats(t *testing.T, v *properties.Violation) {
	t.Helper()
	text := v.Error()
	for _, part := range []string{v.Law, v.Case, "measured", "allowed", "repeat: " + v.Repeat} {
		assert.Contains(t, text, part)
	}
	assert.Contains(t, v.Repeat, "."+v.Law+"(impl, ")
	_, err := parser.ParseExpr(v.Repeat)
	assert.NoError(t, err, v.Repeat)
}
