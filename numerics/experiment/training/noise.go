package training

import (
	"context"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
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
	results, err := lab.Sweep(ctx, s, g, seeds, p, func(ctx context.Context, e descentEntry, seed int) ([]float64, error) {
		return lab.In(e.under(s).precision, noiseOverFloor[float32], noiseOverFloor[float64])(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	return noiseTable(g, results), nil
}

// noiseTable has the median of the ratio over the seeds, [cell][seed][step].
func noiseTable(g []descentEntry, results [][][]float64) claims.Table {
	t := claims.NewTable(descentKeys)
	for i, e := range g {
		for k, step := range e.h {
			lab.Add(&t, e.key(step), lab.Fields{
				lab.Of(claims.ColStep, lab.Exactly, step.H), lab.Of(claims.ColCount, lab.Exactly, len(results[i])),
				lab.Of(claims.ColFloorRatio, lab.TolNoise, lab.MedianOf(lab.Nth(results[i], k))),
			})
		}
	}
	return t
}

// noiseOverFloor gives the ratio of one seed at every step.
func noiseOverFloor[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]float64, error) {
	set := e.under(s)
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
		noise, err := b.residualNoise(ad.theta, s.FD, step.H)
		if err != nil {
			return nil, err
		}
		floor, err := b.roundingFloor(ad.theta, step.H)
		if err != nil {
			return nil, err
		}
		out[k] = noise / floor
	}
	return out, nil
}

// residualNoise is the squared norm of what rounding does to the interior rows of one
// side's residual at theta, against the same rows in 106 bits.
func (b *netTrial[T]) residualNoise(theta []T, side claims.Engine, h float64) (float64, error) {
	r, err := b.residual(side, h)
	if err != nil {
		return 0, err
	}
	computed := make([]T, r.Rows())
	if err := r.Residuals(theta, computed); err != nil {
		return 0, err
	}
	rows, err := b.interior(side, h)
	if err != nil {
		return 0, err
	}
	want, err := b.oracleNetwork().DDResiduals(promoted(theta), rows)
	if err != nil {
		return 0, err
	}
	var noise float64
	for i, w := range want {
		// The target is float64's in the equation and rounded to T in the residual:
		// no part of the noise.
		d := dd.FromFloat64(float64(computed[i])).Sub(w).Float64() + float64(rows[i].Scale*(float64(T(rows[i].Target))-rows[i].Target))
		noise += float64(d * d)
	}
	return noise, nil
}
