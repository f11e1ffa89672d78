package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// stencilTable is a table that F1's criterion reads, with a slope that far from
// the accuracy.
func stencilTable(off float64) claims.Table {
	t := claims.NewTable([]string{"function", "q", "p", "arithmetic"},
		claims.Column{Name: "accuracy"}, claims.Column{Name: claims.ColSlope}, claims.Column{Name: claims.ColConstant}, claims.Column{Name: claims.ColPoints})
	t.Add([]string{"sin", "2", "4", claims.ArithmeticExact}, 4, 4+off, 1, 10)
	return t
}

func silent(claims int) *meter { return newMeter(io.Discard, claims) }

func parsed(t *testing.T, args ...string) options {
	t.Helper()
	o, err := parse(args)
	require.NoError(t, err)
	return o
}

func TestAuditJudgesWhatWasMeasured(t *testing.T) {
	var emitted []string
	o := parsed(t, "-claims", "F1", "-seed", "5", "-size", "short")
	findings := audit(t.Context(), o, func(_ context.Context, id string, s claims.Setup, p lab.Progress) (claims.Table, error) {
		assert.Equal(t, "F1", id)
		assert.Equal(t, claims.DefaultSetup(claims.Short, 5), s)
		p(1, 2)
		return stencilTable(0.01), nil
	}, silent(1), func(f finding) { emitted = append(emitted, f.claim.ID) })
	require.Len(t, findings, 1)
	assert.Equal(t, []string{"F1"}, emitted)
	assert.Equal(t, claims.Holds, findings[0].outcome.Verdict)
	assert.Equal(t, 1, findings[0].seeds, "nothing but the master seed")
	assert.Empty(t, findings[0].readings, "a table without a cut-off")
	assert.Equal(t, exitExpected, newAccount(o, findings).exitCode())

	findings = audit(t.Context(), o, func(context.Context, string, claims.Setup, lab.Progress) (claims.Table, error) {
		return stencilTable(0.5), nil
	}, silent(1), func(finding) {})
	assert.Equal(t, claims.Fails, findings[0].outcome.Verdict)
	assert.Equal(t, exitDiffers, newAccount(o, findings).exitCode())
}

// A table at several cut-offs is judged at each, and the default one decides.
func TestAuditReadsEveryCutoff(t *testing.T) {
	table := claims.NewTable([]string{"problem", "activation", "nodes", claims.CutoffKey, "h"},
		claims.Column{Name: claims.ColStep}, claims.Column{Name: claims.ColLower}, claims.Column{Name: claims.ColUpper},
		claims.Column{Name: claims.ColCount}, claims.Column{Name: claims.ColWins}, claims.Column{Name: claims.ColLosses})
	for i, a := range claims.Cutoffs() {
		wins := []float64{20, 10, 0}[i]
		for _, h := range []string{"1e-3", "1e-4"} { // two cells, both in the regime
			step, err := strconv.ParseFloat(h, 64)
			require.NoError(t, err)
			table.Add([]string{"poisson-1d", "tanh", "dyadic", a.Name, h}, step, 1e-6, 1e-2, 20, wins, 20-wins)
		}
	}
	findings := audit(t.Context(), parsed(t, "-claims", "E1", "-size", "test"), func(context.Context, string, claims.Setup, lab.Progress) (claims.Table, error) {
		return table, nil
	}, silent(1), func(finding) {})
	require.Len(t, findings, 1)
	f := findings[0]
	assert.Equal(t, claims.Holds, f.outcome.Verdict)
	assert.Equal(t, claims.Test.Seeds(), f.seeds)
	require.Len(t, f.readings, 2)
	assert.Equal(t, "a/3", f.readings[0].cutoff.Name)
	assert.Equal(t, claims.Inconclusive, f.readings[0].outcome.Verdict)
	assert.Equal(t, "3a", f.readings[1].cutoff.Name)
	assert.Equal(t, claims.Fails, f.readings[1].outcome.Verdict)
}

