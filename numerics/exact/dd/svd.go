package dd

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/exact/internal/number"
)

// SingularValues returns the min(Rows, Cols) singular values of a, the largest
// first. Values far below u² sigma_1 that a determines through its scaling come
// out right, as do the 106-bit tails of matrices whose float64 spectrum ends in
// noise.
//
// A is scaled by a power of two, reduced to a triangle by QR with column
// pivoting, A P = Q R, and one-sided Jacobi rotations make the columns of the
// transposed triangle orthogonal; their lengths are the singular values. Both
// parts change each column by a small multiple of its own length. So if
// A = B D, D diagonal and the columns of B of length 1, every singular value,
// large or small, has a relative error of a modest multiple of
//
//	m n u² / sigma_min(B)
//
// for m rows and n columns, and in any case an absolute error of a modest
// multiple of m n u² sigma_1. Values below 2^-450 sigma_1 may be returned as 0.
//
// The error names an empty matrix, an entry that is not finite, or sweeps that
// do not converge. The method is that of Drmač and Veselić's preconditioned
// Jacobi algorithm in outline, with de Rijk's order of the columns.
func SingularValues(a Matrix) ([]DD, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	if a.Rows < a.Cols {
		a = a.T()
	} else {
		a = a.clone()
	}
	values := make([]DD, a.Cols)
	exponent := a.normalise()
	x := triangularize(a)
	if err := orthogonalise(x, number.MaxSweeps); err != nil {
		return nil, err
	}
	for j := range x.Cols {
		values[j] = Dot(x.Col(j), x.Col(j)).Sqrt().Scale(exponent)
	}
	slices.SortFunc(values, func(x, y DD) int { return y.Cmp(x) })
	return values, nil
}

// normalise scales a by 2^-e so that its largest entry is in [1/2, 1), exactly
// but for entries near underflow, and returns e.
func (a Matrix) normalise() int {
	largest := 0.0
	for _, v := range a.Data {
		largest = max(largest, math.Abs(v.Hi))
	}
	_, e := math.Frexp(largest)
	for k, v := range a.Data {
		a.Data[k] = v.Scale(-e)
	}
	return e
}

// orthogonalise rotates the columns of x in pairs until every pair is orthogonal
// to rounding:
//
//	|x_i.x_j| <= 2 DotError(rows) |x_i| |x_j|,
//
// twice what the rounding of the product itself may come to. The columns of the
// result, scaled to length 1, have a Gram matrix that differs from I by at most
// columns times this factor, and so, relatively, do the squares of their lengths
// from those of the singular values of x.
func orthogonalise(x Matrix, sweeps int) error {
	n := x.Cols
	tolerance := 2 * DotError(x.Rows)
	squares := make([]DD, n)
	for range sweeps {
		for j := range squares {
			squares[j] = Dot(x.Col(j), x.Col(j))
		}
		rotated := false
		for i := range n - 1 {
			bringLongest(x, squares, i)
			for j := i + 1; j < n; j++ {
				g := Dot(x.Col(i), x.Col(j))
				if math.Abs(g.Hi) > tolerance*math.Sqrt(squares[i].Hi)*math.Sqrt(squares[j].Hi) {
					rotated = true
					rotatePair(x, squares, i, j, g)
				}
			}
		}
		if !rotated {
			return nil
		}
	}
	return fmt.Errorf("dd: singular values of %d columns: no convergence in %d sweeps", n, sweeps)
}

// bringLongest exchanges column i with the longest of those from i on. Large
// columns first make Jacobi's method converge in fewer sweeps.
func bringLongest(x Matrix, squares []DD, i int) {
	p := i
	for j := i + 1; j < len(squares); j++ {
		if squares[j].Hi > squares[p].Hi {
			p = j
		}
	}
	x.swap(i, p)
	squares[i], squares[p] = squares[p], squares[i]
}

// cancelled is the part of a squared length below which an update of it is
// computed anew: 2^-20 of it costs 20 of 106 bits.
const cancelled = 0x1p-20

// rotatePair makes columns i and j orthogonal, given their product g: with
// z = (|x_j|² - |x_i|²)/2g, the tangent is t = sign(z)/(|z| + sqrt(1 + z²)), the
// smaller root of t² + 2zt = 1.
func rotatePair(x Matrix, squares []DD, i, j int, g DD) {
	z := squares[j].Sub(squares[i]).Div(g.twice())
	t := z.twice().Recip() // 1/2z, to u² where 1/4z² is below it
	if math.Abs(z.Hi) < 0x1p100 {
		t = z.Abs().Add(z.Square().addFloat(1).Sqrt()).Recip()
		if z.Sign() < 0 {
			t = t.Neg()
		}
	}
	c := t.Square().addFloat(1).Sqrt().Recip()
	xi, xj := x.Col(i), x.Col(j)
	Rotate(c, t.Mul(c), xi, xj)

	shift := t.Mul(g)
	for _, u := range []struct {
		k      int
		square DD
	}{{i, squares[i].Sub(shift)}, {j, squares[j].Add(shift)}} {
		if u.square.Hi < cancelled*squares[u.k].Hi {
			u.square = Dot(x.Col(u.k), x.Col(u.k))
		}
		squares[u.k] = u.square
	}
}
