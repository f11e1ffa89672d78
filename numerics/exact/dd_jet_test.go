package exact

import (
	"bufio"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// ddCoefficientError is the bound of DDCoefficients: its k-th coefficient errs by
// this times the sum of absolute values in its closed form.
func ddCoefficientError(k int) float64 { return 128 * float64(k+1) * DDUnit }

// closedFormSizes returns the sums of absolute values of the closed forms of the
// named function, from 256-bit values.
func closedFormSizes(t require.TestingT, name string, x *big.Float, order int) Jet {
	c, err := Coefficients(name, x, order)
	require.NoError(t, err)
	c = majorant(c)
	switch name {
	case "tanh":
		copy(c[1:], tanhSizes(x, order)[1:])
	case "sigmoid":
		copy(c[1:], sigmoidSizes(x, order)[1:])
	case "softplus":
		copy(c[1:], integrate(c[0], sigmoidSizes(x, order), wide)[1:])
	case "silu":
		copy(c[1:], timesIdentity(abs(x), sigmoidSizes(x, order), wide)[1:])
	case "gaussian":
		copy(c[1:], normalSizes(Gaussian(x), shift(x, 1), 1, order)[1:])
	case "erf":
		y := quo(shift(Gaussian(x), 1), sqrtPi(wide))
		copy(c[1:], integrate(c[0], normalSizes(y, shift(x, 1), 1, order), wide)[1:])
	case "gelu":
		y := quo(exp(neg(half(square(x))), wide), newFloat(wide).Sqrt(shift(Pi(wide), 1)))
		p := integrate(normal(x, wide), normalSizes(y, x, 2, order), wide)
		copy(c[1:], timesIdentity(abs(x), p, wide)[1:])
	}
	return c
}

// normalSizes drops the signs of normalSeries: e^(bt) e^(t²/n).
func normalSizes(y, b *big.Float, n int64, order int) Jet {
	return normalSeries(y, neg(abs(b)), -n, order, wide)
}

func tanhSizes(x *big.Float, order int) Jet {
	c := make(Jet, order+1)
	if Float64(abs(x)) < 0.5 {
		th := abs(Tanh(x))
		for k := range c {
			c[k] = quo(horner(withoutSigns(hyperbolic.row(k)), th, wide), newFloat(wide).SetInt(factorial(k)))
		}
		return c
	}
	for k, s := range logisticSizes(shift(x, 1), order) {
		c[k] = shift(s, k+1)
	}
	return c
}

func sigmoidSizes(x *big.Float, order int) Jet {
	if Float64(abs(x)) > 1 {
		return logisticSizes(x, order)
	}
	c := tanhSizes(half(x), order)
	for k := range c {
		c[k] = shift(c[k], -k-1)
	}
	c[0] = Sigmoid(x)
	return c
}

func logisticSizes(x *big.Float, order int) Jet {
	q := Exp(neg(abs(x)))
	r := quo(newInt(1, 64), add(q, newInt(1, 64)))
	c := make(Jet, order+1)
	for k := range c {
		c[k] = mul(horner(withoutSigns(logistic.row(k)), q, wide), pow0(r, k+1))
		c[k] = quo(c[k], newFloat(wide).SetInt(factorial(k)))
	}
	c[0] = Sigmoid(x)
	return c
}

func withoutSigns(p []*big.Int) []*big.Int {
	q := make([]*big.Int, len(p))
	for i := range p {
		q[i] = new(big.Int).Abs(p[i])
	}
	return q
}

// assertCoefficient asserts the bound of DDCoefficients, with 2^-1064 for the
// halves that underflow in its terms.
func assertCoefficient(t assert.TestingT, got DD, want, size *big.Float, k int, what string) {
	d := abs(sub(got.Big(), want))
	allowed := add(mul(New(ddCoefficientError(k)), size), shift(newInt(1, 2), -1064))
	assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: coefficient %d is %v, want %.40g, allowed error %.3g", what, k, got, want, allowed)
}

// TestDDTables compares the coefficients with mpmath's, at float64 and at
// double-double points. Where a coefficient up to the last order of the table is
// beyond float64, the error says so.
func TestDDTables(t *testing.T) {
	for _, f := range ddFunctions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rows := readTable(t, f.name)
			for p := 0; p < len(rows); p += 9 {
				checkTable(t, f.name, FromFloat64(rows[p].x), rows[p:p+9])
			}
		})
	}
	for _, p := range readPairs(t) {
		checkTable(t, p.name, p.x, p.rows)
	}
}

