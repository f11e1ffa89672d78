package catalog_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties/catalog"
)

// The lists in the package's documentation are these; replace them where they differ.
func TestNamesInTheDocumentation(t *testing.T) {
	var functions, fields strings.Builder
	for _, f := range catalog.All() {
		fmt.Fprintf(&functions, "//\t%-13s %s\n", f.Name, f.Formula)
	}
	for _, f := range catalog.Fields() {
		fmt.Fprintf(&fields, "//\t%-13s %d  %s\n", f.Name, f.Dim, f.Formula)
	}
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	assert.Contains(t, string(doc), "// Functions, and their formulas:\n//\n"+functions.String()+"//\n")
	assert.Contains(t, string(doc), "// Fields, their dimensions and formulas:\n//\n"+fields.String()+"package catalog")
}

func TestNamesInAnotherCase(t *testing.T) {
	_, err := catalog.ByName("Sin")
	assert.ErrorContains(t, err, `unknown function "Sin" (did you mean "sin"?), want one of exp, `)
	_, err = catalog.FieldByName("Rosenbrock")
	assert.ErrorContains(t, err, `unknown field "Rosenbrock" (did you mean "rosenbrock"?), want one of `)
}
