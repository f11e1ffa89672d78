package golden

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// claimIDs lists the ids of the claims.
func claimIDs() []string {
	var ids []string
	for _, c := range claims.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// Every claim has its recorded table in both sizes, and every file its claim.
func TestNamesOfFiles(t *testing.T) {
	if *update {
		return // they are being made
	}
	for _, size := range []claims.Size{claims.Test, claims.Short} {
		var recorded []string
		files, err := filepath.Glob(filepath.Join(string(size), "*"))
		require.NoError(t, err)
		for _, path := range files {
			recorded = append(recorded, strings.TrimSuffix(filepath.Base(path), ".txt"))
			r, err := Read(path)
			if assert.NoError(t, err) {
				assert.Equal(t, recordPath(size, r.Claim), path)
				assert.Equal(t, size, r.Size, path)
				assert.Equal(t, claims.DefaultSeed, r.Seed, path)
			}
		}
		assert.ElementsMatch(t, claimIDs(), recorded, "claims and files in golden/%s", size)
	}
}
