package claims_test

import "testing"

var (
	_ = register(func(*testing.T) criterion { return trendCriterion("T4", "poisson-1d", "biharmonic-1d") })
	_ = register(func(*testing.T) criterion { return trendCriterion("T4w", "poisson-1d", "biharmonic-1d") })
)
