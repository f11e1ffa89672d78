package claims

import (
	"fmt"

	"adfd/theory"
)

// Size says how much of a claim's grid is run.
type Size string

// Short keeps every claim and cuts N, M, the grid of steps, for some claims the settings,
// so that each problem stands with one activation, and for some the seeds (FewSeeds).
// Test is what `go test` runs. Audit is the size of the main job. Full is Audit with
// the training of the paper's scale: networks of width 100 and of three layers of 50,
// 20,000 steps of the first-order optimisers. It takes an hour or two on two cores.
const (
	Short Size = "short"
	Test  Size = "test"
	Audit Size = "audit"
	Full  Size = "full"
)

// ParseSize reads a size by name.
func ParseSize(s string) (Size, error) {
	switch z := Size(s); z {
	case Short, Test, Audit, Full:
		return z, nil
	}
	return "", fmt.Errorf("claims: unknown size %q, want short, test, audit or full", s)
}

// Seeds is the number of seeds of a paired comparison at this size that may lose some of
// them.
func (z Size) Seeds() int {
	if z == Audit || z == Full {
		return 30
	}
	return 20
}

// fewestSeeds are the fewest that a sign test at p < 1e-3 can be settled by: ten wins in ten
// have p = 2^-10.
const fewestSeeds = 10

// FewSeeds is the number of seeds of a comparison in which all agree: the fewest at Short.
func (z Size) FewSeeds() int {
	if z == Short {
		return fewestSeeds
	}
	return z.Seeds()
}

// MedianSeeds is the number of seeds of which a protocol takes nothing but medians: the fewest
// at Short and Test.
func (z Size) MedianSeeds() int {
	if z == Test {
		return fewestSeeds
	}
	return z.FewSeeds()
}

// TrainingSeeds is the number of seeds behind the cells of the training grid: FewSeeds, and
// at Full, where a seed takes more than an hour, the fewest.
func (z Size) TrainingSeeds() int {
	if z == Full {
		return fewestSeeds
	}
	return z.FewSeeds()
}

// Engine names a side of a comparison.
type Engine string

// The engines that a setup can put on either side.
const (
	EngineAD Engine = "jet" // Taylor-mode automatic differentiation
	EngineFD Engine = "fd"  // finite differences at the setup's stencil and the protocol's step
)

// Placement is where the points of a stencil lie.
type Placement string

// The placements of a stencil about its point.
const (
	PlacementCentral Placement = "central"
	PlacementForward Placement = "forward"
)

// Pairing says which seeds the two sides of a comparison see.
type Pairing string

// PairSame gives both sides the same features. PairShifted gives the second
// side the features of the next seed, which is a fault: the difference between
// the sides is then mostly that between the features.
const (
	PairSame    Pairing = "same seed"
	PairShifted Pairing = "shifted seed"
)

// Setup is everything that a protocol may be told. Zero fields take the
// protocol's own choice, so that a fault is written as the fields it changes.
type Setup struct {
	Size       Size
	Seed       uint64                // master seed; the seeds of a run derive from it
	AD, FD     Engine                // engine on the AD side and on the FD side
	Placement  Placement             // of the stencil
	Accuracy   int                   // p of the stencil
	Cutoff     float64               // factor on the default cut-off a
	Entropy    theory.EntropyVariant // reading of truncated entropy
	Pairing    Pairing               // seeds of the two sides
	Activation string                // in place of every activation of the protocol
	Precision  theory.Precision      // in place of every precision of the protocol
	Bits       int                   // significant bits of the assembly, in place of those of a sweep over precisions
	Bound      BoundVariant          // of the bounds that are attacked
	Timing     Timing                // whether times are measured
	Step       float64               // of FD, in place of every step at which both sides may be at parity
}

// StepOr is the step of FD in a comparison that may find parity: h, or what a fault puts in its place.
func (s Setup) StepOr(h float64) float64 {
	set(&h, s.Step)
	return h
}

// Timing says whether a protocol that can measure times does.
type Timing string

// Times are measured at Audit and beyond: a test may not depend on how busy the machine is. Recording a
// table asks for them at any size.
const (
	TimingBySize Timing = ""
	TimingOn     Timing = "measured"
)

// Times reports whether times are measured.
func (s Setup) Times() bool {
	return s.Timing == TimingOn || s.Size == Audit || s.Size == Full
}

// BoundVariant is a change of the bounds that the adversary attacks.
type BoundVariant string

// The bounds as stated; with their constants times half of the worst ratio that a
// first search found; and with one power of h too many.
const (
	BoundAsStated BoundVariant = ""
	BoundHalved   BoundVariant = "half of the worst ratio"
	BoundPower    BoundVariant = "a power of h too many"
)

// DefaultSeed is the master seed of the recorded runs. Grids and constants were
// chosen on other seeds.
const DefaultSeed uint64 = 20240514

// DefaultSetup is the setup under which the claims are stated.
func DefaultSetup(size Size, seed uint64) Setup {
	return Setup{
		Size: size, Seed: seed,
		AD: EngineAD, FD: EngineFD,
		Placement: PlacementCentral, Accuracy: 2,
		Cutoff: 1, Entropy: theory.EntropyDefault, Pairing: PairSame,
	}
}

// With returns s with every non-zero field of change put in its place.
func (s Setup) With(change Setup) Setup {
	set(&s.Size, change.Size)
	set(&s.Seed, change.Seed)
	set(&s.AD, change.AD)
	set(&s.FD, change.FD)
	set(&s.Placement, change.Placement)
	set(&s.Accuracy, change.Accuracy)
	set(&s.Cutoff, change.Cutoff)
	set(&s.Entropy, change.Entropy)
	set(&s.Pairing, change.Pairing)
	set(&s.Activation, change.Activation)
	set(&s.Precision, change.Precision)
	set(&s.Bits, change.Bits)
	set(&s.Bound, change.Bound)
	set(&s.Timing, change.Timing)
	set(&s.Step, change.Step)
	return s
}

func set[T comparable](dst *T, v T) {
	var zero T
	if v != zero {
		*dst = v
	}
}
