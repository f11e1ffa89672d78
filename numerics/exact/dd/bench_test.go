package dd

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"adfd/numerics/exact/internal/seriestest"
)

var sink DD

// BenchmarkCoefficients measures the Taylor coefficients to order 8.
func BenchmarkCoefficients(b *testing.B) {
	for _, f := range functions {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := Coefficients(f.name, DD{Hi: 0.7}, 8)
				if err != nil {
					b.Fatal(err)
				}
				sink = c[8]
			}
		})
	}
}

// BenchmarkApply measures a series of order 8 in a series.
func BenchmarkApply(b *testing.B) {
	u, err := Coefficients("sin", DD{Hi: 0.7}, 8)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Apply("tanh", u); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkKernels measures a dot product and a rotation of length 100.
func BenchmarkKernels(b *testing.B) {
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 4))
	x, y := make([]DD, 100), make([]DD, 100)
	for i := range x {
		x[i], y[i] = DD{Hi: r.Float64()}, DD{Hi: r.Float64()}
	}
	c, s := DD{Hi: 0.75}.Sqrt(), DD{Hi: 0.5}
	b.Run("dot", func(b *testing.B) {
		for b.Loop() {
			sink = Dot(x, y)
		}
	})
	b.Run("rotate", func(b *testing.B) {
		for b.Loop() {
			Rotate(c, s, x, y)
		}
	})
}

// BenchmarkSingularValues measures second derivatives of random tanh features,
// the spectra of which end in rounding of 106 bits.
func BenchmarkSingularValues(b *testing.B) {
	for _, size := range [][2]int{{200, 100}, {400, 200}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			r := rand.New(rand.NewPCG(seriestest.SvdSeed, 5))
			a := NewMatrix(size[0], size[1])
			for j := range a.Cols {
				w, v := DD{Hi: 8*r.Float64() - 4}, DD{Hi: 8*r.Float64() - 4}
				for i := range a.Rows {
					x := DD{Hi: float64(2*i + 1)}.Div(DD{Hi: float64(a.Rows)}).addFloat(-1)
					c, err := Coefficients("tanh", w.Mul(x).Add(v), 2)
					if err != nil {
						b.Fatal(err)
					}
					a.Set(i, j, c[2].Mul(w).Mul(w).twice())
				}
			}
			for b.Loop() {
				if _, err := SingularValues(a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
