package rfm

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// jetTolerance bounds the error of one entry w^alpha s^(q)(w.x + b) that Taylor
// mode assembles in a precision u, where s holds s, …, s^(q+2) from the oracle:
//
//   - the rounded argument, delta, through s^(q+1), with the quadratic term
//     through s^(q+2) for entries where s^(q+1) nearly vanishes (2 covers its
//     change over delta);
//   - the activation and the composition: s^(q) by a recurrence whose every level
//     costs a product, a sum, a quotient and the library's 1 ulp, 4 roundings, and
//     q products with w, so 5(q+1) u times the absolute recurrence.
func jetTolerance(u float64, s, absolute []float64, q int, weight, delta float64) float64 {
	recurrence := math.Gamma(float64(q+1)) * absolute[q]
	return math.Abs(weight) * (math.Abs(s[q+1])*delta + 2*math.Abs(s[q+2])*delta*delta + 5*float64(q+1)*u*recurrence)
}

func testTaylorMode[T engine.Float](t *testing.T, name string, p pde.Problem) {
	const seed, m = 11, 24
	u := unit[T]()
	feat := sample[T](t, seed, m, 1)
	nodes, err := pde.Equispaced(30, -1, 1)
	require.NoError(t, err)
	sys, err := Assemble(jet.New[T](), activationOf[T](t, name), p, feat, nodes, 1)
	require.NoError(t, err)
	rows, cols := sys.A.Dims()
	require.Equal(t, [2]int{30 + p.BoundaryRows(), m}, [2]int{rows, cols})
	require.Equal(t, 30, sys.Interior)

	worst := 0.0
	row := 0
	check := func(points []float64, q int) {
		for _, x := range points {
			at := []float64{float64(T(x))}
			for j := range m {
				w, b := []float64{float64(feat.W[j])}, float64(feat.B[j])
				s := derivatives(t, name, w, b, at, q+2)
				weight := math.Pow(w[0], float64(q))
				tol := jetTolerance(u, s, absolute(name, s[0], q), q, weight, argument(u, w, b, at))
				got := sys.A.At(row, j)
				require.Equal(t, float64(T(got)), got, "row %d, column %d has more digits than its precision", row, j)
				require.InDelta(t, weight*s[q], got, tol, "row %d, column %d, seed %d", row, j, seed)
				worst = max(worst, math.Abs(weight*s[q]-got)/tol)
			}
			row++
		}
	}
	check(nodes, p.Order)
	for _, c := range p.Boundary {
		check(c.Points, c.Index.Order())
	}
	t.Logf("largest error: %.2f of the tolerance", worst)
}

// Every entry that Taylor mode assembles against its closed form at 106 bits.
func TestTaylorModeEntries(t *testing.T) {
	for _, name := range []string{"tanh", "sin"} {
		for _, p := range []pde.Problem{pde.Poisson1D(), pde.Biharmonic1D()} {
			t.Run(fmt.Sprintf("%s/%s/float64", name, p.Name), func(t *testing.T) { testTaylorMode[float64](t, name, p) })
			t.Run(fmt.Sprintf("%s/%s/float32", name, p.Name), func(t *testing.T) { testTaylorMode[float32](t, name, p) })
		}
	}
}

// sinc is sin(x)/x.
func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(x) / x
}

// differenceTolerance bounds the rounding in one entry of a central difference of
// sin with the given weights around z, step h and order q: each value carries its
// argument's error (|s'| <= 1) and 1 ulp of the library, each term a product and the
// sums after it, len(weights)+1 roundings with the division by h^q.
func differenceTolerance(u float64, weights []float64, w, b, x, h float64, q int) float64 {
	sum, size := 0.0, 0.0
	for k, c := range weights {
		point := x + (float64(k)-float64(len(weights)-1)/2)*h
		value := math.Abs(math.Sin(w*point + b))
		sum += math.Abs(c) * (argument(u, []float64{w}, b, []float64{point}) + 2*u*value)
		size += math.Abs(c) * value
	}
	return (sum + float64(len(weights)+1)*u*size) / math.Pow(h, float64(q))
}

