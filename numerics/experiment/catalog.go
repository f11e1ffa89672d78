package experiment

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"adfd/numerics/experiment/attack"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/pointwise"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/experiment/training"
	"adfd/theory"
	"adfd/theory/claims"
)

// catalog binds every claim to the protocol that measures it. Claims that share
// a protocol share its table or the sweep it is drawn from.
var catalog = map[string]lab.Protocol{
	"A1":  pointwise.JetAccuracy,
	"A2":  pointwise.JetLaws,
	"A3":  pointwise.Partials,
	"A5":  pointwise.SamplePoint,
	"F1":  pointwise.Truncation,
	"F2":  pointwise.TotalError,
	"F3":  pointwise.BestStep,
	"B1":  attack.Adversary,
	"S1":  spectral.Perturbation,
	"S2":  spectral.TailOrdering,
	"S4":  spectral.SincIdentity,
	"E1":  spectral.EntropyOrdering,
	"E1w": spectral.EntropyOrdering,
	"E1p": spectral.EntropyElsewhere,
	"E2a": spectral.CorrelationFixedM,
	"E2b": spectral.CorrelationInRegime,
	"E2c": spectral.CorrelationByPool,
	"E3":  spectral.ResidualOrdering,
	"E3w": spectral.ResidualOrdering,
	"E3f": spectral.ResidualOrdering,
	"E5":  spectral.EntropyVariants,
	"P1":  spectral.ResidualOrdering,
	"E4":  spectral.NoiseEdges,
	"S3":  spectral.NoiseModel,
	"K1":  training.DecayLaw,
	"P3":  spectral.PrecisionFloors,
	"P3w": spectral.PrecisionFloors,
	"A4":  training.GradientAccuracy,
	"T1":  training.Descents,
	"T1w": training.Descents,
	"T1p": training.DescentsElsewhere,
	"T2":  training.Descents,
	"T2w": training.Descents,
	"T6":  training.Descents,
	"T7":  training.Descents,
	"T7f": training.NetworkNoise,
	"T3":  training.OrderAdvantage,
	"T4":  training.DepthAdvantage(training.FloorDepths),
	"T4w": training.DepthAdvantage(training.BudgetDepths),
	"T5":  training.Stability,
	"K2":  training.KernelFlow,
	"K3":  training.KernelEntropy,
	"K4":  training.JacobianEntropy,
	"K4w": training.JacobianEntropy,
	"K6":  training.JacobianEdges,
	"S3n": training.JacobianNoise,
	"K5":  training.EntropyAndLevel,
	"K5r": training.EntropyAndLevel,
	"K5c": training.EntropyAndLevel,
	"K5b": training.EntropyAndParity,
	"P2":  training.CostRatio,
	"P3n": training.NetPrecision,
}

// exhibits are tables that no claim is judged by: a figure shows in them what a claim is about.
// Each is named by its claim.
var exhibits = map[string]lab.Protocol{
	"S3-spectrum": spectral.NoiseSpectra,
	"T1-curves":   training.LossCurves,
}

// Exhibits are the names of the exhibits, sorted.
func Exhibits() []string { return slices.Sorted(maps.Keys(exhibits)) }

// Exhibit measures the table of an exhibit under a setup.
func Exhibit(ctx context.Context, name string, s claims.Setup) (claims.Table, error) {
	measure, ok := exhibits[name]
	if !ok {
		return claims.Table{}, fmt.Errorf("experiment: no exhibit %q, there are %q", name, Exhibits())
	}
	err := check(s)
	if err == nil {
		var t claims.Table
		if t, err = measure(ctx, s, nil); err == nil {
			return t, nil
		}
	}
	return claims.Table{}, fmt.Errorf("experiment: exhibit %s: %w", name, err)
}

// Run measures the table of a claim under a setup. p may be nil. Under WithStore,
// training runs are kept in a directory and found there.
//
// Tables and the sweeps they are drawn from are computed once a process for a
// given setup; later callers wait for and share the first one's. The error is
// that of ctx when it was cancelled, or names the claim, the cell and the seed.
func Run(ctx context.Context, id string, s claims.Setup, p lab.Progress) (claims.Table, error) {
	claim, err := claims.Lookup(id)
	if err != nil {
		return claims.Table{}, fmt.Errorf("experiment: %w", err)
	}
	measure, ok := catalog[id]
	if !ok {
		return claims.Table{}, fmt.Errorf("experiment: no protocol for claim %q", id)
	}
	if err := check(s); err != nil {
		return claims.Table{}, fmt.Errorf("experiment: claim %s: %w", id, err)
	}
	if s.Size == claims.Full && !claim.Trains {
		s.Size = claims.Audit
	}
	t, err := measure(ctx, s, p)
	if err != nil {
		return claims.Table{}, fmt.Errorf("experiment: claim %s: %w", id, err)
	}
	return t, nil
}

// check reports a setup that no protocol can run.
func check(s claims.Setup) error {
	if _, err := claims.ParseSize(string(s.Size)); err != nil {
		return err
	}
	for _, e := range []claims.Engine{s.AD, s.FD} {
		if e != claims.EngineAD && e != claims.EngineFD {
			return fmt.Errorf("unknown engine %q, want %q or %q", e, claims.EngineAD, claims.EngineFD)
		}
	}
	if !(s.Cutoff > 0) {
		return fmt.Errorf("cut-off factor %v, want it positive", s.Cutoff)
	}
	if v := theory.EntropyVariants(); !slices.Contains(v, s.Entropy) {
		return fmt.Errorf("unknown reading of entropy %q, want one of %q", s.Entropy, v)
	}
	return nil
}
