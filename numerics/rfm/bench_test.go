package rfm

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
)

// BenchmarkAssemble fills 1000 x 500 tanh entries; "fill" is the same matrix of
// values by math.Tanh alone, the yardstick for the others.
func BenchmarkAssemble(b *testing.B) {
	const n, m, r, seed = 1000, 500, 4, 1
	nodes, err := pde.Equispaced(n, -1, 1)
	if err != nil {
		b.Fatal(err)
	}
	feat, err := Sample[float64](seed, m, 1, r)
	if err != nil {
		b.Fatal(err)
	}
	act, err := activation.ByName[float64]("tanh")
	if err != nil {
		b.Fatal(err)
	}
	stencil, err := fd.NewEngine[float64](fd.Options{H: 0x1p-7})
	if err != nil {
		b.Fatal(err)
	}
	perEntry := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(n*m), "ns/entry")
	}
	b.Run("fill", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a := mat.NewDense(n, m, nil)
			for i, x := range nodes {
				row := a.RawRowView(i)
				for j := range row {
					row[j] = math.Tanh(feat.W[j]*x + feat.B[j])
				}
			}
		}
		perEntry(b)
	})
	for _, p := range []pde.Problem{pde.Poisson1D(), pde.Biharmonic1D()} {
		p.Boundary = nil // the same matrix as the yardstick's
		for _, eng := range []engine.Engine[float64]{jet.New[float64](), stencil} {
			b.Run(p.Name+"/"+eng.Name(), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Assemble(eng, act, p, feat, nodes, 1); err != nil {
						b.Fatal(err)
					}
				}
				perEntry(b)
			})
		}
	}
}