// With sine features a central difference of accuracy 2 only rescales the columns:
// sin(z + v) - 2 sin z + sin(z - v) = -4 sin^2(v/2) sin z, so the interior rows of the
// second difference are those of the derivative times sinc^2(w h/2), those of the
// fourth, its square; slope rows are times sinc(w h), value rows untouched. The
// steps are exact on dyadic nodes.
func TestSineFeaturesAreRescaled(t *testing.T) {
	const seed, m, n = 12, 20, 31
	second, fourth, slope := []float64{1, -2, 1}, []float64{1, -4, 6, -4, 1}, []float64{-0.5, 0, 0.5}
	u := unit[float64]()
	act, feat, nodes := activationOf[float64](t, "sin"), sample[float64](t, seed, m, 1), dyadic(t, n)
	for _, h := range []float64{0x1p-2, 0x1p-5, 0x1p-10} {
		for _, c := range []struct {
			p       pde.Problem
			weights []float64
		}{{pde.Poisson1D(), second}, {pde.Biharmonic1D(), fourth}} {
			ad, err := Assemble(jet.New[float64](), act, c.p, feat, nodes, 1)
			require.NoError(t, err)
			df, err := Assemble(differences[float64](t, h), act, c.p, feat, nodes, 1)
			require.NoError(t, err)
			assert.Equal(t, ad.F, df.F, "the right-hand side does not know the engine")
			rows, _ := df.A.Dims()
			for i := range rows {
				x, q, weights, step := 0.0, c.p.Order, c.weights, 0.5*h
				switch {
				case i < n:
					x = nodes[i]
				case i < n+2:
					q = 0
				default:
					x, q, weights, step = 2*float64(i-n-2)-1, 1, slope, h
				}
				for j := range m {
					want := ad.A.At(i, j)
					if q == 0 {
						require.Equal(t, want, df.A.At(i, j), "value row %d, column %d: same bits", i, j)
						continue
					}
					w, b := feat.W[j], feat.B[j]
					want *= math.Pow(sinc(w*step), float64(q))
					// Taylor mode's own error, where every derivative of sin is at most 1;
					// that of the stencil; and 4 roundings for each sinc and its product.
					ones := []float64{1, 1, 1, 1, 1, 1, 1}
					tol := jetTolerance(u, ones, absolute("sin", 0, q), q, math.Pow(w, float64(q)), argument(u, []float64{w}, b, []float64{x})) +
						differenceTolerance(u, weights, w, b, x, h, q) + 4*float64(q)*u*math.Abs(want)
					require.InDelta(t, want, df.A.At(i, j), tol, "%s, h = %g, row %d, column %d, seed %d", c.p.Name, h, i, j, seed)
				}
			}
		}
	}
}

// How many points are worked on at a time changes no bit.
func TestChunking(t *testing.T) {
	const seed, m, n = 13, 9, 31
	feat, nodes := sample[float32](t, seed, m, 1), dyadic(t, n)
	for _, eng := range []engine.Engine[float32]{jet.New[float32](), differences[float32](t, 0x1p-5)} {
		want, err := Assemble(eng, activationOf[float32](t, "tanh"), pde.Biharmonic1D(), feat, nodes, 1)
		require.NoError(t, err)
		for _, chunk := range []int{1, 2, 7, n - 1, n, 1000} {
			got, err := assemble(eng, activationOf[float32](t, "tanh"), pde.Biharmonic1D(), feat, nodes, 1, chunk)
			require.NoError(t, err)
			require.True(t, mat.Equal(want.A, got.A), "%s: chunks of %d", eng.Name(), chunk)
			require.Equal(t, want.F, got.F)
		}
	}
}

// Memory is allocated by the matrix, not by the entry or row: 960 more rows take
// less than one allocation for each 100 of them. (Planning a stencil uses
// math/big, whose pools make the count vary by a few.)
func TestAllocations(t *testing.T) {
	feat := sample[float64](t, 14, 40, 1)
	for _, eng := range []engine.Engine[float64]{jet.New[float64](), differences[float64](t, 0x1p-8)} {
		count := func(n int) float64 {
			nodes, act := dyadic(t, n), activationOf[float64](t, "tanh")
			return testing.AllocsPerRun(5, func() {
				if _, err := Assemble(eng, act, pde.Biharmonic1D(), feat, nodes, 1); err != nil {
					t.Fatal(err)
				}
			})
		}
		assert.Less(t, count(1023)-count(63), 960.0/100, eng.Name())
	}
}