// A claim that cannot be measured has no verdict, and the others go on.
func TestAuditGoesOnAfterAnError(t *testing.T) {
	o := parsed(t, "-claims", "F1,E1")
	findings := audit(t.Context(), o, func(_ context.Context, id string, _ claims.Setup, _ lab.Progress) (claims.Table, error) {
		if id == "E1" {
			return claims.Table{}, errors.New("cell h=0: zero step")
		}
		return stencilTable(0), nil
	}, silent(2), func(finding) {})
	require.Len(t, findings, 2)
	assert.ErrorContains(t, findings[1].err, "zero step")
	a := newAccount(o, findings)
	assert.Equal(t, []string{"E1"}, a.differ)
	assert.Equal(t, exitDiffers, a.exitCode())

	var ledger bytes.Buffer
	renderRow(&ledger, findings[1])
	renderFoot(&ledger, a)
	assert.Contains(t, ledger.String(), "! E1 ")
	assert.Contains(t, ledger.String(), "E1   error: cell h=0: zero step")

	c := newReport(a).Claims[1]
	assert.Nil(t, c.Verdict)
	assert.Nil(t, c.Table)
	assert.Nil(t, c.Margin)
	assert.Equal(t, "not measured", c.MarginReason)
	assert.Equal(t, "cell h=0: zero step", c.Error)
}

// A cancelled run does not wait for the claim under way, even if that takes no
// notice, and what it still reports goes nowhere. That claim ends only when it is let go, after audit
// has returned: had audit waited for it, it would have ended before.
func TestAuditDoesNotWaitWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	const patience = time.Minute // of a run that hangs; nothing is judged by it
	release, reported := make(chan struct{}), make(chan struct{})
	var screen bytes.Buffer
	m := silent(2)
	m.bar = newBar(&screen, 2)
	o := parsed(t, "-claims", "F1,E1")
	findings := audit(ctx, o, func(_ context.Context, id string, _ claims.Setup, p lab.Progress) (claims.Table, error) {
		if id == "F1" {
			return stencilTable(0), nil
		}
		cancel()
		select {
		case <-release:
		case <-time.After(patience): // audit waits: end, and fail below
		}
		p(1, 2)
		close(reported)
		return stencilTable(0), nil
	}, m, func(finding) {})
	select {
	case <-reported:
		require.Fail(t, "audit waited for the claim under way")
	default:
	}
	require.Equal(t, []string{"F1"}, ids(claimsOf(findings)))
	before := m.bar.State()
	close(release)
	<-reported
	assert.Equal(t, before.CurrentNum, m.bar.State().CurrentNum, "nothing moves after the end")

	a := newAccount(o, findings)
	assert.Equal(t, []string{"E1"}, a.unfinished)
	assert.Equal(t, exitInterrupted, a.exitCode())
}

func claimsOf(findings []finding) []claims.Claim {
	var out []claims.Claim
	for _, f := range findings {
		out = append(out, f.claim)
	}
	return out
}

func TestProgressLines(t *testing.T) {
	var out bytes.Buffer
	m := newMeter(&out, 4)
	require.Nil(t, m.bar, "no bar where there is no terminal")
	m.finished = 1
	f := finding{claim: claims.All()[0], outcome: claims.Outcome{Verdict: claims.Fails}, elapsed: 2500 * time.Millisecond}
	assert.Equal(t, "1 of 4  A1   fails, expected holds, 2.5 s; about 30 s left", m.progressLine(f, 10*time.Second))
	f.err = errors.New("no such engine")
	assert.Equal(t, "1 of 4  A1   error: no such engine, expected holds, 2.5 s; about 30 s left", m.progressLine(f, 10*time.Second))
	m.finish(f)
	assert.Equal(t, 1, strings.Count(out.String(), "\n"))
	assert.Contains(t, out.String(), "2 of 4  A1 ")
}
