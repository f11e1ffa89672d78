package figure

import (
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// logarithms are places on a logarithmic axis.
func logarithms(x ...float64) (out []float64) {
	for _, v := range x {
		out = append(out, math.Log10(v))
	}
	return out
}

// A line crosses no gap of more than twice the usual one, and no edge. The steps of E1 on
// ordinary nodes have a gap of three decades; on powers of two, gaps of one to four octaves.
func TestRuns(t *testing.T) {
	octaves := func(exponents ...float64) (out []float64) {
		for _, k := range exponents {
			out = append(out, math.Exp2(-k))
		}
		return logarithms(out...)
	}
	for name, c := range map[string]struct {
		places, edges []float64
		want          [][2]int
	}{
		"E1, ordinary nodes":        {places: logarithms(1e-8, 1e-5, 1e-4, 1e-3, 7e-3, 3e-2, 1e-1, 3e-1), want: [][2]int{{0, 1}, {1, 8}}},
		"E1, powers of two":         {places: octaves(26, 22, 18, 14, 11, 9, 8, 5, 3, 1), want: [][2]int{{0, 10}}},
		"E1, biharmonic":            {places: octaves(14, 11, 10, 9, 8, 7, 6, 5, 4, 3, 1), want: [][2]int{{0, 1}, {1, 11}}},
		"twice the usual":           {places: octaves(6, 4, 3, 2, 1), want: [][2]int{{0, 5}}},
		"little more than twice":    {places: octaves(6.001, 4, 3, 2, 1), want: [][2]int{{0, 1}, {1, 5}}},
		"a linear axis":             {places: []float64{0, 1, 2, 3, 6, 7}, want: [][2]int{{0, 4}, {4, 6}}},
		"one edge":                  {places: []float64{0, 1, 2, 3}, edges: []float64{1.5}, want: [][2]int{{0, 2}, {2, 4}}},
		"an edge at a point":        {places: []float64{0, 1, 2, 3}, edges: []float64{1, -1, 9}, want: [][2]int{{0, 4}}},
		"two have no usual gap":     {places: []float64{0, 1}},
		"one":                       {places: []float64{0}},
		"none":                      {},
		"equal places, as of seeds": {places: []float64{1, 1, 1}, want: [][2]int{{0, 3}}},
	} {
		assert.Equal(t, c.want, runs(c.places, c.edges), name)
	}
}

// Only what was measured at steps has unmeasured gaps: AD has no step, and a law is known.
func TestMeasuredByStep(t *testing.T) {
	for role := AD; role <= Finest; role++ {
		assert.Equal(t, role == FD || role == FDSecond || role == FDThird, role.measuredByStep(), "role %d", role)
	}
}

func TestEdgesOfPanel(t *testing.T) {
	bands := []Band{{"", BandX, 0, 0.01}, {"", BandX, 1e-3, 1}, {"", BandY, 1e-2, 1e2}}
	assert.Equal(t, []float64{-2, -3, 0}, Panel{X: Axis{Log: true}, Bands: bands}.edges())
	assert.Equal(t, []float64{0, 0.01, 1e-3, 1}, Panel{Bands: bands}.edges())
}

// A ribbon has a quarter of its line's colour on white.
func TestStrip(t *testing.T) {
	assert.Equal(t, color.RGBA{R: 0xBF, G: 0xDB, B: 0xEB, A: 0xFF}, AD.look().strip())
}
