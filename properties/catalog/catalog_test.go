package catalog_test

import (
	"bufio"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/properties/catalog"
)

// rows reads a table of mpmath: comments, then rows of columns.
func rows(t *testing.T, name string, columns int) [][]string {
	file, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer file.Close()
	var r [][]string
	header := ""
	for s := bufio.NewScanner(file); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			header += s.Text() + "\n"
			continue
		}
		f := strings.Fields(s.Text())
		require.Len(t, f, columns, s.Text())
		r = append(r, f)
	}
	require.Contains(t, header, "mpmath 1.3.0", "generator and version")
	require.NotEmpty(t, r)
	return r
}

func decimal(t *testing.T, s string) *big.Float {
	f, _, err := big.ParseFloat(s, 10, exact.Prec+exact.Guard, big.ToNearestEven)
	require.NoError(t, err)
	return f
}

func hexadecimal(t *testing.T, s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

// agrees compares relatively with 82 digits, or absolutely with size where the exact
// number is 0. 2^-Prec is the accuracy that the package states.
func agrees(got, want, size *big.Float) (bits int, ok bool) {
	d := new(big.Float).SetPrec(exact.Prec+exact.Guard).Sub(got, want)
	if want.Sign() != 0 {
		size = want
	}
	if d.Sign() == 0 {
		return exact.Prec + exact.Guard, true
	}
	bits = size.MantExp(nil) - d.MantExp(nil)
	return bits, bits >= exact.Prec
}

// Every coefficient to order 6, at every hard place and at ordinary points, agrees
// with divided differences of mpmath.
func TestFunctionTable(t *testing.T) {
	seen := map[string][]float64{}
	least := exact.Prec + exact.Guard
	table := rows(t, "functions.txt", 4)
	highest := map[[2]string]int{} // order, by function and point: one series serves its rows
	for _, row := range table {
		k, err := strconv.Atoi(row[2])
		require.NoError(t, err)
		highest[[2]string(row)] = max(highest[[2]string(row)], k)
	}
	jets := map[[2]string]exact.Jet{}
	for _, row := range table {
		f, err := catalog.ByName(row[0])
		require.NoError(t, err)
		x, at := hexadecimal(t, row[1]), [2]string(row)
		k, err := strconv.Atoi(row[2])
		require.NoError(t, err)
		if jets[at] == nil {
			jets[at], err = f.Exact(exact.New(x), highest[at])
			require.NoError(t, err, row)
		}
		c := jets[at]
		bits, ok := agrees(c[k], decimal(t, row[3]), exact.New(1))
		assert.True(t, ok, "%s at %v, coefficient %d: got %v, want %s, %d bits", f.Name, x, k, c[k].Text('p', 30), row[3], bits)
		seen[f.Name] = append(seen[f.Name], x)
		least = min(least, bits)
	}
	t.Logf("at least %d bits", least)
	for _, f := range catalog.All() {
		for _, p := range f.Places {
			assert.Contains(t, seen[f.Name], p.X, "%s: place %v is not in the table", f.Name, p.X)
		}
	}
}

// Value, gradient and Hessian, at every hard place and at an ordinary point, agree
// with divided differences of mpmath.
func TestFieldTable(t *testing.T) {
	seen := map[string][][]float64{}
	for _, row := range rows(t, "fields.txt", 4) {
		f, err := catalog.FieldByName(row[0])
		require.NoError(t, err)
		var at []float64
		var x []*big.Float
		for _, s := range strings.Split(row[1], ",") {
			v := hexadecimal(t, s)
			at, x = append(at, v), append(x, exact.New(v))
		}
		var axes []int
		for _, s := range strings.Split(row[2], ",") {
			if s != "-" {
				i, err := strconv.Atoi(s)
				require.NoError(t, err)
				axes = append(axes, i)
			}
		}
		var got, size *big.Float
		switch len(axes) {
		case 0:
			got, err = f.Value(x)
			size = got
			seen[f.Name] = append(seen[f.Name], at)
		case 1:
			g, e := f.Gradient(x)
			require.NoError(t, e)
			got, size = g[axes[0]], g[axes[0]]
		case 2:
			h, e := f.Hessian(x)
			require.NoError(t, e)
			got, size = h[axes[0]][axes[1]], h[axes[0]][axes[0]]
			assert.Zero(t, got.Cmp(h[axes[1]][axes[0]]), "symmetry")
		}
		require.NoError(t, err, row)
		bits, ok := agrees(got, decimal(t, row[3]), size)
		assert.True(t, ok, "%s at %v, derivative %s: got %v, want %s, %d bits", f.Name, at, row[2], got.Text('p', 30), row[3], bits)
	}
	for _, f := range catalog.Fields() {
		for _, p := range f.Places {
			assert.Contains(t, seen[f.Name], p.X, "%s: place %v is not in the table", f.Name, p.X)
		}
	}
}

// Central differences of accuracy 8 of one coefficient give the next: (k+1) c_(k+1) is
// the derivative of c_k, at points of the grid. With the moments M_j of the stencil,
//
//	difference of c_k = (k+1) c_(k+1) + sum over j >= 9 of M_j h^(j-1) binomial(k+j, j) c_(k+j).
//
// Five terms of the sum are computed. The step is 2^-26 of the core or less, so that each
// is far below the one two before it: twice their sizes bound the sum. The values
// err by 2^-256 of the size that c_k has beside x, which 1/h and the weights,
// whose absolute values sum to less than 3, magnify.
func TestDerivativesByDifferences(t *testing.T) {
	var offsets []*big.Rat
	for j := range 9 {
		offsets = append(offsets, big.NewRat(int64(j-4), 1))
	}
	s, err := exact.NewStencil(1, offsets)
	require.NoError(t, err)
	const order, first, terms = 8, 9, 5
	points := 7
	if testing.Short() {
		points = 4
	}
	for _, f := range catalog.All() {
		for _, x := range f.Grid(points) {
			if x == f.Core.Lo || x == f.Core.Hi {
				continue // the end of the domain, for some
			}
			r := (f.Core.Hi - f.Core.Lo) / 64
			for _, k := range f.Kinks {
				r = min(r, math.Abs(x-k.X)/2)
			}
			h := exact.New(math.Ldexp(0x1p-20, math.Ilogb(r)))
			c, err := f.Exact(exact.New(x), order+first+terms)
			require.NoError(t, err)
			at := map[string]exact.Jet{} // the points of the stencil, the same for every k
			for k := range order {
				got := s.Sum(func(v *big.Float) *big.Float {
					name := v.Text('p', 0)
					if at[name] == nil {
						at[name], err = f.Exact(v, order-1)
						require.NoError(t, err)
					}
					return at[name][k]
				}, exact.New(x), h)
				allowed := exact.New(0)
				for j := k; j < k+first; j++ {
					size := new(big.Float).Mul(c[j], exact.New(math.Pow(r, float64(j-k))))
					allowed.Add(allowed, size.Abs(size))
				}
				allowed.Quo(allowed.Mul(allowed, exact.New(3*0x1p-256)), h)
				power := exact.New(2)
				for range first - 1 {
					power.Mul(power, h)
				}
				for j := first; j < first+terms; j++ {
					term := exact.New(0).SetRat(s.Moment(j))
					term.Mul(term, new(big.Float).SetInt(new(big.Int).Binomial(int64(k+j), int64(j))))
					term.Mul(term, c[k+j]).Mul(term, power)
					allowed.Add(allowed, term.Abs(term))
					power.Mul(power, h)
				}
				d := got.Sub(got, new(big.Float).SetPrec(exact.Prec).Mul(c[k+1], exact.New(float64(k+1))))
				assert.LessOrEqual(t, d.Abs(d).Cmp(allowed), 0, "%s at %v, order %d: off by %s, allowed %s", f.Name, x, k, d.Text('g', 3), allowed.Text('g', 3))
			}
		}
	}
}

// Every place is hard in the way that its difficulty is defined.
func TestPlacesAreHard(t *testing.T) {
	for _, f := range catalog.All() {
		assert.NotEmpty(t, f.Places, f.Name)
		for _, p := range f.Places {
			assert.True(t, f.Domain.Contains(p.X), "%s: %v", f.Name, p)
			assert.NotEmpty(t, p.Why)
			c, err := f.Exact(exact.New(p.X), 4)
			require.NoError(t, err, f.Name)
			size := func(k int) *big.Float { return new(big.Float).Abs(c[k]) }
			condition := math.Inf(1)
			if c[0].Sign() != 0 {
				q := new(big.Float).Mul(size(1), exact.New(math.Abs(p.X)))
				condition, _ = q.Quo(q, size(0)).Float64()
			}
			value := math.Abs(exact.Float64(c[0]))
			switch p.Hard {
			case catalog.Cancels:
				_, ulps := exact.Error64(f.Naive(p.X), c[0])
				assert.GreaterOrEqual(t, ulps, 1000., "%s: %v", f.Name, p)
			case catalog.Sensitive:
				assert.GreaterOrEqual(t, condition, 1000., "%s: %v", f.Name, p)
			case catalog.Saturated:
				assert.LessOrEqual(t, condition, 0x1p-20, "%s: %v", f.Name, p)
				assert.NotZero(t, c[1].Sign(), "%s: %v", f.Name, p)
			case catalog.Tiny:
				assert.Less(t, value, 0x1p-1022, "%s: %v", f.Name, p)
				assert.Positive(t, value, "%s: %v", f.Name, p)
			case catalog.Huge:
				assert.GreaterOrEqual(t, value, 0x1p1000, "%s: %v", f.Name, p)
			case catalog.Steep:
				steep := false
				for k := 1; k <= 4; k++ {
					limit := new(big.Float).Mul(size(0), exact.New(500))
					steep = steep || size(k).Cmp(limit) >= 0
				}
				assert.True(t, steep, "%s: %v", f.Name, p)
			case catalog.Beside:
				near := slices.ContainsFunc(f.Kinks, func(k catalog.Kink) bool { return math.Abs(k.X-p.X) <= 0x1p-10 })
				assert.True(t, near, "%s: %v", f.Name, p)
			default:
				t.Errorf("%s: difficulty %q", f.Name, p.Hard)
			}
		}
	}
}

func TestFieldPlacesAreHard(t *testing.T) {
	condition := func(g *big.Float, row []*big.Float, x []float64) float64 {
		if g.Sign() == 0 {
			return 0
		}
		s := exact.New(0)
		for j, h := range row {
			term := new(big.Float).Mul(h, exact.New(x[j]))
			s.Add(s, term.Abs(term))
		}
		q, _ := s.Quo(s, new(big.Float).Abs(g)).Float64()
		return q
	}
	for _, f := range catalog.Fields() {
		assert.NotEmpty(t, f.Places, f.Name)
		for _, p := range f.Places {
			require.Len(t, p.X, f.Dim, f.Name)
			x := make([]*big.Float, f.Dim)
			for i, v := range p.X {
				assert.True(t, f.Domain.Contains(v), "%s: %v", f.Name, p)
				x[i] = exact.New(v)
			}
			value, err := f.Value(x)
			require.NoError(t, err)
			g, err := f.Gradient(x)
			require.NoError(t, err)
			h, err := f.Hessian(x)
			require.NoError(t, err)
			_, ulps := exact.Error64(f.Naive(p.X), value)
			worst := max(ulps, condition(value, g, p.X))
			for i := range g {
				worst = max(worst, condition(g[i], h[i], p.X))
			}
			assert.GreaterOrEqual(t, worst, 1000., "%s: %v", f.Name, p)
		}
	}
}

// naiveUlps is what a formula of the catalogue may lose away from its hard places: a
// wrong one is off by 2^40 and more, and sums cancel there too, by less than 2^20.
const naiveUlps = 0x1p20

// besideZero is the value below which a point counts as beside a zero: a sum of terms of
// size 1 has lost ten bits there.
const besideZero = 0x1p-10

// Elsewhere the formula as it is written gives the value: they are the same function.
func TestNaive(t *testing.T) {
	for _, f := range catalog.All() {
		for _, x := range f.Grid(33) {
			if f.Name == "cosratio" && x == 0 {
				continue // 0/0
			}
			y, err := f.Derivative(x, 0)
			require.NoError(t, err)
			if f.Name == "wilkinson" && x > 2 {
				continue // where the expanded form has no digit: Wilkinson's point
			}
			if size := math.Abs(exact.Float64(y)); size < besideZero {
				continue // beside a zero, where all cancels
			}
			_, ulps := exact.Error64(f.Naive(x), y)
			assert.LessOrEqual(t, ulps, naiveUlps, "%s at %v", f.Name, x)
			_, ulps = exact.Error64(f.Float64(x), y)
			assert.LessOrEqual(t, ulps, 0.5, "%s at %v", f.Name, x)
		}
	}
	for _, f := range catalog.Fields() {
		if f.Name == "logsumexp" {
			continue // overflows everywhere
		}
		for _, x := range f.Grid(16) {
			if y := f.Float64(x); y != 0 {
				assert.InEpsilon(t, y, f.Naive(x), naiveUlps*0x1p-52, "%s at %v", f.Name, x)
			}
		}
	}
}

func TestNames(t *testing.T) {
	names, fields := catalog.Names(), catalog.FieldNames()
	assert.Subset(t, names, exact.Names())
	assert.GreaterOrEqual(t, len(names), 30)
	for _, n := range [][]string{names, fields} {
		sorted := slices.Clone(n)
		slices.Sort(sorted)
		assert.Equal(t, sorted, slices.Compact(slices.Clone(sorted)), "names are unique")
	}
	for _, name := range names {
		f, err := catalog.ByName(name)
		require.NoError(t, err)
		assert.Equal(t, name, f.Name)
		assert.NotEmpty(t, f.Formula)
		assert.True(t, f.Domain.Contains(f.Core.Lo) && f.Domain.Contains(f.Core.Hi), name)
		for _, x := range f.Grid(17) {
			assert.True(t, f.Core.Contains(x), name)
		}
	}
	_, err := catalog.ByName("sine")
	assert.ErrorContains(t, err, `unknown function "sine", want one of exp, log`)
	_, err = catalog.FieldByName("rosen")
	assert.ErrorContains(t, err, `unknown field "rosen", want one of rosenbrock`)

	// What is returned is the caller's own.
	f, err := catalog.ByName("abs")
	require.NoError(t, err)
	f.Places[0].X, f.Kinks[0].X = 7, 7
	again, err := catalog.ByName("abs")
	require.NoError(t, err)
	assert.Zero(t, again.Kinks[0].X)
	assert.NotEqual(t, 7., again.Places[0].X)
}

func TestInput(t *testing.T) {
	f, err := catalog.ByName("abscube")
	require.NoError(t, err)
	zero := exact.New(0)
	_, err = f.Exact(zero, 3)
	assert.ErrorContains(t, err, "no derivative of order 3")
	c, err := f.Exact(zero, 2)
	require.NoError(t, err, "two derivatives exist")
	assert.Zero(t, c.Derivative(2).Sign())
	_, err = f.Exact(zero, -1)
	assert.ErrorContains(t, err, "order -1")
	_, err = f.Exact(exact.New(math.MaxFloat64), 0)
	assert.ErrorContains(t, err, "outside the domain")
	_, err = f.Exact(new(big.Float).SetInf(false), 0)
	assert.ErrorContains(t, err, "outside the domain")
	_, err = f.Derivative(math.NaN(), 0)
	assert.ErrorContains(t, err, "outside the domain")
	_, err = f.Derivative(math.Inf(1), 0)
	assert.ErrorContains(t, err, "outside the domain")
	assert.True(t, math.IsNaN(f.Float64(math.NaN())))
	_, err = catalog.Function{}.Exact(zero, 0)
	assert.Error(t, err)

	n, err := catalog.FieldByName("norm")
	require.NoError(t, err)
	origin := []*big.Float{zero, zero, zero}
	v, err := n.Value(origin)
	require.NoError(t, err)
	assert.Zero(t, v.Sign())
	_, err = n.Gradient(origin)
	assert.ErrorContains(t, err, "no gradient")
	_, err = n.Hessian(origin)
	assert.ErrorContains(t, err, "no gradient")
	_, err = n.Value(origin[:2])
	assert.ErrorContains(t, err, "want 3")
	_, err = n.Along(origin, origin, -1)
	assert.ErrorContains(t, err, "order -1")
	assert.True(t, math.IsNaN(n.Float64([]float64{1, math.NaN(), 1})))
	assert.True(t, math.IsNaN(n.Float64([]float64{1, 2, math.MaxFloat64})))
	_, err = catalog.Field{}.Value(nil)
	assert.Error(t, err)
}
