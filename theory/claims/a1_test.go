package claims_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

var _ = register(exactnessCriterion)

func exactnessCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"kind", "function", "order"}, []string{claims.ColCount, claims.ColError, claims.ColBound, claims.ColUlps, claims.ColClaim})
	t.Add([]string{"library", "exp", "0"}, 500, nan, nan, 0.5, 1)
	t.Add([]string{"library", "tanh", "0"}, 500, nan, nan, 1.6, 2)
	t.Add([]string{"elementary function", "exp", "3"}, 500, 0.5, 0.25, 7, 0)
	t.Add([]string{"composition", "depth 2", "8"}, 500, 0.75, 0.5, 7, 0)
	t.Add([]string{"activation", "sin", "2"}, 500, 0.5, nan, 7, 0)
	return criterion{
		id: "A1", table: t, margin: 4. / 3,
		reads: []string{"kind", claims.ColError, claims.ColBound, claims.ColUlps, claims.ColClaim},
		flips: []flip{
			set("exp 3", claims.ColError, pastOne).gives(fails),
			set("composition", claims.ColError, math.Inf(1)).gives(fails),
			set("composition", claims.ColError, nan).gives(open),
			set("exp 3", claims.ColBound, pastOne).gives(fails),
			set("activation", claims.ColError, pastOne).gives(fails),
			set("activation", claims.ColError, nan).gives(open),
			key("activation", "kind", "elementary function").gives(open), // without a running bound
			set("library exp", claims.ColUlps, pastOne).gives(fails),
			set("library tanh", claims.ColClaim, 1.5).gives(fails),
			key("elementary function", "kind", "library").gives(fails),
			key("library exp", "kind", "composition").gives(open),
		},
		indifferent: []change{set("library", claims.ColError, 5), set("composition", claims.ColUlps, nan), set("activation", claims.ColBound, 5), set("exp 3", claims.ColClaim, 1)},
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
