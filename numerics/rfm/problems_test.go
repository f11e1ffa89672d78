package rfm

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
	"adfd/numerics/spectrum"
)

// Every problem of package pde as a random feature model.

// collocation returns dyadic nodes for a problem in one or two variables.
func collocation(t require.TestingT, p pde.Problem, n int) []float64 {
	if p.Dim == 1 {
		return dyadic(t, n)
	}
	x, err := pde.DyadicSquare(n)
	require.NoError(t, err)
	return x
}

// linearProblems are the problems that have a matrix.
func linearProblems(t require.TestingT) []pde.Problem {
	var linear []pde.Problem
	for _, name := range pde.Names() {
		p, err := pde.ByName(name)
		require.NoError(t, err)
		if len(p.Products) == 0 {
			linear = append(linear, p)
		}
	}
	return linear
}

// A problem with products has no matrix, and says so before it looks at anything
// else.
func TestAssembleRejectsProducts(t *testing.T) {
	for _, p := range []pde.Problem{pde.AllenCahn1D(), pde.KdV()} {
		_, err := Assemble(jet.New[float64](), activationOf[float64](t, "tanh"), p, sample[float64](t, 1, 3, p.Dim), nil, 1)
		assert.ErrorContains(t, err, fmt.Sprintf("problem %q is not linear (1 products", p.Name))
	}
	assert.Len(t, linearProblems(t), len(pde.Names())-2)
}

// equation is the equation of one row of a system: a combination of derivatives
// at a point.
type equation struct {
	what  string
	terms []pde.Term
	x     []float64
}

// equations lists the rows of a system in their order.
func equations(p pde.Problem, nodes []float64) []equation {
	var rows []equation
	add := func(what string, terms []pde.Term, points []float64) {
		for i := 0; i < len(points); i += p.Dim {
			rows = append(rows, equation{what, terms, points[i : i+p.Dim]})
		}
	}
	add("interior", p.Operator, nodes)
	for _, c := range p.Boundary {
		add(c.Name, []pde.Term{{Coef: 1, Index: c.Index}}, c.Points)
	}
	return rows
}

// eachEntry calls check for every entry of the system of p.
func eachEntry[T engine.Float](p pde.Problem, feat Features[T], nodes []float64, check func(row, column int, e equation, w []float64, b float64)) {
	for i, e := range equations(p, nodes) {
		at := make([]float64, p.Dim)
		for d := range at {
			at[d] = float64(T(e.x[d]))
		}
		e.x = at
		for j := range feat.M() {
			check(i, j, e, promoted(feat.W[j*p.Dim:(j+1)*p.Dim]), float64(feat.B[j]))
		}
	}
}

// power is w^alpha.
func power(w []float64, alpha engine.MultiIndex) float64 {
	v := 1.0
	for d, k := range alpha {
		v *= math.Pow(w[d], float64(k))
	}
	return v
}

// reach is sum_d |w_d|, which bounds |w.v| for the directions v of the problems'
// derivatives, whose entries are at most 1.
func reach(w []float64) float64 {
	r := 0.0
	for _, v := range w {
		r += math.Abs(v)
	}
	return r
}

// termTolerance bounds the error of one term coef w^alpha s^(q), q = |alpha|, in
// Taylor mode. In several variables it is combined from jets along directions v:
// x^2 y^2 = ((x+y)^4 + (x-y)^4 - 2x^4 - 2y^4)/12 is the one mixed derivative here,
// and its terms add up to less than reach^4. So each jet has the size reach^q, with the
// error of jetTolerance; w.v is rounded dim-1 times and enters with the power
// q; and at most 4 jets have a weight, a product and a sum each, the term its
// coefficient and its sum.
func termTolerance(u float64, term pde.Term, s, absolute []float64, w []float64, delta float64) float64 {
	const combination = 3*4 + 2
	q := term.Index.Order()
	size := math.Abs(term.Coef) * math.Pow(reach(w), float64(q))
	tol := jetTolerance(u, s[:q+3], absolute, q, size, delta)
	if len(w) > 1 {
		tol += float64(q*(len(w)-1)) * u * size * math.Abs(s[q])
	}
	return tol + combination*u*size*math.Abs(s[q])
}

