package spectral

import (
	"context"
	"fmt"
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
	seeds := s.Size.MedianSeeds()
	results := make([][]spectraOf, len(g)*seeds)
	err := lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		var err error
		if results[unit], err = measureSpectra(ctx, s, e, seed); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.Setting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	// Two backward stable routines differ in a value by a few u sigma_1: by no more than the
	// floor. Medians of rounding noise over seeds may move as those of S3 do.
	noise := claims.Tolerance{Abs: spectrumFloor, Rel: 0.25}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "h", "index"},
		lab.Column(claims.ColStep, lab.Exactly), lab.Column("N", lab.Exactly), lab.Column("M", lab.Exactly),
		lab.Column(claims.ColCount, lab.Exactly), lab.Column("k", lab.Exactly), lab.Column("a", lab.Exactly))
	sides := []struct {
		name  string
		sigma func(spectraOf) []float64
	}{
		{"AD", func(r spectraOf) []float64 { return r.ad }},
		{"FD", func(r spectraOf) []float64 { return r.fd }},
		{"model", func(r spectraOf) []float64 { return r.model }},
	}
	for _, side := range sides {
		t.Columns = append(t.Columns, lab.Column(side.name, noise), lab.Column(side.name+" lo", noise), lab.Column(side.name+" hi", noise))
	}
	for i, e := range g {
		for j, step := range e.Steps {
			for k := 0; k < e.m; k += spectrumStride {
				values := []float64{step.H, float64(e.n), float64(e.m), float64(seeds), float64(k + 1), results[i*seeds][j].cutoff}
				for _, of := range sides {
					each := make([]float64, seeds)
					for seed := range each {
						r := results[i*seeds+seed][j]
						each[seed] = max(of.sigma(r)[k]/r.ad[0], spectrumFloor)
					}
					values = append(values, lab.MedianOf(each), floats.Min(each), floats.Max(each))
				}
				t.Add([]string{e.Problem, e.Under(s).Activation, e.Nodes, step.Name, strconv.Itoa(k + 1)}, values...)
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
		if r.ad, r.cutoff, err = b.spectrum(ctx, s.AD, step.H); err != nil {
			return nil, err
		}
		if r.fd, _, err = b.spectrum(ctx, s.FD, step.H); err != nil {
			return nil, err
		}
		if _, r.model, err = b.modelled(ctx, taylor, step.H); err != nil {
			return nil, err
		}
	}
	return out, nil
}
