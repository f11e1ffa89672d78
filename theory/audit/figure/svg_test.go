package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
)

func svg(t *testing.T, f Figure) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.WriteSVG(&b))
	return b.String()
}

// Every figure is well-formed XML, the same bytes each time, with finite coordinates
// and the heading.
func TestWriteSVG(t *testing.T) {
	for id, table := range samples(t) {
		text := svg(t, drawn(t, id, table))
		assert.Equal(t, text, svg(t, drawn(t, id, table)), id)
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, id)
		}
		assert.NotContains(t, text, "NaN", id)
		assert.NotContains(t, text, "Inf", id)
		assert.Contains(t, text, ">"+id+" (holds): ", id)
		assert.NotContains(t, text, "font-family:Liberation", "a font without a substitute")
	}
}

// The marks that are drawn are the points, and one more in the legend.
func TestWriteSVGDrawsEveryPoint(t *testing.T) {
	text := svg(t, drawn(t, "E1", samples(t)["E1"]))
	assert.Equal(t, 5+1, strings.Count(text, `Z" style="fill:#D55E00"`), "squares of FD")
	assert.Equal(t, 5+1, strings.Count(text, `Z" style="fill:#0072B2"`), "circles of AD")
	assert.Equal(t, 1+1+1, strings.Count(text, `Z" style="fill:#FFFFFF"`), "the background, and a hollow one")
	assert.Equal(t, 1+1, strings.Count(text, "stroke:#D55E00;stroke-width:1.2"), "a line through the three steps of the regime, and none to that beyond or through one")
	assert.Equal(t, 1+1, strings.Count(text, "stroke:#0072B2;stroke-width:1.2"), "AD's line goes on")
	assert.Equal(t, 2+1, strings.Count(text, `Z" style="fill:#E9E9E9"`), "the regimes")
	assert.Equal(t, 1, strings.Count(text, ">truncated entropy H</text>"), "a label for the row")
	assert.Equal(t, 2, strings.Count(text, ">step h</text>"), "and one for each column")

	text = svg(t, drawn(t, "E1w", samples(t)["E1w"]))
	assert.Equal(t, 3, strings.Count(text, "stroke:#D55E00;stroke-width:0.8"), "an interval and its ends")
}

// failing is a writer that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteSVGReportsErrors(t *testing.T) {
	assert.ErrorContains(t, drawn(t, "E1", samples(t)["E1"]).WriteSVG(failing{}), "no space left")
}

func TestDecades(t *testing.T) {
	labels := func(lo, hi float64) (at []float64, names []string) {
		for _, tick := range (decades{}).Ticks(math.Log10(lo), math.Log10(hi)) {
			at, names = append(at, nine(tick.Value)), append(names, tick.Label)
		}
		return at, names
	}
	at, names := labels(0.5e-3, 2)
	assert.Equal(t, []float64{-3, -2, -1, 0}, at)
	assert.Equal(t, []string{"1e-3", "1e-2", "1e-1", "1"}, names)
	_, names = labels(0.5e-7, 2)
	assert.Equal(t, []string{"", "1e-6", "", "1e-4", "", "1e-2", "", "1"}, names)
	_, names = labels(0.3, 30)
	assert.Equal(t, []string{"1", "1e1"}, names)
	at, names = labels(0.15, 6)
	assert.Equal(t, []string{"0.2", "0.5", "1", "2", "5"}, names)
	assert.Equal(t, nine(math.Log10(0.2)), at[0])
	at, names = labels(0.87, 1.03)
	assert.Equal(t, []string{"0.9", "0.95", "1"}, names, "of 1, 2 and 5 there is but one")
	assert.Equal(t, nine(math.Log10(0.95)), at[1])
	for _, tick := range (unlabelled{plot.ConstantTicks{{Value: 1, Label: "1"}, {Value: 2}}}).Ticks(0, 3) {
		assert.Equal(t, plot.Tick{Value: 1}, tick)
	}
}

func TestEven(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   []string
	}{
		{0.25, 0.96, []string{"0.4", "0.6", "0.8"}},
		{1.64, 8.36, []string{"2", "4", "6", "8"}},
		{-0.57, 0.18, []string{"-0.4", "-0.2", "0"}},
		{-0.1, 0.9, []string{"0", "0.2", "0.4", "0.6", "0.8"}},
		{5, 55, []string{"10", "20", "30", "40", "50"}},
		{0, 1, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
	} {
		var names []string
		for _, tick := range (even{}).Ticks(c.lo, c.hi) {
			names = append(names, tick.Label)
		}
		assert.Equal(t, c.want, names, "%v to %v", c.lo, c.hi)
	}
}

func TestSpan(t *testing.T) {
	var s span
	s.add(2)
	lo, hi := s.padded()
	assert.Equal(t, []float64{1, 3}, []float64{lo, hi}, "a single value")
	s.add(-48)
	s.add(0)
	lo, hi = s.padded()
	assert.Equal(t, []float64{-51, 5}, []float64{lo, hi})

	p := Panel{
		X: Axis{Log: true}, Y: Axis{Log: true},
		Bands:  []Band{{"", BandY, 0, 1e3}, {"", BandX, 1e-9, 1e9}},
		Series: []Series{{Points: []Point{{10, 1, math.NaN(), math.NaN()}, {100, 1, 0.1, 1}}}},
	}
	var x, y span
	p.addX(&x)
	p.addY(&y)
	assert.Equal(t, span{1, 2, true}, x, "bands of x are cut")
	assert.Equal(t, span{-1, 3, true}, span{nine(y.lo), nine(y.hi), y.any}, "an interval's end, and the limit that has a place")
}

// Text is broken at spaces, and a word too long for a line has one of its own.
func TestBlock(t *testing.T) {
	s := textStyle(10)
	assert.Len(t, block(s, "one two three", wide(s, "one two three")), 1)
	assert.Len(t, block(s, "one two three", wide(s, "one two")), 2)
	assert.Len(t, block(s, "one two three", 1), 3)
	assert.Empty(t, block(s, " ", 100))
}
