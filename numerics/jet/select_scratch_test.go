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

// What an earlier tile left in a channel that is left out is 0 in the next, the value's channel included.
func TestCutClearsWhatIsLeftOut(t *testing.T) {
	b := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9} // [3][3]
	for _, c := range []struct {
		set  []bool
		want []float64
	}{
		{[]bool{false, true, true}, []float64{0, 0, 5, 6, 8, 9}},
		{[]bool{true, false, true}, []float64{2, 3, 0, 0, 8, 9}},
		{[]bool{true, true, false}, []float64{2, 3, 5, 6, 0, 0}},
	} {
		stale := []float64{-1, -1, -1, -1, -1, -1}
		assert.Equal(t, c.want, cut(stale, b, c.set, 3, 1, 2), "%v", c.set)
	}
}