// Every entry that Taylor mode assembles is the combination of coef w^alpha
// s^(|alpha|)(w.x + b), here at 106 bits.
func testProblemEntries[T engine.Float](t *testing.T, name string, p pde.Problem, n int) {
	const seed, m = 21, 6
	u := unit[T]()
	feat, nodes := sample[T](t, seed, m, p.Dim), collocation(t, p, n)
	sys, err := Assemble(jet.New[T](), activationOf[T](t, name), p, feat, nodes, 1)
	require.NoError(t, err)
	require.Equal(t, len(nodes)/p.Dim, sys.Interior)
	rows, cols := sys.A.Dims()
	require.Equal(t, [2]int{len(equations(p, nodes)), m}, [2]int{rows, cols})

	worst := 0.0
	eachEntry(p, feat, nodes, func(i, j int, e equation, w []float64, b float64) {
		s := derivatives(t, name, w, b, e.x, p.Order+2)
		want, tol := 0.0, 0.0
		for _, term := range e.terms {
			want += term.Coef * power(w, term.Index) * s[term.Index.Order()]
			tol += termTolerance(u, term, s, absolute(name, s[0], p.Order), w, argument(u, w, b, e.x))
		}
		got := sys.A.At(i, j)
		require.Equal(t, float64(T(got)), got, "row %d, column %d has more digits than its precision", i, j)
		require.InDelta(t, want, got, tol, "%s row %d, column %d, seed %d", e.what, i, j, seed)
		worst = max(worst, math.Abs(want-got)/tol)
	})
	t.Logf("largest error: %.2f of the tolerance", worst)
}

func TestProblemEntries(t *testing.T) {
	for _, p := range linearProblems(t) {
		n := 7
		if p.Dim == 1 {
			n = 15
		}
		for _, name := range []string{"tanh", "sin"} {
			t.Run(fmt.Sprintf("%s/%s/float64", p.Name, name), func(t *testing.T) { testProblemEntries[float64](t, name, p, n) })
			t.Run(fmt.Sprintf("%s/%s/float32", p.Name, name), func(t *testing.T) { testProblemEntries[float32](t, name, p, n) })
		}
	}
}

// central1D is what the central difference of order q and accuracy 2 makes of
// sin(w x + b): the derivative w^q s^(q) times this factor. Second differences
// give sinc^2(w h/2), the first sinc(w h), the third their product.
func central1D(q int, w, h float64) float64 {
	switch q {
	case 0:
		return 1
	case 1:
		return sinc(w * h)
	case 2:
		return math.Pow(sinc(w*h/2), 2)
	case 3:
		return math.Pow(sinc(w*h/2), 2) * sinc(w*h)
	case 4:
		return math.Pow(sinc(w*h/2), 4)
	}
	panic(fmt.Sprintf("no factor of order %d", q))
}

// absWeights are sum |w_k| and the points of those stencils.
func absWeights(q int) (sum float64, points int) {
	switch q {
	case 0, 1:
		return 1, 1 + q
	case 2:
		return 4, 3
	case 3:
		return 3, 4
	case 4:
		return 16, 5
	}
	panic(fmt.Sprintf("no weights of order %d", q))
}