func checkTable(t *testing.T, name string, x DD, rows []tableRow) {
	c, err := DDCoefficients(name, x, 8)
	for _, r := range rows {
		if math.IsInf(Float64(r.want), 0) {
			assert.ErrorContains(t, err, "overflows", "%s at %v", name, x)
			return
		}
	}
	require.NoError(t, err)
	size := closedFormSizes(t, name, x.Big(), 8)
	for _, r := range rows {
		assertCoefficient(t, c[r.k], r.want, size[r.k], r.k, name+" at "+x.String())
	}
}

type tablePair struct {
	name string
	x    DD
	rows []tableRow
}

// readPairs reads golden/mpmath/dd.txt: rows of the function, the halves of x, k
// and the coefficient.
func readPairs(t *testing.T) (pairs []tablePair) {
	t.Helper()
	for n, field := range readFields(t, "dd.txt") {
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
		p.rows = append(p.rows, tableRow{hi, n % 9, parse(t, field[4])})
	}
	require.Len(t, pairs, 3*len(ddFunctions))
	return pairs
}

// readFields reads the rows of a table without its comments.
func readFields(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	file, err := os.Open(filepath.Join(tables, name))
	require.NoError(t, err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "#") {
			rows = append(rows, strings.Fields(lines.Text()))
		}
	}
	require.NoError(t, lines.Err())
	return rows
}

func parse(t *testing.T, digits string) *big.Float {
	t.Helper()
	v, _, err := big.ParseFloat(digits, 10, Prec+64, big.ToNearestEven)
	require.NoError(t, err)
	return v
}

// TestDDCoefficients compares with the 256-bit series at drawn points and orders
// up to 16.
func TestDDCoefficients(t *testing.T) {
	for _, f := range ddFunctions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				x := drawDD(t, "x", -20, 4)
				if f.domain != nil && f.domain(x) != "" {
					x = x.Neg()
				}
				order := rapid.IntRange(0, 16).Draw(t, "order")
				want, err := Coefficients(f.name, x.Big(), order)
				require.NoError(t, err)
				c, err := DDCoefficients(f.name, x, order)
				if largest := Float64(abs(want[order])); largest > 0x1p960 {
					return // beside a pole, where the series may overflow
				}
				require.NoError(t, err)
				size := closedFormSizes(t, f.name, x.Big(), order)
				for k := range c {
					assertCoefficient(t, c[k], want[k], size[k], k, f.name)
				}
			})
		})
	}
}

// ddJetError is the error of an operation on jets of order n, in terms of the
// majorant: that of the outer coefficients, and for each of n levels of Horner's
// rule a product and up to n sums, 8 + 7n in u².
func ddJetError(n int) float64 { return ddCoefficientError(n) + float64(n*(8+7*n))*DDUnit }

// TestDDApply compares functions of series, products and quotients with 256
// bits.
func TestDDApply(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				order := rapid.IntRange(0, 8).Draw(t, "order")
				c := drawJet(t, "u", rapid.Float64Range(0.125, 3).Draw(t, "u[0]"), order)
				u := make(DDJet, order+1)
				for k := range u {
					u[k] = FromBig(c.value[k])
				}
				got, err := DDApply(name, u)
				require.NoError(t, err)
				want := compute(t, name, c)
				bound := compose(closedFormSizes(t, name, c.value[0], order), c.bound)
				assertDDSeries(t, got, composed{want.value, bound}, name)
				assertDDSeries(t, got.Mul(u), product(composed{want.value, bound}, c), "u f(u)")
				assertDDSeries(t, got.Add(u).Sub(u.Scale(DD{Hi: 3})), composed{
					want.value.Sub(c.value.Scale(newInt(2, 64))), bound.Add(c.bound.Scale(newInt(4, 64))),
				}, "f(u) - 2u")
				q, err := got.Div(u)
				require.NoError(t, err)
				r := compute(t, "recip", c)
				assertDDSeries(t, q, product(composed{want.value, bound}, r), "f(u)/u")
			})
		})
	}
}

