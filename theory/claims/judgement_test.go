package claims

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/theory"
)

func TestClause(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name            string
		measured, limit float64
		lower           bool
		met             bool
		margin          float64
	}{
		{"upper, met", 2, 8, false, true, 4},
		{"upper, at the limit", 8, 8, false, true, 1},
		{"upper, not met", 16, 8, false, false, 0.5},
		{"upper, nothing measured against it", 0, 8, false, true, inf},
		{"upper, negative", -3, 8, false, true, inf},
		{"upper, infinite", inf, 8, false, false, 0},
		{"upper, limit 0, met", -0.25, 0, false, true, 1.25},
		{"upper, limit 0, not met", 0.25, 0, false, false, 0.75},
		{"upper, limit 0, at it", 0, 0, false, true, 1},
		{"lower, met", 8, 2, true, true, 4},
		{"lower, at the limit", 2, 2, true, true, 1},
		{"lower, not met", 1, 2, true, false, 0.5},
		{"lower, negative", -1, 2, true, false, -0.5},
		{"lower, infinite", inf, 2, true, true, inf},
		{"lower, limit 0, met", 0.25, 0, true, true, 1.25},
		{"lower, limit 0, not met", -0.25, 0, true, false, 0.75},
		{"upper, limit below 0, met", -8, -2, false, true, 4},
		{"upper, limit below 0, at it", -2, -2, false, true, 1},
		{"upper, limit below 0, not met", -1, -2, false, false, 0.5},
		{"upper, limit below 0, nothing measured", 0, -2, false, false, 0},
		{"upper, limit below 0, other sign", 3, -2, false, false, -1.5},
		{"upper, limit below 0, infinite", -inf, -2, false, true, inf},
		{"lower, limit below 0, met", -2, -8, true, true, 4},
		{"lower, limit below 0, at it", -8, -8, true, true, 1},
		{"lower, limit below 0, not met", -16, -8, true, false, 0.5},
		{"lower, limit below 0, nothing measured", 0, -8, true, true, inf},
		{"lower, limit below 0, other sign", 3, -8, true, true, inf},
		{"lower, limit below 0, infinite", -inf, -8, true, false, 0},
		{"NaN above nothing", nan, 2, true, false, 0},
		{"NaN below nothing", nan, 2, false, false, 0},
		{"NaN above 0", nan, 0, true, false, 0},
		{"NaN above a limit below 0", nan, -2, true, false, 0},
		{"NaN below a limit below 0", nan, -2, false, false, 0},
		{"upper limit NaN", 1, nan, false, false, 0},
		{"lower limit NaN", 1, nan, true, false, 0},
	} {
		for _, strict := range []bool{false, true} {
			clause := Clause{Measured: c.measured, Limit: c.limit, Lower: c.lower, Strict: strict}
			assert.Equal(t, c.met && !(strict && c.measured == c.limit), clause.Met(), "%s: met, strict %v", c.name, strict)
			assert.Equal(t, c.margin, clause.Margin(), "%s: margin, strict %v", c.name, strict)
		}
	}
}

// A clause reads as it was asked, in three digits unless they hide which side is
// larger.
func TestClauseString(t *testing.T) {
	for want, c := range map[string]Clause{
		"0.123 <= 1":                {Measured: 0.123456, Limit: 1},
		"1 >= 1":                    {Measured: 1, Limit: 1, Lower: true},
		"1 > 1":                     {Measured: 1, Limit: 1, Lower: true, Strict: true},
		"2 < 1":                     {Measured: 2, Limit: 1, Strict: true},
		"0.5 >= 0.5000000000000001": {Measured: 0.5, Limit: math.Nextafter(0.5, 1), Lower: true},
		"NaN <= 1":                  {Measured: math.NaN(), Limit: 1},
	} {
		c.What, c.Where = "ratio", "h=0.1"
		assert.Equal(t, "ratio at h=0.1: "+want, c.String())
	}
}

