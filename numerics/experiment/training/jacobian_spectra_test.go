package training

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// byColumn are the numbers of some fields by their columns.
func byColumn(t *testing.T, fields lab.Fields) map[string]float64 {
	t.Helper()
	table := claims.NewTable([]string{"key"})
	lab.Add(&table, []string{"-"}, fields)
	out := map[string]float64{}
	for i, c := range table.Columns {
		out[c.Name] = table.Rows[0].Values[i]
	}
	return out
}

// A setting of two seeds in 53 bits, whose 10 x 100 Jacobian keeps what lies above 200u of its
// largest singular value; its 10 x 10 kernel what lies above 20u.
func literalRun() jacobianRun {
	const u = theory.UnitRoundoff64
	roots := []float64{2, 1, 0.5, 1e-3, 1e-9, 1e-15}
	seed := func(kappa float64) jacobianSeed {
		return jacobianSeed{roots: roots, kappa: kappa, shape: shape{10, 100, u, 1}, order: 2}
	}
	return jacobianRun{
		jacobianSetting: jacobianSetting{netSetting{problem: "poisson-1d", depth: 1, width: 33, nodes: 8, precision: theory.Float64}, "sin", true},
		seeds:           []jacobianSeed{seed(1), seed(9)},
	}
}

// J has the longer side of the matrix in its cut-off and the shorter, as K, in the kernel's, where
// values are squares.
func TestSpectraOfAJacobianByHand(t *testing.T) {
	const u = theory.UnitRoundoff64
	s := shape{10, 100, u, 3}
	assert.Equal(t, 3*200*u, ofJacobian.cutoff(s, 1))
	assert.Equal(t, 3*20*u/4, ofKernel.cutoff(s, 0.25))
	assert.Equal(t, 3*200*u, ofKernel.cutoff(shape{100, 10, u, 3}, 1), "more rows than columns")

	roots := []float64{4, 2, 1}
	assert.Equal(t, roots, ofJacobian.values(roots))
	assert.Equal(t, []float64{16, 4, 1}, ofKernel.values(roots))
	assert.Equal(t, 2, ofJacobian.kept(roots, 0.3))
	assert.Equal(t, 1, ofKernel.kept(roots, 0.3), "4 of 16 is less")

	// Two values p, 1-p have the entropy of a coin over ln 2.
	coin := func(p float64) float64 { return -(p*math.Log(p) + (1-p)*math.Log(1-p)) / math.Ln2 }
	for m, want := range map[matrixOf]float64{ofJacobian: coin(2. / 3), ofKernel: coin(4. / 5)} {
		h, err := m.entropy(theory.EntropyDefault, []float64{2, 1}, 0.1, 7)
		require.NoError(t, err)
		assert.InEpsilon(t, want, h, 16*u, m)
	}
	counted, err := ofJacobian.entropy(theory.EntropyCount, []float64{2, 1, 1}, 0.1, 2)
	require.NoError(t, err)
	assert.InEpsilon(t, coin(2./3), counted, 16*u, "the count of AD's values")
}

// The edges are theory's for the matrix of this shape, each spectrum's own, and of a setting the
// medians over its seeds.
func TestJacobianEdgesByHand(t *testing.T) {
	const u = theory.UnitRoundoff64
	r := literalRun()
	roots := r.seeds[0].roots
	norm := math.Sqrt(10) + math.Sqrt(100)
	for _, c := range []struct {
		kappa float64
		got   edge
	}{{1, r.seeds[0].edge(ofJacobian, 1)}, {9, r.seeds[1].edge(ofJacobian, 1)}} {
		assert.InEpsilon(t, math.Sqrt(c.kappa*u*norm/(200*u*2)), c.got.upper, 16*u)
		assert.Equal(t, theory.LowerEdge(roots, c.kappa, u, 10, 100, 200*u, 2), c.got.lower)
		assert.Positive(t, c.got.lower)
	}
	k := r.seeds[0].edge(ofKernel, 1)
	assert.InEpsilon(t, math.Sqrt(u*norm/(math.Sqrt(20*u)*2)), k.upper, 16*u)
	assert.Equal(t, theory.KernelLowerEdge(roots, 1, u, 10, 100, 20*u, 2), k.lower)

	// kappa 1 and 9: the edges are as sqrt kappa, 1 to 3.
	first, both := r.seeds[0].edge(ofJacobian, 3), r.edge(ofJacobian, 3)
	assert.InEpsilon(t, 2*first.upper, both.upper, 16*u)
	assert.InEpsilon(t, 2*first.lower, both.lower, 64*u)
	assert.Equal(t, []string{"poisson-1d", "1x33", "sin", "float64", "trained"}, r.key())
}

