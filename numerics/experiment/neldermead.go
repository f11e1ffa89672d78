package experiment

import "slices"

// vertex is a point of a simplex with its value.
type vertex struct {
	at    []float64
	value float64
}

// climb is the method of Nelder and Mead with its usual coefficients, towards a
// maximum: the worst vertex is reflected in the centre of the others, goes twice as
// far if that made it the best, half-way back if it stayed the worst, and if nothing
// helps all vertices move half-way to the best. It ends after the given number of
// evaluations, or when the values of all vertices are equal. It serves ratios that
// jump from one float64 to the next, so that no tolerance would mean anything.
func climb(simplex []vertex, evaluations int, f func([]float64) float64) {
	n := len(simplex) - 1
	try := func(at []float64) vertex {
		evaluations--
		return vertex{at, f(at)}
	}
	for evaluations > 0 {
		slices.SortStableFunc(simplex, func(a, b vertex) int {
			switch {
			case a.value > b.value:
				return -1
			case a.value < b.value:
				return 1
			}
			return 0
		})
		last := simplex[n]
		if simplex[0].value == last.value {
			return
		}
		centre := make([]float64, n)
		for _, v := range simplex[:n] {
			for i := range centre {
				centre[i] += v.at[i] / float64(n)
			}
		}
		// along is centre + t (centre - last).
		along := func(t float64) []float64 {
			at := make([]float64, n)
			for i := range at {
				at[i] = centre[i] + t*(centre[i]-last.at[i])
			}
			return at
		}
		reflected := try(along(1))
		switch {
		case reflected.value > simplex[0].value:
			if further := try(along(2)); further.value > reflected.value {
				reflected = further
			}
			simplex[n] = reflected
		case reflected.value > simplex[n-1].value:
			simplex[n] = reflected
		default:
			half := 0.5
			if reflected.value <= last.value {
				half = -0.5
			}
			if nearer := try(along(half)); nearer.value > max(last.value, reflected.value) {
				simplex[n] = nearer
				continue
			}
			for k := 1; k <= n; k++ {
				at := make([]float64, n)
				for i := range at {
					at[i] = (simplex[0].at[i] + simplex[k].at[i]) / 2
				}
				simplex[k] = try(at)
			}
		}
	}
}
