package claims

import "adfd/theory"

// Faults that several claims must notice.
var (
	exchanged        = Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}}
	onBothSides      = Fault{"AD on both sides", Setup{FD: EngineAD}}
	inPlaceOfFD      = Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}}
	callsDifferences = Fault{"AD quietly calls finite differences", Setup{AD: EngineFD}}
	oneSided         = Fault{"a one-sided stencil takes the central one's place", Setup{Placement: PlacementForward}}
	otherWeights     = Fault{"forward stencils, whose weights are not the law's", Setup{Placement: PlacementForward, Accuracy: 4}}
	withoutFactor    = Fault{"entropy without the factor 1/ln n_a", Setup{Entropy: theory.EntropyNoFactor}}
	singlePrecision  = Fault{"single precision in the place of double", Setup{Precision: theory.Float32}}
	doubleRounding   = Fault{"the rounding is quietly that of float64", Setup{Bits: 53}}
)

// coarseStep is a step at which FD's derivatives of sin pi x are off by a fifth and more: the second by
// the factor (sin(pi h/2)/(pi h/2))^2 = 0.81, the fourth by its square.
var coarseStep = Fault{"FD takes a step of 1/2", Setup{Step: 0.5}}
