package dd

// triangularize overwrites a, Rows >= Cols, by the factor R of A P = Q R, with
// Householder reflections and column pivoting, and returns R transposed with
// only its first rank columns, the number of rows of R before A is used up.
//
// Each step takes the column with the longest remainder as the next pivot, so
// that |R_kk| falls and row k of R is dominated by R_kk. Reflections act on each
// column alone: column j of the computed R is exact for a column of A changed by
// a small multiple of u² |a_j|, however small |a_j| is beside the others.
func triangularize(a Matrix) Matrix {
	rank := 0
	for ; rank < a.Cols; rank++ {
		pivot, size := rank, 0.0
		for j := rank; j < a.Cols; j++ {
			if s := sumSquares(a.Col(j)[rank:]); s > size {
				pivot, size = j, s
			}
		}
		if size == 0 {
			break
		}
		a.swap(rank, pivot)
		reflect(a, rank)
	}
	// Only now are all exchanges of columns done, in the rows above them too.
	lower := NewMatrix(a.Cols, rank)
	for k := range rank {
		for j := k; j < a.Cols; j++ {
			lower.Set(j, k, a.At(k, j))
		}
	}
	return lower
}

// reflect applies to columns k, k+1, ... the reflection I - v vᵀ/b that turns
// column k, from row k down, into a multiple of a unit vector:
// v = x + sign(x_0) |x| e_0 and b = vᵀv/2 = |x| (|x| + |x_0|).
func reflect(a Matrix, k int) {
	v := a.Col(k)[k:]
	norm := Dot(v, v).Sqrt()
	if v[0].Sign() < 0 {
		norm = norm.Neg()
	}
	b := norm.Mul(norm.Add(v[0]))
	v[0] = v[0].Add(norm)
	for j := k + 1; j < a.Cols; j++ {
		x := a.Col(j)[k:]
		Axpy(Dot(v, x).Div(b).Neg(), v, x)
	}
	// v is needed no more: only R_kk of column k will be read.
	v[0] = norm.Neg()
}

// sumSquares returns the sum of squares of the upper halves.
func sumSquares(x []DD) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v.Hi * v.Hi)
	}
	return s
}
