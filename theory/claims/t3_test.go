package claims_test

import "testing"

var _ = register(func(*testing.T) criterion { return trendCriterion("T3", "poisson-1d, biharmonic-1d") })
