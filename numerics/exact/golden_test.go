package exact

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
)

// The tables have 82 significant digits: rounding to them changes a number by
// at most 5e-82 of itself, and the two runs of the generator agree to 1e-84. The
// coefficients of a Jet err by 2^-384 = 2.5e-116 times a condition number, below
// 2^100 = 1.3e30 beside the zeros in the tables: nothing that shows.
const tableTolerance = 5.02e-82

// TestTables compares every coefficient of every function with mpmath.
func TestTables(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rows := exacttest.ReadTable(t, f.name)
			require.GreaterOrEqual(t, len(rows), 5*9, "points times orders 0 to 8")
			for _, r := range rows {
				c, err := Coefficients(f.name, New(r.X), 8)
				require.NoError(t, err)
				assert.LessOrEqual(t, exacttest.Relative(c[r.K], r.Want), tableTolerance, "%s: coefficient %d at %x", f.name, r.K, r.X)

				derivative := new(big.Float).SetPrec(Prec + 64).SetInt(number.Factorial(r.K))
				derivative.Mul(derivative, r.Want)
				assert.LessOrEqual(t, exacttest.Relative(c.Derivative(r.K), derivative), exacttest.ScalarTolerance, "%s: derivative %d at %x", f.name, r.K, r.X)
				if r.K == 0 {
					assert.LessOrEqual(t, exacttest.Relative(f.value(New(r.X)), r.Want), exacttest.ScalarTolerance, "%s(%x)", f.name, r.X)
				}
			}
		})
	}
}
