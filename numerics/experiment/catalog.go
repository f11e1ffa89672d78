package experiment

import (
	"context"
	"fmt"
	"slices"

	"adfd/theory"
	"adfd/theory/claims"
)

// protocol measures one table.
type protocol func(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error)

// catalog binds every claim to the protocol that measures it. Claims that share
// a protocol share its table or the sweep it is drawn from.
var catalog = map[string]protocol{
	"A1":  jetAccuracy,
	"A2":  jetLaws,
	"A3":  partials,
	"A5":  samplePoint,
	"F1":  truncation,
	"F2":  totalError,
	"F3":  bestStep,
	"B1":  adversary,
	"S1":  perturbation,
	"S2":  tail,
	"S4":  sinc,
	"E1":  entropyOrdering,
	"E1w": entropyOrdering,
	"E1p": entropyElsewhere,
	"E2a": correlationFixedM,
	"E2b": correlationInRegime,
	"E2c": correlationByPool,
	"E3":  residualOrdering,
	"E3w": residualOrdering,
	"E3f": residualOrdering,
	"E5":  entropyVariants,
	"P1":  residualOrdering,
	"E4":  noiseEdges,
	"S3":  noiseModel,
	"K1":  decay,
	"P3":  precision,
	"P3w": precision,
	"A4":  gradients,
	"T1":  training,
	"T1w": training,
	"T1p": trainingElsewhere,
	"T2":  training,
	"T2w": training,
	"T6":  training,
	"T7":  training,
	"T7f": networkNoise,
	"T3":  orderAdvantage,
	"T4":  depthAdvantage(floorDepths),
	"T4w": depthAdvantage(budgetDepths),
	"T5":  stability,
	"K2":  kernelFlow,
	"K3":  kernelEntropy,
	"P2":  cost,
	"P3n": netPrecision,
}

// trained are the claims that read the training grid. Theirs alone differs between
// claims.Audit and claims.Full; to all other protocols Full is Audit.
var trained = []string{"T1", "T1w", "T2", "T2w", "T3", "T5", "T6", "T7", "T7f", "K3"}

// Run measures the table of a claim under a setup. p may be nil. Under WithStore,
// training runs are kept in a directory and found there.
//
// Tables and the sweeps they are drawn from are computed once a process for a
// given setup; later callers wait for and share the first one's. The error is
// that of ctx when it was cancelled, or names the claim, the cell and the seed.
func Run(ctx context.Context, id string, s claims.Setup, p Progress) (claims.Table, error) {
	measure, ok := catalog[id]
	if !ok {
		return claims.Table{}, fmt.Errorf("experiment: no protocol for claim %q", id)
	}
	if err := check(s); err != nil {
		return claims.Table{}, fmt.Errorf("experiment: claim %s: %w", id, err)
	}
	if s.Size == claims.Full && !slices.Contains(trained, id) {
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