// The right-hand side holds the source and the targets at the rounded nodes; lambda
// scales boundary rows by its root, on both sides.
func TestRightHandSideAndWeight(t *testing.T) {
	const seed, m = 15, 6
	p := pde.Biharmonic1D()
	feat := sample[float32](t, seed, m, 1)
	nodes, err := pde.Equispaced(10, -1, 1)
	require.NoError(t, err)
	one, err := Assemble(jet.New[float32](), activationOf[float32](t, "tanh"), p, feat, nodes, 1)
	require.NoError(t, err)
	for i, x := range nodes {
		at := []float64{float64(float32(x))}
		assert.Equal(t, float64(float32(p.Source(at))), one.F[i])
	}
	minusPi := float64(float32(-math.Pi))
	assert.Equal(t, []float64{0, 0, minusPi, minusPi}, one.F[10:])

	four, err := Assemble(jet.New[float32](), activationOf[float32](t, "tanh"), p, feat, nodes, 4)
	require.NoError(t, err)
	assert.Equal(t, one.F[:10], four.F[:10])
	for i := range 14 {
		scale := 1.0
		if i >= 10 {
			scale = 2
			assert.Equal(t, 2*one.F[i], four.F[i])
		}
		for j := range m {
			require.Equal(t, scale*one.A.At(i, j), four.A.At(i, j), "row %d, column %d", i, j)
		}
	}
}

// plane is a boundary-value problem in two variables with an operator of three
// terms, 2 u_xx + u_yy - 3 u_xy, for u = x + 2y.
func plane() pde.Problem {
	u := func(x []float64) float64 { return x[0] + 2*x[1] }
	return pde.Problem{
		Name: "plane", Dim: 2, Order: 2, Lo: []float64{0, 0}, Hi: []float64{1, 1},
		Operator: []pde.Term{{Coef: 2, Index: engine.MultiIndex{2, 0}}, {Coef: 1, Index: engine.MultiIndex{0, 2}}, {Coef: -3, Index: engine.MultiIndex{1, 1}}},
		Source:   func([]float64) float64 { return 0 },
		Boundary: []pde.Condition{{Name: "value", Points: []float64{0, 0, 1, 1}, Index: engine.MultiIndex{0, 0}, Target: u}},
		Solution: u,
	}
}

// Several variables and terms: the entry is (2 w1^2 + w2^2 - 3 w1 w2) s”(w.x + b). Each
// term has the error of Taylor mode, and the directional jets that give a mixed derivative
// (along (1,1) and (1,-1)) reach (|w1| + |w2|)^2; their combination adds a product and a sum for each.
func TestSeveralVariables(t *testing.T) {
	const seed, m = 16, 12
	u := unit[float64]()
	feat, p := sample[float64](t, seed, m, 2), plane()
	nodes := []float64{0.25, 0.5, 0.1, 0.9, 0.3, 0.3}
	black := engine.FromFunc("closed form", 2, func(alpha engine.MultiIndex, s engine.Activation[float64], w []float64, b float64, x []float64) (float64, error) {
		c := derivatives(t, s.Name(), w, b, x, alpha.Order())
		return c[alpha.Order()] * math.Pow(w[0], float64(alpha[0])) * math.Pow(w[1], float64(alpha[1])), nil
	})
	for _, eng := range []engine.Engine[float64]{jet.New[float64](), black} {
		sys, err := Assemble(eng, activationOf[float64](t, "tanh"), p, feat, nodes, 1)
		require.NoError(t, err)
		assert.Equal(t, []float64{0, 0, 0, 0, 3}, sys.F)
		for i := range 5 {
			x, q := []float64{float64(i - 3), float64(i - 3)}, 0
			if i < 3 {
				x, q = nodes[2*i:2*i+2], 2
			}
			for j := range m {
				w, b := feat.W[2*j:2*j+2], feat.B[j]
				s := derivatives(t, "tanh", w, b, x, q+2)
				want, size := s[0], 1.0
				if q == 2 {
					want = (2*w[0]*w[0] + w[1]*w[1] - 3*w[0]*w[1]) * s[2]
					reach := math.Abs(w[0]) + math.Abs(w[1])
					size = 6 * reach * reach
				}
				tol := jetTolerance(u, s, absolute("tanh", s[0], q), q, size, argument(u, w, b, x)) +
					2*float64(len(p.Operator))*u*size*math.Abs(s[q])
				require.InDelta(t, want, sys.A.At(i, j), tol, "%s: row %d, column %d, seed %d", eng.Name(), i, j, seed)
			}
		}
	}
}

