package dd

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/seriestest"
)

// coefficientError is the bound of Coefficients: its k-th coefficient errs by
// this times the sum of absolute values in its closed form.
func coefficientError(k int) float64 { return 128 * float64(k+1) * Unit }

// assertCoefficient asserts the bound of Coefficients, with 2^-1064 for the
// halves that underflow in its terms.
func assertCoefficient(t assert.TestingT, got DD, want, size *big.Float, k int, what string) {
	d := number.Abs(exacttest.Sub(got.Big(), want))
	allowed := exacttest.Add(exacttest.Mul(exact.New(coefficientError(k)), size), number.Shift(number.NewInt(1, 2), -1064))
	assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: coefficient %d is %v, want %.40g, allowed error %.3g", what, k, got, want, allowed)
}

// TestTables compares the coefficients with mpmath's, at float64 and at
// double-double points. Where a coefficient up to the last order of the table is
// beyond float64, the error says so.
func TestTables(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rows := exacttest.ReadTable(t, f.name)
			for p := 0; p < len(rows); p += 9 {
				checkTable(t, f.name, FromFloat64(rows[p].X), rows[p:p+9])
			}
		})
	}
	for _, p := range readPairs(t) {
		checkTable(t, p.name, p.x, p.rows)
	}
}

func checkTable(t *testing.T, name string, x DD, rows []exacttest.TableRow) {
	c, err := Coefficients(name, x, 8)
	for _, r := range rows {
		if math.IsInf(exact.Float64(r.Want), 0) {
			assert.ErrorContains(t, err, "overflows", "%s at %v", name, x)
			return
		}
	}
	require.NoError(t, err)
	size := seriestest.ClosedFormSizes(t, name, x.Big(), 8)
	for _, r := range rows {
		assertCoefficient(t, c[r.K], r.Want, size[r.K], r.K, name+" at "+x.String())
	}
}

type tablePair struct {
	name string
	x    DD
	rows []exacttest.TableRow
}

// readPairs reads golden/mpmath/dd.txt: rows of the function, the halves of x, k
// and the coefficient.
func readPairs(t *testing.T) (pairs []tablePair) {
	t.Helper()
	for n, field := range exacttest.ReadFields(t, "dd.txt") {
		require.Len(t, field, 5, "dd.txt: row %d", n)
		hi, err := strconv.ParseFloat(field[1], 64)
		require.NoError(t, err, "dd.txt: row %d", n)
		lo, err := strconv.ParseFloat(field[2], 64)
		require.NoError(t, err, "dd.txt: row %d", n)
		require.Equal(t, strconv.Itoa(n%9), field[3], "dd.txt: row %d: orders 0 to 8 in turn", n)
		if n%9 == 0 {
			pairs = append(pairs, tablePair{name: field[0], x: DD{hi, lo}})
		}
		p := &pairs[len(pairs)-1]
		p.rows = append(p.rows, exacttest.TableRow{X: hi, K: n % 9, Want: parse(t, field[4])})
	}
	require.Len(t, pairs, 3*len(functions))
	return pairs
}

func parse(t *testing.T, digits string) *big.Float {
	t.Helper()
	v, _, err := big.ParseFloat(digits, 10, exact.Prec+64, big.ToNearestEven)
	require.NoError(t, err)
	return v
}

// TestCoefficients compares with the 256-bit series at drawn points and orders
// up to 16.
func TestCoefficients(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				x := drawDD(t, "x", -20, 4)
				if f.domain.Outside(x) != "" {
					x = x.Neg()
				}
				order := rapid.IntRange(0, 16).Draw(t, "order")
				want, err := exact.Coefficients(f.name, x.Big(), order)
				require.NoError(t, err)
				c, err := Coefficients(f.name, x, order)
				if largest := exact.Float64(number.Abs(want[order])); largest > 0x1p960 {
					return // beside a pole, where the series may overflow
				}
				require.NoError(t, err)
				size := seriestest.ClosedFormSizes(t, f.name, x.Big(), order)
				for k := range c {
					assertCoefficient(t, c[k], want[k], size[k], k, f.name)
				}
			})
		})
	}
}

// jetError is the error of an operation on jets of order n, in terms of the
// majorant: that of the outer coefficients, and for each of n levels of Horner's
// rule a product and up to n sums, 8 + 7n in u².
func jetError(n int) float64 { return coefficientError(n) + float64(n*(8+7*n))*Unit }

