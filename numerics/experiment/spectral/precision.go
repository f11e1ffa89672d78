package spectral

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// Precisions are the widths of the sweep in significant bits: 8 is bfloat16, 11
// half precision, 24 and 53 float32 and float64, all with unlimited exponents.
func Precisions(size claims.Size) []int {
	if size == claims.Short {
		return []int{11, 24, 53}
	}
	return []int{8, 11, 14, 18, 24, 32, 40, 46, 53}
}

// precisionGrid has steps below the regime's upper edge h_c, so that the floors are
// those of the noise and not of the cut-off; h_c hardly depends on the precision,
// since noise and cut-off are both proportional to u. They are little below,
// because at 11 bits the noise must stay under the largest singular value. The
// features must be enough that a tail is left at 53 bits.
func precisionGrid(size claims.Size) Grid {
	sets, steps := Settings(Dyadic, 127, 64, theory.Float64), lab.DyadicSteps(6, 7)
	if size == claims.Short {
		sets, steps = Alternate(sets), lab.DyadicSteps(6)
	}
	g := WithSteps(sets, steps, lab.DyadicSteps(4))
	if size == claims.Audit {
		g = append(g, WithSteps(Settings(Dyadic, 255, 128, theory.Float64), lab.DyadicSteps(7), lab.DyadicSteps(4))...)
	}
	return g
}

// roundedPair is what A_AD and A_FD gave at one precision and step.
type roundedPair struct {
	ad   []float64 // singular values
	kept []int     // n_a(AD) at each of claims.Cutoffs
	fd   roundedSample
}

// roundedSample is the spectrum of A_FD and, at each of claims.Cutoffs, what its
// solution a* gave.
type roundedSample struct {
	sigma    []float64
	kept     []int
	residual []float64 // |A a* - f| / |f|
	norm     []float64 // |a*|
	solution []float64 // relative L2 error of a*
}

// Precision is the table of P3 and P3w. Only the assembly is rounded: singular
// values and solutions are those of float64.
func Precision(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "precision", s, func() (claims.Table, error) {
		g, seeds := precisionGrid(s.Size), s.Size.MedianSeeds()
		if s.Activation != "" {
			g = withActivation(g, s.Activation)
		}
		results := make([][][]roundedPair, len(g)*seeds)
		err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
			e, seed := g[unit/seeds], unit%seeds
			var err error
			if results[unit], err = precisionsOf(ctx, s, e, seed); err != nil {
				return fmt.Errorf("%v, seed %d (master %d): %w", e.Setting, seed, s.Seed, err)
			}
			return nil
		})
		if err != nil {
			return claims.Table{}, err
		}
		return precisionTable(s.Size, g, results)
	})
}

// withActivation puts one activation in the place of all others; settings that
// then coincide are kept once.
func withActivation(g Grid, activation string) Grid {
	var out Grid
	seen := map[Setting]bool{}
	for _, e := range g {
		e.Activation = activation
		if !seen[e.Setting] {
			seen[e.Setting] = true
			out = append(out, e)
		}
	}
	return out
}

// roundings holds what one seed of a setting gave: a setup that puts one activation in the
// place of all others meets the same features again.
var roundings lab.Memo[roundedKey, [][]roundedPair]

type roundedKey struct {
	drawn
	setup claims.Setup // without its activation, which is that of the features
}

func precisionsOf(ctx context.Context, s claims.Setup, e GridEntry, seed int) ([][]roundedPair, error) {
	key := roundedKey{drawn{e.Under(s), s.Seed, seed}, s}
	key.setup.Activation = ""
	return roundings.Get(ctx, key, func() ([][]roundedPair, error) { return measurePrecisions(ctx, s, e, seed) })
}

// measurePrecisions measures one seed of a setting, [precisions][steps].
func measurePrecisions(ctx context.Context, s claims.Setup, e GridEntry, seed int) ([][]roundedPair, error) {
	b, err := NewTrial[float64](s, e.Setting, seed)
	if err != nil {
		return nil, err
	}
	widths := Precisions(s.Size)
	out := make([][]roundedPair, len(widths))
	for i, bits := range widths {
		var p roundedPair
		for k, step := range e.Steps {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if k == 0 || s.AD != claims.EngineAD { // AD does not depend on the step
				if err := p.measureAD(b, step.H, bits); err != nil {
					return nil, err
				}
			}
			if err := p.measureFD(b, step.H, bits); err != nil {
				return nil, fmt.Errorf("%d bits, h = %v: %w", bits, step.H, err)
			}
			out[i] = append(out[i], p)
		}
	}
	return out, nil
}

// measureAD takes the singular values of the AD side.
func (p *roundedPair) measureAD(b *Trial[float64], h float64, bits int) error {
	sys, err := assembleRounded(b, b.setup.AD, h, bits)
	if err != nil {
		return err
	}
	if p.ad, err = b.svd.Values(sys.A); err != nil {
		return err
	}
	p.kept = nil
	for _, a := range roundedCutoffs(b.setup, sys, bits) {
		p.kept = append(p.kept, theory.EffectiveCutoff(p.ad, a))
	}
	return nil
}

// measureFD takes the spectrum and the solutions of the FD side.
func (p *roundedPair) measureFD(b *Trial[float64], h float64, bits int) error {
	sys, err := assembleRounded(b, b.setup.FD, h, bits)
	if err != nil {
		return err
	}
	p.fd, err = solveRounded(b, sys, bits)
	return err
}

