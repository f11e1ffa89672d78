package properties

import (
	"fmt"
	"math"

	"adfd/properties/internal/estimate"
)

// diverges reports quotients that grow with each step, by four and more over the finer
// half of the steps: those of sqrt at 0, or beside a jump.
func (c claim) diverges() (why string, ok bool) {
	if len(c.parts) != 1 || c.parts[0].q == 0 {
		return "", false
	}
	p := c.parts[0]
	outcomes := []estimate.Outcome{{}}
	for _, side := range []estimate.Side{estimate.Right, estimate.Left} {
		n := len(p.s.Right)
		start, _ := c.row(outcomes, side, n/2)
		last := start
		grows := n >= 2*estimate.FewestFiner
		for j := n/2 + 1; j < n && grows; j++ {
			row, _ := c.row(outcomes, side, j)
			grows = math.Abs(row.Quotient) > math.Abs(last.Quotient) && math.Abs(row.Quotient) > estimate.Far*row.Floor
			last = row
		}
		if grows && math.Abs(last.Quotient) >= 4*math.Abs(start.Quotient) {
			return fmt.Sprintf("difference quotients of f grow without limit as h falls: %.3g at h = %.2g, %.3g at h = %.2g, %s",
				start.Quotient, start.H, last.Quotient, last.H, side), true
		}
	}
	return "", false
}

// broken reports a side of a line on which f is known down to x and its quotients, of
// some order up to the claimed one, grow without limit: a jump or a cusp, that the other
// side or the symmetric quotients do not see. The growth goes on to the last steps;
// before a singularity nearby it ends.
func (c claim) broken(outcomes []estimate.Outcome) (why string, ok bool) {
	for i, p := range c.parts {
		n := 0
		if p.q > 0 {
			n = len(p.s.Right)
		}
		if n < 4*estimate.FewestFiner {
			continue
		}
		for q := 1; q <= p.q; q++ {
			one := c
			one.parts = []part{{1, 0, p.s, q}}
			for _, side := range []estimate.Side{estimate.Right, estimate.Left} {
				var rows []SweepRow
				for j := n / 2; j < n; j++ {
					row, _ := one.row(outcomes[i:i+1], side, j)
					if len(rows) > 0 && !(math.Abs(row.Quotient) > math.Abs(rows[len(rows)-1].Quotient) &&
						math.Abs(row.Quotient) > estimate.Far*row.Floor) {
						break
					}
					rows = append(rows, row)
				}
				if len(rows) < n-n/2 {
					continue
				}
				first, late, last := rows[0], rows[len(rows)-2*estimate.FewestFiner], rows[len(rows)-1]
				if math.Abs(last.Quotient) >= 4*math.Abs(first.Quotient) && math.Abs(last.Quotient) >= 1.5*math.Abs(late.Quotient) {
					return fmt.Sprintf("f is not differentiable here, as far as its quotients tell: those of order %d grow without limit %s, "+
						"%.3g at h = %.2g, %.3g at h = %.2g", q, side, first.Quotient, first.H, last.Quotient, last.H), true
				}
			}
		}
	}
	return "", false
}