// The margin tells on which side of the limit a measurement lies. A quotient is
// monotone under rounding, so neighbours of the limit may reach 1 but not
// cross it.
func TestMarginTellsTheSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.OneOf(
			rapid.Just(0.0),
			rapid.Map(rapid.Float64Range(-40, 40), math.Exp2),
			rapid.Map(rapid.Float64Range(-40, 40), func(x float64) float64 { return -math.Exp2(x) }),
		).Draw(t, "limit")
		measured := rapid.OneOf(
			rapid.Float64(),
			rapid.SampledFrom([]float64{limit, math.Nextafter(limit, math.Inf(-1)), math.Nextafter(limit, math.Inf(1)), 0, math.NaN(), math.Inf(1), math.Inf(-1)}),
		).Draw(t, "measured")
		c := Clause{Measured: measured, Limit: limit, Lower: rapid.Bool().Draw(t, "lower"), Strict: rapid.Bool().Draw(t, "strict")}
		m := c.Margin()
		if c.Met() && !(m >= 1) || !c.Met() && !(m <= 1) {
			t.Fatalf("%+v: met %v with margin %v", c, c.Met(), m)
		}
	})
}

// judged is the outcome of what build states.
func judged(build func(*Judgement)) Outcome {
	var j Judgement
	build(&j)
	return j.outcome()
}

func TestOutcomeOfNothing(t *testing.T) {
	assert.Equal(t, Outcome{Verdict: Inconclusive}, judged(func(*Judgement) {}))
	_, ok := Outcome{}.Worst()
	assert.False(t, ok)
}

func TestOutcome(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name            string
		build           func(*Judgement)
		verdict         Verdict
		margin, counter float64
	}{
		{"all met", func(j *Judgement) { j.AtMost("a", "", 1, 2); j.AtLeast("b", "", 9, 3) }, Holds, 2, 0},
		{"one of two not met", func(j *Judgement) { j.AtMost("a", "", 1, 2); j.AtLeast("b", "", 1, 4) }, Inconclusive, 0.25, 0},
		{"first not met", func(j *Judgement) { j.AtMost("a", "", 4, 1); j.AtMost("b", "", 1, 2) }, Inconclusive, 0.25, 0},
		{"NaN among the met", func(j *Judgement) { j.AtMost("a", "", 1, 2); j.AtMost("b", "", nan, 3) }, Inconclusive, 0, 0},
		{"counter met", func(j *Judgement) { j.AtMost("a", "", 4, 2); j.CounterAtLeast("b", "", 4, 2) }, Fails, 0.5, 2},
		{"one of two counters", func(j *Judgement) {
			j.AtMost("a", "", 4, 2)
			j.CounterAtMost("b", "", 8, 2)
			j.CounterAtMost("c", "", 1, 3)
			j.CounterAtLeast("d", "", 1, 2)
		}, Fails, 0.5, 3},
		{"counters not met", func(j *Judgement) { j.AtMost("a", "", 4, 2); j.CounterAtMost("b", "", 4, 2) }, Inconclusive, 0.5, 0.5},
		{"NaN counters nothing", func(j *Judgement) {
			j.AtMost("a", "", nan, 2)
			j.CounterAtMost("b", "", nan, 2)
			j.CounterAtLeast("c", "", nan, 2)
		}, Inconclusive, 0, 0},
		{"counter alone", func(j *Judgement) { j.CounterAtLeast("b", "", 4, 2) }, Fails, 0, 2},
		{"above", func(j *Judgement) { j.Above("a", "", 3, 2) }, Holds, 1.5, 0},
		{"at the limit, not above it", func(j *Judgement) { j.Above("a", "", 2, 2) }, Inconclusive, 1, 0},
		{"counter above", func(j *Judgement) { j.CounterAbove("a", "", 3, 2) }, Fails, 0, 1.5},
		{"counter at its limit", func(j *Judgement) { j.CounterAbove("a", "", 2, 2) }, Inconclusive, 0, 1},
		{"counter alone, not met", func(j *Judgement) { j.CounterAtLeast("b", "", 1, 2) }, Inconclusive, 0, 0.5},
	} {
		o := judged(c.build)
		assert.Equal(t, c.verdict, o.Verdict, c.name)
		assert.Equal(t, c.margin, o.Margin, "%s: margin", c.name)
		assert.Equal(t, c.counter, o.CounterMargin, "%s: counter margin", c.name)
		assert.Zero(t, o.FalseAlarm, "%s: no test, no false alarm", c.name)
	}
}

