package claims_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

func jetCriteria() []criterion {
	nan := math.NaN()
	exact := table([]string{"kind", "function", "order"}, []string{"n", "error/bound", "bound/100u|rec|", "ulps", "assumed ulps"})
	exact.Add([]string{"library", "exp", "0"}, 500, nan, nan, 0.5, 1)
	exact.Add([]string{"library", "tanh", "0"}, 500, nan, nan, 1.6, 2)
	exact.Add([]string{"elementary function", "exp", "3"}, 500, 0.5, 0.25, 7, 0)
	exact.Add([]string{"composition", "depth 2", "8"}, 500, 0.75, 0.5, 7, 0)
	exact.Add([]string{"activation", "sin", "2"}, 500, 0.5, nan, 7, 0)

	laws := table([]string{"law", "order"}, []string{"n", "difference/bounds"})
	laws.Add([]string{"Leibniz", "4"}, 500, 0.5)
	laws.Add([]string{"inverse", "8"}, 500, 0.25)
	return []criterion{
		{
			id: "A1", table: exact, margin: 4. / 3,
			reads: []string{"kind", "error/bound", "bound/100u|rec|", "ulps", "assumed ulps"},
			flips: []flip{
				{nil, change{"exp 3", "error/bound", pastOne, ""}, fails},
				{nil, change{"composition", "error/bound", math.Inf(1), ""}, fails},
				{nil, change{"composition", "error/bound", nan, ""}, open},
				{nil, change{"exp 3", "bound/100u|rec|", pastOne, ""}, fails},
				{nil, change{"activation", "error/bound", pastOne, ""}, fails},
				{nil, change{"activation", "error/bound", nan, ""}, open},
				{nil, change{"activation", "kind", 0, "elementary function"}, open}, // without a running bound
				{nil, change{"library exp", "ulps", pastOne, ""}, fails},
				{nil, change{"library tanh", "assumed ulps", 1.5, ""}, fails},
				{nil, change{"elementary function", "kind", 0, "library"}, fails},
				{nil, change{"library exp", "kind", 0, "composition"}, open},
			},
			indifferent: []change{{"library", "error/bound", 5, ""}, {"composition", "ulps", nan, ""}, {"activation", "bound/100u|rec|", 5, ""}, {"exp 3", "assumed ulps", 1, ""}},
		},
		{
			id: "A2", table: laws, margin: 2,
			reads: []string{"difference/bounds"},
			flips: []flip{
				{nil, change{"Leibniz", "difference/bounds", pastOne, ""}, fails},
				{nil, change{"inverse 8", "difference/bounds", nan, ""}, open},
			},
		},
	}
}

// The words of A1, the name of its column and what its protocol divides by are one
// number each.
func TestConstantsOfA1(t *testing.T) {
	claim, err := claims.Lookup("A1")
	require.NoError(t, err)
	assert.Equal(t, claims.ColBound, fmt.Sprintf("bound/%du|rec|", claims.RecurrenceUlps))
	assert.Contains(t, claim.Criterion, "running bound <= 100 u times the absolute-value recurrence")
	assert.Contains(t, claim.Criterion, "for activations |error| <= 24 u times that recurrence")
	assert.Contains(t, claim.Counter, "beyond 24 u times the recurrence for an activation, or one bound beyond 100 u times the recurrence")
}
