package pointwise

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/properties/expr"
	"adfd/theory"
	"adfd/theory/claims"
)

// What the columns of A and F say, by hand and in closed form.

// tableOf is a table of one row.
func tableOf(fields ...lab.Fields) (claims.Table, claims.Row) {
	t := claims.NewTable([]string{"cell"})
	lab.Add(&t, []string{"a"}, fields...)
	return t, t.Rows[0]
}

// median is that of a few numbers.
func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

func TestAccuracyFieldsByHand(t *testing.T) {
	var a accuracy
	for _, b := range []accuracy{{1, 0.25, 0.5, 3, 0}, {1, 0.75, 0.125, 2, 0}, {2, 0.5, 0.25, 7, 0}} {
		a.merge(b)
	}
	assert.Equal(t, 7., a.ulps)
	table, r := tableOf(a.fields(lab.TolNoise))
	for name, want := range map[string]float64{"n": 4, "error/bound": 0.75, "bound/100u|rec|": 0.5} {
		assert.Equal(t, want, table.Value(r, name), name)
	}
	assert.Len(t, table.Columns, 3)
}

// An implementation whose bound is 50 u of the recurrence, half of what is allowed, and whose
// error is a quarter of its bound in the first of three cases and less in the others.
func TestGroupMeasureByHand(t *testing.T) {
	calls := 0
	units := make([]float64, MaxOrder+1) // the largest error of each order in units of 2^-52 of its binade
	made := func(f expr.Expr, x float64, order int) (certified.Jet, error) {
		calls++
		b, err := f.Bounded(x, order)
		if err != nil {
			return b, err
		}
		want, err := f.Exact(exact.New(x), order)
		if err != nil {
			return b, err
		}
		for k := range b.Value {
			b.Bound[k] = 50 * theory.UnitRoundoff64 * b.Magnitude[k]
			rounded := exact.Float64(want[k])
			b.Value[k] = rounded + b.Bound[k]/4/float64(calls)
			units[k] = max(units[k], (b.Value[k]-rounded)/math.Ldexp(0x1p-52, math.Ilogb(rounded)))
		}
		return b, nil
	}
	g := accuracyGroup{kind: claims.KindOne, name: "exp", depth: 1, n: 3, lo: -1, hi: 1}
	worst, err := g.measure(t.Context(), made, rand.New(rand.NewPCG(1, 0)))
	require.NoError(t, err)
	require.Len(t, worst, MaxOrder+1)
	for k, a := range worst {
		assert.Equal(t, 3, a.n)
		assert.InDelta(t, 0.5, a.bound, 0x1p-50, "order %d", k)
		assert.InDelta(t, 0.25, a.error, 2./50, "order %d: the value is rounded twice", k)
		assert.InDelta(t, units[k], a.ulps, 0.5, "order %d", k)
	}
}

// A call that is off by three units in the last place, on an interval within a binade.
func TestLibraryCallByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	same := func(x *big.Float) *big.Float { return x }
	for _, name := range []string{"exp", "erfc"} {
		c := libraryCall{name, func(x float64) float64 { return x + 3*0x1p-52 }, same, 1.25, 1.75}
		assert.Equal(t, accuracy{n: 16, ulps: 3, stated: certified.LibraryUlps[name].Result}, c.measure(s, 0))
	}
	assert.NotEqual(t, certified.LibraryUlps["exp"].Result, certified.LibraryUlps["erfc"].Result)

	table, err := JetAccuracy(t.Context(), s, nil)
	require.NoError(t, err)
	calls := 0
	for _, r := range table.Rows {
		want := 0.
		if table.Key(r, "kind") == claims.KindCall {
			want = certified.LibraryUlps[table.Key(r, "function")].Result
			calls++
		}
		assert.Equal(t, want, table.Value(r, claims.ColClaim), "%v", r.Key)
	}
	assert.Equal(t, len(libraryCalls), calls)
}

