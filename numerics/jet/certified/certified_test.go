package certified_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/numerics/jet/internal/jettest"
)

const (
	certifiedOrder = 8
)

// drawArgument mixes ordinary arguments with small and large ones; positive where
// the function asks for it. Exp and its kin stay below overflow, tan away from the
// few arguments that are not resolved.
func drawArgument(r *rand.Rand, name string) float64 {
	var x float64
	switch r.IntN(4) {
	case 0:
		x = jettest.Spread(r, 1e-12, 1)
	case 1:
		x = jettest.Spread(r, 1, 40)
	default:
		x = jettest.Uniform(r, -4, 4)
	}
	if name == "log" || name == "sqrt" {
		x = math.Abs(x)
	}
	return x
}

// TestCertifiedFunctions is claim A1 for single functions: error <= Bound <=
// 100 u Magnitude.
func TestCertifiedFunctions(t *testing.T) {
	// points times 16 functions times orders 0 to 8 is more than 50,000 triples of
	// function, point and order; 10,000 in a short run.
	points, atLeast := jettest.Size(360, 72), jettest.Size(50_000, 10_000)
	r := jettest.NewRand(t, 11)
	triples := 0
	for _, name := range jet.Names() {
		var worst jettest.Tally
		for range points {
			x := drawArgument(r, name)
			checkFunction(t, &worst, name, x, certifiedOrder)
		}
		for range points / 20 {
			checkFunction(t, &worst, name, drawArgument(r, name), jettest.HighOrder)
		}
		triples += worst.N
		t.Logf("%-8s %v", name, worst)
	}
	assert.GreaterOrEqual(t, triples, atLeast)
}

func checkFunction(t *testing.T, worst *jettest.Tally, name string, x float64, order int) {
	t.Helper()
	got, err := certified.Apply(name, certified.Variable(x, order))
	require.NoError(t, err)
	want, err := exact.Coefficients(name, exact.New(x), order)
	require.NoError(t, err)
	worst.Certify(t, fmt.Sprintf("%s at %v", name, x), got, want, jettest.U64)
}

// TestCertifiedCompositions is claim A1 for random expressions of depth <= 3 with
// arithmetic between the calls. The bounded values are those of the plain jet.
func TestCertifiedCompositions(t *testing.T) {
	r := jettest.NewRand(t, 12)
	n := jettest.Size(1200, 300)
	var worst jettest.Tally
	refused := 0
	for range n {
		e, x := jettest.RandomExpression(r, 1+r.IntN(3)), drawArgument(r, "")
		order := certifiedOrder
		if r.IntN(20) == 0 {
			order = jettest.HighOrder
		}
		got, err := jettest.Bounded64(e, x, order)
		if err != nil {
			refused++
			continue
		}
		what := fmt.Sprintf("%v at %v", e, x)
		require.Equal(t, []float64(jettest.Plain(e, x, order)), got.Value, what)
		want, err := jettest.Oracle(e, exact.Variable(exact.New(x), order))
		if err != nil { // exp of more than 2^30
			refused++
			continue
		}
		worst.Certify(t, what, got, want, jettest.U64)
	}
	t.Logf("%d of %d refused; %v", refused, n, worst)
	assert.Less(t, refused, n/4)
}

// TestCertifiedFloat32 is the same in float32, where overflow and arguments that
// are not resolved are more frequent.
func TestCertifiedFloat32(t *testing.T) {
	r := jettest.NewRand(t, 13)
	n := jettest.Size(1000, 300)
	var worst jettest.Tally
	refused := 0
	for range n {
		e, x := jettest.RandomExpression(r, 1+r.IntN(3)), float32(drawArgument(r, ""))
		got, err := jettest.Bounded32(e, x, certifiedOrder)
		if err != nil {
			refused++
			continue
		}
		what := fmt.Sprintf("%v at float32 %v", e, x)
		for k, v := range jettest.Plain(e, x, certifiedOrder) {
			require.Equal(t, float64(v), got.Value[k], what)
		}
		want, err := jettest.Oracle(e, exact.Variable(exact.New(float64(x)), certifiedOrder))
		if err != nil { // exp of more than 2^30
			refused++
			continue
		}
		worst.Certify(t, what, got, want, jettest.U32)
	}
	t.Logf("%d of %d refused; %v", refused, n, worst)
	assert.Less(t, refused, n/3)
}

