package spectral

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// What one matrix gives, by loops over closed forms: sine features on ordinary nodes, and gonum's
// SVD of matrices with a few columns.

// naiveTol is what two ways to the same number may differ by, relative to it: 64 roundings of
// entries magnified by (2/h)^4, h at least 1/8, are 2^-31, and nothing here has a condition number
// beyond 2^6.
const naiveTol = 0x1p-25

const naiveStep = 0.125

// naiveTrial is a trial of sine features with more rows of the boundary than would be overlooked.
func naiveTrial(t *testing.T, problem string, n, m int, change claims.Setup) *Trial[float64] {
	t.Helper()
	set := Setting{Problem: problem, Activation: "sin", Nodes: ordinary, N: n, M: m, Precision: theory.Float64, Radius: 2}
	b, err := NewTrial[float64](claims.DefaultSetup(claims.Short, 11).With(change), set, 0)
	require.NoError(t, err)
	return b
}

// naiveNodes are n interior points of [-1, 1].
func naiveNodes(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = -1 + 2*float64(i+1)/float64(n+1)
	}
	return x
}

// naiveSystem has a row for each node, and rows for values and, of the fourth order, slopes.
func naiveSystem(b *Trial[float64], side claims.Engine, h float64) (a *mat.Dense, f []float64) {
	central := map[int][]float64{0: {1}, 1: {-0.5, 0, 0.5}, 2: {1, -2, 1}, 4: {1, -4, 6, -4, 1}}
	entry := func(q int, w, bias, x float64) float64 {
		if side == claims.EngineAD {
			return math.Pow(w, float64(q)) * math.Sin(w*x+bias+float64(q)*math.Pi/2)
		}
		sum, weights := 0.0, central[q]
		for k, c := range weights {
			sum += c * math.Sin(w*(x+float64(k-len(weights)/2)*h)+bias)
		}
		return sum / math.Pow(h, float64(q))
	}
	type row struct {
		q       int
		x, goal float64
	}
	q := b.problem.Order
	sign := map[int]float64{2: -math.Pow(math.Pi, 2), 4: math.Pow(math.Pi, 4)}[q]
	var rows []row
	for _, x := range naiveNodes(b.set.N) {
		rows = append(rows, row{q, x, sign * math.Sin(math.Pi*x)})
	}
	rows = append(rows, row{0, -1, 0}, row{0, 1, 0})
	if q == 4 {
		rows = append(rows, row{1, -1, -math.Pi}, row{1, 1, -math.Pi})
	}
	a = mat.NewDense(len(rows), b.set.M, nil)
	for i, r := range rows {
		for j := range b.set.M {
			a.Set(i, j, entry(r.q, b.features.W[j], b.features.B[j], r.x))
		}
		f = append(f, r.goal)
	}
	return a, f
}

// naiveValues are singular values.
func naiveValues(t *testing.T, a mat.Matrix) []float64 {
	t.Helper()
	var svd mat.SVD
	require.True(t, svd.Factorize(a, mat.SVDNone))
	return svd.Values(nil)
}

// naiveResidual is |A a - f|/|f| over the first rows.
func naiveResidual(a *mat.Dense, coefficients, f []float64, rows int) float64 {
	above, below := 0.0, 0.0
	for i := range rows {
		sum := 0.0
		for j, c := range coefficients {
			sum += a.At(i, j) * c
		}
		above, below = above+(sum-f[i])*(sum-f[i]), below+f[i]*f[i]
	}
	return math.Sqrt(above / below)
}

// naiveError is the relative error of a model against sin(pi x) at some points.
func naiveError(b *Trial[float64], coefficients, x []float64) float64 {
	above, below := 0.0, 0.0
	for _, x := range x {
		phi, u := 0.0, math.Sin(math.Pi*x)
		for j, c := range coefficients {
			phi += c * math.Sin(b.features.W[j]*x+b.features.B[j])
		}
		above, below = above+(phi-u)*(phi-u), below+u*u
	}
	return math.Sqrt(above / below)
}

// naiveGrid is 401 points of [-1, 1], both ends among them.
func naiveGrid() []float64 {
	x := make([]float64, 401)
	for i := range x {
		x[i] = -1 + float64(i)/200
	}
	return x
}

