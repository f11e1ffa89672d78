package gomlx_test

import (
	"slices"
	"testing"

	"github.com/gomlx/gomlx/backends"
	_ "github.com/gomlx/gomlx/backends/simplego"
	. "github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/tensors"
	"github.com/stretchr/testify/require"

	"adfd/properties"
)

// real is what the checks and GoMLX share.
type real interface{ float32 | float64 }

// function is one of GoMLX, of tensors of the dimensions dims. A point is the
// entries of all of them in a row.
type function struct {
	name   string
	apply  func(x []*Node) *Node
	dims   [][]int
	points [][]float64
}

func unary(f func(x *Node) *Node) func(x []*Node) *Node {
	return func(x []*Node) *Node { return f(x[0]) }
}

func binary(f func(x, y *Node) *Node) func(x []*Node) *Node {
	return func(x []*Node) *Node { return f(x[0], x[1]) }
}

// compiled is a function of m outputs on flat slices, and w -> w^T J by Gradient
// of sum w_k y_k.
type compiled[T real] struct {
	f   func(dst, x []T)
	vjp func(dst, x, w []T)
	m   int
}

func compile[T real](t testing.TB, f function) compiled[T] {
	t.Helper()
	backend, err := backends.NewWithConfig("go")
	require.NoError(t, err)
	t.Cleanup(backend.Finalize)
	flat := func(n *Node) *Node { return Reshape(n, n.Shape().Size()) }
	value := MustNewExec(backend, func(x []*Node) *Node { return flat(f.apply(x)) })
	product := MustNewExec(backend, func(x []*Node) *Node {
		x, w := x[:len(x)-1], x[len(x)-1]
		g := Gradient(ReduceAllSum(Mul(flat(f.apply(x)), w)), x...)
		for i := range g {
			g[i] = flat(g[i])
		}
		return Concatenate(g, 0)
	})
	t.Cleanup(value.Finalize)
	t.Cleanup(product.Finalize)
	arguments := func(x []T) []any {
		var args []any
		for _, d := range f.dims {
			size := 1
			for _, k := range d {
				size *= k
			}
			args = append(args, tensors.FromFlatDataAndDimensions(slices.Clone(x[:size]), d...))
			x = x[size:]
		}
		return args
	}
	run := func(e *Exec, args []any) []T {
		out := e.MustExec(args...)[0]
		defer out.MustFinalizeAll()
		return tensors.MustCopyFlatData[T](out)
	}
	return compiled[T]{
		f: func(dst, x []T) { copy(dst, run(value, arguments(x))) },
		vjp: func(dst, x, w []T) {
			weights := tensors.FromFlatDataAndDimensions(slices.Clone(w), len(w))
			copy(dst, run(product, append(arguments(x), weights)))
		},
		m: len(run(value, arguments(convert[T](f.points[0])))),
	}
}

func convert[T real](x []float64) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}

// vjp checks every entry of the Jacobian at x.
func vjp[T real](t testing.TB, f function, x []float64, s *properties.Settings) error {
	t.Helper()
	c := compile[T](t, f)
	return properties.VJP(c.f, c.vjp, c.m, convert[T](x), s)
}
