package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sample = `package p

// The + of a comment and the - of a "string" are left alone.
func f(a, b int) (int, error) {
	x := a + 1
	x += b
	if a < b && !g() {
		return 0, nil
	}
	g()
	return x, nil
}

func g() bool { return h(func() float64 { return 0.5 }) == nil }

func h(func() float64) error { return nil }
`

// Every operator, with what replaces what.
func TestMutantsOf(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p/p.go", sample)
	mutants, err := mutantsOf(dir, "p/p.go")
	require.NoError(t, err)
	var got []string
	for _, m := range mutants {
		got = append(got, m.String())
		assert.Equal(t, m.old, sample[m.start:m.end])
		assert.Equal(t, "p", m.pkg())
	}
	assert.ElementsMatch(t, []string{
		"p/p.go:5 arithmetic: + -> -",
		"p/p.go:5 integer: 1 -> 2",
		"p/p.go:5 integer: 1 -> (0)",
		"p/p.go:6 deletion: x += b -> nothing",
		"p/p.go:6 assignment: += -> -=",
		"p/p.go:7 condition: a < b && !g() -> !(a < b && !g())",
		"p/p.go:7 logic: && -> ||",
		"p/p.go:7 boundary: < -> <=",
		"p/p.go:7 negation: < -> >=",
		"p/p.go:8 integer: 0 -> 1",
		"p/p.go:8 integer: 0 -> (-1)",
		"p/p.go:10 deletion: g() -> nothing",
		"p/p.go:11 result: x -> *new(int)",
		"p/p.go:14 result: h(func() float64 { return 0.5 }) == nil -> *new(bool)",
		"p/p.go:14 negation: == -> !=",
		"p/p.go:14 result: 0.5 -> *new(float64)",
		"p/p.go:14 constant: 0.5 -> (0.5*1.01)",
	}, got)
	assert.Equal(t, "x += b", mutants[0].source)
}

// The ends are those of R's binom.test, to the digits that it prints.
func TestClopperPearson(t *testing.T) {
	const digits = 1e-7 // binom.test(k, n)$conf.int prints seven
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{0, 10, 0, 0.3084971},
		{10, 10, 0.6915029, 1},
		{7, 10, 0.3475471, 0.9332605},
	} {
		lo, hi := clopperPearson(c.k, c.n)
		assert.InDelta(t, c.lo, lo, digits, "%d of %d", c.k, c.n)
		assert.InDelta(t, c.hi, hi, digits, "%d of %d", c.k, c.n)
	}
}