// On exp(2x - 3y + 1/2) each operator multiplies by its symbol at (2, -3).
func TestCombinationsOfExp(t *testing.T) {
	net, x := Layers{{W: [][]float64{{2, -3}}, B: []float64{0.5}, Name: "exp"}}, []float64{0.25, 0.125}
	symbols := map[string]float64{"laplacian": 13, "biharmonic": 169, "d(1,1)": -6, "d(2,1)": -12, "d(2,2)": 36, "d(1,3)": -54}
	seen := 0
	for _, o := range combinations() {
		if o.dim != 2 {
			continue
		}
		seen++
		require.Contains(t, symbols, o.name)
		want := exact.Exp(exact.New(2*0.25 - 3*0.125 + 0.5))
		want.Mul(want, exact.New(symbols[o.name]))
		got, err := o.exactValue(net, x)
		require.NoError(t, err)
		distance := func(v *big.Float) float64 { return math.Abs(exact.Float64(new(big.Float).Sub(v, want))) }
		assert.LessOrEqual(t, distance(got), math.Abs(exact.Float64(want))*math.Exp2(-exact.Prec+8), o.name)

		plan, err := jet.NewPlan[float64](o.op, 2)
		require.NoError(t, err)
		how, err := coefficients(plan, len(o.op), 2)
		require.NoError(t, err)
		b, err := o.bounded(net, how, x)
		require.NoError(t, err)
		assert.LessOrEqual(t, distance(exact.New(b.Value[0])), b.Bound[0], o.name)
		assert.GreaterOrEqual(t, b.Magnitude[0]*(1+0x1p-40), math.Abs(exact.Float64(want)), o.name)
	}
	assert.Equal(t, len(symbols), seen)
}

// A3 over its draws in loops: the error over what the plan and the certified evaluation differ by and
// the bound of the latter, and that sum over 100 u of the recurrence.
func TestPartialsMeasureByHand(t *testing.T) {
	const u, stream = theory.UnitRoundoff64, 77
	s := claims.DefaultSetup(claims.Short, 21)
	o := combinations()[1]
	require.Equal(t, "biharmonic", o.name)
	for depth := 1; depth <= 2; depth++ {
		c := partialCase{o, depth}
		got, err := c.measure(t.Context(), s, stream+uint64(depth))
		require.NoError(t, err)
		plan, err := jet.NewPlan[float64](o.op, o.dim)
		require.NoError(t, err)
		how, err := coefficients(plan, len(o.op), o.dim)
		require.NoError(t, err)
		rng := rand.New(rand.NewPCG(s.Seed, stream+uint64(depth)))
		worst, bound := 0., 0.
		for range 5 {
			net := drawLayers(2, depth, rng)
			x := []float64{within(-1, 1, rng), within(-1, 1, rng)}
			d, err := net.Forward(plan, 3, x)
			require.NoError(t, err)
			value := d[0] + 2*d[1] + d[2]
			b, err := o.bounded(net, how, x)
			require.NoError(t, err)
			want, err := o.exactValue(net, x)
			require.NoError(t, err)
			allowed := b.Bound[0] + math.Abs(value-b.Value[0])
			worst = max(worst, math.Abs(exact.Float64(new(big.Float).Sub(exact.New(value), want)))/allowed)
			bound = max(bound, allowed/(100*u*b.Magnitude[0]))
		}
		assert.Equal(t, 5, got.n)
		assert.InEpsilon(t, worst, got.error, 0x1p-40)
		assert.InEpsilon(t, bound, got.bound, 0x1p-40)
	}
}

// With the sides exchanged every sample of AD's, which is FD's plan, changes with the function
// elsewhere, and none of FD's does. (A changed constant to the right moves every difference.)
func TestSamplePointCountsExchangedSides(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 8)
	points, features := localSamples(s.Size)
	for _, c := range localCases()[:5] {
		ad, err := c.plan(claims.EngineAD, s)
		require.NoError(t, err)
		fd, err := c.plan(claims.EngineFD, s)
		require.NoError(t, err)
		for exchanged, want := range []float64{0, float64(points * features)} {
			sides := [][]engine.Plan[float64]{{ad, fd}, {fd, ad}}[exchanged]
			counts := newLocalCounts()
			require.NoError(t, c.compare(sides[0], sides[1], points, features, rand.New(rand.NewPCG(8, 1)), counts))
			table := localTable([]localCase{c}, []localCounts{counts})
			for _, r := range table.Rows {
				assert.Equal(t, want, table.Value(r, claims.ColADChanged), "%v", r.Key)
				assert.Equal(t, want, table.Value(r, claims.ColFDUnchanged), "%v", r.Key)
				assert.Equal(t, float64(points*features), table.Value(r, claims.ColCount), "%v", r.Key)
			}
		}
	}
}

