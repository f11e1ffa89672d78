package golden

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// measured is the table of sample, to be changed.
func measured() claims.Table { return sample().Table }

func TestCompareIgnoresRowOrder(t *testing.T) {
	got := measured()
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(got.Rows), func(i, j int) { got.Rows[i], got.Rows[j] = got.Rows[j], got.Rows[i] })
	assert.NoError(t, Compare(got, sample()))
}

func TestCompareTolerances(t *testing.T) {
	const row, step, wins, ratio, seconds = 0, 0, 1, 2, 3 // wins: want 20, allowed 2 + 0.5*20; ratio: 0.5, a factor of 4
	for _, c := range []struct {
		column int
		got    float64
		ok     bool
	}{
		{step, 0.01, true},
		{step, math.Nextafter(0.01, 1), false},
		{wins, 32, true},
		{wins, 8, true},
		{wins, 33, false},
		{wins, 7, false},
		{wins, math.NaN(), false},
		{wins, math.Inf(1), false},
		{ratio, 2, true},
		{ratio, 0.125, true},
		{ratio, math.Nextafter(2, 3), false},
		{ratio, math.Nextafter(0.125, 0), false},
		{ratio, 0, false},
		{ratio, -0.5, false},
		{ratio, math.NaN(), false},
		{ratio, math.Inf(1), false},
		{seconds, 1e300, true},
		{seconds, math.NaN(), false}, // free of a tolerance, but no number, and nothing says why
		{seconds, math.Inf(1), true},
	} {
		got := measured()
		got.Rows[row].Values[c.column] = c.got
		err := Compare(got, sample())
		assert.Equal(t, c.ok, err == nil, "column %d, got %v: %v", c.column, c.got, err)
	}
}

// A recorded NaN or infinity is met by itself alone.
func TestCompareNotFinite(t *testing.T) {
	want := sample()
	for i := range want.Table.Columns {
		want.Table.Columns[i].Tol, want.Table.Columns[i].NaN = claims.Tolerance{Abs: 1, Rel: 0.5}, "a reason"
	}
	want.Table.Columns[2].Tol = claims.Tolerance{Factor: 4}
	nan := math.NaN()
	for row, values := range [][]float64{{1, 2, 3, 4}, {nan, nan, nan, nan}, {math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(-1)}} {
		want.Table.Rows[row].Values = values
	}
	for _, row := range []int{1, 2} {
		for column := range want.Table.Columns {
			for _, v := range []float64{0, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1)} {
				got := claims.Table{Keys: want.Table.Keys, Columns: want.Table.Columns}
				for _, r := range want.Table.Rows {
					got.Add(r.Key, append([]float64(nil), r.Values...)...)
				}
				recorded := want.Table.Rows[row].Values[column]
				got.Rows[row].Values[column] = v
				same := v == recorded || math.IsNaN(v) && math.IsNaN(recorded)
				assert.Equal(t, same, Compare(got, want) == nil, "got %v for %v", v, recorded)
			}
		}
	}
}