// Sine features are eigenfunctions of central differences in every variable, so
// the entries that finite differences assemble have a closed form too: sum over
// terms of coef w^alpha s^(|alpha|) prod_d factor(alpha_d, w_d h).
func TestProblemEntriesByDifferences(t *testing.T) {
	const seed, m, h = 22, 5, 0x1p-4
	u := unit[float64]()
	for _, p := range linearProblems(t) {
		feat, nodes := sample[float64](t, seed, m, p.Dim), collocation(t, p, 7)
		sys, err := Assemble(differences[float64](t, h), activationOf[float64](t, "sin"), p, feat, nodes, 1)
		require.NoError(t, err)
		eachEntry(p, feat, nodes, func(i, j int, e equation, w []float64, b float64) {
			s := derivatives(t, "sin", w, b, e.x, p.Order)
			far := make([]float64, p.Dim)
			for d := range far {
				far[d] = math.Abs(e.x[d]) + 2*h
			}
			delta := argument(u, w, b, far)
			want, tol := 0.0, 0.0
			for _, term := range e.terms {
				q := term.Index.Order()
				entry := term.Coef * power(w, term.Index) * s[q]
				sum, points, factors := math.Abs(term.Coef), 1, 0
				for d, k := range term.Index {
					entry *= central1D(k, w[d], h)
					weights, n := absWeights(k)
					sum, points, factors = sum*weights, points*n, factors+k
				}
				want += entry
				// Each value carries its argument's error (|s'| <= 1) and 1 ulp of
				// the library, each term of the sum a product and the sums after it,
				// then the division, the coefficient and the sum over terms; the closed
				// form 4 roundings for each factor sinc and its product, and 4 more.
				tol += sum*(delta+2*u+float64(points+3)*u)/math.Pow(h, float64(q)) +
					float64(4*factors+4)*u*math.Abs(entry)
			}
			require.InDelta(t, want, sys.A.At(i, j), tol, "%s, %s row %d, column %d, seed %d", p.Name, e.what, i, j, seed)
		})
	}
}

// The rows of a condition on the value are bitwise those of Taylor mode: both
// engines read the point itself, unscaled. The right-hand side knows no engine.
func TestProblemValueRows(t *testing.T) {
	const seed, m = 23, 9
	for _, p := range linearProblems(t) {
		feat, nodes := sample[float64](t, seed, m, p.Dim), collocation(t, p, 7)
		act := activationOf[float64](t, "tanh")
		ad, err := Assemble(jet.New[float64](), act, p, feat, nodes, 1)
		require.NoError(t, err)
		df, err := Assemble(differences[float64](t, 0x1p-6), act, p, feat, nodes, 1)
		require.NoError(t, err)
		assert.Equal(t, ad.F, df.F, p.Name)
		values := 0
		for i, e := range equations(p, nodes) {
			if e.terms[0].Index.Order() == 0 {
				require.Equal(t, ad.A.RawRowView(i), df.A.RawRowView(i), "%s, row %d", p.Name, i)
				values++
			} else {
				require.NotEqual(t, ad.A.RawRowView(i), df.A.RawRowView(i), "%s, row %d", p.Name, i)
			}
		}
		assert.Equal(t, len(p.Boundary[0].Points)/p.Dim, values, p.Name)
	}
}

// solve fits a problem with tanh features at the default cut-off, max(rows, cols)
// 2u, and returns the residual of the system and the coefficients.
func solve(t *testing.T, eng engine.Engine[float64], p pde.Problem, feat Features[float64], nodes []float64) (residual float64, a []float64) {
	sys, err := Assemble(eng, activationOf[float64](t, "tanh"), p, feat, nodes, 1)
	require.NoError(t, err)
	svd, err := spectrum.Decompose(sys.A)
	require.NoError(t, err)
	rows, cols := svd.Dims()
	keep := 0
	for _, s := range svd.Values() {
		if s >= float64(max(rows, cols))*2*unit[float64]()*svd.Norm2() {
			keep++
		}
	}
	a, err = svd.SolveTruncated(sys.F, keep)
	require.NoError(t, err)
	residual, err = Residual(sys, a)
	require.NoError(t, err)
	t.Logf("%s, %s: kept %d of %d values, residual %.1e", p.Name, eng.Name(), keep, cols, residual)
	return residual, a
}