// naiveVariance is the mean over the nodes of the variance of column j before it is divided by
// h^q: each value of the stencil loses g(s) in its rounding and s' times what its argument lost, of
// the product, the sum and the point, all over 12; with the squared weights, 6 of 1, -2, 1 and 70 of
// 1, -4, 6, -4, 1. The sums of the first lose nothing; those of the second what theory says.
func naiveVariance(b *Trial[float64], j int) float64 {
	g := func(v float64) float64 { return 0x1p-52 * math.Exp2(math.Floor(math.Log2(math.Abs(v)))) }
	squares := map[int]float64{2: 6, 4: 70}[b.problem.Order]
	total, w := 0.0, b.features.W[j]
	for _, x := range naiveNodes(b.set.N) {
		z := w*x + b.features.B[j]
		lost := g(z) * g(z)
		if x != 0 {
			lost += g(w*x)*g(w*x) + w*w*g(x)*g(x)
		}
		total += squares * (g(math.Sin(z))*g(math.Sin(z)) + math.Cos(z)*math.Cos(z)*lost) / 12
		if b.problem.Order == 4 {
			total += theory.NoiseEntry{Value: math.Sin(z)}.SumVariance([]float64{1, -4, 6, -4, 1}, theory.UnitRoundoff64)
		}
	}
	return total / float64(b.set.N)
}

// Everything that a sweep keeps of a matrix: the spectrum; n_a; a* of all values and, with a
// cut-off that cuts, of some; the residual with its boundary rows; the error of a* on the fine grid;
// and what the floor is made of.
func TestSampleByHand(t *testing.T) {
	cutting := claims.Setup{Cutoff: 0.2 / theory.DefaultCutoff(11, 4, theory.UnitRoundoff64)}
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, change := range []claims.Setup{{}, cutting} {
			for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
				b := naiveTrial(t, problem, 9, 4, change)
				got, err := b.measure(t.Context(), side, naiveStep)
				require.NoError(t, err)
				a, f := naiveSystem(b, side, naiveStep)
				rows := len(f)
				assert.Equal(t, []int{rows, 9, b.problem.Order}, []int{got.rows, got.interior, got.order})
				assert.InEpsilon(t, math.Sqrt(dot(f, f)), got.size, naiveTol)
				var svd mat.SVD
				require.True(t, svd.Factorize(a, mat.SVDThin))
				sigma := svd.Values(nil)
				for k := range sigma {
					assert.InDelta(t, sigma[k], got.sigma[k], naiveTol*sigma[0], "%s, %s, value %d", problem, side, k)
				}
				for c, cutoff := range claims.Cutoffs() {
					at := []any{"%s, %s, cut-off %s times %v", problem, side, cutoff.Name, b.setup.Cutoff}
					limit := float64(rows) * 0x1p-52 * cutoff.Factor * b.setup.Cutoff
					kept := handCount(sigma, limit*sigma[0])
					assert.InEpsilon(t, limit, got.a[c], 4*theory.UnitRoundoff64, at...)
					require.Equal(t, kept, got.kept[c], at...)
					var want mat.Dense
					svd.SolveTo(&want, mat.NewDense(rows, 1, f), kept)
					for j := range 4 {
						assert.InDelta(t, want.At(j, 0), got.coefficients[c][j], naiveTol*mat.Norm(&want, 2), at...)
					}
					star := got.coefficients[c]
					assert.InEpsilon(t, naiveResidual(a, star, f, rows), got.residual[c], naiveTol, at...)
					assert.InEpsilon(t, naiveError(b, star, naiveGrid()), got.solution[c], naiveTol, at...)
					// The wrong readings differ by far more than any of this.
					assert.Greater(t, math.Abs(math.Log(naiveResidual(a, star, f, 9)/got.residual[c])), 0.001, at...)
					assert.Greater(t, math.Abs(math.Log(naiveError(b, star, naiveNodes(9))/got.solution[c])), 0.001, at...)
					noise := 0.0
					for j := range star {
						noise += naiveVariance(b, j) * star[j] * star[j]
					}
					floor := math.Sqrt(float64(9-kept)*noise) / math.Pow(naiveStep/2, float64(b.problem.Order)) / math.Sqrt(dot(f, f))
					assert.InEpsilon(t, floor, got.floor(c, naiveStep/2), naiveTol, at...)
				}
				if change == cutting {
					assert.NotEqual(t, got.kept[1], got.kept[2], "%s, %s: the cut-offs cut differently", problem, side)
				}
			}
		}
	}
}