// Two seeds: AD keeps two values and FD three in the first; in the second FD's spectrum is more even
// than AD's.
func TestEntropyFieldsByHand(t *testing.T) {
	coin := func(p float64) float64 { return -(p*math.Log(p) + (1-p)*math.Log(1-p)) / math.Ln2 }
	r := literalRun()
	pairs := []jacobianPair{
		{ad: []float64{1, 1, 1e-20}, fd: []float64{3, 1, 1e-20}},
		{ad: []float64{3, 1, 1e-20}, fd: []float64{1, 1, 1}},
		{ad: []float64{1, 1, 1e-20}, fd: []float64{7, 1, 1e-20}},
	}
	at := r.edge(ofJacobian, 1)
	fields, err := r.entropyFields(claims.Setup{}.With(claims.Setup{Entropy: theory.EntropyDefault}), ofJacobian, 1, lab.Step{Name: "J1", H: 0.25}, pairs)
	require.NoError(t, err)
	got := byColumn(t, fields)
	loss := coin(0.75) - 1 // of the second seed
	want := map[string]float64{
		claims.ColOrder: 2, claims.ColStep: 0.25, claims.ColLower: at.lower, claims.ColUpper: at.upper,
		claims.ColCount: 3, claims.ColWins: 2, claims.ColLosses: 1,
		claims.ColMedian: 1 - coin(0.75), claims.ColLo: loss, claims.ColHi: 1 - coin(0.125),
		"median H_AD": 1, "median H_FD": coin(0.75), "median n_a AD": 2, "median n_a FD": 2,
	}
	require.Len(t, got, len(want))
	for column, w := range want {
		assert.InDelta(t, w, got[column], 16*theory.UnitRoundoff64, column)
	}
	squared, err := r.entropyFields(claims.Setup{Entropy: theory.EntropyDefault}, ofKernel, 1, lab.Step{H: 0.25}, pairs)
	require.NoError(t, err)
	assert.InDelta(t, coin(0.9), byColumn(t, squared)["median H_FD"], 16*theory.UnitRoundoff64, "of squares")
}

// A side's spectrum is its own: Taylor mode's is the seed's, whichever side a setup puts it on,
// and FD's is that of its Jacobian at its step.
func TestCompareJacobiansTakesEachSide(t *testing.T) {
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	s := claims.DefaultSetup(claims.Short, 1)
	seed, err := predictJacobian[float64](t.Context(), s, set, 0)
	require.NoError(t, err)
	r := jacobianRun{jacobianSetting: set, seeds: []jacobianSeed{seed}, steps: []lab.Step{{H: 0x1p-3}, {H: 0x1p-5}}}
	b, err := newJacobianTrial[float64](t.Context(), s, set, 0)
	require.NoError(t, err)
	taylor, err := b.kernelRoots(claims.EngineAD, 0, b.start)
	require.NoError(t, err)
	assert.Equal(t, taylor, seed.roots)
	for name, c := range map[string]struct {
		change claims.Setup
		ad, fd claims.Engine
	}{
		"as it is":  {claims.Setup{}, claims.EngineAD, claims.EngineFD},
		"exchanged": {claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}, claims.EngineFD, claims.EngineAD},
	} {
		pairs, err := compareJacobians[float64](t.Context(), s.With(c.change), r, 0)
		require.NoError(t, err)
		for k, step := range r.steps {
			ad, err := b.kernelRoots(c.ad, step.H, b.start)
			require.NoError(t, err)
			fd, err := b.kernelRoots(c.fd, step.H, b.start)
			require.NoError(t, err)
			assert.Equal(t, jacobianPair{ad, fd}, pairs[k], "%s, step %v", name, step.H)
			assert.NotEqual(t, ad, fd)
		}
	}
}