// discreteSolution is what a problem becomes when central differences of
// accuracy 2 and step h take the place of its derivatives: the smooth solution of
// the difference equation, in closed form. A difference only scales sin(pi x), so it
// is c sin(pi x) with c from the interior, and a combination of the operator's
// kernel that vanishes at both ends and mends the slopes. On 1 - x^2 the slope by
// differences is exact; x - x^3 has -2 - h^2 at both ends; and of the linearised
// Kuramoto-Sivashinsky operator x and sin(k x) remain in the kernel, with k = 1
// moved to 2 sin(k h/2) = h. Nil where the square has no such form.
func discreteSolution(problem string, h float64) func(x []float64) float64 {
	sin := func(x float64) float64 { return math.Sin(math.Pi * x) }
	slope := sinc(math.Pi * h) // of sin(pi x), relative
	second := math.Pow(sinc(math.Pi*h/2), 2)
	switch problem {
	case "poisson-1d":
		return func(x []float64) float64 { return sin(x[0]) / second }
	case "helmholtz-1d":
		symbol := math.Pi * math.Pi * second
		return func(x []float64) float64 { return sin(x[0]) * (16 - math.Pi*math.Pi) / (16 - symbol) }
	case "biharmonic-1d":
		c := 1 / (second * second)
		d := math.Pi * (1 - c*slope) / (2 + h*h)
		return func(x []float64) float64 { return c*sin(x[0]) + d*(x[0]-x[0]*x[0]*x[0]) }
	case "third-order-1d":
		c := 1 / (second * slope)
		b := math.Pi * (1 - c*slope) / 2
		return func(x []float64) float64 { return c*sin(x[0]) + b*(1-x[0]*x[0]) }
	case "kuramoto-sivashinsky-1d":
		symbol := math.Pi * math.Pi * second // of the second difference, negated
		c := (math.Pow(math.Pi, 4) - math.Pi*math.Pi) / (symbol*symbol - symbol)
		k := 2 * math.Asin(h/2) / h
		// alpha x + beta sin(k x): 0 at 1, and a slope of -pi (1 - c slope) there.
		beta := -math.Pi * (1 - c*slope) / (math.Cos(k)*math.Sin(k*h)/h - math.Sin(k))
		return func(x []float64) float64 { return c*sin(x[0]) + beta*(math.Sin(k*x[0])-x[0]*math.Sin(k)) }
	case "poisson-2d":
		return func(x []float64) float64 { return sin(x[0]) * sin(x[1]) / second }
	}
	return nil
}

// Every problem in one variable end to end. Both engines fit their equations to
// more than half of the digits, and no better than one rounding of f allows. Taylor
// mode also finds the solution it never saw to half of the digits, and finite
// differences the solution of the difference equation, which differs by O(h^2).
func TestProblemsInOneVariable(t *testing.T) {
	const n, m = 127, 64
	u := unit[float64]()
	halfTheDigits := math.Sqrt(u)
	act := activationOf[float64](t, "tanh")
	for _, p := range linearProblems(t) {
		if p.Dim != 1 {
			continue
		}
		for seed := uint64(1); seed <= seeds(3); seed++ {
			feat, nodes := sample[float64](t, seed, m, 1), collocation(t, p, n)
			residual, a := solve(t, jet.New[float64](), p, feat, nodes)
			assert.Less(t, residual, halfTheDigits, "%s, seed %d", p.Name, seed)
			assert.Greater(t, residual, u, "%s, seed %d", p.Name, seed)
			off, err := SolutionError(feat, act, p, a)
			require.NoError(t, err)
			assert.Less(t, off, halfTheDigits, "%s, seed %d", p.Name, seed)

			for _, h := range []float64{0x1p-4, 0x1p-6} {
				residual, a := solve(t, differences[float64](t, h), p, feat, nodes)
				assert.Less(t, residual, halfTheDigits, "%s, seed %d, h = %v", p.Name, seed, h)
				assert.Greater(t, residual, u, "%s, seed %d, h = %v", p.Name, seed, h)
				off, err := SolutionError(feat, act, p, a)
				require.NoError(t, err)
				assert.Greater(t, off, h*h/2, "%s, seed %d, h = %v: truncation shows", p.Name, seed, h)
				discrete := p
				discrete.Solution = discreteSolution(p.Name, h)
				off, err = SolutionError(feat, act, discrete, a)
				require.NoError(t, err)
				assert.Less(t, off, halfTheDigits, "%s, seed %d, h = %v", p.Name, seed, h)
			}
		}
	}
}