// assertDDSeries asserts |got - want| <= 2 ddJetError times the majorant: the
// operations of a check are at most two. Products of coefficients that underflow
// lose 2^-1074 times others of moderate size, less than 2^-1000.
func assertDDSeries(t assert.TestingT, got DDJet, want composed, what string) {
	allowed := newFloat(64).SetFloat64(2 * ddJetError(got.Order()))
	for k := range got {
		d := abs(sub(got[k].Big(), want.value[k]))
		limit := add(mul(allowed, want.bound[k]), shift(newInt(1, 2), -1000))
		assert.LessOrEqual(t, d.Cmp(limit), 0, "%s: coefficient %d is %v, want %.40g", what, k, got[k], want.value[k])
	}
}

// TestDDDerivative checks k! c_k, and that operations leave their operands alone.
func TestDDDerivative(t *testing.T) {
	u := DDLine(DD{Hi: 0.5}, DD{Hi: 3}, 5)
	y, err := DDApply("exp", u)
	require.NoError(t, err)
	for k := range y {
		// d^k/dt^k exp(1/2 + 3t) = 3^k exp(1/2).
		want := mul(Pow(New(3), New(float64(k))), exp(New(0.5), 2*Prec))
		assert.LessOrEqual(t, relative(y.Derivative(k).Big(), want), ddJetError(5)+3*5*DDUnit, "derivative %d", k)
	}
	assert.Equal(t, DDLine(DD{Hi: 0.5}, DD{Hi: 3}, 5), u)
	assert.Equal(t, DDJet{{Hi: 2}, {Hi: 1}}, DDVariable(DD{Hi: 2}, 1))
	assert.Equal(t, 5, y.Order())
}

// TestDDErrors checks that bad input is reported with its value and place.
func TestDDErrors(t *testing.T) {
	inf := DD{Hi: math.Inf(1)}
	_, unknown := DDFunc("sine")
	coefficients := func(name string, x DD, order int) error {
		_, err := DDCoefficients(name, x, order)
		return err
	}
	apply := func(name string, x DDJet) error {
		_, err := DDApply(name, x)
		return err
	}
	_, divide := DDVariable(DD{Hi: 1}, 2).Div(DDVariable(DD{}, 2))
	for want, err := range map[string]error{
		`unknown function "sine", want one of [exp log`:       unknown,
		`unknown function ""`:                                 apply("", DDJet{{Hi: 1}}),
		`unknown function "cosine"`:                           coefficients("cosine", DD{}, 1),
		"sin: order -1, want 0 to 64":                         coefficients("sin", DD{}, -1),
		"sin: order 65, want 0 to 64":                         coefficients("sin", DD{}, 65),
		"tanh of an empty jet":                                apply("tanh", nil),
		"tanh: order 65, want 0 to 64":                        apply("tanh", make(DDJet, 66)),
		"tanh: coefficient 1 is NaN":                          apply("tanh", DDJet{{}, {Hi: math.NaN()}}),
		"tanh(+Inf): the argument must be finite":             coefficients("tanh", inf, 2),
		"log(0): the argument must be positive":               coefficients("log", DD{}, 2),
		"sqrt(-1.5): the argument must be positive":           coefficients("sqrt", DD{Hi: -1.5}, 2),
		"exp(800): coefficient 0 overflows":                   coefficients("exp", DD{Hi: 800}, 2),
		"divisor: exact: recip(0): the argument must be diff": divide,
	} {
		assert.ErrorContains(t, err, want)
	}
	for want, f := range map[string]func(){
		"exact: jet of order -1":                 func() { DDVariable(DD{}, -1) },
		"exact: jets of orders 1 and 2":          func() { DDVariable(DD{}, 1).Mul(DDVariable(DD{}, 2)) },
		"exact: dot product of lengths 1 and 2":  func() { DDDot(make([]DD, 1), make([]DD, 2)) },
		"exact: axpy of lengths 1 and 2":         func() { DDAxpy(DD{}, make([]DD, 1), make([]DD, 2)) },
		"exact: rotation of lengths 1 and 2":     func() { DDRotate(DD{}, DD{}, make([]DD, 1), make([]DD, 2)) },
		"exact: matrix of -1 rows and 2 columns": func() { NewDDMatrix(-1, 2) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
	for k, name := range Names() {
		assert.Equal(t, name, ddFunctions[k].name)
		assert.Equal(t, name, intervalFunctions[k].name)
	}
}
