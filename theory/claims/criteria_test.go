package claims_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// criterion is a made-up table that meets every clause of one claim, beside
// whatever the claim must not look at, and what happens when it changes.
type criterion struct {
	id     string
	table  claims.Table
	margin float64 // by hand
	alarm  float64 // of holding, as the claim accounts for it
	fails  float64 // the same of failing

	reads       []string // measured columns and keys that the verdict depends on
	flips       []flip   // for each of them, a change that changes the verdict
	indifferent []change // changes to rows outside the regime: nothing moves
}

// criteria are those that the tests of the claims have registered.
var criteria []func(*testing.T) criterion

// register adds the criterion of a claim, beside whose statement it stands.
func register(c func(*testing.T) criterion) struct{} {
	criteria = append(criteria, c)
	return struct{}{}
}

// flip is one change after which the verdict is another. Where one column only
// matters once others have moved, those are changed before.
type flip struct {
	before []change
	change change
	want   claims.Verdict
}

// change puts a value into the column, or a text into the key column, of every
// row whose keys contain at as whole words; the empty at means every row.
type change struct {
	at, column string
	value      float64
	text       string
}

// set puts a value into the column of the rows at.
func set(at, column string, value float64) change {
	return change{at: at, column: column, value: value}
}

// key puts a text into the key column of the rows at.
func key(at, column, text string) change { return change{at: at, column: column, text: text} }

// gives is the change with the verdict that it leads to.
func (c change) gives(v claims.Verdict) flip { return flip{change: c, want: v} }

// after is the flip once other changes were made.
func (f flip) after(before ...change) flip {
	f.before = before
	return f
}

// after is a copy of table t with the changes made.
func after(t *testing.T, table claims.Table, changes ...change) claims.Table {
	t.Helper()
	out := table.Where(func(claims.Row) bool { return true })
	for i, r := range out.Rows {
		out.Rows[i] = claims.Row{Key: slices.Clone(r.Key), Values: slices.Clone(r.Values)}
	}
	for _, c := range changes {
		hit := false
		column := slices.IndexFunc(out.Columns, func(col claims.Column) bool { return col.Name == c.column })
		key := slices.Index(out.Keys, c.column)
		require.True(t, column >= 0 || key >= 0, "no column %q", c.column)
		for _, r := range out.Rows {
			if !strings.Contains(" "+strings.Join(r.Key, " ")+" ", " "+strings.TrimSpace(c.at)+" ") && c.at != "" {
				continue
			}
			hit = true
			if column >= 0 {
				r.Values[column] = c.value
			} else {
				r.Key[key] = c.text
			}
		}
		require.True(t, hit, "no row at %q", c.at)
	}
	return out
}

// table has the given keys and columns, without tolerances.
func table(keys, columns []string) claims.Table {
	t := claims.NewTable(keys)
	for _, c := range columns {
		t.Columns = append(t.Columns, claims.Column{Name: c})
	}
	return t
}

// pastOne is the smallest number above 1.
var pastOne = math.Nextafter(1, 2)

const (
	holds, fails, open = claims.Holds, claims.Fails, claims.Inconclusive

	signLevel = 1e-3  // of the sign tests in the claims' words
	limitRate = 0.025 // of one limit of a 95% interval
)

func TestCriteriaCoverEveryClaim(t *testing.T) {
	entries := map[string]int{}
	for _, c := range criteria {
		entries[c(t).id]++
	}
	for _, c := range claims.All() {
		switch n := entries[c.ID]; {
		case n == 0:
			t.Errorf("claim %s has no criterion among its tests", c.ID)
		case n > 1:
			t.Errorf("claim %s has %d criteria among its tests", c.ID, n)
		}
		delete(entries, c.ID)
	}
	assert.Empty(t, entries, "criteria without a claim")
}

func TestCriteria(t *testing.T) {
	for _, made := range criteria {
		c := made(t)
		t.Run(c.id, func(t *testing.T) {
			claim, err := claims.Lookup(c.id)
			require.NoError(t, err)
			base := claim.Judge(c.table)
			require.Equal(t, holds, base.Verdict, "%+v", base.Clauses)
			// A sign test of 20 seeds, or a difference, and then a quotient.
			assert.InEpsilon(t, c.margin, base.Margin, signTestTolerance(20)+4*u)
			assert.InDelta(t, c.alarm, base.FalseAlarm, 0)
			assert.Less(t, base.CounterMargin, 1.0)

			t.Run("flips", func(t *testing.T) { testFlips(t, c, claim) })
			t.Run("indifferent", func(t *testing.T) { testIndifferent(t, c, claim, base) })
			t.Run("nothing measured", func(t *testing.T) {
				empty := c.table.Where(func(claims.Row) bool { return false })
				o := claim.Judge(empty)
				assert.Equal(t, open, o.Verdict)
				assert.Zero(t, o.FalseAlarm)
			})
			t.Run("cut-offs", func(t *testing.T) { testCutoffs(t, c, claim, base) })
		})
	}
}

