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
	Allowed  float64 // its limit; of one from below both numbers have the sign reversed
	Repeat   string  // a line of Go that repeats the check; impl is the implementation, s the activation

	// Sweep is how difference quotients approach the derivative, where a claimed
	// derivative was judged by them; nil otherwise.
	Sweep *Sweep
}

func (v *Violation) Error() string {
	limit := fmt.Sprintf("measured %v, allowed %v", v.Measured, v.Allowed)
	if v.Measured <= 0 && v.Allowed < 0 {
		limit = fmt.Sprintf("measured %v, allowed at least %v", math.Abs(v.Measured), -v.Allowed)
	}
	text := fmt.Sprintf("properties: %s: %s: %s", v.Law, v.Case, limit)
	if v.Sweep != nil {
		text += "\n" + v.Sweep.String()
	}
	return text + "\n\trepeat: " + v.Repeat
}

// Sweep is what the difference quotients of one derivative show as h falls.
type Sweep struct {
	Claimed     float64
	Estimate    float64 // the limit of the quotients
	Uncertainty float64 // its error, as far as truncation and rounding tell
	Formula     string  // of the rows: "central", "from the right" or "from the left"
	Order       float64 // observed: the median of the rates; NaN if there is none
	Expected    float64 // the order that a correct derivative shows
	Rows        []SweepRow
}

// SweepRow is one step of a Sweep.
type SweepRow struct {
	H          float64
	Quotient   float64 // the difference quotient of least accuracy
	Difference float64 // |Quotient - Claimed|
	Rate       float64 // log2 of the last row's difference over this one's; NaN where there is none
	Floor      float64 // what rounding of f may change the quotient by
}

// String is a table of the sweep under its verdict, indented.
func (s *Sweep) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\tclaimed %v, differences converge to %v +- %.2g", s.Claimed, s.Estimate, s.Uncertainty)
	if !math.IsNaN(s.Order) {
		fmt.Fprintf(&b, "; observed order %.2f, a correct one shows %v", hundredths(s.Order), s.Expected)
	}
	if len(s.Rows) == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, "\n\t%-10s %-24s %-14s %-6s %s", "h", s.Formula, "|difference|", "rate", "floor")
	for _, r := range s.Rows {
		rate := ""
		if !math.IsNaN(r.Rate) {
			rate = fmt.Sprintf("%.2f", hundredths(r.Rate))
		}
		fmt.Fprintf(&b, "\n\t%-10.3g %-24v %-14.3g %-6s %.2g", r.H, r.Quotient, r.Difference, rate, r.Floor)
	}
	return b.String()
}

// hundredths rounds to them, without a -0.
func hundredths(x float64) float64 { return math.Round(100*x)/100 + 0 }

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
			return &Violation{Law: law, Case: c.Case, Measured: c.Measured, Allowed: c.Allowed, Repeat: repeat}
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
	case *Settings:
		return v.GoString()
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
