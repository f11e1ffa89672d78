// Package jettest holds what the tests of jets, certified jets and activations share.
package jettest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
)

// The unit roundoff u of each precision.
const (
	Roundoff64 = 0x1p-53
	Roundoff32 = 0x1p-24
)

// Size is the number of cases of a test, or the smaller one of a short run.
func Size(full, short int) int {
	if testing.Short() {
		return short
	}
	return full
}

// TestSeed draws every point of the activation tests.
const TestSeed uint64 = 3141592653

// Smooth are the activations that the oracle knows.
func Smooth() []string {
	var names []string
	for _, name := range activation.Names() {
		if name != "relu" && name != "abscube" {
			names = append(names, name)
		}
	}
	return names
}

func Activation[T engine.Float](tb testing.TB, name string) engine.Activation[T] {
	tb.Helper()
	s, err := activation.ByName[T](name)
	require.NoError(tb, err)
	return s
}

// CoefficientUlps bounds the error of a coefficient, in u times the
// absolute-value recurrence. A kernel's elementary functions carry at most 4u (the
// normal distribution; the others at most 3u). Its polynomial has at most 8
// roundings; the absolute values of its terms add up to at most 5 times the
// recurrence's (the worst: 2w/3 + w^2 of tanh against (2 t^2 w + w^2)/3), but no
// term takes part in more than 4 of the roundings: 4 + 4*5 = 24. The scalar jets of
// the orders above 5 have 100 u by the claim of exactness, and as many terms as
// their order; they stay within the same bound.
const CoefficientUlps = 24

// Underflow bounds what gradual underflow may cost coefficient k at z, where
// least is the smallest subnormal: a factor that underflows, such as the
// Gaussian, is multiplied by a polynomial of degree k+1 whose coefficients
// are at most 4.
func Underflow(z float64, k int, least float64) float64 {
	return 4 * least * math.Pow(1+math.Abs(z), float64(k+1))
}

// Magnitudes is the absolute-value recurrence at z.
func Magnitudes(tb testing.TB, name string, z float64, order int) []float64 {
	b, err := certified.Apply(name, certified.Variable(z, order))
	require.NoError(tb, err)
	return b.Magnitude
}

// Coefficients256 is the 256-bit oracle. Both precisions and the operators of a plan
// meet at many of the same points, so that it keeps what it has computed.
func Coefficients256(tb testing.TB, name string, z float64, order int) exact.Jet {
	at := oracleKey{name, math.Float64bits(z), order}
	if c, ok := oracles[at]; ok {
		return c
	}
	c, err := exact.Coefficients(name, exact.New(z), order)
	require.NoError(tb, err)
	oracles[at] = c
	return c
}

type oracleKey struct {
	name  string
	z     uint64 // bits
	order int
}

var oracles = map[oracleKey]exact.Jet{}

const HighOrder = 12
