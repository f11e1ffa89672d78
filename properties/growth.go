package properties

import (
	"fmt"
	"math"

	"adfd/properties/internal/estimate"
)

// growing returns the quotients of a claim of one part over the finer half of the steps, if each
// is larger than the one before and far above what rounding may change it by.
func (c claim) growing(outcomes []estimate.Outcome, side estimate.Side) (rows []SweepRow, ok bool) {
	n := len(c.parts[0].s.Right)
	last := math.Inf(-1)
	for j := n / 2; j < n; j++ {
		row, _ := c.row(outcomes, side, j)
		size := math.Abs(row.Quotient)
		if j > n/2 && !(size > last && size > estimate.Far*row.Floor) {
			return nil, false
		}
		rows, last = append(rows, row), size
	}
	return rows, true
}

// diverges reports quotients that grow with each step, by four and more over the finer
// half of the steps: those of sqrt at 0, or beside a jump.
func (c claim) diverges() (why string, ok bool) {
	if len(c.parts) != 1 || c.parts[0].q == 0 || len(c.parts[0].s.Right) < 2*estimate.FewestFiner {
		return "", false
	}
	for _, side := range []estimate.Side{estimate.Right, estimate.Left} {
		rows, ok := c.growing([]estimate.Outcome{{}}, side)
		if !ok {
			continue
		}
		if start, last := rows[0], rows[len(rows)-1]; math.Abs(last.Quotient) >= 4*math.Abs(start.Quotient) {
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
		if len(p.s.Right) < 4*estimate.FewestFiner {
			continue
		}
		for q := 1; q <= p.q; q++ {
			one := c
			one.parts = []part{{1, 0, p.s, q}}
			for _, side := range []estimate.Side{estimate.Right, estimate.Left} {
				rows, ok := one.growing(outcomes[i:i+1], side)
				if !ok {
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