func TestOutcomeKeepsItsClauses(t *testing.T) {
	o := judged(func(j *Judgement) {
		j.AtMost("a", "here", 1, 3)
		j.AtLeast("b", "there", 4, 2)
		j.CounterAtMost("c", "here", 9, 3)
		j.CounterAtLeast("d", "there", 1, 2)
	})
	assert.Equal(t, []Clause{{What: "a", Where: "here", Measured: 1, Limit: 3}, {What: "b", Where: "there", Measured: 4, Limit: 2, Lower: true}}, o.Clauses)
	assert.Equal(t, []Clause{{What: "c", Where: "here", Measured: 9, Limit: 3}, {What: "d", Where: "there", Measured: 1, Limit: 2, Lower: true}}, o.Counters)
	worst, ok := o.Worst()
	require.True(t, ok)
	assert.Equal(t, o.Clauses[1], worst)
	assert.Equal(t, o.Margin, worst.Margin())

	o = judged(func(j *Judgement) { j.AtMost("a", "", 5, 1); j.AtMost("b", "there", math.NaN(), 1) })
	worst, _ = o.Worst()
	assert.Equal(t, "b", worst.What, "NaN is the worst")
}

// Bound holds up to its limit, is inconclusive up to slack times it, and fails
// beyond; slack 1 leaves nothing between.
func TestBound(t *testing.T) {
	verdict := func(measured, limit, slack float64) Verdict {
		return judged(func(j *Judgement) { j.Bound("a", "", measured, limit, slack) }).Verdict
	}
	up := func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	for _, c := range []struct {
		measured, limit, slack float64
		want                   Verdict
	}{
		{0, 3, 1, Holds}, {3, 3, 1, Holds}, {up(3), 3, 1, Fails}, {math.Inf(1), 3, 1, Fails},
		{3, 3, 2, Holds}, {up(3), 3, 2, Inconclusive}, {6, 3, 2, Inconclusive}, {up(6), 3, 2, Fails},
		{math.NaN(), 3, 1, Inconclusive}, {math.NaN(), 3, 2, Inconclusive}, {1, math.NaN(), 1, Inconclusive},
	} {
		assert.Equal(t, c.want, verdict(c.measured, c.limit, c.slack), "%+v", c)
	}
}

// P(X >= 17 | 20) = 1.3e-3 and P(X >= 18 | 20) = 2.0e-4: 18 wins settle it.
func TestOrdered(t *testing.T) {
	for _, c := range []struct {
		wins, losses, n float64
		want            Verdict
		alarm           float64
	}{
		{20, 0, 20, Holds, 1e-3},
		{18, 2, 20, Holds, 1e-3},
		{17, 3, 20, Inconclusive, 0},
		{10, 10, 20, Inconclusive, 0},
		{3, 17, 20, Inconclusive, 0},
		{2, 18, 20, Fails, 1e-3},
		{0, 20, 20, Fails, 1e-3},
		{0, 0, 20, Inconclusive, 0},  // ties alone
		{18, 0, 30, Inconclusive, 0}, // ties count
		{0, 18, 30, Inconclusive, 0},
		{9, 0, 9, Inconclusive, 0}, // 2^-9 is not enough
		{10, 0, 10, Holds, 1e-3},
		{0, 0, 0, Inconclusive, 0}, // nothing measured
		{math.NaN(), 20, math.NaN(), Inconclusive, 0},
	} {
		o := judged(func(j *Judgement) { j.Ordered("cell", c.wins, c.losses, c.n) })
		assert.Equal(t, c.want, o.Verdict, "%+v", c)
		assert.Equal(t, c.alarm, o.FalseAlarm, "%+v", c)
	}
}

// That all of several tests pass by chance is no likelier than that one does;
// that any of the opposite ones does is up to as likely as their sum.
func TestFalseAlarms(t *testing.T) {
	cells := func(wins ...float64) Outcome {
		return judged(func(j *Judgement) {
			for _, w := range wins {
				j.Ordered("cell", w, 20-w, 20)
			}
		})
	}
	assert.Equal(t, SignLevel, cells(20, 20, 20, 20).FalseAlarm)
	failed := cells(20, 0, 20, 10)
	assert.Equal(t, Fails, failed.Verdict)
	// Three sums and a product below 2^-7, each rounded.
	assert.InDelta(t, 4*SignLevel, failed.FalseAlarm, 4*0x1p-7*theory.UnitRoundoff64)
	assert.Zero(t, cells(20, 10).FalseAlarm, "an inconclusive outcome claims nothing")
}
