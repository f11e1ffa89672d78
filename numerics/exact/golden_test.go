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
)

// The tables have 82 significant digits: rounding to them changes a number by
// at most 5e-82 of itself, and the two runs of the generator agree to 1e-84. The
// coefficients of a Jet err by 2^-384 = 2.5e-116 times a condition number, below
// 2^100 = 1.3e30 beside the zeros in the tables: nothing that shows.
const tableTolerance = 5.02e-82

// scalarTolerance is the relative error of an exported function: half a unit
// in the last place and 2^-16 of one, where a unit is at most 2^-(Prec-1). The
// tables' own 5e-82 = 2^-270 fits into the second part.
const scalarTolerance = (0.5 + 0x1p-16) * 2 * unit

// unit is the unit roundoff of Prec bits, 2^-Prec.
const unit = 0x1p-256

const tables = "../../golden/mpmath"

// TestTables compares every coefficient of every function with mpmath.
func TestTables(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rows := readTable(t, f.name)
			require.GreaterOrEqual(t, len(rows), 5*9, "points times orders 0 to 8")
			for _, r := range rows {
				c, err := Coefficients(f.name, New(r.x), 8)
				require.NoError(t, err)
				assert.LessOrEqual(t, relative(c[r.k], r.want), tableTolerance, "%s: coefficient %d at %x", f.name, r.k, r.x)

				derivative := new(big.Float).SetPrec(Prec + 64).SetInt(factorial(r.k))
				derivative.Mul(derivative, r.want)
				assert.LessOrEqual(t, relative(c.Derivative(r.k), derivative), scalarTolerance, "%s: derivative %d at %x", f.name, r.k, r.x)
				if r.k == 0 {
					assert.LessOrEqual(t, relative(f.value(New(r.x)), r.want), scalarTolerance, "%s(%x)", f.name, r.x)
				}
			}
		})
	}
}

type tableRow struct {
	x    float64
	k    int
	want *big.Float
}

// readTable reads golden/mpmath/name.txt: comments, then rows of x, k and the
// coefficient.
func readTable(t *testing.T, name string) (rows []tableRow) {
	t.Helper()
	file, err := os.Open(filepath.Join(tables, name+".txt"))
	require.NoError(t, err)
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
		want, _, err := big.ParseFloat(field[2], 10, Prec+64, big.ToNearestEven)
		require.NoError(t, err, "%s.txt:%d", name, n)
		rows = append(rows, tableRow{x, k, want})
	}
	require.NoError(t, lines.Err())
	require.Contains(t, header, "mpmath 1.3.0", "generator and version")
	require.Contains(t, header, "82 digits")
	require.Zero(t, len(rows)%9, "%s.txt ends within a point", name)
	return rows
}

// relative returns |got - want| / |want|; it is 0 where both are 0, and +Inf
// where only want is.
func relative(got, want *big.Float) float64 {
	prec := max(got.Prec(), want.Prec(), 64) + 64
	d := newFloat(prec).Sub(got, want)
	switch {
	case d.Sign() == 0:
		return 0
	case want.Sign() == 0:
		return math.Inf(1)
	}
	d.Quo(d, want)
	return Float64(abs(d))
}
