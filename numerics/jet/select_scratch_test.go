package jet

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A selected plan writes to nothing that the whole one does.
func TestSelectSharesNoScratch(t *testing.T) {
	p := newCollapsed[float64](newBiharmonic[float64](2), 2, 9, 1)
	rules := map[*float64]bool{&p.chainRule.(*biharmonic[float64]).scratch[0]: true}
	tiles := map[*float64]bool{&p.scratch[0]: true}
	for _, straight := range []bool{false, true} {
		for _, top := range []bool{false, true} {
			q := p.with(straight, top)
			var own *biharmonic[float64]
			switch rule := q.chainRule.(type) {
			case *biharmonic[float64]:
				own = rule
			case topBiharmonic[float64]:
				own = rule.biharmonic
			case straightBiharmonic[float64]:
				own = rule.biharmonic
			case straightTopBiharmonic[float64]:
				own = rule.biharmonic
			}
			rules[&own.scratch[0]], tiles[&q.scratch[0]] = true, true
		}
	}
	assert.Len(t, rules, 5)
	assert.Len(t, tiles, 5)
}
