package spectral

import (
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// Grids lists what this room's claims are measured on at a size.
func Grids(size claims.Size) lab.Grids {
	n, m := correlationSize(size)
	g := lab.Grids{}
	g.Add("ordering", orderingGrid(size))
	g.Add("spectrum", spectrumGrid(size))
	g.Add("sinc", sincGrid(size))
	g.Add("correlation", correlationGrid(size, n, m, theory.Float64))
	g.Add("correlation, single", correlationGrid(size, n, m, theory.Float32))
	g.Add("regime", regimeGrid(size, n, m))
	g.Add("correlation, settings", correlationSettings(size, n, m, theory.Float64))
	g.Add("precision", precisionGrid(size))
	g.Add("bits", Precisions(size))
	g.Add("edges", edgeSettings(size))
	g.Add("elsewhere", elsewhereSettings(size))
	noise, seeds := noiseGrid(size)
	g.AddCounted("noise", noise, seeds)
	return g
}
