package claims

// Columns that the tables of several claims have.
const (
	ColStep  = "step" // h, as a number
	ColOrder = "q"
	ColCount = "n" // number of seeds, pairs or evaluations

	// The paired comparison over seeds. A win is a seed in which AD is better: a higher
	// entropy, or a lower residual or loss.
	ColWins   = "wins"
	ColLosses = "losses"
	ColMedian = "median" // of H_AD - H_FD, or of residual_FD / residual_AD
	ColLo     = "lo"     // its interval
	ColHi     = "hi"

	ColLower = "h_l" // the predicted edges of the regime
	ColUpper = "h_c"

	ColError    = "error/bound" // worst of |error| / running bound
	ColSlope    = "slope"
	ColTailMean = "tail mean" // median over seeds of the geometric mean of the tail of sigma(A_FD)
	ColTrend    = "trend"     // median over seeds, or estimate, with its interval in ColLo and ColHi
)
