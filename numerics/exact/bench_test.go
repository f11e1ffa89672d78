package exact

import (
	"fmt"
	"math/big"
	"testing"
	"time"
)

var sink *big.Float

// BenchmarkCoefficients measures the Taylor coefficients to order 8. Beside
// them, call by call, it measures the function alone and reports the ratio.
func BenchmarkCoefficients(b *testing.B) {
	x := New(0.7)
	for _, f := range functions {
		b.Run(f.name, func(b *testing.B) {
			var jet, value time.Duration
			for b.Loop() {
				t0 := time.Now()
				c, err := Coefficients(f.name, x, 8)
				t1 := time.Now()
				if err != nil {
					b.Fatal(err)
				}
				sink = c[8]
				sink = f.value(x)
				jet += t1.Sub(t0)
				value += time.Since(t1)
			}
			b.ReportMetric(float64(jet.Nanoseconds())/float64(b.N), "jet-ns")
			b.ReportMetric(float64(jet)/float64(value), "jet/value")
		})
	}
}

// BenchmarkApply measures a series of order 8 in a series.
func BenchmarkApply(b *testing.B) {
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

// BenchmarkErfc measures both sides of the switch between the power series and
// the continued fraction, and the tail.
func BenchmarkErfc(b *testing.B) {
	for _, x := range []float64{5.9, 6, 30} {
		b.Run(fmt.Sprint(x), func(b *testing.B) {
			for b.Loop() {
				sink = Erfc(New(x))
			}
		})
	}
}
