package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// unlike are the verdicts at the paper's scale that are not those expected of the other sizes;
// theory/README.md says why.
var unlike = map[string]claims.Verdict{
	"T2w": claims.Inconclusive,
	"T6":  claims.Inconclusive,
}

// The tables at the paper's scale take an hour or two, so they are recorded once, by
//
//	go run ./theory/audit -size full -resume runs -tables golden/full
//
// and only judged here: each is whole and of its claim, and the criterion, as it stands now, gives it
// the verdict that theory/README.md quotes.
func TestFullTables(t *testing.T) {
	files, err := filepath.Glob(recordPath(claims.Full, "*"))
	require.NoError(t, err)
	trained := slices.DeleteFunc(claims.All(), func(c claims.Claim) bool { return !c.Trains })
	assert.Len(t, files, len(trained), "the claims that read the training grid")
	for _, path := range files {
		recorded, err := Read(path)
		require.NoError(t, err)
		require.NoError(t, recorded.Of(strings.TrimSuffix(filepath.Base(path), ".txt"), claims.Full, claims.DefaultSeed), path)
		claim, err := claims.Lookup(recorded.Claim)
		require.NoError(t, err)
		assert.True(t, claim.Trains, claim.ID)
		want, differs := unlike[claim.ID]
		if !differs {
			want = claim.Expected
		}
		assert.Equal(t, want, claim.Judge(recorded.Table).Verdict, path)
		assert.Equal(t, differs, want != claim.Expected, "%s is no exception", claim.ID)
	}
}

// A run at the paper's scale is told apart from one at a smaller one by its networks.
func TestFullTablesAreOfFullScale(t *testing.T) {
	text, err := os.ReadFile(recordPath(claims.Full, "T1"))
	require.NoError(t, err)
	for _, network := range []string{"1x100", "3x50"} {
		assert.Contains(t, string(text), network)
	}
}