// The initial parameters are those that every side starts from, the trained ones those that AD reaches.
func TestParametersOfAJacobian(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	initial, err := newJacobianTrial[float64](t.Context(), s, set, 2)
	require.NoError(t, err)
	assert.Equal(t, initial.start, initial.theta)
	set.trained = true
	trained, err := newJacobianTrial[float64](t.Context(), s, set, 2)
	require.NoError(t, err)
	c, err := trained.descend(t.Context(), descentSetting{set.netSetting, claims.OptimiserAdam, 1000}, claims.EngineAD, 0)
	require.NoError(t, err)
	assert.Equal(t, c.theta, trained.theta)
	assert.NotEqual(t, initial.theta, trained.theta)

	sin, err := newJacobianTrial[float64](t.Context(), s, jacobianSetting{set.netSetting, "sin", false}, 2)
	require.NoError(t, err)
	assert.Equal(t, "sin", networkActivation(sin.setup))
	under := set.under(claims.Setup{Precision: theory.Float32, Activation: "gaussian"})
	assert.Equal(t, theory.Float32, under.precision)
	assert.Equal(t, "gaussian", under.activation)
}

// kappa of v = a tanh(w x + b) + c on Poisson, written out: the law's variance of each derivative,
// with the squared weights 6 of the stencil and what the sum loses, over N nodes of scale 1/N and
// N + 2 rows.
func TestKappaOfAJacobianByHand(t *testing.T) {
	set := jacobianSetting{netSetting{problem: "poisson-1d", depth: 1, width: 1, nodes: 3, precision: theory.Float32}, "tanh", false}
	b, err := newJacobianTrial[float32](t.Context(), claims.DefaultSetup(claims.Short, 1), set, 0)
	require.NoError(t, err)
	law, err := b.noiseLaw()
	require.NoError(t, err)
	const u, params = theory.UnitRoundoff32, 4
	var columns [params]float64
	g, v := make([]float64, params), make([]float64, params)
	for _, x := range []float64{-0.5, 0, 0.5} {
		law.Gradient(promoted(b.start), []float64{x}, g, v)
		for k := range columns {
			columns[k] += (6*v[k] + theory.NoiseEntry{Value: g[k]}.SumVariance([]float64{-2, 1, 1}, u)) / (3 * 5)
		}
	}
	kappa, got, err := b.kappa()
	require.NoError(t, err)
	assert.InEpsilonSlice(t, columns[:3], got[:3], 16*theory.UnitRoundoff64)
	sum := 0.0
	for _, c := range columns {
		sum += c
	}
	assert.InEpsilon(t, math.Sqrt(sum/params)/u, kappa, 16*theory.UnitRoundoff64)
	weights, err := b.sweptWeights()
	require.NoError(t, err)
	assert.Equal(t, []float64{-2, 1, 1}, weights)
}

// Rows of steps have 8 bits, and their ends lie inside.
func TestGeometricByHand(t *testing.T) {
	assert.Equal(t, []float64{1, 4, 16}, geometric(1, 16, 3))
	row := geometric(1.001, 3.999, 2)
	assert.Equal(t, []float64{1 + 0x1p-7, 4 - 0x1p-5}, row)
}