func dot(x, y []float64) (sum float64) {
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// Features that go through u* at the nodes err between them, and that is what counts.
func TestSolutionErrorBetweenTheNodes(t *testing.T) {
	const n = 3
	b := naiveTrial(t, "poisson-1d", n, n, claims.Setup{})
	phi, u := mat.NewDense(n, n, nil), mat.NewDense(n, 1, nil)
	for i, x := range naiveNodes(n) {
		u.Set(i, 0, math.Sin(math.Pi*x))
		for j := range n {
			phi.Set(i, j, math.Sin(b.features.W[j]*x+b.features.B[j]))
		}
	}
	var a mat.Dense
	require.NoError(t, a.Solve(phi, u))
	star := mat.Col(nil, 0, &a)
	assert.Less(t, naiveError(b, star, naiveNodes(n)), naiveTol)
	got, err := b.solutionError(star)
	require.NoError(t, err)
	assert.Greater(t, got, 0.01)
	assert.InEpsilon(t, naiveError(b, star, naiveGrid()), got, naiveTol)
}

// The edges by the equations that define them: at h_c noise of deviation s = sqrt(mean variance)/h^q
// has the norm s (sqrt N + sqrt M) = a sigma_1; at h_l it leaves the entropy where it was.
func TestEdgesByHand(t *testing.T) {
	const n, m = 60, 40
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		b := naiveTrial(t, problem, n, m, claims.Setup{})
		got, err := b.edges()
		require.NoError(t, err)
		a, f := naiveSystem(b, claims.EngineAD, 0)
		sigma, mean, q := naiveValues(t, a), 0.0, float64(b.problem.Order)
		for j := range m {
			v := naiveVariance(b, j)
			assert.InEpsilon(t, v, b.variances[j], naiveTol, "%s, column %d", problem, j)
			mean += v / m
		}
		for c, cutoff := range claims.Cutoffs() {
			limit := float64(len(f)) * 0x1p-52 * cutoff.Factor
			s := math.Sqrt(mean) / math.Pow(got.upper[c], q)
			assert.InEpsilon(t, limit*sigma[0], s*(math.Sqrt(n)+math.Sqrt(m)), naiveTol, "%s, %s", problem, cutoff.Name)

			plain := handEntropy(sigma[:handCount(sigma, limit*sigma[0])])
			excess := func(h float64) float64 {
				noisy := make([]float64, m)
				for k, v := range sigma {
					noisy[k] = math.Hypot(v, math.Sqrt(n*mean)/math.Pow(h, q))
				}
				return handEntropy(noisy[:handCount(noisy, limit*noisy[0])]) - plain
			}
			require.Positive(t, got.lower[c], "%s, %s", problem, cutoff.Name)
			// n_a of values at the routine's own noise moves H_AD by its own size; ten values moved it
			// would not move the step by a thousandth.
			const room = 1e-3
			assert.Positive(t, excess(got.lower[c]*(1-room)), "%s, %s", problem, cutoff.Name)
			assert.Negative(t, excess(got.lower[c]*(1+room)), "%s, %s", problem, cutoff.Name)
		}
	}
}

