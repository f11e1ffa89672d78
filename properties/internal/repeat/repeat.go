// Package repeat writes the line of Go that repeats a check.
package repeat

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"adfd/numerics/engine"
)

// mostRepeated is how many numbers of an argument stand in a line of Go; a longer one
// is named.
const mostRepeated = 32

// Argument is x, or its name where it is long.
func Argument[T engine.Float](name string, x []T) Verbatim {
	if len(x) > mostRepeated {
		return Verbatim(fmt.Sprintf("%s /* %d numbers */", name, len(x)))
	}
	return Verbatim(Literal(x))
}

// Verbatim is an argument that repeats under its own name.
type Verbatim string

func (v Verbatim) GoString() string { return string(v) }

// Call writes a call of a check, such as spectra.EntropyRange, for the arguments after
// the implementation.
func Call(law string, args ...any) string {
	text := make([]string, len(args))
	for i, a := range args {
		text[i] = Literal(a)
	}
	return fmt.Sprintf("%s(impl, %s)", law, strings.Join(text, ", "))
}

// Literal writes v in Go; floats so that they read back as the same number.
func Literal(v any) string {
	switch v := v.(type) {
	case float64:
		return decimal(v)
	case []float64:
		return "[]float64{" + Decimals(v) + "}"
	case []float32:
		return "[]float32{" + Decimals(v) + "}"
	}
	return fmt.Sprintf("%#v", v)
}

// Decimals writes x without its type and braces.
func Decimals[T float32 | float64](x []T) string {
	text := make([]string, len(x))
	for i, v := range x {
		text[i] = decimal(float64(v))
	}
	return strings.Join(text, ", ")
}

func decimal(x float64) string {
	switch {
	case math.IsNaN(x):
		return "math.NaN()"
	case math.IsInf(x, 0):
		return fmt.Sprintf("math.Inf(%v)", math.Copysign(1, x))
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
