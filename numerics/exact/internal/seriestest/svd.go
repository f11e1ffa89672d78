package seriestest

import (
	"math/big"
	"math/rand/v2"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
)

// Orthogonal returns columns 0 to n-1 of a product of three reflections of m
// dimensions, to 256 bits, as columns.
func Orthogonal(r *rand.Rand, m, n int) [][]*big.Float {
	q := make([][]*big.Float, n)
	for j := range q {
		q[j] = make([]*big.Float, m)
		for i := range q[j] {
			q[j][i] = exact.New(0)
		}
		q[j][j] = exact.New(1)
	}
	for range 3 {
		reflectColumns(r, q)
	}
	return q
}

// reflectColumns applies I - 2 v vᵀ/vᵀv to the columns, v of random integers.
func reflectColumns(r *rand.Rand, q [][]*big.Float) {
	v := make([]*big.Float, len(q[0]))
	norm := exact.New(0)
	for i := range v {
		v[i] = exact.New(float64(r.IntN(1<<20) - 1<<19))
		norm = exacttest.Add(norm, exacttest.Mul(v[i], v[i]))
	}
	for _, x := range q {
		dot := exact.New(0)
		for i := range x {
			dot = exacttest.Add(dot, exacttest.Mul(v[i], x[i]))
		}
		f := exacttest.Quo(number.Shift(dot, 1), norm)
		for i := range x {
			x[i] = number.NewFloat(2*exact.Prec).Sub(x[i], exacttest.Mul(f, v[i]))
		}
	}
}

// Graded returns n values from 1 down to 10^-decades.
func Graded(n int, decades float64) []*big.Float {
	d := make([]*big.Float, n)
	for k := range d {
		d[k] = exact.Exp(exacttest.Mul(exact.New(-decades*float64(k)/float64(n-1)), exact.Log(exact.New(10))))
	}
	return d
}

const SvdSeed = 20240514

// SVDError bounds the change of each column, relative to its length, that
// SingularValues of an m by n matrix makes, m >= n.
//
// A reflection x - v (v.x)/b has |v|² = 2b: the dot product errs by
// (m + 88) u² |v||x|, b through |x_0| and the norm by as much, and what follows by
// less than 62 u²: together 4 (m + 150) u² |x|. A rotation has 15 u² from its
// products and less than 45 u² in c and s, n for each column in each of SVDSweeps
// sweeps: 60 n u² each. A remaining angle of 2 (m + 88) u² between columns changes the
// squares of n values by n times that, the values by half.
func SVDError(m, n int) float64 {
	return float64(n) * (float64(4*float64(m+150)) + 60*SVDSweeps + float64(m+88)) * 0x1p-106
}

// SVDSweeps is the number of sweeps that SVDError counts on.
const SVDSweeps = 8