// The measured edges lie where the counts and the entropies of the very matrices change, within
// what seven halvings leave.
func TestMeasureEdgesByHand(t *testing.T) {
	const room = 1.06 // (4/(1/8))^(1/128) twice
	s := claims.DefaultSetup(claims.Short, 12)
	set := Setting{Problem: "poisson-1d", Activation: "sin", Nodes: ordinary, N: 60, M: 50, Precision: theory.Float64}
	got, err := measureEdges[float64](t.Context(), s, set, 0)
	require.NoError(t, err)
	b, err := NewTrial[float64](s, set, 0)
	require.NoError(t, err)
	look := func(side claims.Engine, h float64) (int, float64) {
		sys, err := b.Assemble(side, h)
		require.NoError(t, err)
		sigma := naiveValues(t, sys.A)
		kept := handCount(sigma, 62*0x1p-52*sigma[0])
		return kept, handEntropy(sigma[:kept])
	}
	kept, entropy := look(claims.EngineAD, 0)
	assert.Equal(t, float64(50-kept), got.room)
	edges, err := b.edges()
	require.NoError(t, err)
	assert.Equal(t, []float64{edges.lower[0], edges.upper[0]}, []float64{got.predicted, got.upper})
	below, _ := look(claims.EngineFD, got.measuredHigh/room)
	above, _ := look(claims.EngineFD, got.measuredHigh*room)
	assert.GreaterOrEqual(t, below, kept+2)
	assert.Less(t, above, kept+2)
	_, finer := look(claims.EngineFD, got.measuredLow/room)
	_, coarser := look(claims.EngineFD, got.measuredLow*room)
	assert.Greater(t, finer, entropy)
	assert.LessOrEqual(t, coarser, entropy)

	// E1p's pair at some step: counts and entropies of the same matrices.
	r := run{Setting: set, order: 2, steps: lab.DyadicSteps(3, 7)}
	pairs, err := compareEntropies[float64](t.Context(), s, r, 0)
	require.NoError(t, err)
	for k, p := range pairs {
		keptFD, hFD := look(claims.EngineFD, r.steps[k].H)
		assert.Equal(t, []int{kept, keptFD}, []int{p.keptAD, p.keptFD})
		assert.InDelta(t, entropy, p.hAD, naiveTol)
		assert.InDelta(t, hFD, p.hFD, naiveTol)
	}
}

// S1 on four columns: |E|, the shares and the quotients by loops over values of their own.
func TestGapsByHand(t *testing.T) {
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		b := naiveTrial(t, problem, 9, 4, claims.Setup{})
		steps := lab.DyadicSteps(2, 3)
		gaps, err := measureGaps(t.Context(), b.setup, GridEntry{Setting: b.set, Steps: steps}, 0)
		require.NoError(t, err)
		for k, step := range steps {
			ad, f := naiveSystem(b, claims.EngineAD, 0)
			fd, _ := naiveSystem(b, claims.EngineFD, step.H)
			var e mat.Dense
			e.Sub(ad, fd)
			norm, left, right := naiveValues(t, &e)[0], naiveValues(t, ad), naiveValues(t, fd)
			weyl, large := 0.0, 0.0
			for i := range left {
				weyl = max(weyl, math.Abs(left[i]-right[i])/norm)
				if left[i] >= 1e-3*left[0] {
					large = max(large, math.Abs(left[i]-right[i])/left[i]/(step.H*step.H))
				}
			}
			noise := 16 * 0x1p-53 * math.Sqrt(float64(len(f)*4)) / math.Pow(step.H, float64(b.problem.Order)) / norm
			assert.InEpsilon(t, norm, gaps[k].norm, naiveTol, "%s, %s", problem, step.Name)
			assert.InEpsilon(t, weyl, gaps[k].weyl, naiveTol, "%s, %s", problem, step.Name)
			assert.InEpsilon(t, large, gaps[k].large, naiveTol, "%s, %s", problem, step.Name)
			assert.InEpsilon(t, noise, gaps[k].noise, naiveTol, "%s, %s", problem, step.Name)
		}
	}
}

// exp(-z^2) has the derivatives -2, 12 and -120 at 0, of orders 2, 4 and 6, the largest of each.
func TestDerivativeGrowthByHand(t *testing.T) {
	// The grid has a point within 2^-10 of the top, where the curvature is below 10.
	const beside = 10. / 2 * 0x1p-20
	for _, c := range []struct {
		name   string
		lo, hi int
		want   float64
	}{{"gaussian", 2, 4, 6}, {"gaussian", 4, 6, 10}, {"sin", 2, 4, 1}, {"sin", 4, 6, 1}} {
		got, err := derivativeGrowth(c.name, c.lo, c.hi)
		require.NoError(t, err)
		assert.InDelta(t, c.want, got, beside, "%+v", c)
	}
}

