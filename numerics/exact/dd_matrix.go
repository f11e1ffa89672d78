package exact

import "fmt"

// DDMatrix is a dense matrix of double-doubles, column by column: entry (i, j)
// is Data[j*Rows+i].
type DDMatrix struct {
	Rows, Cols int
	Data       []DD
}

// NewDDMatrix returns the zero matrix. It panics on a negative size.
func NewDDMatrix(rows, cols int) DDMatrix {
	if rows < 0 || cols < 0 {
		panic(fmt.Sprintf("exact: matrix of %d rows and %d columns", rows, cols))
	}
	return DDMatrix{rows, cols, make([]DD, rows*cols)}
}

// At returns entry (i, j).
func (a DDMatrix) At(i, j int) DD { return a.Data[j*a.Rows+i] }

// Set changes entry (i, j).
func (a DDMatrix) Set(i, j int, v DD) { a.Data[j*a.Rows+i] = v }

// Col returns column j, which shares the memory of a.
func (a DDMatrix) Col(j int) []DD { return a.Data[j*a.Rows : (j+1)*a.Rows : (j+1)*a.Rows] }

// T returns the transpose, in memory of its own.
func (a DDMatrix) T() DDMatrix {
	t := NewDDMatrix(a.Cols, a.Rows)
	for j := range a.Cols {
		for i, v := range a.Col(j) {
			t.Set(j, i, v)
		}
	}
	return t
}

// clone returns a copy.
func (a DDMatrix) clone() DDMatrix {
	return DDMatrix{a.Rows, a.Cols, append([]DD(nil), a.Data...)}
}

// swap exchanges columns j and k.
func (a DDMatrix) swap(j, k int) {
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
func (a DDMatrix) check() error {
	if a.Rows < 1 || a.Cols < 1 {
		return fmt.Errorf("exact: matrix of %d rows and %d columns is empty", a.Rows, a.Cols)
	}
	if len(a.Data) != a.Rows*a.Cols {
		return fmt.Errorf("exact: matrix of %d rows and %d columns has %d entries, want %d", a.Rows, a.Cols, len(a.Data), a.Rows*a.Cols)
	}
	for k, v := range a.Data {
		if !v.IsFinite() {
			return fmt.Errorf("exact: entry (%d, %d) is %v", k%a.Rows, k/a.Rows, v)
		}
	}
	return nil
}