// hardPoints are arguments at which a careless formula loses digits or range.
var hardPoints = map[string][]float64{
	"exp":      {0, 5e-324, -745, -708.5, -700, 700, 0x1p-30},
	"log":      {1, 1 + 0x1p-52, 1 - 0x1p-53, 1e-30, 1e30, 0.5, 2},
	"sin":      {0, math.Pi, math.Nextafter(math.Pi, 4), 2 * math.Pi, 355, 1e5, -1e8, 1e10, 5e-324},
	"cos":      {0, math.Pi / 2, 3 * math.Pi / 2, 11, 1e5, 1e10},
	"tan":      {0, 1e-7, -9.9e-8, math.Pi, math.Pi / 4, 1.57, 22, 1e-300},
	"sinh":     {0, 1e-10, 0.5, -0.5, 21, -21, 650, -650},
	"cosh":     {0, 1e-10, 21, -21, 650},
	"tanh":     {0, 1e-10, 0.625, 18, -19, 20, -40, 44.1, 300, -370, -800},
	"sigmoid":  {0, 36, -37, -300, -700, 700, -745, -800},
	"softplus": {0, 36, -37, -300, -700, -745, -800, 800},
	"gaussian": {0, 1e-170, 5, -20, 26, 27.2, 30},
	"sqrt":     {1e-30, 1e30, 0.25, 1 - 0x1p-53},
	"recip":    {1e-20, -1e20, 1 + 0x1p-52},
	"gelu":     {0, 1e-10, -0.7517915246935645, -8, -20, -30, -38, -40, 40},
	"silu":     {0, 1e-10, -1.2784645427610738, -37, -300, -700, -800, 40},
	"erf":      {0, 1e-300, 1e-10, 0.84375, 5.9, 6, -20, 26, 27.2},
}

func TestCertifiedHardPoints(t *testing.T) {
	var worst jettest.Tally
	for _, name := range jet.Names() {
		require.NotEmpty(t, hardPoints[name], name)
		for _, x := range hardPoints[name] {
			checkFunction(t, &worst, name, x, certifiedOrder)
		}
	}
	t.Log(worst)
}

// TestCertifiedZeros are arguments that are exactly zero and not known to be: where
// the derivative vanishes with them, only the second order is left of the bound.
func TestCertifiedZeros(t *testing.T) {
	x := jettest.Variable()
	zero := jettest.Call("log", jettest.Of("/", x, x))
	var worst jettest.Tally
	for _, e := range []jettest.Expression{
		jettest.Call("cosh", zero),
		jettest.Call("cos", zero),
		jettest.Call("gaussian", zero),
		jettest.Of("*", zero, zero),
		jettest.Call("cosh", jettest.Of("-", jettest.Call("gelu", x), x)),
		jettest.Call("cos", jettest.Of("-", jettest.Call("softplus", x), x)),
	} {
		for _, at := range []float64{-0.39505661128180236, 18.646994858046618, 40} {
			got, err := jettest.Bounded64(e, at, certifiedOrder)
			require.NoError(t, err)
			want, err := jettest.Oracle(e, exact.Variable(exact.New(at), certifiedOrder))
			require.NoError(t, err)
			worst.Certify(t, fmt.Sprintf("%v at %v", e, at), got, want, jettest.U64)
		}
	}
	t.Log(worst)
}

// tailTolerance is the relative error allowed for coefficient k where no term
// cancels: 16u for the scalar functions that start a recurrence, which meet at
// most twice, and for each order a product with j, a product, a sum, a quotient
// and those of an inner convolution, 8u.
func tailTolerance(k int) float64 { return (16 + 8*float64(k)) * jettest.U64 }

