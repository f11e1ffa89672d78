package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// samples are small tables of every figure, each with the keys and columns that the
// figure reads and no others.
func samples(t *testing.T) map[string]claims.Table {
	t.Helper()
	const sweep = "cutoff problem activation nodes"
	const training, trained = "problem network optimiser precision", "step,n,wins,steps wins,best by theory,floor/loss AD,solution error over floors," +
		"log loss,log loss lo,log loss hi,log solution error,log solution error lo,log solution error hi"
	const sizes = "step,h_l,h_c,N,M,n"
	precisions := "cutoff problem activation nodes h N M"
	floors := []string{
		"a poisson-1d tanh dyadic 2^-6 127 64: 0.25 10 2 1e-3 8",
		"a poisson-1d tanh dyadic 2^-6 127 64: 0.125 10 1 1e-4 4",
		"a poisson-1d sin dyadic 2^-6 127 64: 0.25 10 4 1e-3 2",
		"a/3 poisson-1d tanh dyadic 2^-6 127 64: 0.5 10 9 9 9",
	}
	// The logarithms are those of 4 and its neighbours: exp(1.386...) = 4.
	finals := []string{
		"poisson-1d 1x10 lm float32: 0.25 20 20 20 1 16 0.5 1.3862943611198906 0 2.772588722239781 1.3862943611198906 0 2.772588722239781",
		"poisson-1d 1x10 lm float32: 0.125 20 20 20 0 256 4 1.3862943611198906 0 2.772588722239781 0 0 0",
		"poisson-1d 1x20 adam float32: 0.25 20 20 20 1 1 1 0 0 0 0 0 0",
		"poisson-1d 1x20 adam float32: 0.125 20 20 14 1 1 1 0 0 0 0 0 0",
		"poisson-1d 1x20 adam float64: 0.25 20 0 0 1 1 1 0 0 0 0 0 0",
	}
	return map[string]claims.Table{
		"F1": made(t, "q arithmetic", "accuracy,points,slope,constant/textbook",
			"1 256_bits: 2 3 2.5 0.75", "1 256_bits: 4 3 3.75 1.5", "1 float64: 2 9 1.5 1.25", "2 256_bits: 2 3 2.25 1.125"),
		"F3": made(t, "q p bits", "n,h/formula,error/formula",
			"1 2 24: 48 0.5 2", "1 2 53: 48 2 0.5", "1 2 24,_53,_106: 48 NaN NaN", "2 2 24: 48 1 0.75"),
		"S3": made(t, "problem activation nodes", "q,step,h_l,h_c,n,tail mean,tail median/model,norm of E/model",
			"poisson-1d tanh dyadic: 2 0.5 1e-3 1 10 1 0.9 1.1", "poisson-1d tanh dyadic: 2 0.25 1e-3 1 10 4 0.8 1.2", "poisson-1d sin dyadic: 2 0.5 1e-3 1 10 2 0.7 1.3"),
		"E1": made(t, sweep, sizes+",wins,lo,hi,median H_AD,median H_FD",
			"a poisson-1d tanh dyadic: 0.5 0.02 0.8 127 64 20 15 0.125 0.25 0.75 0.5",
			"a poisson-1d tanh dyadic: 0.25 0.02 0.8 127 64 20 20 0.25 0.5 0.75 0.25",
			"a poisson-1d tanh dyadic: 0.125 0.02 0.8 127 64 20 20 0.25 0.5 0.75 0.25",
			"a poisson-1d tanh dyadic: 0.0625 0.02 0.8 127 64 20 20 0.25 0.5 0.75 0.25",
			"3a poisson-1d tanh dyadic: 0.5 0.02 0.8 127 64 20 20 0 0 0.1 0.1",
			"a poisson-1d tanh ordinary: 0.5 0.02 0.8 200 100 20 20 0 0 0.75 0.5"),
		"E1w": made(t, sweep, sizes+",wins,median,lo,hi",
			"a poisson-1d tanh dyadic: 0.5 0.02 0.8 127 64 20 20 0.25 0.125 0.5"),
		"K4": made(t, "cutoff matrix problem network activation precision parameters", "step,h_l,h_c,n,wins,lo,hi,median H_AD,median H_FD",
			"a J poisson-1d 1x20 tanh float32 initial: 0.5 0.02 0.8 20 15 0.125 0.25 0.75 0.5",
			"a J poisson-1d 1x20 tanh float32 initial: 0.25 0.02 0.8 20 20 0.25 0.5 0.75 0.25",
			"a J poisson-1d 1x20 tanh float32 trained: 0.5 0.02 0.8 20 20 0 0 0.75 0.5",
			"a J poisson-1d 1x20 sin float32 initial: 0.5 0.02 0.8 20 20 0 0 0.1 0.1", "a J poisson-1d 3x20 tanh float32 initial: 0.5 0.02 0.8 20 20 0 0 0.1 0.1",
			"a K poisson-1d 1x20 tanh float32 initial: 0.5 0.02 0.8 20 20 0 0 0.1 0.1", "3a J poisson-1d 1x20 tanh float32 initial: 0.5 0.02 0.8 20 20 0 0 0.1 0.1"),
		"E4": made(t, "precision N M", "n,h_c,measured upper,h_l,measured lower",
			"float64 100 70: 10 0.5 0.25 1e-3 1e-3", "float64 200 100: 5 0.25 0.25 1e-4 2e-4", "float32 100 70: 10 0.5 0.5 1e-2 1e-2"),
		"E3": made(t, sweep, sizes+",wins,lo,hi,residual_FD/floor,median residual AD,median residual FD",
			"a poisson-1d tanh dyadic: 0.5 0.02 0.8 127 64 20 15 5e8 16e9 2 1e-9 8", "a poisson-1d tanh dyadic: 0.25 0.02 0.8 127 64 20 20 5e8 16e9 0.5 1e-9 8"),
		"E3f": made(t, sweep, sizes+",residual_FD/floor",
			"a poisson-1d tanh dyadic: 0.5 0.02 0.8 127 64 20 2", "a biharmonic-1d tanh dyadic: 0.25 0.02 0.8 127 64 20 0.5"),
		"P3":  made(t, precisions, "u,n,tail mean,tail mean AD,residual/|a|", floors...),
		"P3w": made(t, precisions, "u,n,tail mean,tail mean AD,residual", floors...),
		"T1":  made(t, training, trained, finals...),
		"T2":  made(t, training, trained, finals...),
		"T2w": made(t, training, trained, finals...),
		"T7f": made(t, training, "step,n,noise/floor",
			"poisson-1d 1x10 lm float32: 0.25 10 0.5", "poisson-1d 1x10 lm float32: 0.125 10 0.75", "poisson-1d 1x10 lm float64: 0.25 10 1.5", "poisson-1d 1x20 adam float64: 0.25 10 1"),
	}
}

