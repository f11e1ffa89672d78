// Package triangle holds the sequences of integer polynomials from which the closed forms of
// derivatives are made.
package triangle

import (
	"math/big"
	"sync"
)

// Triangle is a sequence of integer polynomials, each made from the one before.
type Triangle struct {
	first []*big.Int
	next  func(k int, p []*big.Int) []*big.Int

	mu   sync.Mutex
	rows [][]*big.Int
}

// Row returns polynomial k, which the caller must not change.
func (t *Triangle) Row(k int) []*big.Int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil {
		t.rows = [][]*big.Int{t.first}
	}
	for n := len(t.rows); n <= k; n++ {
		t.rows = append(t.rows, t.next(n-1, t.rows[n-1]))
	}
	return t.rows[k]
}

var (
	Tangent    = Triangle{first: ints(0, 1), next: derivativePolynomial(1)}
	Hyperbolic = Triangle{first: ints(0, 1), next: derivativePolynomial(-1)}
	Logistic   = Triangle{first: ints(1), next: eulerian}
)

// derivativePolynomial maps P to P' (1 + s t²).
func derivativePolynomial(s int64) func(int, []*big.Int) []*big.Int {
	return func(_ int, p []*big.Int) []*big.Int {
		r := zeros(len(p) + 1)
		for i := 1; i < len(p); i++ {
			d := new(big.Int).Mul(p[i], big.NewInt(int64(i)))
			r[i-1].Add(r[i-1], d)
			r[i+1].Add(r[i+1], d.Mul(d, big.NewInt(s)))
		}
		return r
	}
}

// eulerian maps N_k to N_(k+1) = (k+1) q N_k - q (1+q) N_k', which follows from
// dq/dx = -q.
func eulerian(k int, p []*big.Int) []*big.Int {
	r := zeros(len(p) + 1)
	for i, c := range p {
		r[i].Sub(r[i], new(big.Int).Mul(c, big.NewInt(int64(i))))
		r[i+1].Add(r[i+1], new(big.Int).Mul(c, big.NewInt(int64(k+1-i))))
	}
	return r
}

func ints(v ...int64) []*big.Int {
	r := make([]*big.Int, len(v))
	for i, n := range v {
		r[i] = big.NewInt(n)
	}
	return r
}

func zeros(n int) []*big.Int { return ints(make([]int64, n)...) }
