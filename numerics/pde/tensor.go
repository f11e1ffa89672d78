package pde

// Tensor is the tensor grid of its axes: every combination of one coordinate
// from each, [n][dim], the last axis fastest. It is empty if an axis is, or if
// there is none.
func Tensor(axes ...[]float64) []float64 {
	if len(axes) == 0 {
		return nil
	}
	points := []float64{}
	n := 1 // points of the grid so far, each of dim coordinates
	for dim, axis := range axes {
		next := make([]float64, 0, n*len(axis)*(dim+1))
		for i := range n {
			for _, v := range axis {
				next = append(append(next, points[i*dim:(i+1)*dim]...), v)
			}
		}
		points, n = next, n*len(axis)
	}
	return points
}

// EquispacedSquare returns the n^2 points of the equispaced tensor grid inside
// [-1, 1]^2, [n^2][2], whose axes are Equispaced(n, -1, 1). The error is that of
// Equispaced.
func EquispacedSquare(n int) ([]float64, error) {
	axis, err := Equispaced(n, -1, 1)
	if err != nil {
		return nil, err
	}
	return Tensor(axis, axis), nil
}

// DyadicSquare is EquispacedSquare with axes that are Dyadic(n), so that a step
// that is a power of two is added to its points without rounding. The error
// names an n that is not one less than a power of two.
func DyadicSquare(n int) ([]float64, error) {
	axis, err := Dyadic(n)
	if err != nil {
		return nil, err
	}
	return Tensor(axis, axis), nil
}
