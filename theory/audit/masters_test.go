package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// scripted gives the verdicts of each claim in turn.
func scripted(verdicts map[string][]claims.Verdict, alarm float64) examiner {
	k := 0
	return func(_ context.Context, o options) (summary, error) {
		var s summary
		for _, c := range o.claims {
			s.Claims = append(s.Claims, struct {
				ID         string
				Verdict    claims.Verdict
				FalseAlarm float64 `json:"false_alarm"`
				Error      string
			}{ID: c.ID, Verdict: verdicts[c.ID][k], FalseAlarm: alarm})
		}
		k++
		return s, nil
	}
}

func chosenClaims(t *testing.T, ids string) options {
	o, err := parse([]string{"-claims", ids, "-size", "short", "-masters", "4", "-seed", "100"})
	require.NoError(t, err)
	return o
}

func TestMastersCount(t *testing.T) {
	t.Parallel()
	o := chosenClaims(t, "E1,E1w") // expected holds, fails
	tallies, err := masters(t.Context(), o, scripted(map[string][]claims.Verdict{
		"E1":  {claims.Holds, claims.Fails, claims.Inconclusive, claims.Holds},
		"E1w": {claims.Fails, claims.Fails, claims.Holds, claims.Fails},
	}, 0.25), func(int) {})
	require.NoError(t, err)
	require.Len(t, tallies, 2)
	for i, want := range []struct {
		against, expected, inconclusive int
		other                           []uint64
	}{{1, 2, 1, []uint64{101, 102}}, {1, 3, 0, []uint64{102}}} {
		got := tallies[i]
		assert.Equal(t, 4, got.runs())
		assert.Equal(t, want.against, got.verdicts[got.against()], got.claim.ID)
		assert.Equal(t, want.expected, got.verdicts[got.claim.Expected], got.claim.ID)
		assert.Equal(t, want.inconclusive, got.verdicts[claims.Inconclusive], got.claim.ID)
		assert.Equal(t, want.other, got.other)
		assert.Equal(t, 0.25, got.alarm)
	}
}

func TestMastersExitCode(t *testing.T) {
	t.Parallel()
	o := chosenClaims(t, "E1")
	steady := []claims.Verdict{claims.Holds, claims.Holds, claims.Holds, claims.Holds}
	var out, errs bytes.Buffer
	assert.Equal(t, exitExpected, runMasters(t.Context(), o, scripted(map[string][]claims.Verdict{"E1": steady}, 0), &out, &errs))
	assert.Contains(t, out.String(), "4 verdicts, 0 false alarms")
	assert.Contains(t, out.String(), "none declared")

	wavering := append([]claims.Verdict{claims.Inconclusive}, steady[1:]...)
	assert.Equal(t, exitDiffers, runMasters(t.Context(), o, scripted(map[string][]claims.Verdict{"E1": wavering}, 0), &out, &errs))

	broken := func(context.Context, options) (summary, error) { return summary{}, errors.New("no memory") }
	assert.Equal(t, exitDiffers, runMasters(t.Context(), o, broken, &out, &errs))
	assert.Contains(t, errs.String(), "master seed 100: no memory")

	silent := func(context.Context, options) (summary, error) { return summary{}, nil }
	assert.Equal(t, exitDiffers, runMasters(t.Context(), o, silent, &out, &errs))
	assert.Contains(t, errs.String(), "no verdict on E1")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Equal(t, exitInterrupted, runMasters(ctx, o, broken, &out, &errs))
}

// 0 of n: 1 - 0.05^(1/n). k of k: 1. By hand for 1 of 2, where P(at most 1 of 2) = 1 - p^2
// is 0.05 at p = sqrt 0.95.
func TestUpperLimit(t *testing.T) {
	t.Parallel()
	const tolerance = 1e-9 // of gonum's search for a quantile
	assert.InDelta(t, 1-math.Pow(0.05, 1./200), upperLimit(0, 200), tolerance)
	assert.InDelta(t, math.Sqrt(0.95), upperLimit(1, 2), tolerance)
	assert.Equal(t, 1.0, upperLimit(3, 3))
	assert.True(t, math.IsNaN(upperLimit(0, 0)))
}

// A run in a process of its own, to its report.
func TestMastersProcess(t *testing.T) {
	t.Setenv(asCommand, "1")
	examine := process
	if emulator := os.Getenv(emulatorEnv); emulator != "" { // a program of another processor cannot start itself
		examine = func(ctx context.Context, o options) (summary, error) { return runAs(ctx, o, emulator, os.Args[0]) }
	}
	o := chosenClaims(t, quick)
	o.masters = 2
	var out, errs bytes.Buffer
	assert.Equal(t, exitExpected, runMasters(t.Context(), o, examine, &out, &errs), errs.String())
	assert.Contains(t, out.String(), "2 verdicts, 0 false alarms")
}

// Without -claims the claims that rest on tests over seeds are run, and with it those named.
func TestMastersTakeTheClaimsWithTests(t *testing.T) {
	o, err := parse([]string{"-masters", "3"})
	require.NoError(t, err)
	assert.NotEmpty(t, o.claims)
	assert.Less(t, len(o.claims), len(claims.All()))
	for _, c := range o.claims {
		assert.True(t, c.Reseeded, c.ID)
	}
	o, err = parse([]string{"-masters", "3", "-claims", "F1"})
	require.NoError(t, err)
	assert.Equal(t, []string{"F1"}, ids(o.claims))
}
