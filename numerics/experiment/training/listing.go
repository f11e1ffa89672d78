package training

import (
	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// Grids lists what this room's claims are measured on at a size.
func Grids(size claims.Size) (lab.Grids, error) {
	descents, err := trainingGrid(size)
	if err != nil {
		return nil, err
	}
	g := lab.Grids{}
	g.Add("training", descents)
	g.Add("training elsewhere", elsewhereDescents(size))
	g.Add("last layer", lastLayerGrid(size))
	fixed, seeds := decayGrid(size)
	g.AddCounted("decay", fixed, seeds)
	sets, seeds := gradientGrid(size)
	g.AddCounted("gradient", sets, seeds)
	sets, steps := kernelGrid(size)
	g.AddCounted("kernel", sets, steps)
	depths, seeds := FloorDepths(size)
	g.AddCounted("floor by depth", depths, seeds)
	depths, seeds = BudgetDepths(size)
	g.AddCounted("budget by depth", depths, seeds)
	g.AddCounted("jacobian", jacobianGrid(size), jacobianSeeds(size))
	levels, levelDescent := levelGrid(size)
	g.AddCounted("entropy and level", levels, levelDescent)
	even, evenSteps := parityGrid(size)
	g.AddCounted("entropy and parity", even, evenSteps)
	return g, nil
}