// The message lists the worst cell first, with its key and what is allowed.
func TestCompareListsTheWorst(t *testing.T) {
	want := Recorded{Header: sample().Header, Table: claims.NewTable([]string{"h"},
		claims.Column{Name: "x", Tol: claims.Tolerance{Abs: 1}}, claims.Column{Name: "n"})}
	got := claims.NewTable(want.Table.Keys, want.Table.Columns...)
	for i := range 20 {
		key := []string{fmt.Sprint(i)}
		want.Table.Add(key, 100, 5)
		got.Add(key, 100+float64(i), 5)
	}
	err := Compare(got, want)
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	assert.Equal(t, "golden: E1 at size test, recorded on "+want.GOARCH+": 18 of 40 cells beyond their tolerance, 0 rows missing, 0 extra", lines[0])
	assert.Equal(t, `  column "x" at h=19: got 119, want 100, allowed 1`, lines[1])
	assert.Equal(t, `  column "x" at h=10: got 110, want 100, allowed 1`, lines[10])
	assert.Equal(t, "  and 8 more", lines[11])
	assert.Len(t, lines, 12)

	want.Table.Columns[0].Tol, got.Columns[0].Tol = claims.Tolerance{Factor: 1.0625}, claims.Tolerance{Factor: 1.0625}
	got.Rows[2].Values[0] = 80 // 1.25 times too small is farther than 1.19 times too large
	err = Compare(got, want)
	require.Error(t, err)
	lines = strings.Split(err.Error(), "\n")
	assert.Equal(t, `  column "x" at h=2: got 80, want 100, allowed a factor of 1.0625`, lines[1])
	assert.Equal(t, `  column "x" at h=19: got 119, want 100, allowed a factor of 1.0625`, lines[2])

	got.Rows[3].Values[1] = 6 // exact columns allow nothing, so nothing is worse
	err = Compare(got, want)
	require.Error(t, err)
	assert.Equal(t, `  column "n" at h=3: got 6, want 5, allowed 0`, strings.Split(err.Error(), "\n")[1])
}

func TestCompareRows(t *testing.T) {
	got := measured()
	got.Rows[1].Key = []string{"poisson", "1e-4"}
	err := Compare(got, sample())
	require.Error(t, err)
	assert.Contains(t, err.Error(), "1 rows missing, 1 extra")
	assert.Contains(t, err.Error(), "missing row: problem=poisson h=1e-3")
	assert.Contains(t, err.Error(), "extra row: problem=poisson h=1e-4")

	got = measured()
	got.Rows = append(got.Rows, got.Rows[0])
	assert.ErrorContains(t, Compare(got, sample()), "two rows with problem=poisson h=1e-2")

	got.Rows = nil
	assert.ErrorContains(t, Compare(got, sample()), "3 rows missing")
}

// The protocol must still declare what was recorded.
func TestCompareColumns(t *testing.T) {
	for want, change := range map[string]func(*claims.Table){
		`keys ["h" "problem"]`:                                                           func(t *claims.Table) { t.Keys = []string{"h", "problem"} },
		`columns ["step" "losses" "ratio" "seconds"]`:                                    func(t *claims.Table) { t.Columns[1].Name = "losses" },
		`column "wins": the protocol allows {Ab`:                                         func(t *claims.Table) { t.Columns[1].Tol.Abs = 3 },
		`column "wins": the protocol allows NaN for "no seed", the record for "no pair"`: func(t *claims.Table) { t.Columns[1].NaN = "no seed" },
		`column "seconds": the protocol allows `:                                         func(t *claims.Table) { t.Columns[3].Tol.Free = "another reason" },
	} {
		got := measured()
		change(&got)
		assert.ErrorContains(t, Compare(got, sample()), want)
	}
}

// A column of numbers that may differ by a factor, set to 0, is noticed in every row of every
// recorded table that has a number there. A relative tolerance of 1 would have let all pass.
func TestFallToZeroIsNoticed(t *testing.T) {
	compared := map[string]int{}
	for _, claim := range claims.All() {
		recorded, err := Read(recordPath(sizeUnderTest(), claim.ID))
		require.NoError(t, err)
		for i, c := range recorded.Table.Columns {
			if c.Tol.Factor == 0 {
				continue
			}
			got, fallen := recorded.Table, 0
			got.Rows = nil
			for _, r := range recorded.Table.Rows {
				if v := r.Values[i]; v != 0 && !math.IsNaN(v) {
					r.Values, fallen = slices.Clone(r.Values), fallen+1
					r.Values[i] = 0
				}
				got.Rows = append(got.Rows, r)
			}
			assert.ErrorContains(t, Compare(got, recorded), fmt.Sprintf(": %d of ", fallen), "%s, %s", claim.ID, c.Name)
			compared[claim.ID] += fallen
		}
	}
	for _, id := range []string{"A1", "F1", "F2", "F3", "T1"} {
		assert.Positive(t, compared[id], "%s has columns with a factor", id)
	}
}