// series is what a test says of one: its name, its role, and its points without
// intervals.
type series struct {
	name   string
	role   Role
	points [][2]float64
}

// assertSeries compares all series of a panel.
func assertSeries(t *testing.T, p Panel, want ...series) {
	t.Helper()
	var got []series
	for _, s := range p.Series {
		var points [][2]float64
		for _, v := range s.Points {
			// exp and log2 lose an ulp: nine digits are enough to tell values apart.
			points = append(points, [2]float64{nine(v.X), nine(v.Y)})
		}
		got = append(got, series{s.Name, s.Role, points})
	}
	assert.Equal(t, want, got, p.Title)
}

func nine(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// titles are those of all panels, by rows; a gap has none.
func titles(f Figure) [][]string {
	var out [][]string
	for _, row := range f.Rows {
		var names []string
		for _, p := range row {
			names = append(names, p.Title)
		}
		out = append(out, names)
	}
	return out
}

func TestSlopesAndConstants(t *testing.T) {
	f := drawn(t, "F1", samples(t)["F1"])
	assert.Equal(t, [][]string{{"derivative of order 1", "derivative of order 2"}, {"derivative of order 1",
		"derivative of order 2"}}, titles(f))
	const exact, double = "256 bits, decides", "float64, where it has a window"
	assertSeries(t, f.Rows[0][0], series{exact, FD, [][2]float64{{2, 0.5}, {4, 0.25}}}, series{double, FDSecond, [][2]float64{{2, 0.5}}})
	assertSeries(t, f.Rows[1][0], series{exact, FD, [][2]float64{{2, 0.25}, {4, 0.5}}}, series{double, FDSecond, [][2]float64{{2, 0.25}}})
	assertSeries(t, f.Rows[0][1], series{exact, FD, [][2]float64{{2, 0.25}}})
	assert.Equal(t, []Band{{"allowed by the criterion", BandY, 0, 3}}, f.Rows[1][1].Bands)
}

// The total of the model is 1 at its minimum, and its parts are q/(p+q) and p/(p+q)
// there.
func TestBestSteps(t *testing.T) {
	f := drawn(t, "F3", samples(t)["F3"])
	assert.Equal(t, [][]string{{"q = 1, p = 2", "q = 2, p = 2", "", ""}}, titles(f))
	p := f.Rows[0][0]
	require.Len(t, p.Series, 5, "two parts, their sum, and the points of two precisions")
	ends := func(s Series) [2][2]float64 {
		first, last := s.Points[0], s.Points[len(s.Points)-1]
		return [2][2]float64{{nine(first.X), nine(first.Y)}, {nine(last.X), nine(last.Y)}}
	}
	assert.Equal(t, [2][2]float64{{nine(math.Sqrt(0.3)), 0.1}, {4, nine(16. / 3)}}, ends(p.Series[0]), "s^2/3 from 0.1 on")
	assert.Equal(t, [2][2]float64{{0.25, nine(8. / 3)}, {4, nine(1. / 6)}}, ends(p.Series[1]), "2/(3 s)")
	assert.Equal(t, [2][2]float64{{0.25, nine(1./48 + 8./3)}, {4, nine(16./3 + 1./6)}}, ends(p.Series[2]), "the sum")
	for _, v := range p.Series[2].Points {
		assert.GreaterOrEqual(t, nine(v.Y), 1., "h/h* = %v", v.X)
	}
	assert.Equal(t, [2]float64{1, 1}, [2]float64{nine(p.Series[2].Points[16].X), nine(p.Series[2].Points[16].Y)})
	p.Series = p.Series[3:]
	assertSeries(t, p, series{"best step of FD, 24 bits", FD, [][2]float64{{0.5, 2}}}, series{"best step of FD, 53 bits",
		FDSecond, [][2]float64{{2, 0.5}}})
	assert.Len(t, f.Notes, 2, "the row of the exponents is of another kind, not left out")
}

func TestTails(t *testing.T) {
	f := drawn(t, "S3", samples(t)["S3"])
	names := []string{"Poisson, tanh", "Poisson, sin"}
	assert.Equal(t, [][]string{names, names}, titles(f))
	assert.Equal(t, "nodes on powers of two, N = 255, M = 128", f.Rows[0][0].Subtitle, "the sizes of S3 in the test run")
	tail := [][2]float64{{0.25, 4}, {0.5, 1}}
	assertSeries(t, f.Rows[0][0], series{"predicted slope -q, level fitted", Prediction, tail}, series{"FD", FD, tail})
	assertSeries(t, f.Rows[1][0],
		series{"FD's tail, median, over the model's", FDSecond, [][2]float64{{0.25, 0.8}, {0.5, 0.9}}},
		series{"norm of the noise over the model's", FDThird, [][2]float64{{0.25, 1.2}, {0.5, 1.1}}})
	assert.Equal(t, Band{"allowed by the criterion", BandY, 1. / 3, 3}, f.Rows[1][1].Bands[1])
}

// missed is the series of cells whose sign tests do not settle: 15 wins of 20 have p = 0.02.
const missed = "hollow: AD is not better by a sign test over seeds, p < 0.001"

func TestEntropies(t *testing.T) {
	f := drawn(t, "E1", samples(t)["E1"])
	assert.Equal(t, [][]string{{"Poisson, tanh", "Poisson, tanh", "", ""}}, titles(f))
	assert.Equal(t, "nodes on powers of two, N = 127, M = 64", f.Rows[0][0].Subtitle)
	assert.Equal(t, "ordinary nodes, N = 200, M = 100", f.Rows[0][1].Subtitle)
	assertSeries(t, f.Rows[0][0],
		series{"AD", AD, [][2]float64{{0.0625, 0.75}, {0.125, 0.75}, {0.25, 0.75}, {0.5, 0.75}}},
		series{"FD", FD, [][2]float64{{0.0625, 0.25}, {0.125, 0.25}, {0.25, 0.25}, {0.5, 0.5}}},
		series{missed, Hollow, [][2]float64{{0.5, 0.5}}})
	assert.Equal(t, Point{0.5, 0.5, 0.5, 0.625}, f.Rows[0][0].Series[1].Points[3], "the interval of the difference, below AD")
	assert.Equal(t, []Band{{"predicted regime, 1.5 h_l <= h <= h_c/2", BandX, 0.03, 0.4}}, f.Rows[0][0].Bands)

	f = drawn(t, "E1w", samples(t)["E1w"])
	assertSeries(t, f.Rows[0][0], series{"no difference", Reference, [][2]float64{{0.5, 0}}}, series{"AD less FD", FD,
		[][2]float64{{0.5, 0.25}}})
	assert.Equal(t, Point{0.5, 0.25, 0.125, 0.5}, f.Rows[0][0].Series[1].Points[0])
}

// J of the narrow network with tanh alone, at the default cut-off.
func TestJacobianEntropies(t *testing.T) {
	f := drawn(t, "K4", samples(t)["K4"])
	assert.Equal(t, [][]string{{"Poisson, float32, initial", "Poisson, float32, trained", "", ""}}, titles(f))
	assert.Equal(t, "network 1x20, 63 nodes, 0 steps", f.Rows[0][0].Subtitle)
	assert.Equal(t, "network 1x20, 63 nodes, 1000 steps", f.Rows[0][1].Subtitle)
	assertSeries(t, f.Rows[0][0],
		series{"AD", AD, [][2]float64{{0.25, 0.75}, {0.5, 0.75}}},
		series{"FD", FD, [][2]float64{{0.25, 0.25}, {0.5, 0.5}}},
		series{missed, Hollow, [][2]float64{{0.5, 0.5}}})
	assert.Equal(t, Point{0.5, 0.5, 0.5, 0.625}, f.Rows[0][0].Series[1].Points[1], "the interval of the difference, below AD")
	assert.Equal(t, []Band{{"predicted regime, 1.5 h_l <= h <= h_c/2", BandX, 0.03, 0.4}}, f.Rows[0][0].Bands)
}

func TestEdges(t *testing.T) {
	f := drawn(t, "E4", samples(t)["E4"])
	assert.True(t, f.Apart)
	assert.Equal(t, [][]string{{"upper edge", "lower edge"}}, titles(f))
	assertSeries(t, f.Rows[0][0],
		series{"measured = predicted", Prediction, [][2]float64{{0.25, 0.25}, {0.5, 0.5}, {0.5, 0.5}}},
		series{"float64", FD, [][2]float64{{0.25, 0.25}, {0.5, 0.25}}}, series{"float32", FDSecond, [][2]float64{{0.5, 0.5}}})
	assert.Equal(t, []Band{{"within the criterion's factor", BandRatio, 1. / 3, 3}}, f.Rows[0][1].Bands)
	assert.Equal(t, "shaded: within a factor 3", f.Rows[0][1].Subtitle)
	assert.Contains(t, f.Notes[0], "N = 100 with M = 70; N = 200 with M = 100.")
}

func TestResiduals(t *testing.T) {
	f := drawn(t, "E3", samples(t)["E3"])
	assertSeries(t, f.Rows[0][0],
		series{"predicted rounding floor, u/h^q", Rounding, [][2]float64{{0.25, 16}, {0.5, 4}}},
		series{"AD", AD, [][2]float64{{0.25, 1e-9}, {0.5, 1e-9}}}, series{"FD", FD, [][2]float64{{0.25, 8}, {0.5, 8}}},
		series{missed, Hollow, [][2]float64{{0.5, 8}}})
	interval := f.Rows[0][0].Series[2].Points[0]
	assert.Equal(t, []float64{0.5, 16}, []float64{nine(interval.Lo), nine(interval.Hi)}, "the interval of the ratio, times AD's")
	assert.Equal(t, []Band{{"predicted regime, h <= h_c/2", BandX, 0, 0.4}}, f.Rows[0][0].Bands)

	f = drawn(t, "E3f", samples(t)["E3f"])
	assert.Equal(t, [][]string{{"Poisson, tanh", "biharmonic, tanh", "", ""}}, titles(f))
	assertSeries(t, f.Rows[0][1], series{"predicted floor", Rounding, [][2]float64{{0.25, 1}}}, series{"FD", FD, [][2]float64{{0.25, 0.5}}})
}

func TestFloorsByPrecision(t *testing.T) {
	for id, name := range map[string]string{"P3": "FD, residual/|a|", "P3w": "FD, residual"} {
		f := drawn(t, id, samples(t)[id])
		assert.Equal(t, [][]string{{"Poisson, tanh, h = 2^-6", "Poisson, sin, h = 2^-6", ""}}, titles(f))
		assert.Equal(t, "nodes on powers of two, N = 127, M = 64", f.Rows[0][0].Subtitle)
		const slope = "the claim: slope 1 in u, level fitted"
		assertSeries(t, f.Rows[0][0],
			series{slope, Prediction, [][2]float64{{3, 1}, {2, 2}}}, series{slope, Prediction, [][2]float64{{3, 4}, {2, 8}}},
			series{"AD, tail of the spectrum", AD, [][2]float64{{3, 1e-4}, {2, 1e-3}}},
			series{"FD, tail of the spectrum", FD, [][2]float64{{3, 1}, {2, 2}}}, series{name, FDSecond, [][2]float64{{3, 4}, {2, 8}}})
	}
}

func TestFinals(t *testing.T) {
	f := drawn(t, "T2", samples(t)["T2"])
	assert.Equal(t, [][]string{{"Poisson, Levenberg-Marquardt"}, {"Poisson, Levenberg-Marquardt"}}, titles(f))
	assert.Equal(t, "network 1x10, 31 nodes, 300 steps", f.Rows[0][0].Subtitle, "the budget of the test run")
	ad := series{"AD", AD, [][2]float64{{0.125, 1}, {0.25, 1}}}
	assertSeries(t, f.Rows[0][0], ad,
		series{"predicted rounding floor, (u/h^q)^2", Rounding, [][2]float64{{0.125, 256}, {0.25, 16}}},
		series{"FD", FD, [][2]float64{{0.125, 4}, {0.25, 4}}}, series{"FD's best step by theory", Mark, [][2]float64{{0.25, 4}}})
	// The floor is FD's ratio over the ratio to it: 1/4 and 4/0.5.
	assertSeries(t, f.Rows[1][0], ad,
		series{"predicted truncation floor, h^p, or AD's error if larger", Truncation, [][2]float64{{0.125, 0.25}, {0.25, 8}}},
		series{"FD", FD, [][2]float64{{0.125, 1}, {0.25, 4}}}, series{"FD's best step by theory", Mark, [][2]float64{{0.25, 4}}})
	interval := f.Rows[0][0].Series[2].Points[0]
	assert.Equal(t, []float64{1, 16}, []float64{nine(interval.Lo), nine(interval.Hi)})
	limits := []Band{{"criterion: no median below the lower line, one interval above the upper", BandY, 3, 3}}
	assert.Equal(t, [][]Band{limits, limits}, [][]Band{f.Rows[0][0].Bands, f.Rows[1][0].Bands})

	for id, precision := range map[string]theory.Precision{"T1": theory.Float32, "T2w": theory.Float64} {
		f := drawn(t, id, samples(t)[id])
		assert.Equal(t, [][]string{{"Poisson, Adam"}, {"Poisson, Adam"}}, titles(f))
		assert.Contains(t, f.Notes[0], "Training in "+string(precision)+",")
	}
}

// T1 draws the level of its regime, and hollow the losses where one of its two sign tests
// does not settle: 14 of 20.
func TestFinalLossesOfT1(t *testing.T) {
	f := drawn(t, "T1", samples(t)["T1"])
	assert.Equal(t, []Band{{"4 times AD's: the claim is where the floor lies above", BandY, 4, math.Inf(1)}}, f.Rows[0][0].Bands)
	assert.Equal(t, 1, len(f.Rows[0][0].Series[4].Points))
	assertSeries(t, Panel{Series: f.Rows[0][0].Series[4:]}, series{missed, Hollow, [][2]float64{{0.125, 1}}})
	assert.Len(t, f.Rows[1][0].Series, 4, "the claim is on losses")
}

// Settings with three steps h push those with fewer out.
func TestTrainedSettings(t *testing.T) {
	const keys = "problem network optimiser precision"
	short, long := []string{"p 3x50 adam float32: 1", "p 3x50 adam float32: 2",
		"p 1x9 lm float32: 3"}, []string{"p 1x9 adam float32: 4", "p 1x9 adam float32: 5", "p 1x9 adam float32: 6", "p 1x9 adam float64: 7"}
	steps := func(rows ...string) (out []float64) {
		kept := trained(theory.Float32, claims.OptimiserAdam)(made(t, keys, "step", rows...))
		for _, r := range kept.Rows {
			out = append(out, r.Values...)
		}
		return out
	}
	assert.Equal(t, []float64{1, 2}, steps(short...))
	assert.Equal(t, []float64{4, 5, 6}, steps(append(short, long...)...))
}

func TestNoiseOverFloor(t *testing.T) {
	f := drawn(t, "T7f", samples(t)["T7f"])
	assert.Equal(t, [][]string{{"Poisson, Levenberg-Marquardt", "Poisson, Adam", "", ""}}, titles(f))
	assertSeries(t, f.Rows[0][0], series{"predicted floor", Rounding, [][2]float64{{0.125, 1}, {0.25, 1}, {0.25, 1}}},
		series{"FD, float32", FD, [][2]float64{{0.125, 0.75}, {0.25, 0.5}}}, series{"FD, float64", FDSecond, [][2]float64{{0.25, 1.5}}})
}
