package training

import (
	"context"
	"fmt"
	"math"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// entropyPoint is a run: the entropy of K at its start and how fast the loss fell.
type entropyPoint struct{ entropy, speed float64 }

// KernelEntropy is the table of K3: the entropy of K at the start against the speed of
// training, over both sides, every step and seed of the shallow Adam cells in float32, of
// which each problem has one.
func KernelEntropy(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g, err := cellsWhere(s.Size, shallowAdam)
	if err != nil {
		return claims.Table{}, err
	}
	seeds := s.Size.TrainingSeeds()
	points, err := lab.Sweep(ctx, s, g, seeds, p, func(ctx context.Context, e descentEntry, seed int) ([]entropyPoint, error) {
		return measureEntropy(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	trend, limit := claims.Tolerance{Abs: 0.1}, claims.Tolerance{Abs: 0.15}
	t := claims.NewTable([]string{"problem"})
	for i, e := range g {
		rho := claims.JackknifeSeeds(seeds, claims.ErrorRate95, func(chosen []int) float64 {
			var x, y []float64
			for _, seed := range chosen {
				for _, q := range points[i][seed] {
					x, y = append(x, q.entropy), append(y, q.speed)
				}
			}
			return claims.Spearman(x, y)
		})
		lab.Add(&t, []string{e.problem}, lab.Fields{
			lab.Of(claims.ColCount, lab.Exactly, seeds), lab.Of(claims.ColTrend, trend, rho.Estimate),
			lab.Of(claims.ColLo, limit, rho.Lo), lab.Of(claims.ColHi, limit, rho.Hi),
		})
	}
	return t, nil
}

// measureEntropy gives the points of one seed: the AD side once, the FD side at each step,
// unless AD stands there, whose point is there.
func measureEntropy(ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]entropyPoint, error) {
	b, err := newNetTrial[float32](s, e.netSetting, seed)
	if err != nil {
		return nil, err
	}
	first, err := b.entropyPoint(ctx, e.descentSetting, s.AD, e.h[0].H)
	points := []entropyPoint{first}
	if err != nil || s.FD == claims.EngineAD {
		return points, err
	}
	for _, step := range e.h {
		point, err := b.entropyPoint(ctx, e.descentSetting, s.FD, step.H)
		if err != nil {
			return nil, fmt.Errorf("h = %v: %w", step.H, err)
		}
		points = append(points, point)
	}
	return points, nil
}

func (b *netTrial[T]) entropyPoint(ctx context.Context, set descentSetting, side claims.Engine, h float64) (q entropyPoint, err error) {
	sigma, err := b.kernelRoots(side, h, b.start)
	if err != nil {
		return q, err
	}
	for k, v := range sigma {
		sigma[k] = v * v
	}
	a := b.setup.Cutoff * theory.DefaultCutoff(len(sigma), len(sigma), b.set.precision.UnitRoundoff())
	if q.entropy, err = theory.Entropy(b.setup.Entropy, sigma, a, theory.EffectiveCutoff(sigma, a)); err != nil {
		return q, err
	}
	c, err := b.descend(ctx, set, side, h)
	if err != nil {
		return q, err
	}
	for _, loss := range c.losses {
		q.speed += math.Log(c.losses[0]/loss) / float64(len(c.losses))
	}
	return q, nil
}
