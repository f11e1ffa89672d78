package main

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// decodeAny reads the JSON of a report without knowing its types.
func decodeAny(t *testing.T, r report) map[string]any {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, r.write(&b))
	var out map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &out))
	return out
}

func TestReportSchema(t *testing.T) {
	got := decodeAny(t, newReport(madeUp()))
	for key, want := range map[string]any{
		"suite": "adfd", "go": "go1", "goarch": "none", "seed": 42.0, "size": "short", "false_alarm": 0.004,
		"differ": []any{"X2w"}, "unfinished": []any{"X3"},
	} {
		assert.Equal(t, want, got[key], key)
	}
	claims, ok := got["claims"].([]any)
	require.True(t, ok)
	require.Len(t, claims, 2)
	first, second := claims[0].(map[string]any), claims[1].(map[string]any)
	for key, want := range map[string]any{
		"id": "X1", "statement": "Short", "source": "ours", "expected": "holds", "verdict": "holds", "seeds": 1.0, "seconds": 1.23,
		"margin": nil, "margin_reason": "no upper limit was approached: measured 0", "counter_margin": 0.0,
	} {
		value, there := first[key]
		assert.True(t, there, key)
		assert.Equal(t, want, value, key)
	}
	assert.Equal(t, []string{"columns", "rows"}, sortedKeys(first["table"]))
	assert.Equal(t, 0.001, second["margin"])
	assert.Equal(t, 50.0, second["counter_margin"])
	assert.Equal(t, []any{
		map[string]any{"cutoff": "a/3", "factor": 1. / 3, "verdict": "fails", "margin": 0.002},
		map[string]any{"cutoff": "3a", "factor": 3.0, "verdict": "inconclusive", "margin": 0.5},
	}, second["sensitivity"])
	assert.Equal(t, []any{
		map[string]any{"of": "criterion", "what": "sign test p", "where": "poisson h=0.1", "measured": 1.0, "relation": "<=", "limit": 0.001, "met": false},
		map[string]any{"of": "counter", "what": "opposite sign test p", "where": "poisson h=0.1", "measured": 2e-5, "relation": "<=", "limit": 0.001, "met": true},
	}, second["clauses"])
}

func sortedKeys(v any) []string {
	var keys []string
	for k := range v.(map[string]any) {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// What JSON has no number for is null, with the reason beside it.
func TestReportOfNumbersThatAreNot(t *testing.T) {
	table := claims.NewTable([]string{"h"}, claims.Column{Name: "x"})
	table.Add([]string{"1"}, math.NaN())
	table.Add([]string{"2"}, math.Inf(-1))
	a := madeUp()
	f := &a.findings[0]
	f.table = table
	f.outcome.Margin, f.outcome.CounterMargin = math.NaN(), math.Inf(-1)
	f.outcome.Clauses = []claims.Clause{{What: "x", Where: "h=1", Measured: math.NaN(), Limit: math.Inf(1)}}
	got := decodeAny(t, newReport(a))["claims"].([]any)[0].(map[string]any)
	assert.Equal(t, nil, got["margin"])
	assert.Equal(t, "the margin is NaN", got["margin_reason"])
	assert.Equal(t, nil, got["counter_margin"])
	assert.Equal(t, "the margin is -Inf", got["counter_margin_reason"])
	clause := got["clauses"].([]any)[0].(map[string]any)
	assert.Equal(t, nil, clause["measured"])
	assert.Equal(t, "measured NaN", clause["measured_reason"])
	assert.Equal(t, nil, clause["limit"])
	assert.Equal(t, "limit +Inf", clause["limit_reason"])
	assert.Equal(t, map[string]any{
		"columns": []any{"h", "x"},
		"rows":    []any{[]any{"1", nil}, []any{"2", nil}},
		"nulls": []any{
			map[string]any{"row": 0.0, "column": "x", "reason": "NaN"},
			map[string]any{"row": 1.0, "column": "x", "reason": "-Inf"},
		},
	}, got["table"])
}

// A run without a single finding is still an object with lists.
func TestReportOfNothing(t *testing.T) {
	got := decodeAny(t, newReport(newAccount(options{claims: []claims.Claim{{ID: "X1"}}}, nil)))
	assert.Equal(t, []any{}, got["claims"])
	assert.Equal(t, []any{}, got["differ"])
	assert.Equal(t, []any{"X1"}, got["unfinished"])
}
