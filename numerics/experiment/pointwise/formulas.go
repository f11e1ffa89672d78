package pointwise

// formulaCell is a function with a central formula for its derivative of order q, of
// accuracy p.
type formulaCell struct {
	f    analytic
	q, p int
}

// formulas are the formulas of F1 and F3, orders 1 to 4 of accuracy 2 to 8, for each
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
