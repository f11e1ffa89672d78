package properties

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/properties/internal/estimate"
)

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

// sweepRows is the most rows of the table, and sweepBefore how many of them have
// larger steps than the estimate.
const (
	sweepRows   = 11
	sweepBefore = 4
)

// sweep tabulates the formula of the fewest points around the level of the
// estimate.
func (c claim) sweep(d estimate.Estimate, outcomes []estimate.Outcome) *Sweep {
	var side estimate.Side
	level := 0
	var worst float64 = -1
	for i, o := range outcomes {
		if o.Known && c.parts[i].q > 0 && o.Err > worst {
			side, level, worst = o.Side, o.Level, o.Err
		}
	}
	s := &Sweep{Claimed: c.value, Estimate: d.Value, Uncertainty: d.Err, Formula: side.String(), Order: math.NaN()}
	for _, p := range c.parts {
		if p.q > 0 {
			s.Expected = float64(estimate.LeastOrder(p.q, side))
		}
	}
	var rates []float64
	last := math.NaN()
	for j := max(0, level-sweepBefore); len(s.Rows) < sweepRows; j++ {
		row, ok := c.row(outcomes, side, j)
		if !ok {
			break
		}
		row.Rate = math.NaN()
		if row.Difference > estimate.Safety*row.Floor && last > 0 {
			row.Rate = math.Log2(last / row.Difference)
			rates = append(rates, row.Rate)
		}
		last = row.Difference
		s.Rows = append(s.Rows, row)
	}
	if len(rates) > 0 {
		slices.Sort(rates)
		s.Order = rates[len(rates)/2]
	}
	return s
}

// row is the table at h = 2^-j; ok is false beyond the samples.
func (c claim) row(outcomes []estimate.Outcome, side estimate.Side, j int) (row SweepRow, ok bool) {
	for i, p := range c.parts {
		row.H = math.Ldexp(c.step, -j-p.s.First)
		if p.q == 0 {
			row.Quotient += float64(p.coef * p.s.Zero)
			continue
		}
		if j >= len(p.s.Right) {
			return row, false
		}
		scale := func(y float64) float64 { return math.Ldexp(p.coef*y, (j+p.s.First)*p.q+p.exp) }
		value, rounding, norm := p.s.Quotient(p.q, side, j)
		row.Quotient += scale(value)
		row.Floor += math.Abs(scale(max(norm*outcomes[i].Noise, rounding)))
	}
	row.Difference = math.Abs(row.Quotient - c.value)
	return row, true
}
