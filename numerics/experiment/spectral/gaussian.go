package spectral

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// noiseGrid has dyadic steps inside the regime, and the number of seeds that are
// also assembled in 106 bits. The short run has half of the settings and of N and keeps most
// of M: as h falls, noise swallows more of A_AD's values, which bends the slope of the
// tail beyond them, by 0.08 where the tail has 50 values and by 0.03 where it has 80.
func noiseGrid(size claims.Size) (Grid, int) {
	n, m, controls := 255, 128, 1
	second, fourth := lab.DyadicSteps(8, 11, 14), lab.DyadicSteps(6, 8, 10)
	switch size {
	case claims.Short:
		n, m = 127, 112
		second, fourth = lab.DyadicSteps(8, 14), lab.DyadicSteps(8, 10)
	case claims.Audit:
		controls = 4
		second, fourth = lab.DyadicSteps(8, 10, 12, 14, 16), lab.DyadicSteps(6, 7, 8, 9, 10, 11)
	}
	sets := Settings(Dyadic, n, m, theory.Float64)
	if size == claims.Short {
		sets = Alternate(sets)
	}
	return WithSteps(sets, second, fourth), controls
}

// NoiseSize is the number N of interior nodes and M of features of S3, whose table does not
// say them.
func NoiseSize(size claims.Size) (n, m int) {
	g, _ := noiseGrid(size)
	return g[0].n, g[0].m
}

// noiseResult is one seed at one step: measured over modelled.
type noiseResult struct {
	median, top, mean float64
	norm, exactTail   float64 // NaN without the 106-bit control
}

// NoiseModel is the table of S3.
func NoiseModel(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, controls := noiseGrid(s.Size)
	seeds := s.Size.MedianSeeds()
	runs := make([]run, len(g))
	for i, e := range g {
		runs[i] = run{Setting: e.Setting, edges: make([]edges, seeds)}
	}
	if err := predict(ctx, s, runs); err != nil {
		return claims.Table{}, err
	}
	results := make([][]noiseResult, len(g)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		var err error
		if results[unit], err = measureNoise(ctx, s, e, seed, seed < controls); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.Setting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	ratio := claims.Tolerance{Rel: 0.25} // medians over seeds of medians of rounding noise
	// No noise is in the quotient of exact tails: a median of sinc^q and its like, between
	// 0.8 and 1. Another machine's n_a may begin the tail one value later.
	quotient := claims.Tolerance{Abs: 0.02}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "h"},
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly),
		lab.Column(claims.ColLower, tolEdge), lab.Column(claims.ColUpper, tolEdge),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column("controls", lab.Exactly),
		lab.Column(claims.ColTailMedian, ratio), lab.Column(claims.ColTailTop, ratio), lab.Column(claims.ColTailMean, ratio),
		lab.Column(claims.ColNoiseNorm, ratio), lab.Column(claims.ColExactTail, quotient))
	for i, e := range g {
		lower, upper := runs[i].edge(0)
		for k, step := range e.Steps {
			var median, top, mean, norm, tail []float64
			for seed := range seeds {
				r := results[i*seeds+seed][k]
				median, top, mean = append(median, r.median), append(top, r.top), append(mean, r.mean)
				if seed < controls {
					norm, tail = append(norm, r.norm), append(tail, r.exactTail)
				}
			}
			order := 2.0
			if e.Problem == "biharmonic-1d" {
				order = 4
			}
			t.Add([]string{e.Problem, e.Under(s).Activation, e.Nodes, step.Name}, order, step.H, lower, upper,
				float64(seeds), float64(controls), lab.MedianOf(median), lab.MedianOf(top), lab.MedianOf(mean), lab.MedianOf(norm), lab.MedianOf(tail))
		}
	}
	return t, nil
}

