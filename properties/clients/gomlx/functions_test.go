package gomlx_test

import (
	"testing"

	. "github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/ml/layers/activations"

	"adfd/properties"
)

var (
	vector = [][]int{{4}}
	matrix = [][]int{{2, 3}}
	two    = [][]int{{4}, {4}} // vectors
	batch  = [][]int{{2, 1, 2}, {2, 2, 1}}

	anywhere  = [][]float64{{-1.3, -0.4, 0.7, 2.1}}
	smooth    = [][]float64{{-1.3, -0.4, 0.7, 2.1}, {0, 0.05, -2, 2.9}}
	positive  = [][]float64{{0.3, 0.8, 1.7, 3.1}}
	six       = [][]float64{{-1.3, -0.4, 0.7, 2.1, 0.9, -1.6}}
	eight     = [][]float64{{-1.3, -0.4, 0.7, 2.1, 0.9, -1.6, 1.2, 0.35}}
	bases     = [][]float64{{0.3, 0.8, 1.7, 3.1, 0.9, -1.6, 1.2, 0.35}}
	spread    = [][]float64{{-1.3, -0.4, 0.7, 2.1, 0.9, -1.6}, {20, 21, 22, -20, -21, -23}}
	equalPair = [][]float64{{-1.3, -0.4, 0.7, 2.1, 0.9, -1.6, 1.2, 0.35}, {1, 2, 3, 4, 1, 2, 3, 4}}
)