// The square end to end, with wider features (R = 1.5), of which 250 resolve
// the solution to a few digits more than h = 2^-4 does. By differences of accuracy 2
// the error is h^2 times a constant: halving h divides it by 4 up to O(h^2) and
// the error of Taylor mode, whose residual shows the same resolution. For Poisson's
// equation the difference equation has a solution in closed form, which is met as
// closely as Taylor mode meets its own.
func TestProblemsInThePlane(t *testing.T) {
	const (
		n, m, r    = 15, 250, 1.5
		coarse     = 0x1p-4
		resolution = coarse * coarse / 16 // of the solution
		next       = 4 * coarse * coarse  // the next term of the error, relative to the first: (pi h)^2 times less than 2/5
	)
	act := activationOf[float64](t, "tanh")
	for _, p := range []pde.Problem{pde.Poisson2D(), pde.Biharmonic2D()} {
		for seed := uint64(1); seed <= seeds(2); seed++ {
			feat, err := Sample[float64](seed, m, 2, r)
			require.NoError(t, err)
			nodes := collocation(t, p, n)
			residual, a := solve(t, jet.New[float64](), p, feat, nodes)
			ad, err := SolutionError(feat, act, p, a)
			require.NoError(t, err)
			t.Logf("%s, seed %d: solution %.1e", p.Name, seed, ad)
			assert.Less(t, ad, resolution, "%s, seed %d", p.Name, seed)
			assert.Less(t, residual, resolution, "%s, seed %d", p.Name, seed)

			var errors []float64
			for _, h := range []float64{coarse, coarse / 2} {
				residual, a := solve(t, differences[float64](t, h), p, feat, nodes)
				assert.Less(t, residual, resolution, "%s, seed %d, h = %v", p.Name, seed, h)
				off, err := SolutionError(feat, act, p, a)
				require.NoError(t, err)
				errors = append(errors, off)
				if discrete := p; discreteSolution(p.Name, h) != nil {
					discrete.Solution = discreteSolution(p.Name, h)
					off, err := SolutionError(feat, act, discrete, a)
					require.NoError(t, err)
					assert.Less(t, off, resolution, "%s, seed %d, h = %v", p.Name, seed, h)
				}
			}
			t.Logf("%s, seed %d: by differences %.3e, half the step %.3e", p.Name, seed, errors[0], errors[1])
			assert.InDelta(t, errors[0]/4, errors[1], errors[0]*next+ad, "%s, seed %d", p.Name, seed)
		}
	}
}

// The default grid of the square is 41 by 41 points, edges included.
func TestDefaultGridInThePlane(t *testing.T) {
	const seed, m, points = 1, 5, 41
	p, act, feat := pde.Poisson2D(), activationOf[float64](t, "tanh"), sample[float64](t, seed, m, 2)
	a := []float64{1, -2, 3, -4, 5}
	got, err := SolutionError(feat, act, p, a)
	require.NoError(t, err)
	var off, all float64
	for i := range points {
		for k := range points {
			x := []float64{float64(i-points/2) / (points / 2), float64(k-points/2) / (points / 2)}
			y, err := Evaluate(feat, act, a, x)
			require.NoError(t, err)
			v := p.Solution(x)
			off += (y[0] - v) * (y[0] - v)
			all += v * v
		}
	}
	want := math.Sqrt(off / all)
	// Two sums of positive terms, each a difference and a square, on either side.
	// A value is a sum of m products below 15, small against the largest errors.
	assert.InDelta(t, want, got, 2*(points*points+2*m)*unit[float64]()*want)
}
