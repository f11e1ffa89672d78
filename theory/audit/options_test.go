package main

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

func ids(claims []claims.Claim) []string {
	var out []string
	for _, c := range claims {
		out = append(out, c.ID)
	}
	return out
}

func TestParseDefaults(t *testing.T) {
	o, err := parse(nil)
	require.NoError(t, err)
	assert.Equal(t, ids(claims.All()), ids(o.claims))
	assert.Equal(t, claims.Audit, o.size)
	assert.Equal(t, claims.DefaultSeed, o.seed)
	assert.False(t, o.list || o.fault)
	assert.Empty(t, o.json)
	assert.Equal(t, claims.DefaultSetup(claims.Audit, claims.DefaultSeed), o.setup(o.claims[0]))
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-claims", "E2a, E1,E2a", "-size=short", "-seed", "18446744073709551615", "-json", "-", "-fault"})
	require.NoError(t, err)
	assert.Equal(t, []string{"E1", "E2a"}, ids(o.claims), "in the ledger's order, once each")
	assert.Equal(t, uint64(18446744073709551615), o.seed)
	assert.Equal(t, toStdout, o.json)
	claim := o.claims[0]
	assert.Equal(t, claims.DefaultSetup(claims.Short, o.seed).With(claim.Fault.Change), o.setup(claim))
}

func TestParseHelp(t *testing.T) {
	_, err := parse([]string{"-h"})
	assert.ErrorIs(t, err, flag.ErrHelp)
}

// A run at size full needs somewhere to go on from.
func TestParseResume(t *testing.T) {
	_, err := parse([]string{"-size", "full"})
	assert.ErrorContains(t, err, "-resume")
	_, err = parse([]string{"-list", "-resume", "runs"})
	assert.ErrorContains(t, err, "-list")
	for _, args := range [][]string{{"-size", "full", "-list"}, {"-size", "short", "-resume", "runs"}} {
		_, err = parse(args)
		assert.NoError(t, err, "%v", args)
	}
	o, err := parse([]string{"-resume", "runs", "-size", "full"})
	require.NoError(t, err)
	assert.Equal(t, claims.Full, o.size)
	assert.Equal(t, "runs", o.resume)
}
