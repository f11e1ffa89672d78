package spectral

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/experiment/lab"
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
	return g[0].N, g[0].M
}

// noiseResult is one seed at one step: measured over modelled.
type noiseResult struct {
	median, top, mean float64
	norm, exactTail   float64 // NaN without the 106-bit control
}

// NoiseModel is the table of S3: the tail of A_FD's spectrum against that of A_AD with
// Gaussian noise of the predicted size.
func NoiseModel(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, controls := noiseGrid(s.Size)
	seeds := s.Size.MedianSeeds()
	runs, err := predict(ctx, s, g, seeds)
	if err != nil {
		return claims.Table{}, err
	}
	results, err := lab.Sweep(ctx, s, runs, seeds, p, func(ctx context.Context, r run, seed int) ([]noiseResult, error) {
		return measureNoise(ctx, s, r, seed, seed < controls)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "h"})
	for i, r := range runs {
		for k, step := range r.steps {
			lab.Add(&t, []string{r.Problem, r.Activation, r.Nodes, step.Name}, r.place(step, 0).fields(), noiseFields(lab.Nth(results[i], k), controls))
		}
	}
	return t, nil
}

// noiseFields are the medians over the seeds, and over the first ones, which have the control
// in 106 bits.
func noiseFields(all []noiseResult, controls int) lab.Fields {
	ratio := claims.Tolerance{Rel: 0.25} // medians over seeds of medians of rounding noise
	// No noise is in the quotient of exact tails: a median of sinc^q and its like, between
	// 0.8 and 1. Another machine's n_a may begin the tail one value later.
	quotient := claims.Tolerance{Abs: 0.02}
	controlled := all[:min(controls, len(all))]
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, len(all)), lab.Of("controls", lab.Exactly, controls),
		lab.Of(claims.ColTailMedian, ratio, lab.MedianBy(all, func(r noiseResult) float64 { return r.median })),
		lab.Of(claims.ColTailTop, ratio, lab.MedianBy(all, func(r noiseResult) float64 { return r.top })),
		lab.Of(claims.ColTailMean, ratio, lab.MedianBy(all, func(r noiseResult) float64 { return r.mean })),
		lab.Of(claims.ColNoiseNorm, ratio, lab.MedianBy(controlled, func(r noiseResult) float64 { return r.norm })),
		lab.Of(claims.ColExactTail, quotient, lab.MedianBy(controlled, func(r noiseResult) float64 { return r.exactTail })),
	}
}

// measureNoise compares A_FD's tail with that of A_AD plus Gaussian noise of the
// predicted column deviations, for one seed at every step.
func measureNoise(ctx context.Context, s claims.Setup, r run, seed int, control bool) ([]noiseResult, error) {
	b, err := NewTrial[float64](s, r.Setting, seed)
	if err != nil {
		return nil, err
	}
	ad, err := b.Assemble(claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	_, _, kept, err := b.spectrum(ctx, claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	var exactAD []float64
	if control {
		if exactAD, err = b.exactSpectrum(0, b.exactTaylor); err != nil {
			return nil, err
		}
	}
	out := make([]noiseResult, len(r.steps))
	for k, step := range r.steps {
		fd, err := b.Assemble(s.FD, step.H)
		if err != nil {
			return nil, err
		}
		noise, modelled, err := b.modelled(ctx, ad, step.H)
		if err != nil {
			return nil, err
		}
		measured, err := b.svd.Values(fd.A)
		if err != nil {
			return nil, err
		}
		if out[k], err = compareTails(measured, modelled, kept); err != nil {
			return nil, err
		}
		if control {
			if out[k].norm, out[k].exactTail, err = b.noiseControl(fd, noise, exactAD, kept, step.H); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// compareTails sets the tail of A_FD beside that of the model.
func compareTails(measured, modelled []float64, kept int) (noiseResult, error) {
	tail, err := noiseTail(measured, kept)
	if err != nil {
		return noiseResult{}, err
	}
	model := modelled[kept : len(modelled)-1]
	return noiseResult{
		median: lab.MedianOf(tail) / lab.MedianOf(model), top: tail[0] / model[0], mean: stat.GeometricMean(tail, nil),
		norm: math.NaN(), exactTail: math.NaN(),
	}, nil
}

// modelled gives the noise that the law predicts at a step, and the singular values of A_AD
// with it.
func (b *Trial[T]) modelled(ctx context.Context, ad rfm.System, h float64) (noise *mat.Dense, sigma []float64, err error) {
	noise = b.modelNoise(ad, h)
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

// modelNoise is a matrix like A_AD whose interior rows are normal with the predicted
// column variances, and whose boundary rows are 0.
func (b *Trial[T]) modelNoise(ad rfm.System, h float64) *mat.Dense {
	// A stream of its own for every step, so that no draw depends on the grid.
	rng := rand.New(rand.NewPCG(lab.SeedOf(b.setup.Seed, b.seed), math.Float64bits(h)))
	rows, cols := ad.A.Dims()
	scale, g := math.Pow(h, -float64(b.problem.Order)), mat.NewDense(rows, cols, nil)
	for i := range ad.Interior {
		for j := range cols {
			g.Set(i, j, scale*math.Sqrt(b.variances[j])*rng.NormFloat64())
		}
	}
	return g
}
