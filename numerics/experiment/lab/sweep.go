package lab

import (
	"context"
	"fmt"

	"adfd/theory"
	"adfd/theory/claims"
)

// Over measures every item, on all processors, and keeps their order. An error names the
// item, by its String method, and the master seed.
func Over[I, R any](ctx context.Context, s claims.Setup, items []I, p Progress,
	measure func(ctx context.Context, i int, item I) (R, error)) ([]R, error) {
	out := make([]R, len(items))
	err := ForEach(ctx, len(items), p, func(ctx context.Context, i int) error {
		var err error
		if out[i], err = measure(ctx, i, items[i]); err != nil {
			return fmt.Errorf("%v (master seed %d): %w", items[i], s.Seed, err)
		}
		return nil
	})
	return out, err
}

// seeded is one seed of a setting.
type seeded[C any] struct {
	set, seed int
	setting   C
}

func (u seeded[C]) String() string { return fmt.Sprintf("%v, seed %d", u.setting, u.seed) }

// Sweep measures every setting with the seeds 0 to seeds-1, [setting][seed], on all
// processors. An error names the setting and the seed.
func Sweep[C, R any](ctx context.Context, s claims.Setup, settings []C, seeds int, p Progress,
	measure func(ctx context.Context, setting C, seed int) (R, error)) ([][]R, error) {
	return SweepUneven(ctx, s, settings, func(C) int { return seeds }, p, measure)
}

// SweepUneven is Sweep with a number of seeds for each setting.
func SweepUneven[C, R any](ctx context.Context, s claims.Setup, settings []C, seeds func(C) int, p Progress,
	measure func(ctx context.Context, setting C, seed int) (R, error)) ([][]R, error) {
	var units []seeded[C]
	for i, c := range settings {
		for seed := range seeds(c) {
			units = append(units, seeded[C]{i, seed, c})
		}
	}
	results, err := Over(ctx, s, units, p, func(ctx context.Context, _ int, u seeded[C]) (R, error) {
		return measure(ctx, u.setting, u.seed)
	})
	out := make([][]R, len(settings))
	for k, u := range units {
		out[u.set] = append(out[u.set], results[k])
	}
	return out, err
}

// In chooses between two instances of a generic function: the one that computes in the
// precision of a setting.
func In[F any](p theory.Precision, single, double F) F {
	if p == theory.Float32 {
		return single
	}
	return double
}

// Paired draws what the two sides work on: the same seed for both, or neighbours where a
// fault shifts the pairing.
func Paired[B any](s claims.Setup, seed int, draw func(seed int) (B, error)) (left, right B, err error) {
	if left, err = draw(seed); err != nil {
		return left, right, err
	}
	if s.Pairing == claims.PairShifted {
		right, err = draw(seed + 1)
		return left, right, err
	}
	return left, left, nil
}