// testFlips makes each change, and checks that the columns whose change alone
// turns the verdict are those that the criterion reads.
func testFlips(t *testing.T, c criterion, claim claims.Claim) {
	turned := map[string]bool{}
	alarmed := false
	for _, f := range c.flips {
		name := fmt.Sprintf("%+v after %+v", f.change, f.before)
		before := claim.Judge(after(t, c.table, f.before...))
		got := claim.Judge(after(t, c.table, append(slices.Clone(f.before), f.change)...))
		assert.NotEqual(t, f.want, before.Verdict, "%s: already so before", name)
		assert.Equal(t, f.want, got.Verdict, name)
		assert.LessOrEqual(t, got.Margin, 1.0, name)
		turned[f.change.column] = true

		worst, ok := got.Worst()
		require.True(t, ok)
		assert.False(t, worst.Met(), "%s: the worst clause %+v is met", name, worst)
		switch f.want {
		case fails:
			assert.GreaterOrEqual(t, got.CounterMargin, 1.0, name)
			if !alarmed && !slices.Contains(c.table.Keys, f.change.column) && !slices.Contains([]string{"step", "h_l", "h_c"}, f.change.column) {
				alarmed = true // the number of cells is still that of the table
				assert.InDelta(t, c.fails, got.FalseAlarm, float64(len(got.Counters))*u)
			}
		case open:
			assert.Zero(t, got.FalseAlarm, name)
		}
	}
	assert.ElementsMatch(t, c.reads, keys(turned))
}

func keys(set map[string]bool) []string {
	var out []string
	for k := range set {
		out = append(out, k)
	}
	return out
}

// testIndifferent changes rows outside the regime, and every column that is not
// read.
func testIndifferent(t *testing.T, c criterion, claim claims.Claim, base claims.Outcome) {
	for _, change := range c.indifferent {
		assert.Equal(t, base, claim.Judge(after(t, c.table, change)), "%+v", change)
	}
	for _, column := range c.table.Columns {
		if slices.Contains(c.reads, column.Name) {
			continue
		}
		for _, v := range []float64{math.NaN(), -1, 1e6} {
			assert.Equal(t, base, claim.Judge(after(t, c.table, set("", column.Name, v))), "%s is not read", column.Name)
		}
	}
}

// testCutoffs moves the rows to other cut-offs: only the default decides.
func testCutoffs(t *testing.T, c criterion, claim claims.Claim, base claims.Outcome) {
	third, triple := claims.Cutoffs()[1], claims.Cutoffs()[2]
	if !c.table.HasKey(claims.CutoffKey) {
		assert.Equal(t, base, claim.JudgeAt(c.table, triple), "a table without cut-offs does not depend on them")
		return
	}
	moved := after(t, c.table, key("", claims.CutoffKey, triple.Name))
	assert.Equal(t, open, claim.Judge(moved).Verdict)
	assert.Equal(t, base, claim.JudgeAt(moved, triple))
	moved.Rows = append(moved.Rows, after(t, c.table, c.flips[0].change).Rows...)
	assert.Equal(t, base, claim.JudgeAt(moved, triple))
	assert.Equal(t, c.flips[0].want, claim.Judge(moved).Verdict)
	assert.Equal(t, open, claim.JudgeAt(moved, third).Verdict)
}

// With AD on both sides every pair is a tie, every difference 0 and every ratio
// 1: a paired claim must not hold.
func TestTiesDecideNothing(t *testing.T) {
	ties := orderingTable(func(_, _, _ string) (wins, losses, median float64) { return 0, 0, 1 })
	variants := after(t, variantTable(), set("", claims.ColWins, 0), set("", claims.ColLosses, 0))
	equal := after(t, perturbationTable(), set("", claims.ColWeyl, 0), set("", claims.ColNorm, 0),
		set("", claims.ColNoise, math.Inf(1)), set("", claims.ColLarge, 0))
	tail := after(t, tailCriterion(t).table, set("", claims.ColBelow, 0), set("", claims.ColRatio, 1))
	undefined := func(pools ...string) claims.Table {
		nan := math.NaN()
		return after(t, correlationTable(pools...), set("", claims.ColSpearman, nan), set("", claims.ColLo, nan), set("", claims.ColHi, nan))
	}
	training := evenTraining(t)
	trend := after(t, trendTable("poisson-1d", "biharmonic-1d"), set("", claims.ColTrend, 0), set("", claims.ColLo, 0), set("", claims.ColHi, 0))
	stable := after(t, stabilityTable(), set("", claims.ColGradientNoise, 1), set("", claims.ColGradientNoiseLo, 1), set("", claims.ColRateRatio, 0))
	for id, control := range map[string]claims.Table{
		"T1": training, "T1p": after(t, elsewhereTable(), set("", claims.ColWins, 0)), "T2": training, "T3": trend, "T4": trend, "T4w": trend, "K3": trend, "T5": stable,
		"E1": ties, "E1w": ties, "E3": ties, "E3w": ties, "P1": ties, "E5": variants, "S1": equal, "S2": tail,
		"E2a": undefined(), "E2b": undefined(), "E2c": undefined("float64", "float32"),
	} {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		o := claim.Judge(control)
		assert.Equal(t, open, o.Verdict, "%s: %+v", id, o)
	}
}
