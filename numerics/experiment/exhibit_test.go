package experiment

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory/claims"
)

func TestExhibitNames(t *testing.T) {
	assert.Len(t, exhibits, len(Exhibits()))
	_, err := Exhibit(t.Context(), "E1", claims.DefaultSetup(claims.Short, 1))
	assert.ErrorContains(t, err, `no exhibit "E1", there are ["S3-spectrum" "T1-curves"]`)
	for _, name := range Exhibits() {
		_, err := Exhibit(t.Context(), name, claims.Setup{})
		assert.ErrorContains(t, err, "exhibit "+name+": ")
	}
}
