package experiment

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact"
)

// matrixRows is the height of the matrices that attack Weyl's inequality. They have
// two columns, so that their singular values have a closed form.
const matrixRows = 3

// weylAttack searches for matrices A and E with
//
//	|sigma_k(A+E) - sigma_k(A)| > |E|_2.
//
// Equality is attained, by any E along a pair of singular vectors of A. All of it is
// computed in 256 bits, screening as well: entries are float64 of any scale.
func weylAttack() *attack {
	const entries = 2 * matrixRows
	var labels []string
	for _, name := range []string{"a", "e"} {
		for i := range entries {
			labels = append(labels, fmt.Sprintf("%s%d%d", name, i/2, i%2))
		}
	}
	return &attack{
		name: "Weyl", dim: 2*entries + 2, labels: labels,
		inputs: func(p []float64) []float64 {
			scale := math.Exp2(math.Round(600*p[2*entries] - 300))
			share := math.Exp2(math.Round(44*p[2*entries+1] - 40)) // of E beside A
			in := make([]float64, 2*entries)
			for i := range in {
				in[i] = scale * (2*p[i] - 1)
				if i >= entries {
					in[i] *= share
				}
			}
			return in
		},
		measure: func(in []float64, _ bool) (err, bound float64, ok bool) {
			a, e, sum := make([]*big.Float, entries), make([]*big.Float, entries), make([]*big.Float, entries)
			for i := range entries {
				a[i], e[i] = exact.New(in[i]), exact.New(in[entries+i])
				sum[i] = new(big.Float).Add(a[i], e[i])
			}
			before, after, norm := twoColumnValues(a), twoColumnValues(sum), twoColumnValues(e)[0]
			if norm.Sign() == 0 {
				return 0, 0, false
			}
			for k := range before {
				d := new(big.Float).Sub(after[k], before[k])
				// In units of the norm: the matrices may be of any scale.
				err = math.Max(err, exact.Float64(d.Quo(d.Abs(d), norm)))
			}
			return err, 1, true
		},
	}
}

// twoColumnValues are the singular values of a matrix of two columns, row by row.
// With the Gram matrix's trace t and determinant d,
//
//	sigma_1^2 = (t + sqrt(t^2 - 4d))/2,   sigma_2 = sqrt(d)/sigma_1,
//
// where t^2 - 4d = (g_11 - g_22)^2 + 4 g_12^2 and d is the sum of the squares of the
// 2 x 2 minors (Lagrange's identity), so that nothing cancels.
func twoColumnValues(m []*big.Float) [2]*big.Float {
	product := func(x, y *big.Float) *big.Float { return new(big.Float).SetPrec(exact.Prec).Mul(x, y) }
	g11, g22, g12, d := exact.New(0), exact.New(0), exact.New(0), exact.New(0)
	for i := 0; i < len(m); i += 2 {
		g11.Add(g11, product(m[i], m[i]))
		g22.Add(g22, product(m[i+1], m[i+1]))
		g12.Add(g12, product(m[i], m[i+1]))
		for j := 0; j < i; j += 2 {
			minor := product(m[j], m[i+1])
			minor.Sub(minor, product(m[i], m[j+1]))
			d.Add(d, product(minor, minor))
		}
	}
	gap := new(big.Float).Sub(g11, g22)
	root := product(gap, gap)
	root.Add(root, product(exact.New(4), product(g12, g12)))
	largest := new(big.Float).Add(new(big.Float).Add(g11, g22), root.Sqrt(root))
	largest.Quo(largest, exact.New(2)).Sqrt(largest)
	if largest.Sign() == 0 {
		return [2]*big.Float{largest, exact.New(0)}
	}
	smallest := d.Sqrt(d)
	return [2]*big.Float{largest, smallest.Quo(smallest, largest)}
}
