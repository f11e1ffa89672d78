package attack

import (
	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// Grids lists how long this room's claims search at a size.
func Grids(size claims.Size) lab.Grids {
	g := lab.Grids{}
	evaluations, confirmed := adversaryBudget(size)
	g.AddCounted("adversary", evaluations, confirmed)
	return g
}