// The bound of an entry at |x| + reach = 1: the argument is off by 2u |w| + u |w| + u |w + b|; the
// stencil loses (m + 5) u and that, times the sum of its weights and h^-q; the entry of Taylor mode
// (2q + 6) u and that, times |w|^q; the factor 4q u |w|^q.
func TestSincBoundByHand(t *testing.T) {
	const u = 0x1p-53
	for _, c := range []struct {
		order      int
		w, b, x, h float64
		units      float64
	}{
		{0, 2, 3, 0.5, 0.5, 0},
		{1, 1, 0, 0, 1, (4 + 7) + (4 + 8) + 4},
		{1, 1, 0, -0.5, 0.5, (4+7)*2 + (4 + 8) + 4},
		{2, 1, 0, 0, 1, (4+8)*4 + (4 + 10) + 8},
		{2, -2, 3, 0.5, 0.5, (11+8)*4*4 + 4*(11+10) + 4*8},
		{4, 2, 0, 0.5, 0.25, (8+10)*16*256 + 16*(8+14) + 16*16},
	} {
		if c.units == 0 {
			assert.Zero(t, sincBound(c.order, c.w, c.b, c.x, c.h))
			continue
		}
		assert.InEpsilon(t, c.units*u, sincBound(c.order, c.w, c.b, c.x, c.h), 64*u, "%+v", c)
	}
}

// S4 by loops over the entries, and its table over the seeds.
func TestSincIdentityByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 13)
	e := GridEntry{Setting: Setting{Problem: "biharmonic-1d", Activation: "sin", Nodes: Dyadic, N: 15, M: 6, Precision: theory.Float64}, Steps: lab.DyadicSteps(2, 6)}
	got, err := measureSinc(t.Context(), s, e, 0)
	require.NoError(t, err)
	require.Len(t, got, 6, "three kinds of rows at two steps")
	b, err := NewTrial[float64](s, e.Setting, 0)
	require.NoError(t, err)
	for k, step := range e.Steps {
		ad, fd, err := b.sides(step.H)
		require.NoError(t, err)
		for i, kind := range []struct {
			name           string
			order, lo, n   int
			sinc, compared float64
		}{{"interior", 4, 0, 15, 0.5, 90}, {"value", 0, 15, 2, 0, 12}, {"slope", 1, 17, 2, 1, 12}} {
			worst := 0.0
			for row := kind.lo; row < kind.lo+kind.n; row++ {
				for j, w := range b.features.W {
					x := 1.0
					if row < 15 {
						x = b.nodes[row]
					}
					factor := math.Pow(math.Sin(kind.sinc*w*step.H)/(kind.sinc*w*step.H), float64(kind.order))
					if kind.order == 0 {
						factor = 1
					}
					if d := math.Abs(fd.A.At(row, j) - ad.A.At(row, j)*factor); d > 0 {
						worst = max(worst, d/sincBound(kind.order, w, b.features.B[j], x, step.H))
					}
				}
			}
			c := got[3*k+i]
			assert.Equal(t, []any{kind.name, kind.order, int(kind.compared)}, []any{c.name, c.order, c.compared})
			assert.InDelta(t, worst, c.worst, 0.05, "%s: the factor itself may round apart", kind.name)
		}
	}

	table, err := SincIdentity(t.Context(), s, nil)
	require.NoError(t, err)
	row := 0
	for _, e := range sincGrid(s.Size) {
		var seeds [][]sincCheck
		for seed := range s.Size.FewSeeds() {
			checks, err := measureSinc(t.Context(), s, e, seed)
			require.NoError(t, err)
			seeds = append(seeds, checks)
		}
		for k, c := range seeds[0] {
			compared, worst := 0, 0.0
			for _, checks := range seeds {
				compared, worst = compared+checks[k].compared, max(worst, checks[k].worst)
			}
			checkRow(t, table, table.Rows[row], map[string]float64{"q": float64(c.order), "step": c.step.H, "n": float64(compared), "error/bound": worst})
			row++
		}
	}
	assert.Len(t, table.Rows, row)
}

