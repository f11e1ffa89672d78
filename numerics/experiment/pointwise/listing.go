package pointwise

import (
	"fmt"
	"slices"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// pointwiseGrids lists what this room's claims are measured on at a size.
func Grids(size claims.Size) lab.Grids {
	g := lab.Grids{}
	g.Add("accuracy", accuracyGroups(size))
	g.Add("analytic", analytics(size))
	g.Add("best step", bestFunctions(size))
	g.Add("total error", totalPoints(size))
	g.Add("partial derivatives", partialCounts(size))
	g.Add("library", libraryIntervals())
	points, expressions := jetCounts(size)
	g.AddCounted("points and expressions", points, expressions)
	points, features := localSamples(size)
	g.AddCounted("sample points", points, features)
	return g
}

// libraryIntervals are those on which each function of package math is measured.
func libraryIntervals() []string {
	var all []string
	for name, c := range libraryCalls {
		all = append(all, fmt.Sprintf("%s on [%v, %v]", name, c.lo, c.hi))
	}
	slices.Sort(all)
	return all
}
