// Package exacttest holds what the tests of the oracle's number types share: numbers to
// draw, wide arithmetic, and the tables of mpmath. It does not use the oracle.
package exacttest

import (
	"bufio"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact/internal/number"
)

// ReadFields reads the rows of a table without its comments.
func ReadFields(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	file := open(t, name)
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

// DrawFloat draws a number of up to 120 bits with low <= exponent <= high, of
// either sign. Small exponents, and numbers close to a multiple of pi/2 or to
// 1, come up often.
func DrawFloat(t *rapid.T, label string, low, high int) *big.Float {
	e := rapid.OneOf(rapid.IntRange(max(low, -4), min(high, 4)), rapid.IntRange(low, high)).Draw(t, label+".exponent")
	var x *big.Float
	switch rapid.IntRange(0, 5).Draw(t, label+".kind") {
	case 0:
		n := rapid.Int64Range(1, 1<<20).Draw(t, label+".quadrant")
		x = number.NewFloat(rapid.UintRange(24, 120).Draw(t, label+".prec"))
		x.Mul(halfPi, number.NewInt(n, 64))
		x = number.Shift(x, min(0, high-number.Exponent(x)))
	case 1:
		d := number.Shift(number.NewInt(1, 2), -rapid.IntRange(2, 115).Draw(t, label+".bit"))
		x = number.NewFloat(120).Add(number.NewInt(1, 2), d)
	default:
		m := number.NewFloat(120).SetUint64(rapid.Uint64Range(1<<63, math.MaxUint64).Draw(t, label+".high"))
		m.Add(m, number.Shift(number.NewInt(rapid.Int64().Draw(t, label+".low"), 64), -64))
		x = number.Shift(m, e-number.Exponent(m))
	}
	if rapid.Bool().Draw(t, label+".negative") {
		x.Neg(x)
	}
	return x
}

// Wide is the precision in which the tests combine results: its own roundings,
// 2^-1024, are lost in every tolerance.
const Wide = 1024

func Add(a, b *big.Float) *big.Float { return number.NewFloat(Wide).Add(a, b) }

func Sub(a, b *big.Float) *big.Float { return number.NewFloat(Wide).Sub(a, b) }

func Mul(a, b *big.Float) *big.Float { return number.NewFloat(Wide).Mul(a, b) }

func Quo(a, b *big.Float) *big.Float { return number.NewFloat(Wide).Quo(a, b) }

// ScalarTolerance is the relative error of an exported function: half a unit
// in the last place and 2^-16 of one, where a unit is at most 2^-(Prec-1). The
// tables' own 5e-82 = 2^-270 fits into the second part.
const ScalarTolerance = (0.5 + 0x1p-16) * 2 * unit

// unit is the unit roundoff of Prec bits, 2^-Prec.
const unit = 0x1p-256

// open finds a table of golden/mpmath from a package of the oracle, or one below it.
func open(t *testing.T, name string) *os.File {
	t.Helper()
	const tables = "../../golden/mpmath"
	file, err := os.Open(filepath.Join(tables, name))
	if os.IsNotExist(err) {
		file, err = os.Open(filepath.Join("..", tables, name))
	}
	require.NoError(t, err)
	return file
}

type TableRow struct {
	X    float64
	K    int
	Want *big.Float
}

// ReadTable reads golden/mpmath/name.txt: comments, then rows of x, k and the
// coefficient.
func ReadTable(t *testing.T, name string) (rows []TableRow) {
	t.Helper()
	file := open(t, name+".txt")
	defer file.Close()
	lines := bufio.NewScanner(file)
	header := ""
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			header += lines.Text()
			continue
		}
		field := strings.Fields(lines.Text())
		require.Len(t, field, 3, "%s.txt:%d", name, n)
		x, err := strconv.ParseFloat(field[0], 64)
		require.NoError(t, err, "%s.txt:%d", name, n)
		k, err := strconv.Atoi(field[1])
		require.NoError(t, err, "%s.txt:%d", name, n)
		require.Equal(t, len(rows)%9, k, "%s.txt:%d: orders 0 to 8 in turn", name, n)
		want, _, err := big.ParseFloat(field[2], 10, precision+64, big.ToNearestEven)
		require.NoError(t, err, "%s.txt:%d", name, n)
		rows = append(rows, TableRow{x, k, want})
	}
	require.NoError(t, lines.Err())
	require.Contains(t, header, "mpmath 1.3.0", "generator and version")
	require.Contains(t, header, "82 digits")
	require.Zero(t, len(rows)%9, "%s.txt ends within a point", name)
	return rows
}

// Relative returns |got - want| / |want|; it is 0 where both are 0, and +Inf
// where only want is.
func Relative(got, want *big.Float) float64 {
	prec := max(got.Prec(), want.Prec(), 64) + 64
	d := number.NewFloat(prec).Sub(got, want)
	switch {
	case d.Sign() == 0:
		return 0
	case want.Sign() == 0:
		return math.Inf(1)
	}
	d.Quo(d, want)
	return float(number.Abs(d))
}

// Pow0 is x^n by multiplications.
func Pow0(x *big.Float, n int) *big.Float {
	y := number.NewInt(1, Wide)
	for range n {
		y.Mul(y, x)
	}
	return y
}

// precision is that of the oracle, in bits.
const precision = 256

// halfPi is pi/2 to 200 bits.
var halfPi = func() *big.Float {
	pi, _, err := big.ParseFloat("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899863", 10, 200, big.ToNearestEven)
	if err != nil {
		panic(err) // a literal
	}
	return number.Half(pi)
}()

// float rounds to float64.
func float(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}
