package jet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/hyperdual"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/internal/jettest"
)

// The matrix of the benchmarks: A_ij = d^q/dx^q tanh(w_j x_i + b_j), with
// parameters as the random feature models have them.
const (
	benchRows, benchCols = 1000, 500
	benchSeed            = 20240514
	benchScale           = 4
)

type featureMatrix struct{ x, w, b, a []float64 }

func newFeatureMatrix() featureMatrix {
	r := rand.New(rand.NewPCG(benchSeed, 0))
	f := featureMatrix{
		x: make([]float64, benchRows),
		w: make([]float64, benchCols),
		b: make([]float64, benchCols),
		a: make([]float64, benchRows*benchCols),
	}
	for i := range f.x {
		f.x[i] = 2*float64(i+1)/(benchRows+1) - 1
	}
	for j := range f.w {
		f.w[j] = benchScale * (2*r.Float64() - 1)
		f.b[j] = benchScale * (2*r.Float64() - 1)
	}
	return f
}

// fillValues writes tanh itself with math.Tanh: what any method has to pay.
func (f featureMatrix) fillValues() {
	for i, x := range f.x {
		row := f.a[i*benchCols : (i+1)*benchCols]
		for j, w := range f.w {
			row[j] = math.Tanh(w*x + f.b[j])
		}
	}
}

// fillHyperdual differentiates twice with gonum's hyperdual numbers.
func (f featureMatrix) fillHyperdual() {
	for i, x := range f.x {
		row := f.a[i*benchCols : (i+1)*benchCols]
		for j, w := range f.w {
			z := hyperdual.Number{Real: w*x + f.b[j], E1mag: w, E2mag: w}
			row[j] = hyperdual.Tanh(z).E1E2mag
		}
	}
}

// assembly fills the matrix through the engine interface, a few points at a time,
// as a random feature model does.
type assembly struct {
	featureMatrix
	plan         engine.Plan[float64]
	tanh         engine.Activation[float64]
	chunk        int
	lifted, z, y []float64
}

func newAssembly(tb testing.TB, f featureMatrix, eng engine.Engine[float64], q int) *assembly {
	plan, err := eng.Plan(engine.Operator{{q}}, 1)
	require.NoError(tb, err)
	tanh, err := activation.ByName[float64]("tanh")
	require.NoError(tb, err)
	const chunk = 2 // bundles of 2*500*5 float64 are 80 KiB, within the second-level cache
	c := plan.Channels()
	return &assembly{
		featureMatrix: f, plan: plan, tanh: tanh, chunk: chunk,
		lifted: make([]float64, c*chunk),
		z:      make([]float64, c*chunk*benchCols),
		y:      make([]float64, c*chunk*benchCols),
	}
}

func (m *assembly) fill(tb testing.TB) {
	bias := m.plan.Bias()
	for i := 0; i < len(m.x); i += m.chunk {
		if err := m.plan.Lift(m.x[i:i+m.chunk], m.lifted); err != nil {
			tb.Fatal(err)
		}
		for c, k := range bias {
			for p := range m.chunk {
				at := c*m.chunk + p
				layer(m.z[at*benchCols:(at+1)*benchCols], m.w, m.b, m.lifted[at], k)
			}
		}
		m.plan.Activate(m.tanh, m.z, m.y)
		m.plan.Read(m.y, m.a[i*benchCols:(i+m.chunk)*benchCols])
	}
}

// layer sets z = w x + b k.
func layer(z, w, b []float64, x, k float64) {
	w, b = w[:len(z)], b[:len(z)]
	switch {
	case k == 0 && x == 0:
		clear(z)
	case k == 0:
		for j := range z {
			z[j] = w[j] * x
		}
	default:
		for j := range z {
			z[j] = float64(w[j]*x) + float64(b[j]*k)
		}
	}
}

