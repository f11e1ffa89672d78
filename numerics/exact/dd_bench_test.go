package exact

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

var ddSink DD

// BenchmarkDDCoefficients measures the Taylor coefficients to order 8.
func BenchmarkDDCoefficients(b *testing.B) {
	for _, f := range ddFunctions {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := DDCoefficients(f.name, DD{Hi: 0.7}, 8)
				if err != nil {
					b.Fatal(err)
				}
				ddSink = c[8]
			}
		})
	}
}

// BenchmarkDDApply measures a series of order 8 in a series.
func BenchmarkDDApply(b *testing.B) {
	u, err := DDCoefficients("sin", DD{Hi: 0.7}, 8)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := DDApply("tanh", u); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDDKernels measures a dot product and a rotation of length 100.
func BenchmarkDDKernels(b *testing.B) {
	r := rand.New(rand.NewPCG(svdSeed, 4))
	x, y := make([]DD, 100), make([]DD, 100)
	for i := range x {
		x[i], y[i] = DD{Hi: r.Float64()}, DD{Hi: r.Float64()}
	}
	c, s := DD{Hi: 0.75}.Sqrt(), DD{Hi: 0.5}
	b.Run("dot", func(b *testing.B) {
		for b.Loop() {
			ddSink = DDDot(x, y)
		}
	})
	b.Run("rotate", func(b *testing.B) {
		for b.Loop() {
			DDRotate(c, s, x, y)
		}
	})
}

// BenchmarkSingularValues measures second derivatives of random tanh features,
// the spectra of which end in rounding of 106 bits.
func BenchmarkSingularValues(b *testing.B) {
	for _, size := range [][2]int{{200, 100}, {400, 200}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			r := rand.New(rand.NewPCG(svdSeed, 5))
			a := NewDDMatrix(size[0], size[1])
			for j := range a.Cols {
				w, v := DD{Hi: 8*r.Float64() - 4}, DD{Hi: 8*r.Float64() - 4}
				for i := range a.Rows {
					x := DD{Hi: float64(2*i + 1)}.Div(DD{Hi: float64(a.Rows)}).addFloat(-1)
					c, err := DDCoefficients("tanh", w.Mul(x).Add(v), 2)
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

// BenchmarkMaxDerivative measures a proved maximum, to 1e-3.
func BenchmarkMaxDerivative(b *testing.B) {
	for _, name := range []string{"tanh", "gelu"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := MaxDerivative(name, 8, -8, 8, 1e-3); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