// TestRelativeAccuracy takes the tails, where every coefficient keeps its digits
// unless a formula subtracts: sech^2 from 1 - t^2 has none left at 20.
func TestRelativeAccuracy(t *testing.T) {
	for _, c := range []struct {
		name string
		at   []float64
	}{
		{"tanh", []float64{18, -20, 44.1, 300, -340}},
		{"sigmoid", []float64{37, -37, -300, -680}},
		{"softplus", []float64{-37, -300, -680, 680}},
		{"silu", []float64{-300, -680}},
		{"gelu", []float64{-20, -30, -37}},
		{"gaussian", []float64{12, -20, 26}},
		{"erf", []float64{12, -20, 26, 1e-300}},
		{"exp", []float64{-700, 700}},
		{"sinh", []float64{1e-10, 1e-300, 300}},
		{"tan", []float64{1e-7, -9.9e-8, 1.5}},
		{"log", []float64{1 + 0x1p-52, 1 - 0x1p-53}},
		{"sin", []float64{math.Pi, 355}},
	} {
		for _, x := range c.at {
			got, err := jet.Apply(c.name, nil, jet.Variable(x, certifiedOrder))
			require.NoError(t, err)
			want, err := exact.Coefficients(c.name, exact.New(x), certifiedOrder)
			require.NoError(t, err)
			for k := range got {
				if size := math.Abs(exact.Float64(want[k])); size >= 0x1p-1000 {
					d, _ := jettest.Distance(got[k], want[k]).Float64()
					assert.LessOrEqual(t, d/size, tailTolerance(k), "%s at %v, coefficient %d", c.name, x, k)
				}
			}
		}
	}
}

// TestWideArguments moves the input inside its bounds, up to order one, and asks
// that the bound of the result still holds: this is where the inequalities for the
// propagated error carry the weight, which u-sized errors don't show.
func TestWideArguments(t *testing.T) {
	const order = 4
	r := jettest.NewRand(t, 14)
	held, refused := 0, 0
	rounds := jettest.Size(250, 60)
	for range rounds {
		for _, name := range jet.Names() {
			x := wideBounded(r, drawArgument(r, name), order)
			y, err := certified.Apply(name, x)
			if err != nil {
				refused++
				continue
			}
			moved := move(r, x)
			want, err := exact.Apply(name, moved)
			require.NoError(t, err)
			for k := range want {
				if jettest.Distance(y.Value[k], want[k]).Cmp(exact.New(y.Bound[k])) > 0 {
					t.Errorf("%s of %v ± %v, moved to %.17g: coefficient %d is %v ± %v, want %.17g",
						name, x.Value, x.Bound, moved, k, y.Value[k], y.Bound[k], want[k])
				}
			}
			held++
		}
	}
	t.Logf("%d held, %d refused", held, refused)
	assert.Greater(t, held, 10*rounds, "of 16 functions, most must accept their arguments")
}