func TestJacobianPlacesByHand(t *testing.T) {
	names := func(steps []lab.Step) (out []string) {
		for _, s := range steps {
			out = append(out, fmt.Sprintf("%s %v", s.Name, s.H))
		}
		return out
	}
	of := func(j, k edge) func(matrixOf) edge {
		return func(m matrixOf) edge { return map[matrixOf]edge{ofJacobian: j, ofKernel: k}[m] }
	}
	// J's regime is 3/128 to 3/32, K's 3/256 to 3/128.
	wide := of(edge{0x1p-6, 3. / 16}, edge{0x1p-7, 3. / 64})
	assert.Equal(t, []string{"h_l/8 0.001953125", "h_l/2 0.0078125", "K1 0.01171875", "J1 0.0234375", "K2 0.0234375", "J2 0.09375", "2^-1 0.5"}, names(jacobianPlaces(wide, 2)))
	narrow := of(edge{0x1p-6, 3. / 16}, edge{0x1p-7, 3.2 / 128}) // 1.07 wide
	assert.Equal(t, []string{"h_l/8 0.001953125", "h_l/2 0.0078125", "J1 0.0234375", "J2 0.09375", "2^-1 0.5"}, names(jacobianPlaces(narrow, 2)))
	assert.Equal(t, []string{"2^-1 0.5"}, names(jacobianPlaces(of(edge{0, 1}, edge{0, 1}), 2)), "no lower edge")
}

func TestSearchedByHand(t *testing.T) {
	below := func(edge float64) func(float64) (bool, error) {
		return func(h float64) (bool, error) { return h < edge, nil }
	}
	for _, at := range []float64{0.3, 0.9, 1.01, 2.7} {
		got, err := searched(1, span{1. / 8, 4}, below(at))
		require.NoError(t, err)
		assert.Less(t, math.Abs(math.Log2(got/at)), 1./8, at)
	}
	for name, c := range map[string]struct{ from, to, at float64 }{
		"above the last": {1. / 8, 4, 5}, "below the first": {1. / 8, 4, 0.1}, "no lower edge": {0, 4, 1},
	} {
		got, err := searched(1, span{c.from, c.to}, below(c.at))
		require.NoError(t, err)
		assert.True(t, math.IsNaN(got), name)
	}
	_, err := searched(1, span{1. / 8, 4}, func(float64) (bool, error) { return true, assert.AnError })
	assert.ErrorIs(t, err, assert.AnError)
}

func TestMeasuredFieldsByHand(t *testing.T) {
	got := byColumn(t, measuredFields([]measuredEdges{
		{edge{1, 10}, edge{2, 30}}, {edge{2, 20}, edge{8, 20}}, {edge{4, 50}, edge{2, 350}},
	}))
	assert.Equal(t, map[string]float64{
		claims.ColCount: 3, claims.ColLower: 2, claims.ColUpper: 20, claims.ColLowerRatio: 2, claims.ColUpperRatio: 3,
	}, got)
}

// In the search both spectra see FD's Jacobian: the measured edges of a network lie within a
// factor 2 of the predicted ones, and AD in FD's place has none.
func TestMeasureJacobianEdges(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{netSetting{problem: "poisson-1d", depth: 1, width: 20, nodes: 63, precision: theory.Float32}, "tanh", false}
	seed, err := predictJacobian[float32](t.Context(), s, set, 0)
	require.NoError(t, err)
	r := jacobianRun{jacobianSetting: set, seeds: []jacobianSeed{seed}}
	found, err := measureJacobianEdges[float32](t.Context(), s, r, 0)
	require.NoError(t, err)
	require.Len(t, found, 2)
	for k, m := range matricesOf {
		assert.Equal(t, seed.edge(m, 1), found[k].predicted)
		assert.InDelta(t, 0, math.Log2(found[k].measured.lower/found[k].predicted.lower), 1, m)
		assert.InDelta(t, 0, math.Log2(found[k].measured.upper/found[k].predicted.upper), 1, m)
	}
	assert.Less(t, found[1].measured.upper, found[0].measured.lower*10, "K's edges are not J's")
	none, err := measureJacobianEdges[float32](t.Context(), s.With(claims.Setup{FD: claims.EngineAD}), r, 0)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(none[0].measured.upper) && math.IsNaN(none[0].measured.lower))
}
