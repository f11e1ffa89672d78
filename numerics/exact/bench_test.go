package exact

import (
	"math/big"
	"testing"
)

// BenchmarkCoefficients measures the Taylor coefficients to order 8, and
// reports their cost in units of the function's own.
func BenchmarkCoefficients(b *testing.B) {
	x := New(0.7)
	for _, f := range functions {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Coefficients(f.name, x, 8); err != nil {
					b.Fatal(err)
				}
			}
			jet := b.Elapsed().Seconds() / float64(b.N)
			value := testing.Benchmark(func(b *testing.B) {
				for b.Loop() {
					f.value(x)
				}
			})
			b.ReportMetric(jet*1e9*float64(value.N)/float64(value.T.Nanoseconds()), "x-value")
		})
	}
}

// BenchmarkCompose measures a series of order 8 in a series.
func BenchmarkCompose(b *testing.B) {
	u, err := Coefficients("sin", New(0.7), 8)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Apply("tanh", u); err != nil {
			b.Fatal(err)
		}
	}
}

var sink *big.Float

// BenchmarkGELUTail measures the two sides of the switch between the power
// series and the continued fraction.
func BenchmarkErfc(b *testing.B) {
	for _, x := range []float64{5.99, 6, 30} {
		b.Run(New(x).String(), func(b *testing.B) {
			for b.Loop() {
				sink = Erfc(New(x))
			}
		})
	}
}
