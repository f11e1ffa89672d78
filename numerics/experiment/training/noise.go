package training

import (
	"context"
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// NetworkNoise is the table of T7f: in every cell of the training sweep, at AD's final
// parameters, what rounding does to FD's residual against the predicted floor.
func NetworkNoise(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := trainingGrid(s.Size)
	if err != nil {
		return claims.Table{}, err
	}
	seeds := s.Size.TrainingSeeds() / 2 // a median needs fewer than a sign test
	results := make([][]float64, len(g)*seeds)
	err = lab.ForEach(ctx, len(results), p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		measure := noiseOverFloor[float64]
		if e.under(s).precision == theory.Float32 {
			measure = noiseOverFloor[float32]
		}
		var err error
		if results[unit], err = measure(ctx, s, e, seed); err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.descentSetting, seed, s.Seed, err)
		}
		return nil
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(trainingKeys, lab.Column(claims.ColStep, lab.Exactly), lab.Column(claims.ColCount, lab.Exactly), lab.Column(claims.ColFloorRatio, lab.TolNoise))
	for i, e := range g {
		for k, step := range e.h {
			each := make([]float64, seeds)
			for seed := range each {
				each[seed] = results[i*seeds+seed][k]
			}
			t.Add([]string{e.problem, e.network(), e.optimiser, string(e.precision), step.Name}, step.H, float64(seeds), lab.MedianOf(each))
		}
	}
	return t, nil
}

// noiseOverFloor gives the ratio of one seed at every step.
func noiseOverFloor[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]float64, error) {
	set := e.descentSetting.under(s)
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return nil, err
	}
	ad, err := b.descend(ctx, set, claims.EngineAD, 0)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(e.h))
	for k, step := range e.h {
		r, err := b.residual(s.FD, step.H)
		if err != nil {
			return nil, err
		}
		computed := make([]T, r.Rows())
		if err := r.Residuals(ad.theta, computed); err != nil {
			return nil, err
		}
		rows, err := b.equations(s.FD, step.H)
		if err != nil {
			return nil, err
		}
		n := len(b.nodes)
		want, err := b.oracleNetwork().DDResiduals(promoted(ad.theta), rows[:n])
		if err != nil {
			return nil, err
		}
		var noise float64
		for i, w := range want {
			// The target is float64's in the equation and rounded to T in the residual:
			// no part of the noise.
			d := dd.FromFloat64(float64(computed[i])).Sub(w).Float64() + rows[i].Scale*(float64(T(rows[i].Target))-rows[i].Target)
			noise += d * d
		}
		floor, err := b.roundingFloor(ad.theta, step.H)
		if err != nil {
			return nil, err
		}
		out[k] = noise / floor
	}
	return out, nil
}