func TestAssembleBadInput(t *testing.T) {
	const m = 4
	nan, inf := math.NaN(), math.Inf(1)
	type input struct {
		eng    engine.Engine[float64]
		p      pde.Problem
		feat   Features[float64]
		nodes  []float64
		lambda float64
	}
	reason := errors.New("black box gave up")
	box := func(f func() (float64, error)) engine.Engine[float64] {
		return engine.FromFunc("box", 2, func(engine.MultiIndex, engine.Activation[float64], []float64, float64, []float64) (float64, error) {
			return f()
		})
	}
	for want, change := range map[string]func(in *input){
		"0 node coordinates":             func(in *input) { in.nodes = nil },
		"node 1 is NaN":                  func(in *input) { in.nodes = []float64{0, nan} },
		"node 0 is -Inf":                 func(in *input) { in.nodes = []float64{-inf} },
		"node 2 is 1.5, outside [-1, 1]": func(in *input) { in.nodes = []float64{0, 0.5, 1.5} },
		"no features":                    func(in *input) { in.feat = Features[float64]{Dim: 1} },
		"bias of feature 1 is NaN":       func(in *input) { in.feat.B[1] = nan },
		"features in dimension 2":        func(in *input) { in.feat = sample[float64](t, 1, m, 2) },
		"lambda = 0":                     func(in *input) { in.lambda = 0 },
		"lambda = NaN":                   func(in *input) { in.lambda = nan },
		"lambda = +Inf":                  func(in *input) { in.lambda = inf },
		"lambda = -1":                    func(in *input) { in.lambda = -1 },
		"box has no derivative of order 4, only up to 2": func(in *input) {
			in.p = pde.Biharmonic1D()
			in.eng = box(func() (float64, error) { return 1, nil })
		},
		"right-hand side of row 1 is NaN at x = [0.5]": func(in *input) {
			in.p.Source = func(x []float64) float64 { return math.Sqrt(0.25 - x[0]) }
		},
		"value rows with engine jet: right-hand side of row 0 is +Inf": func(in *input) {
			in.p.Boundary[0].Target = func([]float64) float64 { return inf }
		},
		"no source":      func(in *input) { in.p.Source = nil },
		"h = 1e-20":      func(in *input) { in.eng = differences[float64](t, 1e-20) }, // x + h == x
		"gave up":        func(in *input) { in.eng = box(func() (float64, error) { return 0, reason }) },
		"feature 0 (sin": func(in *input) { in.eng = box(func() (float64, error) { return nan, nil }) },
	} {
		in := input{jet.New[float64](), pde.Poisson1D(), sample[float64](t, 1, m, 1), []float64{0, 0.5}, 1}
		change(&in)
		sys, err := Assemble(in.eng, activationOf[float64](t, "sin"), in.p, in.feat, in.nodes, in.lambda)
		assert.ErrorContains(t, err, want)
		assert.Nil(t, sys.A, want)
	}

	// The right-hand side may also leave the precision.
	p := pde.Poisson1D()
	p.Source = func([]float64) float64 { return 1e300 }
	_, err := Assemble(jet.New[float32](), activationOf[float32](t, "sin"), p, sample[float32](t, 1, m, 1), []float64{0}, 1)
	assert.ErrorContains(t, err, "row 0 is +Inf")

	// A step that single precision cannot take on these nodes.
	_, err = Assemble(differences[float32](t, 0x1p-30), activationOf[float32](t, "sin"), pde.Poisson1D(), sample[float32](t, 1, m, 1), []float64{0.5}, 1)
	assert.Error(t, err)

	_, err = fd.NewEngine[float64](fd.Options{})
	assert.Error(t, err, "h = 0")
}

// Entry (i, j) is a function of node i and feature j alone: with fewer features,
// or the nodes in another order, it keeps its bits.
func TestEntriesAreIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 15
		seed := rapid.Uint64().Draw(t, "seed")
		m := rapid.IntRange(1, 150).Draw(t, "features")
		few := rapid.IntRange(1, m).Draw(t, "fewer features")
		nodes := dyadic(t, n)
		order := rapid.Permutation(nodes).Draw(t, "nodes")
		for _, eng := range []engine.Engine[float64]{jet.New[float64](), differences[float64](t, 0x1p-6)} {
			act := activationOf[float64](t, rapid.SampledFrom([]string{"tanh", "sin", "gaussian", "gelu"}).Draw(t, "activation"))
			full, err := Assemble(eng, act, pde.Biharmonic1D(), sample[float64](t, seed, m, 1), nodes, 1)
			require.NoError(t, err)
			part, err := Assemble(eng, act, pde.Biharmonic1D(), sample[float64](t, seed, few, 1), order, 1)
			require.NoError(t, err)
			for i := range n + 4 {
				k := i
				if i < n {
					k = slices.Index(nodes, order[i])
				}
				require.Equal(t, full.A.RawRowView(k)[:few], part.A.RawRowView(i), "%s, row %d", eng.Name(), i)
				require.Equal(t, full.F[k], part.F[i])
			}
		}
	})
}
