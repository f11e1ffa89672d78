package claims

// The tables of training. A row is one cell: problem, network, optimiser, precision
// and step, with both sides started from the same parameters for each seed. A ratio
// is FD's value over AD's; its median over seeds stands with the distribution-free
// 95% interval, in the columns that RatioColumns names.
const (
	ColBest      = "best by theory" // 1 at the step that minimises the model of FD's total error
	ColPredicted = "floor/loss AD"  // median: FD's predicted rounding floor at AD's solution over AD's final loss

	RatioLoss  = "loss"           // windowed median of the last losses
	RatioError = "solution error" // of the final parameters
	RatioSteps = "steps"          // to the loss that AD has reached at half of its budget
	RatioMean  = "mean loss"      // of the logarithms of all losses

	ColStepWins   = "steps wins"   // seeds in which FD needs more steps to 4 times AD's final loss
	ColStepLosses = "steps losses" // and fewer

	// FloorFactor is how far above AD's final loss FD's predicted floor lies in the
	// cells of T1, T1p and T5, and what multiple of AD's final loss T1 counts steps to.
	FloorFactor = 4

	newtonFactor = 3 // of T1p, T7 and T7f: how far from a floor
)

// RatioColumns are the columns of the logarithm of a ratio: its median over seeds and
// the limits of the interval.
func RatioColumns(ratio string) (median, lo, hi string) {
	return "log " + ratio, "log " + ratio + " lo", "log " + ratio + " hi"
}

// The key of the optimisers.
const (
	OptimiserAdam  = "adam"
	OptimiserGD    = "gd"
	OptimiserLM    = "lm"
	OptimiserLBFGS = "l-bfgs"
)

// trainingCell names a cell of a training table.
func trainingCell(t Table, r Row) string {
	return trainingSetting(t, r) + " h=" + t.Key(r, "h")
}

func trainingSetting(t Table, r Row) string {
	return t.Key(r, "problem") + " " + t.Key(r, "network") + " " + t.Key(r, "optimiser") + " " + t.Key(r, "precision")
}

// trainingSetup says what is trained, and how.
const trainingSetup = "1-D Poisson (q = 2) and biharmonic (q = 4) on equispaced nodes, tanh networks, PyTorch's initialisation; both sides with the same points, parameters and optimiser"

func secondOrder(optimiser string) bool {
	return optimiser == OptimiserLM || optimiser == OptimiserLBFGS
}
