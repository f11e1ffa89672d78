// Package seriestest holds what the tests of the oracle's series share: series with their
// majorants, and the sizes of the terms of closed forms.
package seriestest

import (
	"fmt"
	"math/big"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// Majorant is the series of |c_k|: operations on majorants bound, coefficient
// by coefficient, the sums of absolute values that operations on jets round.
func Majorant(j exact.Jet) exact.Jet {
	m := make(exact.Jet, len(j))
	for k := range j {
		m[k] = number.Abs(j[k])
	}
	return m
}

// Composed is f(u) with a majorant: |f|(|u|) from the moduli of the
// coefficients of f at u[0].
type Composed struct{ Value, Bound exact.Jet }

// With makes a Composed.
func With(value, bound exact.Jet) Composed { return Composed{value, bound} }

func Compute(t require.TestingT, name string, u Composed) Composed {
	y, err := exact.Apply(name, u.Value)
	require.NoError(t, err)
	f, err := exact.Coefficients(name, u.Value[0], u.Value.Order())
	require.NoError(t, err)
	return Composed{y, exact.Compose(Majorant(f), u.Bound)}
}

func Product(a, b Composed) Composed {
	return Composed{a.Value.Mul(b.Value), a.Bound.Mul(b.Bound)}
}

// DrawJet draws a jet with the given constant term.
func DrawJet(t *rapid.T, label string, c0 float64, order int) Composed {
	j := exact.Jet{exact.New(c0)}
	for k := 1; k <= order; k++ {
		j = append(j, exact.New(rapid.Float64Range(-2, 2).Draw(t, fmt.Sprintf("%s[%d]", label, k))))
	}
	return Composed{j, Majorant(j)}
}

// Scaled multiplies the value by ±1.
func (c Composed) Scaled(sign int64) Composed {
	return Composed{c.Value.Scale(number.NewInt(sign, 64)), c.Bound}
}

// Reference is the elementary function of that name, with 256 bits.
func Reference(t require.TestingT, name string) func(*big.Float) *big.Float {
	f, err := exact.Func(name)
	require.NoError(t, err)
	return f
}