// TestWideArithmetic does the same for sums, products, quotients and powers.
func TestWideArithmetic(t *testing.T) {
	const order = 4
	r := jettest.NewRand(t, 15)
	quotient := func(a, b exact.Jet) exact.Jet {
		q, err := a.Div(b)
		require.NoError(t, err)
		return q
	}
	power := func(a exact.Jet, p float64) exact.Jet {
		y, err := a.Pow(exact.New(p))
		require.NoError(t, err)
		return y
	}
	for _, op := range []struct {
		name    string
		bounded func(a, b certified.Jet) (certified.Jet, error)
		exact   func(a, b exact.Jet) exact.Jet
	}{
		{"+", certified.Add, exact.Jet.Add},
		{"-", certified.Sub, exact.Jet.Sub},
		{"*", certified.Mul, exact.Jet.Mul},
		{"/", certified.Div, quotient},
		{"-0.3 a", func(a, _ certified.Jet) (certified.Jet, error) { return certified.Scale(-0.3, a) },
			func(a, _ exact.Jet) exact.Jet { return a.Scale(exact.New(-0.3)) }},
		{"a + 0.3", func(a, _ certified.Jet) (certified.Jet, error) { return certified.Shift(0.3, a) },
			func(a, _ exact.Jet) exact.Jet { return a.Add(exact.Constant(exact.New(0.3), order)) }},
		{"a^5", func(a, _ certified.Jet) (certified.Jet, error) { return certified.PowInt(a, 5) },
			func(a, _ exact.Jet) exact.Jet { return power(a, 5) }},
		{"a^-3", func(a, _ certified.Jet) (certified.Jet, error) { return certified.PowInt(a, -3) },
			func(a, _ exact.Jet) exact.Jet { return power(a, -3) }},
		{"a^0.3", func(a, _ certified.Jet) (certified.Jet, error) { return certified.Pow(a, 0.3) },
			func(a, _ exact.Jet) exact.Jet { return power(a, 0.3) }},
		{"a^-2.7", func(a, _ certified.Jet) (certified.Jet, error) { return certified.Pow(a, -2.7) },
			func(a, _ exact.Jet) exact.Jet { return power(a, -2.7) }},
	} {
		held, cases := 0, jettest.Size(300, 100)
		for range cases {
			a := wideBounded(r, jettest.Uniform(r, -4, 4), order)
			b := wideBounded(r, jettest.Uniform(r, -4, 4), order)
			got, err := op.bounded(a, b)
			if err != nil {
				continue
			}
			held++
			want := op.exact(move(r, a), move(r, b))
			for k := range want {
				if jettest.Distance(got.Value[k], want[k]).Cmp(exact.New(got.Bound[k])) > 0 {
					t.Errorf("%s of %v ± %v and %v ± %v: coefficient %d is %v ± %v, want %.17g",
						op.name, a.Value, a.Bound, b.Value, b.Bound, k, got.Value[k], got.Bound[k], want[k])
				}
			}
		}
		assert.Greater(t, held, cases*4/15, op.name)
	}
}

// wideBounded is a random jet at x whose coefficients are known to between 1e-9
// and about one.
func wideBounded(r *rand.Rand, x float64, order int) certified.Jet {
	b := certified.Variable(x, order)
	for k := range b.Value {
		if k > 0 {
			b.Value[k] = jettest.Uniform(r, -2, 2)
		}
		b.Bound[k] = math.Abs(jettest.Spread(r, 1e-9, 1.5))
		b.Magnitude[k] = math.Abs(b.Value[k])
	}
	return b
}

// move is a jet inside the bounds of x, in one case of two a corner.
func move(r *rand.Rand, x certified.Jet) exact.Jet {
	y := make(exact.Jet, len(x.Value))
	corner := r.IntN(2) == 0
	for k := range y {
		d := jettest.Uniform(r, -1, 1)
		if corner {
			d = float64(2*r.IntN(2) - 1)
		}
		z := new(big.Float).SetPrec(exact.Prec)
		y[k] = z.Add(exact.New(x.Value[k]), z.Mul(exact.New(d), exact.New(x.Bound[k])))
	}
	return y
}

// TestCertifiedPowers takes claim A1 to the powers, which have no name.
func TestCertifiedPowers(t *testing.T) {
	r := jettest.NewRand(t, 16)
	var worst jettest.Tally
	for range jettest.Size(300, 100) {
		x := math.Abs(jettest.Spread(r, 1e-3, 30))
		p := jettest.Uniform(r, -6, 6)
		got, err := certified.Pow(certified.Variable(x, certifiedOrder), p)
		require.NoError(t, err)
		require.Equal(t, []float64(jet.Pow(nil, jet.Variable(x, certifiedOrder), p)), got.Value)
		want, err := exact.Variable(exact.New(x), certifiedOrder).Pow(exact.New(p))
		require.NoError(t, err)
		worst.Certify(t, fmt.Sprintf("%v^%v", x, p), got, want, jettest.U64)

		n := r.IntN(19) - 9
		z := jettest.Spread(r, 1e-3, 30)
		got, err = certified.PowInt(certified.Variable(z, certifiedOrder), n)
		require.NoError(t, err)
		require.Equal(t, []float64(jet.PowInt(nil, jet.Variable(z, certifiedOrder), n)), got.Value)
		want, err = exact.Variable(exact.New(z), certifiedOrder).Pow(exact.New(float64(n)))
		require.NoError(t, err)
		worst.Certify(t, fmt.Sprintf("%v^%d", z, n), got, want, jettest.U64)
	}
	t.Log(worst)
}
