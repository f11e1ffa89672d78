package taylor

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// A ball holds the sums and products of its members, in exact arithmetic.
func TestBallEncloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (ball, *big.Rat) {
			mid := rapid.Float64Range(-0x1p100, 0x1p100).Draw(t, name)
			rad := rapid.Float64Range(0, 0x1p60).Draw(t, "radius")
			member := new(big.Rat).SetFloat64(rapid.Float64Range(-1, 1).Draw(t, "member"))
			member.Mul(member, new(big.Rat).SetFloat64(rad))
			return around(mid, rad), member.Add(member, new(big.Rat).SetFloat64(mid))
		}
		a, x := draw("a")
		b, y := draw("b")
		for name, c := range map[string]struct {
			set    ball
			member *big.Rat
		}{
			"sum":        {a.add(b), new(big.Rat).Add(x, y)},
			"difference": {a.sub(b), new(big.Rat).Sub(x, y)},
			"product":    {a.mul(b), new(big.Rat).Mul(x, y)},
			"cube":       {a.mul(a).mul(a).mul(b).mul(b).mul(b), power(new(big.Rat).Mul(x, y), 3)},
		} {
			mid, _ := c.set.mid.Rat(nil)
			rad, _ := c.set.rad.Rat(nil)
			d := new(big.Rat).Sub(c.member, mid)
			if d.Abs(d).Cmp(rad) > 0 {
				t.Fatalf("%s: %v is outside", name, c.member)
			}
		}
	})
}

// Rounded centres are enclosed too: 1 + 2^-1000 does not fit 512 bits.
func TestBallRoundsOutward(t *testing.T) {
	a := exactly(1).add(exactly(0x1p-1000))
	assert.Positive(t, a.rad.Sign())
	assert.Zero(t, exactly(1).add(exactly(0x1p-400)).rad.Sign())

	m, r := compare(around(1, 0x1p-53), around(1+0x1p-51, 0x1p-53))
	assert.Equal(t, []float64{0x1p-51, 0x1p-52}, []float64{m, r})
}

// Faa di Bruno on a case with a closed form: 1/(1-u) of u = t + t^2 has the
// Fibonacci numbers for coefficients.
func TestFaaDiBruno(t *testing.T) {
	const order = 12
	f, g := make([]ball, order+1), make([]ball, order+1)
	for k := range f {
		f[k], g[k] = exactly(1), exactly(0)
	}
	g[1], g[2] = exactly(1), exactly(1)
	a, b := 1.0, 1.0
	for _, c := range faaDiBruno(f, g) {
		v, _ := c.mid.Float64()
		assert.Equal(t, a, v)
		assert.Zero(t, c.rad.Sign())
		a, b = b, a+b
	}
}

func TestPartitionNumbers(t *testing.T) {
	for k, want := range []int{1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42} {
		n := 0
		partitions(k, func([]int) { n++ })
		assert.Equal(t, want, n, "partitions of %d", k)
	}
}

// power is r^k.
func power(r *big.Rat, k int) *big.Rat {
	p := big.NewRat(1, 1)
	for range k {
		p.Mul(p, r)
	}
	return p
}
