package direction

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A sample of pairs has none twice, at sizes where nearly all are taken too.
func TestPairsAreDistinct(t *testing.T) {
	for _, n := range []int{2, 3, 5, 11, 12, 13, 64} {
		list := make([]int, n)
		for i := range list {
			list[i] = 3 * i
		}
		for _, limit := range []int{1, 9, 54, 64, 66} {
			seen := map[[2]int]bool{}
			for _, p := range Pairs(list, limit, 7) {
				assert.Less(t, p[0], p[1])
				assert.False(t, seen[p], "%v of %d coordinates", p, n)
				seen[p] = true
			}
			assert.Len(t, seen, min(limit, n*(n-1)/2), "%d coordinates", n)
		}
	}
}
