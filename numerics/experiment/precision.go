package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// precisions are the widths of the sweep in significant bits: 8 is bfloat16, 11
// half precision, 24 and 53 float32 and float64, all with unlimited exponents.
func precisions(size claims.Size) []int {
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
func precisionGrid(size claims.Size) grid {
	sets, steps := settings(dyadic, 127, 64, theory.Float64), dyadicSteps(6, 7)
	if size == claims.Short {
		sets, steps = alternate(sets), dyadicSteps(6)
	}
	g := withSteps(sets, steps, dyadicSteps(4))
	if size == claims.Audit {
		g = append(g, withSteps(settings(dyadic, 255, 128, theory.Float64), dyadicSteps(7), dyadicSteps(4))...)
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

// precision is the table of P3 and P3w. Only the assembly is rounded: singular
// values and solutions are those of float64.
func precision(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error) {
	return tables.get(ctx, tableKey{"precision", s}, func() (claims.Table, error) {
		g, seeds := precisionGrid(s.Size), s.Size.MedianSeeds()
		if s.Activation != "" {
			g = withActivation(g, s.Activation)
		}
		results := make([][][]roundedPair, len(g)*seeds)
		err := forEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
			e, seed := g[unit/seeds], unit%seeds
			var err error
			if results[unit], err = precisionsOf(ctx, s, e, seed); err != nil {
				return fmt.Errorf("%v, seed %d (master %d): %w", e.setting, seed, s.Seed, err)
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
func withActivation(g grid, activation string) grid {
	var out grid
	seen := map[setting]bool{}
	for _, e := range g {
		e.activation = activation
		if !seen[e.setting] {
			seen[e.setting] = true
			out = append(out, e)
		}
	}
	return out
}

// roundings holds what one seed of a setting gave: a setup that puts one activation in the
// place of all others meets the same features again.
var roundings memo[roundedKey, [][]roundedPair]

type roundedKey struct {
	drawn
	setup claims.Setup // without its activation, which is that of the features
}

func precisionsOf(ctx context.Context, s claims.Setup, e gridEntry, seed int) ([][]roundedPair, error) {
	key := roundedKey{drawn{e.under(s), s.Seed, seed}, s}
	key.setup.Activation = ""
	return roundings.get(ctx, key, func() ([][]roundedPair, error) { return measurePrecisions(ctx, s, e, seed) })
}

// measurePrecisions measures one seed of a setting, [precisions][steps].
func measurePrecisions(ctx context.Context, s claims.Setup, e gridEntry, seed int) ([][]roundedPair, error) {
	b, err := newTrial[float64](s, e.setting, seed)
	if err != nil {
		return nil, err
	}
	widths := precisions(s.Size)
	out := make([][]roundedPair, len(widths))
	for i, bits := range widths {
		var p roundedPair
		for k, step := range e.steps {
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
func (p *roundedPair) measureAD(b *trial[float64], h float64, bits int) error {
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
func (p *roundedPair) measureFD(b *trial[float64], h float64, bits int) error {
	sys, err := assembleRounded(b, b.setup.FD, h, bits)
	if err != nil {
		return err
	}
	p.fd, err = solveRounded(b, sys, bits)
	return err
}

// assembleRounded forms the system of one side with every result of its engine
// rounded: to that many bits, or to those of the setup, which is a fault.
func assembleRounded(b *trial[float64], side claims.Engine, h float64, bits int) (rfm.System, error) {
	if b.setup.Bits != 0 {
		bits = b.setup.Bits
	}
	plain, err := newEngine[float64](side, b.setup, h)
	if err != nil {
		return rfm.System{}, err
	}
	eng, err := engine.Rounded(plain, bits)
	if err != nil {
		return rfm.System{}, err
	}
	return rfm.Assemble(eng, b.activation, b.problem, b.features, b.nodes, boundaryWeight)
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
func solveRounded(b *trial[float64], sys rfm.System, bits int) (roundedSample, error) {
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
	{column(claims.ColTailMean, tolMean), func(p roundedPair, c int) float64 { return stat.GeometricMean(p.fd.sigma[p.kept[c]:], nil) }},
	{column("tail mean AD", claims.Tolerance{Free: "at 53 bits the least singular values of A_AD are noise of the SVD routine"}),
		func(p roundedPair, c int) float64 { return stat.GeometricMean(p.ad[p.kept[c]:], nil) }},
	{column(claims.ColResidual, tolNoise), func(p roundedPair, c int) float64 { return p.fd.residual[c] }},
	{column(claims.ColPerUnit, tolNoise), func(p roundedPair, c int) float64 { return p.fd.residual[c] / p.fd.norm[c] }},
	{column("error FD", tolNoise), func(p roundedPair, c int) float64 { return p.fd.solution[c] }},
	{column("n_a FD", tolKept), func(p roundedPair, c int) float64 { return float64(p.fd.kept[c]) }},
	{column("n_a AD", tolKept), func(p roundedPair, c int) float64 { return float64(p.kept[c]) }},
}

// precisionTable takes medians over seeds, cell by cell.
func precisionTable(size claims.Size, g grid, results [][][]roundedPair) (claims.Table, error) {
	seeds := size.MedianSeeds()
	t := claims.NewTable(append(slices.Clone(orderingKeys), "N", "M", "bits"),
		column(claims.ColOrder, exactly), column(claims.ColStep, exactly), column(claims.ColUnit, exactly), column(claims.ColCount, exactly))
	for _, q := range precisionColumns {
		t.Columns = append(t.Columns, q.Column)
	}
	for i, e := range g {
		problem, err := pde.ByName(e.problem)
		if err != nil {
			return claims.Table{}, err
		}
		r := run{setting: e.setting, order: problem.Order}
		for k, step := range e.steps {
			for c := range claims.Cutoffs() {
				for l, bits := range precisions(size) {
					values := []float64{float64(r.order), step.H, math.Ldexp(1, -bits), float64(seeds)}
					for _, q := range precisionColumns {
						each := make([]float64, seeds)
						for seed := range each {
							each[seed] = q.of(results[i*seeds+seed][l][k], c)
						}
						values = append(values, medianOf(each))
					}
					t.Add(append(cellKey(r, step, c), fmt.Sprint(e.n), fmt.Sprint(e.m), fmt.Sprint(bits)), values...)
				}
			}
		}
	}
	return t, nil
}
