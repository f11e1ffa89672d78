package dd

import "fmt"

// Matrix is a dense matrix of double-doubles, column by column: entry (i, j)
// is Data[j*Rows+i].
type Matrix struct {
	Rows, Cols int
	Data       []DD
}

// NewMatrix returns the zero matrix. It panics on a negative size.
func NewMatrix(rows, cols int) Matrix {
	if rows < 0 || cols < 0 {
		panic(fmt.Sprintf("dd: matrix of %d rows and %d columns", rows, cols))
	}
	return Matrix{rows, cols, make([]DD, rows*cols)}
}

// At returns entry (i, j).
func (a Matrix) At(i, j int) DD { return a.Data[j*a.Rows+i] }

// Set changes entry (i, j).
func (a Matrix) Set(i, j int, v DD) { a.Data[j*a.Rows+i] = v }

// Col returns column j, which shares the memory of a.
func (a Matrix) Col(j int) []DD { return a.Data[j*a.Rows : (j+1)*a.Rows : (j+1)*a.Rows] }

// T returns the transpose, in memory of its own.
func (a Matrix) T() Matrix {
	t := NewMatrix(a.Cols, a.Rows)
	for j := range a.Cols {
		for i, v := range a.Col(j) {
			t.Set(j, i, v)
		}
	}
	return t
}

// clone returns a copy.
func (a Matrix) clone() Matrix {
	return Matrix{a.Rows, a.Cols, append([]DD(nil), a.Data...)}
}

// swap exchanges columns j and k.
func (a Matrix) swap(j, k int) {
	if j == k {
		return
	}
	x, y := a.Col(j), a.Col(k)
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
}

// check reports a matrix without entries, of the wrong length, or with an entry
// that is not finite.
func (a Matrix) check() error {
	if a.Rows < 1 || a.Cols < 1 {
		return fmt.Errorf("dd: matrix of %d rows and %d columns is empty", a.Rows, a.Cols)
	}
	if len(a.Data) != a.Rows*a.Cols {
		return fmt.Errorf("dd: matrix of %d rows and %d columns has %d entries, want %d", a.Rows, a.Cols, len(a.Data), a.Rows*a.Cols)
	}
	for k, v := range a.Data {
		if !v.IsFinite() {
			return fmt.Errorf("dd: entry (%d, %d) is %v", k%a.Rows, k/a.Rows, v)
		}
	}
	return nil
}