// TestApply compares functions of series, products and quotients with 256
// bits.
func TestApply(t *testing.T) {
	for _, name := range exact.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				order := rapid.IntRange(0, 8).Draw(t, "order")
				c := seriestest.DrawJet(t, "u", rapid.Float64Range(0.125, 3).Draw(t, "u[0]"), order)
				u := make(Jet, order+1)
				for k := range u {
					u[k] = FromBig(c.Value[k])
				}
				got, err := Apply(name, u)
				require.NoError(t, err)
				want := seriestest.Compute(t, name, c)
				bound := exact.Compose(seriestest.ClosedFormSizes(t, name, c.Value[0], order), c.Bound)
				assertDDSeries(t, got, seriestest.Composed{Value: want.Value, Bound: bound}, name)
				assertDDSeries(t, got.Mul(u), seriestest.Product(seriestest.Composed{Value: want.Value, Bound: bound}, c), "u f(u)")
				assertDDSeries(t, got.Add(u).Sub(u.Scale(DD{Hi: 3})), seriestest.Composed{
					Value: want.Value.Sub(c.Value.Scale(number.NewInt(2, 64))), Bound: bound.Add(c.Bound.Scale(number.NewInt(4, 64))),
				}, "f(u) - 2u")
				q, err := got.Div(u)
				require.NoError(t, err)
				r := seriestest.Compute(t, "recip", c)
				assertDDSeries(t, q, seriestest.Product(seriestest.Composed{Value: want.Value, Bound: bound}, r), "f(u)/u")
			})
		})
	}
}

// assertDDSeries asserts |got - want| <= 2 jetError times the majorant: the
// operations of a check are at most two. Products of coefficients that underflow
// lose 2^-1074 times others of moderate size, less than 2^-1000.
func assertDDSeries(t assert.TestingT, got Jet, want seriestest.Composed, what string) {
	allowed := number.NewFloat(64).SetFloat64(2 * jetError(got.Order()))
	for k := range got {
		d := number.Abs(exacttest.Sub(got[k].Big(), want.Value[k]))
		limit := exacttest.Add(exacttest.Mul(allowed, want.Bound[k]), number.Shift(number.NewInt(1, 2), -1000))
		assert.LessOrEqual(t, d.Cmp(limit), 0, "%s: coefficient %d is %v, want %.40g", what, k, got[k], want.Value[k])
	}
}

// TestDerivative checks k! c_k, and that operations leave their operands alone.
func TestDerivative(t *testing.T) {
	u := Line(DD{Hi: 0.5}, DD{Hi: 3}, 5)
	y, err := Apply("exp", u)
	require.NoError(t, err)
	for k := range y {
		// d^k/dt^k exp(1/2 + 3t) = 3^k exp(1/2).
		want := exacttest.Mul(exact.Pow(exact.New(3), exact.New(float64(k))), exact.Exp(exact.New(0.5)))
		assert.LessOrEqual(t, exacttest.Relative(y.Derivative(k).Big(), want), jetError(5)+3*5*Unit, "derivative %d", k)
	}
	assert.Equal(t, Line(DD{Hi: 0.5}, DD{Hi: 3}, 5), u)
	assert.Equal(t, Jet{{Hi: 2}, {Hi: 1}}, Variable(DD{Hi: 2}, 1))
	assert.Equal(t, 5, y.Order())
}

// TestErrors checks that bad input is reported with its value and place.
func TestErrors(t *testing.T) {
	inf := DD{Hi: math.Inf(1)}
	_, unknown := Func("sine")
	coefficients := func(name string, x DD, order int) error {
		_, err := Coefficients(name, x, order)
		return err
	}
	apply := func(name string, x Jet) error {
		_, err := Apply(name, x)
		return err
	}
	_, divide := Variable(DD{Hi: 1}, 2).Div(Variable(DD{}, 2))
	for want, err := range map[string]error{
		`unknown function "sine", want one of [exp log`:    unknown,
		`unknown function ""`:                              apply("", Jet{{Hi: 1}}),
		`unknown function "cosine"`:                        coefficients("cosine", DD{}, 1),
		"sin: order -1, want 0 to 64":                      coefficients("sin", DD{}, -1),
		"sin: order 65, want 0 to 64":                      coefficients("sin", DD{}, 65),
		"tanh of an empty jet":                             apply("tanh", nil),
		"tanh: order 65, want 0 to 64":                     apply("tanh", make(Jet, 66)),
		"tanh: coefficient 1 is NaN":                       apply("tanh", Jet{{}, {Hi: math.NaN()}}),
		"tanh(+Inf): the argument must be finite":          coefficients("tanh", inf, 2),
		"log(0): the argument must be positive":            coefficients("log", DD{}, 2),
		"sqrt(-1.5): the argument must be positive":        coefficients("sqrt", DD{Hi: -1.5}, 2),
		"exp(800): coefficient 0 overflows":                coefficients("exp", DD{Hi: 800}, 2),
		"divisor: dd: recip(0): the argument must be diff": divide,
	} {
		assert.ErrorContains(t, err, want)
	}
	for want, f := range map[string]func(){
		"dd: jet of order -1":                 func() { Variable(DD{}, -1) },
		"dd: jets of orders 1 and 2":          func() { Variable(DD{}, 1).Mul(Variable(DD{}, 2)) },
		"dd: dot product of lengths 1 and 2":  func() { Dot(make([]DD, 1), make([]DD, 2)) },
		"dd: axpy of lengths 1 and 2":         func() { Axpy(DD{}, make([]DD, 1), make([]DD, 2)) },
		"dd: rotation of lengths 1 and 2":     func() { Rotate(DD{}, DD{}, make([]DD, 1), make([]DD, 2)) },
		"dd: matrix of -1 rows and 2 columns": func() { NewMatrix(-1, 2) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
	for k, name := range exact.Names() {
		assert.Equal(t, name, functions[k].name)
	}
}