// BenchmarkAssemble fills the matrix by each method in turn, round after round, and
// reports medians: ns per entry, and the ratio to math.Tanh alone.
func BenchmarkAssemble(b *testing.B) {
	for _, q := range []int{2, 4} {
		b.Run(fmt.Sprintf("q=%d", q), func(b *testing.B) {
			f := newFeatureMatrix()
			stencil, err := fd.NewEngine[float64](fd.Options{Accuracy: 2, H: 1. / 128})
			require.NoError(b, err)
			methods := []struct {
				name string
				fill func()
			}{{"tanh", f.fillValues}}
			add := func(name string, fill func()) {
				methods = append(methods, struct {
					name string
					fill func()
				}{name, fill})
			}
			taylor := newAssembly(b, f, jet.New[float64](), q)
			add("jet", func() { taylor.fill(b) })
			differences := newAssembly(b, f, stencil, q)
			add("fd", func() { differences.fill(b) })
			if q == 2 {
				add("hyperdual", f.fillHyperdual)
			}

			b.ReportAllocs()
			times := make([][]float64, len(methods))
			for i := range times {
				times[i] = make([]float64, 0, 1<<12) // so that the clock is all that is added
			}
			for b.Loop() {
				for i, m := range methods {
					start := time.Now()
					m.fill()
					times[i] = append(times[i], float64(time.Since(start)))
				}
			}
			base := median(times[0])
			for i, m := range methods {
				t := median(times[i])
				b.ReportMetric(t/(benchRows*benchCols), m.name+"-ns/entry")
				if i > 0 {
					b.ReportMetric(t/base, m.name+"/tanh")
				}
			}
		})
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// BenchmarkActivation reports the cost of a value and of four derivatives,
// and FD's share: the elementary functions of package math.
func BenchmarkActivation(b *testing.B) {
	r := rand.New(rand.NewPCG(benchSeed, 1))
	z := make([]float64, 512)
	for i := range z {
		z[i] = benchScale * (2*r.Float64() - 1)
	}
	c := make([]float64, 5*len(z))
	for _, name := range activation.Names() {
		s, err := activation.ByName[float64](name)
		require.NoError(b, err)
		for _, order := range []int{0, 4} {
			b.Run(fmt.Sprintf("%s/order=%d", name, order), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					s.Coefficients(order, z, c[:(order+1)*len(z)])
				}
				b.ReportMetric(float64(b.Elapsed())/float64(b.N*len(z)), "ns/value")
			})
		}
	}
}

// BenchmarkSelect reports what a step of training pays for an activation, ActivateTape and its
// transpose, by the whole plan and by the selected one in turn: ns per value, and their ratio. The
// bundles hold zeros in what is left out, as a network's do that knows of no selection. A batch is 32 points by
// 100 values.
func BenchmarkSelect(b *testing.B) {
	all := func(p engine.Selective[float64]) []bool { return every(p.Channels()) }
	top := func(p engine.Selective[float64]) []bool { return lastOnly(p.Channels()) }
	lifted := engine.Selective[float64].Lifted
	line := func(q int) engine.Selective[float64] {
		return plan[float64](b, engine.Operator{{q}}, 1).(engine.Selective[float64])
	}
	whole := func(c combination) engine.Selective[float64] {
		return combined[float64](b, c, 2).(engine.Selective[float64])
	}
	for _, c := range []struct {
		name    string
		p       engine.Selective[float64]
		in, out func(engine.Selective[float64]) []bool
	}{
		{"order=2/only", line(2), lifted, top},
		{"order=4/first", line(4), lifted, all},
		{"order=4/last", line(4), all, top},
		{"order=4/only", line(4), lifted, top},
		{"Laplacian/first", whole(laplacian(2)), lifted, all},
		{"Laplacian/last", whole(laplacian(2)), all, top},
		{"Laplacian/only", whole(laplacian(2)), lifted, top},
		{"biharmonic/first", whole(biharmonic(2)), lifted, all},
		{"biharmonic/last", whole(biharmonic(2)), all, top},
		{"biharmonic/only", whole(biharmonic(2)), lifted, top},
	} {
		b.Run(c.name, func(b *testing.B) {
			const n = 32 * 100
			in, out := c.in(c.p), c.out(c.p)
			r := rand.New(rand.NewPCG(benchSeed, 2))
			draw := func(set []bool) []float64 {
				x := make([]float64, len(set)*n)
				for i := range x {
					x[i] = 2*r.Float64() - 1
				}
				return left(x, set, 0)
			}
			z, gy := draw(in), draw(out)
			y, gz := make([]float64, len(z)), make([]float64, len(z))
			tanh := jettest.Activation[float64](b, "tanh")
			plans := [2]engine.Taped[float64]{c.p, c.p.Select(in, out)}
			var tapes, times [2][]float64
			for i, p := range plans {
				tapes[i] = make([]float64, p.TapeLen(n))
				times[i] = make([]float64, 0, 1<<16)
			}
			b.ReportAllocs()
			for b.Loop() {
				for i, p := range plans {
					start := time.Now()
					p.ActivateTape(tanh, z, y, tapes[i])
					p.ActivateTapeT(z, y, tapes[i], gy, gz)
					times[i] = append(times[i], float64(time.Since(start)))
				}
			}
			full, selected := median(times[0]), median(times[1])
			b.ReportMetric(full/n, "whole-ns/value")
			b.ReportMetric(selected/n, "selected-ns/value")
			b.ReportMetric(full/selected, "whole/selected")
		})
	}
}