// functions are GoMLX's, as far as the backend in Go has what their gradients need.
var functions = []function{
	{"Abs", unary(Abs), vector, anywhere},
	{"Cos", unary(Cos), vector, smooth},
	{"Erf", unary(Erf), vector, smooth},
	{"Exp", unary(Exp), vector, smooth},
	{"Log", unary(Log), vector, positive},
	{"Log1p", unary(Log1p), vector, positive},
	{"Logistic", unary(Logistic), vector, smooth},
	{"MirroredLog1p", unary(MirroredLog1p), vector, anywhere},
	{"Neg", unary(Neg), vector, smooth},
	{"PowScalar 3", unary(func(x *Node) *Node { return PowScalar(x, 3) }), vector, smooth},
	{"PowScalar 2.5", unary(func(x *Node) *Node { return PowScalar(x, 2.5) }), vector, positive},
	{"Reciprocal", unary(Reciprocal), vector, anywhere},
	{"Sigmoid", unary(Sigmoid), vector, smooth},
	{"Sign", unary(Sign), vector, anywhere},
	{"Sin", unary(Sin), vector, smooth},
	{"Softplus", unary(Softplus), vector, smooth},
	{"Sqrt", unary(Sqrt), vector, positive},
	{"Square", unary(Square), vector, smooth},
	{"Tanh", unary(Tanh), vector, smooth},

	{"Gelu", unary(activations.Gelu), vector, smooth},
	{"GeluApproximate", unary(activations.GeluApproximate), vector, smooth},
	{"LeakyRelu", unary(activations.LeakyRelu), vector, anywhere},
	{"Relu", unary(activations.Relu), vector, anywhere},
	{"Selu", unary(activations.Selu), vector, anywhere},
	{"Swish", unary(activations.Swish), vector, smooth},

	{"Add", binary(Add), two, eight},
	{"Div", binary(Div), two, eight},
	{"LogAddExp", binary(LogAddExp), two, equalPair},
	{"Max", binary(Max), two, eight},
	{"Min", binary(Min), two, eight},
	{"Mul", binary(Mul), two, eight},
	{"Pow", binary(Pow), two, bases},
	{"Sub", binary(Sub), two, eight},

	{"Add, rows", binary(Add), [][]int{{2, 2}, {1, 2}}, six},
	{"Div, columns", binary(Div), [][]int{{2, 2}, {2, 1}}, six},
	{"Max, columns", binary(Max), [][]int{{2, 2}, {2, 1}}, six},
	{"Mul, rows", binary(Mul), [][]int{{2, 2}, {1, 2}}, six},
	{"Pow, scalar", binary(Pow), [][]int{{2, 2}, {}}, [][]float64{{1, 2, 3, 4, 1.5}}},

	{"ClipScalar", unary(func(x *Node) *Node { return ClipScalar(x, -1, 1) }), vector, anywhere},
	{"Where", binary(func(x, y *Node) *Node { return Where(GreaterThan(x, y), x, y) }), two, eight},
	{"Where, scalar", binary(func(x, y *Node) *Node { return Where(GreaterThan(x, ZerosLike(x)), x, y) }),
		[][]int{{4}, {}}, [][]float64{{-1, 2, 3, 4, 5}}},

	{"L1Norm", unary(func(x *Node) *Node { return L1Norm(x) }), matrix, six},
	{"L2Norm", unary(func(x *Node) *Node { return L2Norm(x) }), matrix, six},
	{"L2Normalize", unary(func(x *Node) *Node { return L2Normalize(x, -1) }), matrix, six},
	{"L2NormalizeWithEpsilon", unary(func(x *Node) *Node { return L2NormalizeWithEpsilon(x, 1e-3, -1) }), matrix, six},
	{"LogSoftmax", unary(func(x *Node) *Node { return LogSoftmax(x, -1) }), matrix, six},
	{"ReduceAndKeep", unary(func(x *Node) *Node { return ReduceAndKeep(x, ReduceMax, 1) }), matrix, six},
	{"ReduceMax", unary(func(x *Node) *Node { return ReduceMax(x, 1) }), matrix, six},
	{"ReduceMean", unary(func(x *Node) *Node { return ReduceMean(x, 1) }), matrix, six},
	{"ReduceMin", unary(func(x *Node) *Node { return ReduceMin(x, 0) }), matrix, six},
	{"ReduceSkewness", unary(func(x *Node) *Node { return ReduceSkewness(x, 1) }), matrix, six},
	{"ReduceSum", unary(func(x *Node) *Node { return ReduceSum(x, 0) }), matrix, six},
	{"ReduceVariance", unary(func(x *Node) *Node { return ReduceVariance(x) }), matrix, six},
	{"Softmax", unary(func(x *Node) *Node { return Softmax(x, -1) }), matrix, spread},

	{"CosineSimilarity", binary(func(x, y *Node) *Node { return CosineSimilarity(x, y, -1) }), two, eight},
	{"Dot, matrix and vector", binary(Dot), [][]int{{2, 2}, {2}}, six},
	{"Dot, matrices", binary(Dot), [][]int{{1, 2}, {2, 2}}, six},
	{"Dot, vectors", binary(Dot), two, eight},
	{"Einsum, batch", binary(func(x, y *Node) *Node { return Einsum("bij,bjk->bik", x, y) }), batch, eight},
	{"Einsum, diagonal", binary(func(x, y *Node) *Node { return Einsum("i,i->i", x, y) }), two, eight},
	{"Einsum, outer", binary(func(x, y *Node) *Node { return Einsum("i,j->ji", x, y) }), [][]int{{4}, {2}}, six},
	{"Einsum, transposed", binary(func(x, y *Node) *Node { return Einsum("ij,kj->ki", x, y) }), [][]int{{2, 2}, {1, 2}}, six},
	{"MatMul", binary(MatMul), [][]int{{2, 2}, {2, 1}}, six},
	{"MatMul, batch", binary(MatMul), batch, eight},

	{"BroadcastPrefix", unary(func(x *Node) *Node { return BroadcastPrefix(x, 2, 3) }), [][]int{{2, 1}}, [][]float64{{1, 2}}},
	{"BroadcastToDims", unary(func(x *Node) *Node { return BroadcastToDims(x, 2, 3) }), [][]int{{2, 1}}, [][]float64{{1, 2}}},
	{"Concatenate", binary(func(x, y *Node) *Node { return Concatenate([]*Node{x, y, x}, 1) }), [][]int{{2, 2}, {2, 1}}, six},
	{"Gather", unary(func(x *Node) *Node { return Gather(x, Const(x.Graph(), [][]int32{{1}, {0}, {1}})) }), matrix, six},
	{"GatherSlices, whole rows", unary(func(x *Node) *Node {
		return GatherSlices(x, []int{0}, Const(x.Graph(), [][]int32{{1}, {0}}), []int{1}, false)
	}), matrix, six},
	{"Reshape", unary(func(x *Node) *Node { return Reshape(x, 3, 2) }), matrix, six},
	{"ScatterMax", binary(func(x, y *Node) *Node {
		return ScatterMax(x, Const(x.Graph(), [][]int32{{1}, {1}}), y, false, false)
	}), [][]int{{4}, {2}}, six},
	{"ScatterSum", binary(func(x, y *Node) *Node {
		return ScatterSum(x, Const(x.Graph(), [][]int32{{1}, {1}}), y, false, false)
	}), [][]int{{4}, {2}}, six},
	{"ScatterUpdate", binary(func(x, y *Node) *Node {
		return ScatterUpdate(x, Const(x.Graph(), [][]int32{{1}, {2}}), y, false, true)
	}), [][]int{{4}, {2}}, six},
	{"Stack", binary(func(x, y *Node) *Node { return Stack([]*Node{x, y}, 1) }), two, eight},
	{"TakeLowerTriangular", unary(func(x *Node) *Node { return TakeLowerTriangular(x, 0) }), matrix, six},
	{"Transpose", unary(func(x *Node) *Node { return Transpose(x, 0, 1) }), matrix, six},
	{"TransposeAllAxes", unary(func(x *Node) *Node { return TransposeAllAxes(x, 2, 0, 1) }), [][]int{{1, 2, 3}}, six},
}

// directions beside the coordinates, which cover the Jacobian already.
const directions = 1

// singleResolution is what float32 must tell of a first derivative. Quotients of
// f of accuracy p, u = 2^-24, tell about u^(p/(p+1)); p = 4 leaves 1.7e-6 times
// the ratio of |f| to |f'|, which cancellation in L2Normalize makes 1e3.
const singleResolution = 2e-2

func TestGradients(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			for _, x := range f.points {
				properties.OK(t, vjp[float64](t, f, x, &properties.Settings{Directions: directions}))
				properties.OK(t, vjp[float32](t, f, x, &properties.Settings{Directions: directions, Resolution: singleResolution}))
			}
		})
	}
}
