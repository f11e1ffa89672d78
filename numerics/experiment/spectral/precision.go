package spectral

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

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
	fd   *sample
}

// PrecisionFloors is the table of P3 and P3w: singular values and residuals under
// arithmetic of more or fewer bits. Only the assembly is rounded: singular values and
// solutions are those of float64.
func PrecisionFloors(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "precision", s, func() (claims.Table, error) {
		g := precisionGrid(s.Size)
		if s.Activation != "" {
			g = withActivation(g, s.Activation)
		}
		results, err := lab.Sweep(ctx, s, g, s.Size.MedianSeeds(), p, func(ctx context.Context, e GridEntry, seed int) ([][]roundedPair, error) {
			return precisionsOf(ctx, s, e, seed)
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
	for _, a := range b.cutoffs(len(sys.F), math.Ldexp(1, -bits)) {
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
	p.fd, err = b.solve(sys, math.Ldexp(1, -bits))
	return err
}

// assembleRounded forms the system of one side with every result of its engine
// rounded: to that many bits, or to those of the setup, which is a fault.
func assembleRounded(b *Trial[float64], side claims.Engine, h float64, bits int) (rfm.System, error) {
	eng, err := lab.NewRounded(side, b.setup, h, lab.Bits(b.setup, bits))
	if err != nil {
		return rfm.System{}, err
	}
	return rfm.Assemble(eng, b.activation, b.problem, b.features, b.nodes, lab.BoundaryWeight)
}

// tolMean is for medians over seeds of the mean of many singular values, which
// average the noise of one machine against that of another.
var (
	tolMean   = claims.Tolerance{Rel: 0.1}
	tolMeanAD = claims.Tolerance{Free: "at 53 bits the least singular values of A_AD are noise of the SVD routine"}
)

// precisionFields are the medians over seeds at cut-off c.
func precisionFields(seeds []roundedPair, c int) lab.Fields {
	median := func(of func(p roundedPair) float64) float64 { return lab.MedianBy(seeds, of) }
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(seeds)),
		lab.Of(claims.ColTailMean, tolMean, median(func(p roundedPair) float64 { return stat.GeometricMean(p.fd.sigma[p.kept[c]:], nil) })),
		lab.Of("tail mean AD", tolMeanAD, median(func(p roundedPair) float64 { return stat.GeometricMean(p.ad[p.kept[c]:], nil) })),
		lab.Of(claims.ColResidual, lab.TolNoise, median(func(p roundedPair) float64 { return p.fd.residual[c] })),
		lab.Of(claims.ColPerUnit, lab.TolNoise, median(func(p roundedPair) float64 {
			return p.fd.residual[c] / floats.Norm(p.fd.coefficients[c], 2)
		})),
		lab.Of("error FD", lab.TolNoise, median(func(p roundedPair) float64 { return p.fd.solution[c] })),
		lab.Of("n_a FD", lab.TolKept, median(func(p roundedPair) float64 { return float64(p.fd.kept[c]) })),
		lab.Of("n_a AD", lab.TolKept, median(func(p roundedPair) float64 { return float64(p.kept[c]) })),
	}
}

// precisionTable takes medians over seeds, cell by cell.
func precisionTable(size claims.Size, g Grid, results [][][][]roundedPair) (claims.Table, error) {
	t := claims.NewTable(append(slices.Clone(cellKeys), "N", "M", "bits"))
	for i, e := range g {
		problem, err := pde.ByName(e.Problem)
		if err != nil {
			return claims.Table{}, err
		}
		for k, step := range e.Steps {
			for c, cutoff := range claims.Cutoffs() {
				for l, bits := range Precisions(size) {
					key := []string{e.Problem, e.Activation, e.Nodes, cutoff.Name, step.Name, strconv.Itoa(e.N), strconv.Itoa(e.M), strconv.Itoa(bits)}
					lab.Add(&t, key, lab.Fields{
						lab.Of(claims.ColOrder, lab.Exactly, problem.Order), lab.Of(claims.ColStep, lab.Exactly, step.H),
						lab.Of(claims.ColUnit, lab.Exactly, math.Ldexp(1, -bits)),
					}, precisionFields(lab.Nth(lab.Nth(results[i], l), k), c))
				}
			}
		}
	}
	return t, nil
}
