package theory

import "fmt"

// Unit roundoffs u of the precisions in which a matrix or a residual is
// assembled: half the distance from 1 to the next larger number.
const (
	UnitRoundoff64 = 0x1p-53
	UnitRoundoff32 = 0x1p-24
)

// Precision names the arithmetic of an assembly.
type Precision string

// The precisions in which models are assembled.
const (
	Float64 Precision = "float64"
	Float32 Precision = "float32"
)

// UnitRoundoff is u of the precision. It panics on an unknown name.
func (p Precision) UnitRoundoff() float64 {
	switch p {
	case Float64:
		return UnitRoundoff64
	case Float32:
		return UnitRoundoff32
	}
	panic(fmt.Sprintf("theory: unknown precision %q", string(p)))
}