// assembleRounded forms the system of one side with every result of its engine
// rounded: to that many bits, or to those of the setup, which is a fault.
func assembleRounded(b *Trial[float64], side claims.Engine, h float64, bits int) (rfm.System, error) {
	if b.setup.Bits != 0 {
		bits = b.setup.Bits
	}
	plain, err := lab.NewEngine[float64](side, b.setup, h)
	if err != nil {
		return rfm.System{}, err
	}
	eng, err := engine.Rounded(plain, bits)
	if err != nil {
		return rfm.System{}, err
	}
	return rfm.Assemble(eng, b.activation, b.problem, b.features, b.nodes, lab.BoundaryWeight)
}

// roundedCutoffs are a at each of claims.Cutoffs, with u = 2^-bits.
func roundedCutoffs(s claims.Setup, sys rfm.System, bits int) []float64 {
	rows, cols := sys.A.Dims()
	var a []float64
	for _, c := range claims.Cutoffs() {
		a = append(a, s.Cutoff*c.Factor*theory.DefaultCutoff(rows, cols, math.Ldexp(1, -bits)))
	}
	return a
}

// solveRounded takes the spectrum and the truncated solutions of A_FD.
func solveRounded(b *Trial[float64], sys rfm.System, bits int) (roundedSample, error) {
	svd, err := b.svd.Reduce(sys.A, sys.F)
	if err != nil {
		return roundedSample{}, err
	}
	out := roundedSample{sigma: svd.Values()}
	for _, a := range roundedCutoffs(b.setup, sys, bits) {
		kept := theory.EffectiveCutoff(out.sigma, a)
		coefficients := make([]float64, b.set.m)
		if kept > 0 { // at 8 bits a can exceed 1: then nothing is kept and a* = 0
			if coefficients, err = svd.SolveTruncated(kept); err != nil {
				return roundedSample{}, err
			}
		}
		residual, err := rfm.Residual(sys, coefficients)
		if err != nil {
			return roundedSample{}, err
		}
		solution, err := b.solutionError(coefficients)
		if err != nil {
			return roundedSample{}, err
		}
		out.kept = append(out.kept, kept)
		out.residual = append(out.residual, residual)
		out.norm = append(out.norm, floats.Norm(coefficients, 2))
		out.solution = append(out.solution, solution)
	}
	return out, nil
}

// tolMean is for medians over seeds of the mean of many singular values, which
// average the noise of one machine against that of another.
var tolMean = claims.Tolerance{Rel: 0.1}

// precisionColumns are the measured columns with what each takes from one seed at
// cut-off c; the table has the median over seeds.
var precisionColumns = []struct {
	claims.Column
	of func(p roundedPair, c int) float64
}{
	{lab.Column(claims.ColTailMean, tolMean), func(p roundedPair, c int) float64 { return stat.GeometricMean(p.fd.sigma[p.kept[c]:], nil) }},
	{lab.Column("tail mean AD", claims.Tolerance{Free: "at 53 bits the least singular values of A_AD are noise of the SVD routine"}),
		func(p roundedPair, c int) float64 { return stat.GeometricMean(p.ad[p.kept[c]:], nil) }},
	{lab.Column(claims.ColResidual, lab.TolNoise), func(p roundedPair, c int) float64 { return p.fd.residual[c] }},
	{lab.Column(claims.ColPerUnit, lab.TolNoise), func(p roundedPair, c int) float64 { return p.fd.residual[c] / p.fd.norm[c] }},
	{lab.Column("error FD", lab.TolNoise), func(p roundedPair, c int) float64 { return p.fd.solution[c] }},
	{lab.Column("n_a FD", lab.TolKept), func(p roundedPair, c int) float64 { return float64(p.fd.kept[c]) }},
	{lab.Column("n_a AD", lab.TolKept), func(p roundedPair, c int) float64 { return float64(p.kept[c]) }},
}

// precisionTable takes medians over seeds, cell by cell.
func precisionTable(size claims.Size, g Grid, results [][][]roundedPair) (claims.Table, error) {
	seeds := size.MedianSeeds()
	t := claims.NewTable(append(slices.Clone(orderingKeys), "N", "M", "bits"),
		lab.Column(claims.ColOrder, lab.Exactly), lab.Column(claims.ColStep, lab.Exactly), lab.Column(claims.ColUnit, lab.Exactly), lab.Column(claims.ColCount, lab.Exactly))
	for _, q := range precisionColumns {
		t.Columns = append(t.Columns, q.Column)
	}
	for i, e := range g {
		problem, err := pde.ByName(e.Problem)
		if err != nil {
			return claims.Table{}, err
		}
		r := run{Setting: e.Setting, order: problem.Order}
		for k, step := range e.Steps {
			for c := range claims.Cutoffs() {
				for l, bits := range Precisions(size) {
					values := []float64{float64(r.order), step.H, math.Ldexp(1, -bits), float64(seeds)}
					for _, q := range precisionColumns {
						each := make([]float64, seeds)
						for seed := range each {
							each[seed] = q.of(results[i*seeds+seed][l][k], c)
						}
						values = append(values, lab.MedianOf(each))
					}
					t.Add(append(cellKey(r, step, c), fmt.Sprint(e.n), fmt.Sprint(e.m), fmt.Sprint(bits)), values...)
				}
			}
		}
	}
	return t, nil
}
