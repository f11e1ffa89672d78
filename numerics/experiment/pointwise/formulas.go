package pointwise

import (
	"fmt"
	"strconv"

	"adfd/numerics/fd"
	"adfd/theory/claims"
)

// formulaCell is a function with a central formula for its derivative of order q, of
// accuracy p.
type formulaCell struct {
	f    analytic
	q, p int
}

func (c formulaCell) String() string { return fmt.Sprintf("%s q=%d p=%d", c.f.name, c.q, c.p) }

// key names the cell in a table.
func (c formulaCell) key() []string { return []string{c.f.name, strconv.Itoa(c.q), strconv.Itoa(c.p)} }

// stencil is the central one of the cell, or the one that a fault puts in its place.
func (c formulaCell) stencil(s claims.Setup) (fd.Stencil, error) {
	if s.Placement == claims.PlacementForward {
		return fd.Forward(c.q, c.p)
	}
	return fd.Central(c.q, c.p)
}

// formulas are the formulas of F1, F2 and F3, orders 1 to 4 of accuracy 2 to 8, for each
// function.
func formulas(functions []analytic) []formulaCell {
	var cells []formulaCell
	for _, f := range functions {
		for q := 1; q <= 4; q++ {
			for p := 2; p <= 8; p += 2 {
				cells = append(cells, formulaCell{f, q, p})
			}
		}
	}
	return cells
}