// measureNoise compares A_FD's tail with that of A_AD plus Gaussian noise of the
// predicted column deviations, for one seed at every step.
func measureNoise(ctx context.Context, s claims.Setup, e GridEntry, seed int, control bool) ([]noiseResult, error) {
	b, err := NewTrial[float64](s, e.Setting, seed)
	if err != nil {
		return nil, err
	}
	ad, err := b.Assemble(claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	taylor, err := b.taylorSpectrum()
	if err != nil {
		return nil, err
	}
	rows, cols := ad.A.Dims()
	kept := theory.EffectiveCutoff(taylor.sigma, s.Cutoff*theory.DefaultCutoff(rows, cols, theory.UnitRoundoff64))
	var exactAD []float64
	if control {
		if exactAD, err = b.exactSpectrum(0, b.exactTaylor); err != nil {
			return nil, err
		}
	}
	out := make([]noiseResult, len(e.Steps))
	for k, step := range e.Steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sys, err := b.Assemble(s.FD, step.H)
		if err != nil {
			return nil, err
		}
		measured, err := b.svd.Values(sys.A)
		if err != nil {
			return nil, err
		}
		noise, modelled, err := b.modelled(ctx, ad, step.H)
		if err != nil {
			return nil, err
		}
		tail, err := noiseTail(measured, kept)
		if err != nil {
			return nil, err
		}
		model, err := noiseTail(modelled, kept)
		if err != nil {
			return nil, err
		}
		r := noiseResult{
			median: lab.MedianOf(tail) / lab.MedianOf(model), top: tail[0] / model[0], mean: stat.GeometricMean(tail, nil),
			norm: math.NaN(), exactTail: math.NaN(),
		}
		if control {
			if r.norm, r.exactTail, err = b.noiseControl(sys, noise, exactAD, kept, step.H); err != nil {
				return nil, err
			}
		}
		out[k] = r
	}
	return out, nil
}

// modelled gives the noise that the law predicts at a step, and the singular values of A_AD
// with it.
func (b *Trial[T]) modelled(ctx context.Context, ad rfm.System, h float64) (noise *mat.Dense, sigma []float64, err error) {
	rows, cols := ad.A.Dims()
	// A stream of its own for every step, so that no draw depends on the grid.
	rng := rand.New(rand.NewPCG(lab.SeedOf(b.setup.Seed, b.seed), math.Float64bits(h)))
	noise = gaussian(rng, rows, cols, ad.Interior, b.variances, math.Pow(h, -float64(b.problem.Order)))
	sigma, err = noisy.Get(ctx, drawnStep{b.drawn(), h}, func() ([]float64, error) {
		var sum mat.Dense
		sum.Add(ad.A, noise)
		return b.svd.Values(&sum)
	})
	return noise, sigma, err
}

// noiseTail are the values beyond the kept ones without the smallest, which no model
// predicts.
func noiseTail(sigma []float64, kept int) ([]float64, error) {
	if kept >= len(sigma)-1 {
		return nil, fmt.Errorf("A_AD keeps %d of %d values: there is no tail", kept, len(sigma))
	}
	return sigma[kept : len(sigma)-1], nil
}

// noisy holds the singular values of A_AD with the model's noise.
var noisy lab.Memo[drawnStep, []float64]

// gaussian is a matrix whose interior rows are normal with the given column
// variances, times scale, and whose boundary rows are 0.
func gaussian(rng *rand.Rand, rows, cols, interior int, variances []float64, scale float64) *mat.Dense {
	g := mat.NewDense(rows, cols, nil)
	for i := range interior {
		for j := range cols {
			g.Set(i, j, scale*math.Sqrt(variances[j])*rng.NormFloat64())
		}
	}
	return g
}

// noiseControl assembles A_FD in 106 bits. The norm of what float64 adds to it,
// over that of the model, and the tail of its spectrum over that of A_AD, both at
// 106 bits: the median of the quotients as far down as 106-bit noise leaves them.
func (b *Trial[T]) noiseControl(sys rfm.System, noise *mat.Dense, exactAD []float64, kept int, h float64) (norm, tail float64, err error) {
	a, err := exactMatrices.Get(context.Background(), drawnStep{b.drawn(), h}, func() (dd.Matrix, error) { return b.exactDifferences(h) })
	if err != nil {
		return 0, 0, err
	}
	rows, cols := sys.A.Dims()
	var e mat.Dense
	e.CloneFrom(sys.A)
	for i := range rows {
		for j := range cols {
			d := dd.FromFloat64(sys.A.At(i, j)).Sub(a.At(i, j))
			e.Set(i, j, d.Float64())
		}
	}
	measured, err := b.svd.Values(&e)
	if err != nil {
		return 0, 0, err
	}
	modelled, err := b.svd.Values(noise)
	if err != nil {
		return 0, 0, err
	}
	exactFD, err := b.exactSpectrum(h, func() (dd.Matrix, error) { return a, nil })
	if err != nil {
		return 0, 0, err
	}
	// 106-bit arithmetic leaves noise of its own, kappa u^2/h^q in an entry; a
	// hundred times its norm is far enough above it.
	u := theory.UnitRoundoff64
	floor := 100 * theory.Kappa(b.variances, u) * u * u * math.Pow(h, -float64(b.problem.Order)) * math.Sqrt(float64(rows))
	var quotients []float64
	for k := kept; k < cols-1 && exactAD[k] > floor; k++ {
		quotients = append(quotients, exactFD[k]/exactAD[k])
	}
	return measured[0] / modelled[0], lab.MedianOf(quotients), nil
}

