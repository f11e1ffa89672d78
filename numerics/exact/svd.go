package exact

import (
	"fmt"
	"math/big"
	"slices"

	"adfd/numerics/exact/internal/number"
)

// jacobiRoom is the number of bits of workPrec that are left to rounding when two
// columns count as orthogonal: a product of r terms rounds r units of 2^-workPrec,
// and r below 2^18 is any matrix that this method has time for.
const jacobiRoom = 20

// SingularValuesBig returns the singular values of the matrix with these columns, as
// many as its smaller dimension, the largest first, at precision Prec. It is the
// oracle of SingularValues: Hestenes's one-sided Jacobi rotations without any
// preparation, in Prec + Guard bits.
//
// A column shorter than 2^(-Prec-64) times the longest one of the matrix is left as it is:
// in a matrix without full rank it may be nothing but rounding, which no rotation
// makes orthogonal. n of them change the values by less than sqrt(n) 2^(-Prec-64) sigma_1.
//
// Columns i and j are rotated until |x_i.x_j| <= 2^(20-workPrec) |x_i| |x_j|, which
// leaves the values of n columns a relative error of n times that factor. A rotation
// changes its columns by less than 2^(4-workPrec) sigma_1, n of them meet a column in a
// sweep, and there are at most 40 sweeps, so that the columns end less than
// 40 n sqrt(n) 2^(4-workPrec) sigma_1 from orthogonal images of the first ones. Since
// workPrec is Prec + 128, all stay below 2^-Prec sigma_1 for n < 2^60.
//
// The error names an empty matrix, columns of different lengths, an entry that is
// missing or infinite, or sweeps that do not converge.
func SingularValuesBig(columns [][]*big.Float) ([]*big.Float, error) {
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	x := workingColumns(columns)
	j := jacobi{x: x, squares: make([]*big.Float, len(x)), limit: number.Shift(number.NewInt(1, WorkPrec), 2*(jacobiRoom-WorkPrec))}
	for i := range x {
		j.squares[i] = number.NewFloat(WorkPrec)
		dotInto(j.squares[i], x[i], x[i], &j.product)
	}
	longest := slices.MaxFunc(j.squares, (*big.Float).Cmp)
	j.floor = number.Shift(number.NewFloat(WorkPrec).Set(longest), -2*(Prec+64))
	converged := false
	for sweep := 0; sweep < number.MaxSweeps && !converged; sweep++ {
		converged = !j.sweep()
	}
	if !converged {
		return nil, fmt.Errorf("exact: singular values of %d columns in %d bits: no convergence in %d sweeps", len(x), WorkPrec, number.MaxSweeps)
	}
	values := make([]*big.Float, len(x))
	for i, s := range j.squares {
		values[i] = Round(number.NewFloat(WorkPrec).Sqrt(s))
	}
	slices.SortFunc(values, func(a, b *big.Float) int { return b.Cmp(a) })
	return values, nil
}

func checkColumns(columns [][]*big.Float) error {
	if len(columns) == 0 || len(columns[0]) == 0 {
		return fmt.Errorf("exact: matrix of %d columns is empty", len(columns))
	}
	for j, c := range columns {
		if len(c) != len(columns[0]) {
			return fmt.Errorf("exact: column %d has %d entries, column 0 has %d", j, len(c), len(columns[0]))
		}
		for i, v := range c {
			if v == nil || v.IsInf() {
				return fmt.Errorf("exact: entry (%d, %d) is %v", i, j, v)
			}
		}
	}
	return nil
}

// workingColumns copies the columns, or the rows where they are fewer, at workPrec.
func workingColumns(columns [][]*big.Float) [][]*big.Float {
	n, m := len(columns), len(columns[0])
	at := func(i, j int) *big.Float { return columns[j][i] }
	if m < n {
		n, m = m, n
		at = func(i, j int) *big.Float { return columns[i][j] }
	}
	x := make([][]*big.Float, n)
	for j := range x {
		x[j] = make([]*big.Float, m)
		for i := range x[j] {
			x[j][i] = number.NewFloat(WorkPrec).Set(at(i, j))
		}
	}
	return x
}

// jacobi is a matrix on its way to orthogonal columns.
type jacobi struct {
	x       [][]*big.Float
	squares []*big.Float // of the lengths
	limit   *big.Float   // of (x_i.x_j)^2 beside the squares' product
	floor   *big.Float   // of the squares: a shorter column is left alone

	product, left, right big.Float // scratch
}

// sweep visits each pair of places and reports whether it changed anything. The longer
// column of a pair comes first: the values then come out sorted, in fewer sweeps. An exchange
// is a change too: of the columns that it moves, some pairs have not met in this sweep.
func (j *jacobi) sweep() (changed bool) {
	g := number.NewFloat(WorkPrec)
	for p := range j.x {
		for q := p + 1; q < len(j.x); q++ {
			if j.squares[p].Cmp(j.squares[q]) < 0 {
				j.x[p], j.x[q] = j.x[q], j.x[p]
				j.squares[p], j.squares[q] = j.squares[q], j.squares[p]
				changed = true
			}
			if j.squares[q].Cmp(j.floor) < 0 {
				continue
			}
			dotInto(g, j.x[p], j.x[q], &j.product)
			small := number.NewFloat(WorkPrec).Mul(j.squares[p], j.squares[q])
			if number.NewFloat(WorkPrec).Mul(g, g).Cmp(small.Mul(small, j.limit)) > 0 {
				j.rotate(p, q, g)
				changed = true
			}
		}
	}
	return changed
}

// rotate makes columns p and q orthogonal, given their product g:
// with z = (|x_q|^2 - |x_p|^2)/2g the tangent is the smaller root of t^2 + 2zt = 1,
// t = sign(z)/(|z| + sqrt(1 + z^2)).
func (j *jacobi) rotate(p, q int, g *big.Float) {
	one := number.NewInt(1, WorkPrec)
	z := number.NewFloat(WorkPrec).Sub(j.squares[q], j.squares[p])
	z.Quo(z, number.Shift(g, 1))
	root := number.NewFloat(WorkPrec).Mul(z, z)
	root.Sqrt(root.Add(root, one))
	t := root.Quo(one, root.Add(root, number.Abs(z)))
	if z.Sign() < 0 {
		t.Neg(t)
	}
	c := number.NewFloat(WorkPrec).Mul(t, t)
	c.Quo(one, c.Sqrt(c.Add(c, one)))
	s := t.Mul(t, c)

	left, right := j.left.SetPrec(WorkPrec), j.right.SetPrec(WorkPrec)
	product := j.product.SetPrec(WorkPrec)
	for i, a := range j.x[p] {
		b := j.x[q][i]
		left.Sub(left.Mul(c, a), product.Mul(s, b))
		right.Add(right.Mul(s, a), product.Mul(c, b))
		a.Set(left)
		b.Set(right)
	}
	dotInto(j.squares[p], j.x[p], j.x[p], &j.product)
	dotInto(j.squares[q], j.x[q], j.x[q], &j.product)
}

// dotInto sets z to x.y; product is scratch.
func dotInto(z *big.Float, x, y []*big.Float, product *big.Float) {
	product.SetPrec(WorkPrec)
	z.SetInt64(0)
	for i := range x {
		z.Add(z, product.Mul(x[i], y[i]))
	}
}
