package fd_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/fd"
)

// text writes rationals so that a failure shows fractions.
func text(r []*big.Rat) string {
	s := make([]string, len(r))
	for i := range r {
		s[i] = r[i].RatString()
	}
	return strings.Join(s, " ")
}

// rat is a float64 as the rational that it is.
func rat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func quo(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }

// pow multiplies k times: slow, and not the code under test.
func pow(a *big.Rat, k int) *big.Rat {
	p := big.NewRat(1, 1)
	for range k {
		p = mul(p, a)
	}
	return p
}

func factorial(k int) *big.Rat {
	f := big.NewRat(1, 1)
	for i := 2; i <= k; i++ {
		f = mul(f, big.NewRat(int64(i), 1))
	}
	return f
}

// smallRat draws a fraction with numerator in [-lim, lim] and denominator in [1, 6].
func smallRat(lim int) *rapid.Generator[*big.Rat] {
	return rapid.Custom(func(t *rapid.T) *big.Rat {
		return big.NewRat(int64(rapid.IntRange(-lim, lim).Draw(t, "num")), int64(rapid.IntRange(1, 6).Draw(t, "den")))
	})
}

// offsetsFor draws q+1 to q+5 distinct rational offsets.
func offsetsFor(t *rapid.T, q int) []*big.Rat {
	return rapid.SliceOfNDistinct(smallRat(12), q+1, q+5, (*big.Rat).RatString).Draw(t, "offsets")
}

// anyStencil draws a stencil of order 0 to 4 on random rational offsets.
func anyStencil(t *rapid.T) fd.Stencil {
	q := rapid.IntRange(0, 4).Draw(t, "q")
	s, err := fd.NewRat(q, offsetsFor(t, q))
	require.NoError(t, err)
	return s
}

// must returns the stencil of a constructor that has to succeed.
func must(t testing.TB) func(fd.Stencil, error) fd.Stencil {
	return func(s fd.Stencil, err error) fd.Stencil {
		t.Helper()
		require.NoError(t, err)
		return s
	}
}