// The model's noise has the variance v_j h^-2q in column j of the interior rows and nothing on the
// boundary: the mean of a column's 1023 squares over its variance is 1 within five deviations, 0.22, and no
// column's variance could stand for all, as the largest is twice the smallest.
func TestModelNoiseByHand(t *testing.T) {
	const n, m, h = 1023, 32, 0x1p-5
	set := Setting{Problem: "biharmonic-1d", Activation: "tanh", Nodes: Dyadic, N: n, M: m, Precision: theory.Float64}
	b, err := NewTrial[float64](claims.DefaultSetup(claims.Short, 14), set, 0)
	require.NoError(t, err)
	noise := b.modelNoise(rfm.System{A: mat.NewDense(n+4, m, nil), Interior: n}, h)
	rows, cols := noise.Dims()
	require.Equal(t, []int{n + 4, m}, []int{rows, cols})
	require.Greater(t, slices.Max(b.variances)/slices.Min(b.variances), 2.0)
	for j := range cols {
		mean := 0.0
		for i := range n {
			mean += math.Pow(noise.At(i, j), 2) * math.Pow(h, 8) / b.variances[j] / n
		}
		assert.InDelta(t, 1, mean, 5*math.Sqrt(2./n), "column %d", j)
		for i := n; i < rows; i++ {
			assert.Zero(t, noise.At(i, j))
		}
	}
}

// The control's norm is that of what float64 adds to A_FD, over that of the model: here of a matrix
// of one entry, 3.
func TestNoiseControlNormByHand(t *testing.T) {
	const h = 0x1p-6
	set := Setting{Problem: "poisson-1d", Activation: "tanh", Nodes: Dyadic, N: 15, M: 6, Precision: theory.Float64}
	b, err := NewTrial[float64](claims.DefaultSetup(claims.Short, 15), set, 0)
	require.NoError(t, err)
	sys, err := b.Assemble(claims.EngineFD, h)
	require.NoError(t, err)
	exactly, err := b.exactDifferences(h)
	require.NoError(t, err)
	rows, cols := sys.A.Dims()
	e, noise := mat.NewDense(rows, cols, nil), mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			d := exactly.At(i, j)
			e.Set(i, j, (sys.A.At(i, j)-d.Hi)-d.Lo)
		}
	}
	noise.Set(2, 3, 3)
	ad, err := b.exactSpectrum(0, b.exactTaylor)
	require.NoError(t, err)
	norm, _, err := b.noiseControl(sys, noise, ad, 0, h)
	require.NoError(t, err)
	assert.InEpsilon(t, naiveValues(t, e)[0]/3, norm, naiveTol)
}

// The exhibit: of each index the median, least and largest of the seeds, in units of AD's largest value of
// the seed and no less than the floor.
func TestNoiseSpectraByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, claims.DefaultSeed) // that of TestNoiseSpectra, whose table this is
	table, err := NoiseSpectra(t.Context(), s, nil)
	require.NoError(t, err)
	grid, _ := noiseGrid(s.Size)
	e, seeds, step := grid[0], s.Size.MedianSeeds(), grid[0].Steps[1]
	require.Equal(t, "tanh", e.Activation)
	sides := map[string][][]float64{}
	for seed := range seeds {
		b, err := NewTrial[float64](s, e.Setting, seed)
		require.NoError(t, err)
		ad, fd, err := b.sides(step.H)
		require.NoError(t, err)
		var model mat.Dense
		model.Add(ad.A, b.modelNoise(ad, step.H))
		largest := 0.0
		for _, side := range []struct {
			name string
			a    mat.Matrix
		}{{"AD", ad.A}, {"FD", fd.A}, {"model", &model}} {
			sigma := naiveValues(t, side.a)
			if side.name == "AD" {
				largest = sigma[0]
			}
			for k := range sigma {
				sigma[k] = max(sigma[k]/largest, 10*0x1p-53)
			}
			sides[side.name] = append(sides[side.name], sigma)
		}
	}
	row := 0
	for _, r := range table.Rows {
		if table.Key(r, "h") != step.Name {
			continue
		}
		k := 4 * row
		row++
		for name, want := range map[string]float64{"step": step.H, "N": 127, "M": 112, "n": 10, "k": float64(k + 1), "a": 129 * 0x1p-52} {
			assert.Equal(t, want, table.Value(r, name), "%v, %s", r.Key, name)
		}
		for name, sigma := range sides {
			x := lab.Nth(sigma, k)
			slices.Sort(x)
			for column, want := range map[string]float64{name: (x[4] + x[5]) / 2, name + " lo": x[0], name + " hi": x[9]} {
				assert.InDelta(t, want, table.Value(r, column), spectrumFloor, "%v, %s", r.Key, column)
			}
		}
	}
	assert.Equal(t, 28, row, "every fourth of 112 values")
}
