package properties

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Violation is a law that does not hold.
type Violation struct {
	Law      string  // the check, such as "Leibniz"
	Case     string  // what was compared, where
	Measured float64 // the difference, or the value itself where the law limits a value
	Allowed  float64 // its limit
	Repeat   string  // a line of Go that repeats the check; impl is the implementation, s the activation
}

func (v *Violation) Error() string {
	return fmt.Sprintf("properties: %s: %s: measured %v, allowed %v\n\trepeat: %s",
		v.Law, v.Case, v.Measured, v.Allowed, v.Repeat)
}

// Comparison is one number of a law: holds if Measured <= Allowed.
type Comparison struct {
	Case              string
	Measured, Allowed float64
}

// judge returns the first comparison that fails, NaN included, as a Violation.
func judge(law, repeat string, comparisons []Comparison, err error) error {
	if err != nil {
		return fmt.Errorf("properties: %s: %w\n\trepeat: %s", law, err, repeat)
	}
	for _, c := range comparisons {
		if !(c.Measured <= c.Allowed) || math.IsInf(c.Allowed, 0) {
			return &Violation{law, c.Case, c.Measured, c.Allowed, repeat}
		}
	}
	return nil
}

// repeat writes a call of a check of this package, for the arguments after the
// implementation.
func repeat(law string, args ...any) string {
	text := make([]string, len(args))
	for i, a := range args {
		text[i] = literal(a)
	}
	return fmt.Sprintf("properties.%s(impl, %s)", law, strings.Join(text, ", "))
}

// literal writes v in Go; floats so that they read back as the same number.
func literal(v any) string {
	switch v := v.(type) {
	case float64:
		return decimal(v)
	case []float64:
		return "[]float64{" + decimals(v) + "}"
	case []float32:
		return "[]float32{" + decimals(v) + "}"
	}
	return fmt.Sprintf("%#v", v)
}

func decimals[T float32 | float64](x []T) string {
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