// exactTaylor assembles A_AD in 106 bits.
func (b *Trial[T]) exactTaylor() (dd.Matrix, error) {
	return b.exactMatrix(func(order int, w, z dd.DD) (dd.DD, error) {
		c, err := dd.Coefficients(b.set.Activation, z, order)
		if err != nil {
			return dd.DD{}, err
		}
		d := c.Derivative(order)
		for range order {
			d = d.Mul(w)
		}
		return d, nil
	})
}

// exactDifferences assembles A_FD in 106 bits, with central stencils of accuracy 2.
func (b *Trial[T]) exactDifferences(h float64) (dd.Matrix, error) {
	f, err := dd.Func(b.set.Activation)
	if err != nil {
		return dd.Matrix{}, err
	}
	stencils := map[int]fd.Stencil{}
	for _, order := range []int{1, b.problem.Order} {
		if stencils[order], err = fd.Central(order, 2); err != nil {
			return dd.Matrix{}, err
		}
	}
	step := dd.FromFloat64(h)
	return b.exactMatrix(func(order int, w, z dd.DD) (dd.DD, error) {
		if order == 0 {
			return f(z), nil
		}
		offsets, weights := stencils[order].Float64()
		var sum dd.DD
		for k, s := range offsets {
			at := z.Add(w.Mul(dd.FromFloat64(s).Mul(step)))
			sum = sum.Add(dd.FromFloat64(weights[k]).Mul(f(at)))
		}
		for range order {
			sum = sum.Div(step)
		}
		return sum, nil
	})
}

// exactMatrix fills the rows of the system in 106 bits: entry gives the derivative
// of order q of s(w x + b) at z = w x + b. Boundary rows have weight 1.
func (b *Trial[T]) exactMatrix(entry func(order int, w, z dd.DD) (dd.DD, error)) (dd.Matrix, error) {
	type row struct {
		order int
		x     float64
	}
	var rows []row
	for _, x := range b.nodes {
		rows = append(rows, row{b.problem.Order, x})
	}
	for _, c := range b.problem.Boundary {
		for _, x := range c.Points {
			rows = append(rows, row{c.Index[0], x})
		}
	}
	a := dd.NewMatrix(len(rows), b.set.m)
	for j := range b.set.m {
		w, bias := dd.FromFloat64(float64(b.features.W[j])), dd.FromFloat64(float64(b.features.B[j]))
		for i, r := range rows {
			v, err := entry(r.order, w, w.Mul(dd.FromFloat64(r.x)).Add(bias))
			if err != nil {
				return a, err
			}
			a.Set(i, j, v)
		}
	}
	return a, nil
}

// The matrices A_FD in 106 bits and the spectra of both sides are computed once a
// process; they do not depend on what a setup puts on the two sides. Among the spectra a
// step of 0 stands for A_AD.
var (
	exactMatrices lab.Memo[drawnStep, dd.Matrix]
	exactSpectra  lab.Memo[drawnStep, []float64]
)

type drawnStep struct {
	drawn
	h float64
}

// exactSpectrum are the singular values, rounded, of the 106-bit matrix of this step.
func (b *Trial[T]) exactSpectrum(h float64, assemble func() (dd.Matrix, error)) ([]float64, error) {
	return exactSpectra.Get(context.Background(), drawnStep{b.drawn(), h}, func() ([]float64, error) {
		a, err := assemble()
		if err != nil {
			return nil, err
		}
		return exactValues(a)
	})
}

func exactValues(a dd.Matrix) ([]float64, error) {
	values, err := dd.SingularValues(a)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(values))
	for k, v := range values {
		out[k] = v.Float64()
	}
	return out, nil
}