// halfDecades is 10^(-i/2) to the bit of the grids, on which the errors of rounding depend.
func halfDecades(i int) float64 { return math.Pow10(-(i / 2)) * []float64{1, math.Sqrt(0.1)}[i%2] }

// A central difference of sin is cos x sinc h: the error relative to its first term is the same at
// every point, and slope and constant are those of (sinc h - 1)/(-h^2/6), 1 - h^2/20 + h^4/840.
func TestTruncationByHand(t *testing.T) {
	f := analytic{"sin", -3, 3, 200} // as if its singularity were far away: h from 0.02 to 0.2
	share := func(h float64) float64 { return 1 - h*h/20 + h*h*h*h/840 }
	fits, err := formulaCell{f, 1, 2}.truncation(t.Context(), claims.DefaultSetup(claims.Short, 3), rand.New(rand.NewPCG(3, 0)))
	require.NoError(t, err)
	var sx, sy, sxx, sxy float64
	for i := range 9 {
		h := 0.2 * math.Pow(10, -float64(i)/8)
		x, y := math.Log(h), math.Log(h*h*share(h))
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	got := fits[0]
	const next = 1e-8 // h^6/60480 of the series that was cut, and the sums
	assert.Equal(t, 3, got.points)
	assert.InDelta(t, (9*sxy-sx*sy)/(9*sxx-sx*sx), got.slope, next)
	assert.InDelta(t, share(0.02), got.constant, next)
	assert.InEpsilon(t, 0.02, got.lo, 0x1p-48)
	assert.InEpsilon(t, 0.2, got.hi, 0x1p-48)

	// In float64 the errors at single steps are -cos x h^2/6 and its next terms, and a rounding.
	s, err := fd.Central(1, 2)
	require.NoError(t, err)
	const x = 0.75
	e, err := newStencilErrors("sin", s, 3, x)
	require.NoError(t, err)
	assert.InEpsilon(t, -math.Cos(x), e.leading, 0x1p-50)
	assert.InEpsilon(t, math.Sin(x), e.value, 0x1p-50)
	// What share leaves out is h^6/60480 of it, 6.3e-11 at the larger step, and sums of a few u.
	const cut = 2 * 0x1p-18 / 60480
	for _, h := range []float64{0.125, 0x1p-6} {
		want := -math.Cos(x) * h * h / 6 * share(h)
		assert.InEpsilon(t, want, e.truncated(h), cut, h)
		assert.InDelta(t, want, e.rounded(h), 4*theory.UnitRoundoff64/h+cut/6*h*h, h)
		assert.NotEqual(t, e.truncated(h), e.rounded(h), h)
	}
	// The window: steps at which cos(x) h^2/6 is a hundred times the (2 + 5) u sin(x)/h of rounding.
	var want []float64
	for i := range 16 {
		if h := 0.05 * halfDecades(i); math.Cos(x)*h*h/6 >= 100*7*theory.UnitRoundoff64*math.Sin(x)/h {
			want = append(want, h)
		}
	}
	assert.Equal(t, 2, s.Len())
	assert.Equal(t, want, e.window(1, 1./6))
	assert.Less(t, len(want), 16)
}

func TestTallyByHand(t *testing.T) {
	a, b := tally{slope: 3}, tally{}
	a.add(2, 4, 8)
	a.add(3, 4, 3)
	b.add(1, 8, 5)
	b.add(4, 64, 40)
	a.merge(b)
	table := claims.NewTable([]string{"function", "smooth", "q", "p", "regime"})
	a.addTo(&table, []string{"f", "1", "2"})
	// error/bound 0.5 0.75 0.125 0.0625 and error/running 0.25 1 0.2 0.1; the inverses 2, 4/3, 8, 16 and 4, 1, 5, 10.
	r := table.Rows[0]
	for name, want := range map[string]float64{"n": 4, "error/bound": 0.75, "bound/error": 5, "error/running": 1, "running/error": 4.5, "slope": 3} {
		assert.Equal(t, want, table.Value(r, name), name)
	}
	assert.Len(t, table.Columns, 6)
}

// One point of exp with the first formula: errors in 256 bits, and bounds whose maxima are e^(x+h).
// The maxima that the protocol proves may be 2^-4 larger, and a step may change its regime for it.
func TestTotalErrorByHand(t *testing.T) {
	const u = theory.UnitRoundoff64
	s := claims.DefaultSetup(claims.Short, 5)
	c, err := newTotalCell(s, formulaCell{analytic{"exp", -1, 1, 1}, 1, 2})
	require.NoError(t, err)
	got, err := c.measure(t.Context(), 1, rand.New(rand.NewPCG(5, 5)))
	require.NoError(t, err)
	x := within(-1, 1, rand.New(rand.NewPCG(5, 5)))
	derivative := exact.Exp(exact.New(x))
	type side struct{ total, tightness []float64 }
	sides := map[bool]*side{true: {}, false: {}}
	for i := range 25 {
		h := halfDecades(i)
		if h < smallestStep {
			break
		}
		value := (math.Exp(x+h)/2 - math.Exp(x-h)/2) / h
		e := math.Abs(exact.Float64(new(big.Float).Sub(exact.New(value), derivative)))
		top := math.Exp(x + h)
		cut := h * h / 6 * top
		round := (top*u*(math.Abs(x)+3*h) + valueError("exp")(x+h, 0) + 5*u*top) / h
		on := sides[cut >= round]
		on.total, on.tightness = append(on.total, e/(cut+round)), append(on.tightness, (cut+round)/e)
	}
	for k, truncated := range []bool{true, false} {
		want := sides[truncated]
		assert.InDelta(t, len(want.total), got[k].n, 1)
		assert.InEpsilon(t, slices.Max(want.total), got[k].total, 1./8)
		if got[k].n == len(want.total) {
			assert.InEpsilon(t, median(want.tightness), lab.MedianOf(got[k].loose), 1./8)
		}
		assert.LessOrEqual(t, got[k].total, got[k].running, "the running bound is the smaller one")
	}
	assert.Equal(t, 25, got[0].n+got[1].n)
}

// About the kink, at x = h/4, a central difference of max(x, 0) is 5/8 of 1 at every step; of |x|^3 it
// is (125 - 27)/128 h^2 for 24/128, an error of 74/128 h^2 where h^2 is allowed.
func TestKinkByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 5)
	const steps, fitted = 9, 1e-9
	for name, want := range map[string]struct {
		smooth              string
		slope, total, loose float64
	}{
		"relu": {claims.SmoothNo, 0, math.Inf(1), 0}, "cubed": {claims.SmoothYes, 2, 98./128*1 - 24./128, 128. / 74},
	} {
		c, err := newTotalCell(s, formulaCell{analytic{name: name}, 1, 2})
		require.NoError(t, err)
		got, err := c.measureKink(kinks[name])
		require.NoError(t, err)
		require.Len(t, got, 1)
		assert.Equal(t, []any{want.smooth, claims.RegimeKink, steps}, []any{got[0].smooth, got[0].regime, got[0].n})
		assert.InDelta(t, want.slope, got[0].slope, fitted, name)
		if name == "cubed" {
			assert.InDelta(t, want.total, got[0].total, fitted)
			assert.InDelta(t, want.loose, lab.MedianOf(got[0].loose), fitted)
			assert.InDelta(t, want.total, got[0].running, fitted)
			assert.InDelta(t, want.loose, lab.MedianOf(got[0].within), fitted)
		} else {
			assert.Greater(t, got[0].total, 1e6, "a bound of rounding alone")
		}
	}
}

