package pointwise

import (
	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// Grids lists what this room's claims are measured on at a size.
func Grids(size claims.Size) lab.Grids {
	g := lab.Grids{}
	g.Add("accuracy", accuracyGroups(size))
	g.Add("analytic", analytics(size))
	g.Add("best step", bestFunctions(size))
	g.Add("total error", totalPoints(size))
	g.Add("partial derivatives", partialCounts(size))
	g.Add("library", lab.Each(libraryCalls, libraryCall.String))
	points, expressions := jetCounts(size)
	g.AddCounted("points and expressions", points, expressions)
	points, features := localSamples(size)
	g.AddCounted("sample points", points, features)
	return g
}
