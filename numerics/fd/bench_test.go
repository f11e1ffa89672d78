package fd_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
)

// BenchmarkAssemble times the matrix of 1000 points by 500 features
// tanh(w x + b): filled with math.Tanh alone, and its second and fourth
// derivatives through the engine, 3 and 5 evaluations an entry. An iteration
// runs the three one after the other; the ratios are medians over iterations.
func BenchmarkAssemble(b *testing.B) {
	const n, width, chunk = 1000, 500, 8
	rng := rand.New(rand.NewPCG(1, 2))
	w, bias, x := make([]float64, width), make([]float64, width), make([]float64, n)
	for j := range w {
		w[j], bias[j] = 8*rng.Float64()-4, 8*rng.Float64()-4
	}
	for i := range x {
		x[i] = 2*float64(i+1)/(n+1) - 1
	}
	a := make([]float64, n*width)

	fill := func() {
		for i, v := range x {
			row := a[i*width:][:width]
			for j := range row {
				row[j] = math.Tanh(float64(w[j]*v) + bias[j])
			}
		}
	}
	assemble := func(q int) func() {
		plan := newPlan[float64](b, fd.Options{H: 0x1p-7}, 1, engine.MultiIndex{q})
		var act engine.Activation[float64] = tanh[float64]{}
		c := plan.Channels()
		lifted := make([]float64, c*chunk)
		z, y := make([]float64, c*chunk*width), make([]float64, c*chunk*width)
		return func() {
			for lo := 0; lo < n; lo += chunk {
				if err := plan.Lift(x[lo:lo+chunk], lifted); err != nil {
					panic(err)
				}
				for k, v := range lifted {
					row := z[k*width:][:width]
					for j := range row {
						row[j] = float64(w[j]*v) + bias[j]
					}
				}
				plan.Activate(act, z, y)
				plan.Read(y, a[lo*width:(lo+chunk)*width])
			}
		}
	}
	require.Zero(b, n%chunk)
	runs := []func(){fill, assemble(2), assemble(4)}
	times := make([]float64, len(runs))
	var base, q2, q4 []float64
	b.ReportAllocs()
	for b.Loop() {
		for k, run := range runs {
			start := time.Now()
			run()
			times[k] = time.Since(start).Seconds()
		}
		base = append(base, times[0])
		q2, q4 = append(q2, times[1]/times[0]), append(q4, times[2]/times[0])
	}
	median := func(v []float64) float64 {
		slices.Sort(v)
		return v[len(v)/2]
	}
	b.ReportMetric(median(base)*1e9/(n*width), "ns/tanh")
	b.ReportMetric(median(q2), "q2/tanh")
	b.ReportMetric(median(q4), "q4/tanh")
}