// F3 for the first derivative of sin with two points: the formula, the search and the root mean squares
// in loops, in float32 and float64; and the exponents by the normal equations.
func TestBestStepByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 9)
	rows, err := formulaCell{analytic{"sin", -3, 3, 1}, 1, 2}.bestSteps(t.Context(), s, rand.New(rand.NewPCG(9, 1)))
	require.NoError(t, err)
	require.Len(t, rows, 4)
	rng := rand.New(rand.NewPCG(9, 1))
	var x []float64
	value, third := 0., 0.
	for range 48 {
		v := float64(float32(within(-3, 3, rng)))
		x, value, third = append(x, v), value+math.Pow(math.Sin(v), 2)/48, third+math.Pow(math.Cos(v), 2)/48
	}
	rms := map[int]func(h float64) float64{
		24: func(h float64) float64 {
			sum, f := 0., func(x float32) float32 { return float32(math.Sin(float64(x))) }
			for _, v := range x {
				x, h := float32(v), float32(h)
				sum += math.Pow(float64((f(x+h)/2-f(x-h)/2)/h)-math.Cos(v), 2) / 48
			}
			return math.Sqrt(sum)
		},
		53: func(h float64) float64 {
			sum := 0.
			for _, v := range x {
				sum += math.Pow((math.Sin(v+h)/2-math.Sin(v-h)/2)/h-math.Cos(v), 2) / 48
			}
			return math.Sqrt(sum)
		},
	}
	// Sums of 48 squares, roots and logarithms are rounded less than 2^13 times in all.
	const sums = 0x1p13 * theory.UnitRoundoff64
	var sx, sxx, sh, sxh, se, sxe float64
	for k, bits := range []int{24, 53, 106} {
		u := math.Ldexp(1, -bits)
		// r/h + t h^2 with r the deviation of two values' roundings and t the truncation is least at
		// h^3 = r/2t, and t h^2 (1 + 2) there.
		r, trunc := u/math.Sqrt(3)*math.Sqrt(value), math.Sqrt(third)/6
		h := math.Cbrt(r / (2 * trunc))
		assert.InEpsilon(t, rows[k].step/h, rows[k].stepRatio, sums, bits)
		assert.InEpsilon(t, rows[k].least/(3*trunc*h*h), rows[k].leastRatio, sums, bits)
		logU, logH, logE := math.Log(u), math.Log(rows[k].step), math.Log(rows[k].least)
		sx, sxx, sh, sxh, se, sxe = sx+logU, sxx+logU*logU, sh+logH, sxh+logU*logH, se+logE, sxe+logU*logE
		if rms[bits] == nil {
			continue
		}
		step, least := 0., math.Inf(1)
		for i := -12; i <= 12; i++ {
			tried := float64(float32(h * math.Cbrt(math.Exp2(float64(i)))))
			if e := rms[bits](tried); e < least {
				step, least = tried, e
			}
		}
		assert.InEpsilon(t, step, rows[k].step, 0x1p-23, bits)
		assert.InEpsilon(t, least, rows[k].least, sums+8*theory.UnitRoundoff64/least, "%d bits: cos x is rounded here, once a point", bits)
	}
	assert.InDelta(t, (3*sxh-sx*sh)/(3*sxx-sx*sx), rows[3].stepExponent, sums)
	assert.InDelta(t, (3*sxe-sx*se)/(3*sxx-sx*sx), rows[3].accuracyExponent, sums)
}

// The tables of F1 and F3 name what was measured: the accuracy of each formula, and the number of points.
func TestPlacesByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 6)
	truncation, err := Truncation(t.Context(), s, nil)
	require.NoError(t, err)
	accuracies := map[string]int{}
	for _, r := range truncation.Rows {
		p, err := strconv.Atoi(truncation.Key(r, "p"))
		require.NoError(t, err)
		assert.Equal(t, float64(p), truncation.Value(r, "accuracy"), "%v", r.Key)
		accuracies[truncation.Key(r, "p")]++
	}
	assert.Equal(t, map[string]int{"2": 16, "4": 16, "6": 16, "8": 16}, accuracies, "two functions, four orders, two arithmetics")
	best, err := BestStep(t.Context(), s, nil)
	require.NoError(t, err)
	for _, r := range best.Rows {
		assert.Equal(t, 48., best.Value(r, "n"), "%v", r.Key)
	}
	assert.Len(t, best.Rows, 4*4*4, "orders, accuracies, and three precisions with the row of all")
}
