package spectral

import (
	"context"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

const (
	// spectrumFloor is the least singular value over sigma_1 that the exhibit tells: what an
	// SVD returns below is its own noise.
	spectrumFloor = 10 * theory.UnitRoundoff64
	// spectrumStride is from one index to the next that the exhibit keeps.
	spectrumStride = 4
)

// spectraOf are the singular values of one seed at one step: of both sides, and of the model,
// which is A_AD with noise of the predicted size.
type spectraOf struct {
	ad, fd, model []float64
	cutoff        float64 // a
}

// NoiseSpectra is the exhibit of S3: singular values over their index, for tanh at every
// step of S3. Intervals span the seeds.
func NoiseSpectra(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, _ := noiseGrid(s.Size)
	g = slices.DeleteFunc(g, func(e GridEntry) bool { return e.Activation != "tanh" })
	results, err := lab.Sweep(ctx, s, g, s.Size.MedianSeeds(), p, func(ctx context.Context, e GridEntry, seed int) ([]spectraOf, error) {
		return measureSpectra(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	// Two backward stable routines differ in a value by a few u sigma_1: by no more than the
	// floor. Medians of rounding noise over seeds may move as those of S3 do.
	noise := claims.Tolerance{Abs: spectrumFloor, Rel: 0.25}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "h", "index"})
	for i, e := range g {
		for j, step := range e.Steps {
			seeds := lab.Nth(results[i], j)
			for k := 0; k < e.M; k += spectrumStride {
				spread := func(side string, sigma func(spectraOf) []float64) lab.Fields {
					x := lab.Each(seeds, func(r spectraOf) float64 { return max(sigma(r)[k]/r.ad[0], spectrumFloor) })
					return lab.Interval(side, side+" lo", side+" hi", noise,
						claims.Interval{Estimate: lab.MedianOf(x), Lo: floats.Min(x), Hi: floats.Max(x)})
				}
				lab.Add(&t, []string{e.Problem, e.Under(s).Activation, e.Nodes, step.Name, strconv.Itoa(k + 1)}, lab.Fields{
					lab.Of(claims.ColStep, lab.Exactly, step.H), lab.Of("N", lab.Exactly, e.N), lab.Of("M", lab.Exactly, e.M),
					lab.Of(claims.ColCount, lab.Exactly, len(seeds)), lab.Of("k", lab.Exactly, k+1), lab.Of("a", lab.Exactly, seeds[0].cutoff),
				},
					spread("AD", func(r spectraOf) []float64 { return r.ad }),
					spread("FD", func(r spectraOf) []float64 { return r.fd }),
					spread("model", func(r spectraOf) []float64 { return r.model }))
			}
		}
	}
	return t, nil
}

func measureSpectra(ctx context.Context, s claims.Setup, e GridEntry, seed int) ([]spectraOf, error) {
	b, err := NewTrial[float64](s, e.Setting, seed)
	if err != nil {
		return nil, err
	}
	taylor, err := b.Assemble(claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	out := make([]spectraOf, len(e.Steps))
	for k, step := range e.Steps {
		r := &out[k]
		if r.ad, r.cutoff, _, err = b.spectrum(ctx, s.AD, step.H); err != nil {
			return nil, err
		}
		if r.fd, _, _, err = b.spectrum(ctx, s.FD, step.H); err != nil {
			return nil, err
		}
		if _, r.model, err = b.modelled(ctx, taylor, step.H); err != nil {
			return nil, err
		}
	}
	return out, nil
}
