package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/golden"
	"adfd/theory/claims"
)

// Any command line gives an error, or options that a command line of their own gives again. Arguments
// are separated by line ends.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"", "-h", "-list", "-list\n-claims\nS3", "-claims\nE1,E2a", "-claims= E2a, E1,E1 ", "-claims\n", "-claims\n,", "-claims\nE9",
		"-json\n-", "-json=", "-figures\nfigures\n-claims\nE1", "-tables\nt\n-fault", "-size\nfull", "-size=full\n-resume\nruns", "-size\nhuge",
		"-masters\n200\n-size\nshort\n-seed\n1000", "-masters\n0", "-masters\n99999999999999999999", "-masters\n-1", "-seed\n-1", "-seed\n18446744073709551615",
		"-seed\n1e3", "-fault", "-fault=maybe", "-list=false", "--", "-", "-list\n-json\n-", "run", "-seed\n1\n-seed\n2", "-\xff", "-size\x00short",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		o, err := parse(arguments(line))
		if err != nil {
			assert.True(t, errors.Is(err, flag.ErrHelp) || err.Error() != "")
			return
		}
		require.NotEmpty(t, o.claims)
		assert.Subset(t, ids(claims.All()), ids(o.claims))
		again, err := parse(spelledOut(o))
		require.NoError(t, err, "%q", spelledOut(o))
		said := func(o options) []any {
			return []any{ids(o.claims), o.list, o.fault, o.masters, o.selected, o.size, o.seed, o.json, o.figures, o.tables, o.resume}
		}
		assert.Equal(t, said(o), said(again))
		for _, c := range o.claims {
			assert.Equal(t, o.size, o.setup(c).Size)
			assert.Equal(t, o.seed, o.setup(c).Seed)
		}
	})
}

func arguments(line string) []string {
	if line == "" {
		return nil
	}
	return strings.Split(line, "\n")
}

// spelledOut is a command line for o.
func spelledOut(o options) []string {
	args := []string{"-size", string(o.size), "-seed", fmt.Sprint(o.seed), fmt.Sprintf("-list=%v", o.list), fmt.Sprintf("-fault=%v", o.fault)}
	if o.masters > 0 {
		args = append(args, "-masters", fmt.Sprint(o.masters))
	}
	if o.selected {
		args = append(args, "-claims", strings.Join(ids(o.claims), ","))
	}
	for name, value := range map[string]string{"-json": o.json, "-figures": o.figures, "-tables": o.tables, "-resume": o.resume} {
		if value != "" {
			args = append(args, name+"="+value)
		}
	}
	return args
}

// A recorded table of any claim, with any number in the cells that a pattern picks and any text for a
// key, is judged without a panic, and its report is JSON that holds each finite number to the
// last bit and says of each other which it was. Where no cell is a number nothing holds.
func FuzzReport(f *testing.F) {
	all := claims.All()
	tables := make([]claims.Table, len(all))
	for i, c := range all {
		r, err := golden.Read(filepath.Join("..", "..", "golden", "short", c.ID+".txt"))
		require.NoError(f, err)
		tables[i] = r.Table
		f.Add(uint(i), uint64(math.MaxUint64), math.NaN(), "")
		f.Add(uint(i), uint64(1<<i), math.Inf(1), "x")
		f.Add(uint(i), uint64(0x5555), -1.0, "\xff\x00<\u2028")
	}
	f.Fuzz(func(t *testing.T, which uint, cells uint64, value float64, key string) {
		claim, table := all[which%uint(len(all))], spoiled(tables[which%uint(len(all))], cells, value, key)
		o := options{claims: []claims.Claim{claim}, size: claims.Short, seed: claims.DefaultSeed}
		found := finding{claim: claim, table: table, outcome: claim.Judge(table), readings: readings(claim, table)}
		found.seeds = min(claim.Seeds(o.size), most(table, claims.ColCount))
		if cells == math.MaxUint64 && math.IsNaN(value) {
			assert.NotEqual(t, claims.Holds, found.outcome.Verdict, claim.ID)
		}
		a := newAccount(o, []finding{found})
		var ledger, text bytes.Buffer
		renderRow(&ledger, found)
		renderFoot(&ledger, a)
		require.NoError(t, newReport(a).write(&text))
		assertTable(t, table, text.Bytes())
		var s summary // as -masters reads it
		require.NoError(t, json.Unmarshal(text.Bytes(), &s))
		require.Len(t, s.Claims, 1)
		assert.Equal(t, found.outcome.Verdict, s.Claims[0].Verdict)
		assert.Equal(t, math.Float64bits(found.outcome.FalseAlarm), math.Float64bits(s.Claims[0].FalseAlarm))
	})
}

// spoiled is a table with value in each cell whose number, modulo 64, is a bit of cells, and with key in
// the first row, if it is not empty.
func spoiled(t claims.Table, cells uint64, value float64, key string) claims.Table {
	out := claims.NewTable(t.Keys, t.Columns...)
	n := 0
	for i, r := range t.Rows {
		keys, values := append([]string(nil), r.Key...), append([]float64(nil), r.Values...)
		if i == 0 && key != "" {
			keys[len(keys)-1] = key
		}
		for k := range values {
			if cells>>(n%64)&1 == 1 {
				values[k] = value
			}
			n++
		}
		out.Add(keys, values...)
	}
	return out
}

// assertTable compares a table with what a reader of the report sees.
func assertTable(t *testing.T, table claims.Table, text []byte) {
	t.Helper()
	var read struct {
		Claims []struct {
			Table struct {
				Columns []string
				Rows    [][]json.RawMessage
				Nulls   []struct {
					Row            int
					Column, Reason string
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &read))
	got := read.Claims[0].Table
	require.Len(t, got.Columns, len(table.Keys)+len(table.Columns))
	require.Len(t, got.Rows, len(table.Rows))
	nulls := got.Nulls
	for i, r := range table.Rows {
		for k, want := range r.Values {
			cell := string(got.Rows[i][len(table.Keys)+k])
			if math.IsNaN(want) || math.IsInf(want, 0) {
				require.NotEmpty(t, nulls)
				assert.Equal(t, "null", cell)
				assert.Equal(t, i, nulls[0].Row)
				assert.Equal(t, table.Columns[k].Name, nulls[0].Column)
				assert.True(t, strings.HasPrefix(nulls[0].Reason, fmt.Sprint(want)), nulls[0].Reason)
				nulls = nulls[1:]
				continue
			}
			var v float64
			require.NoError(t, json.Unmarshal([]byte(cell), &v))
			assert.Equal(t, math.Float64bits(want), math.Float64bits(v))
		}
	}
	assert.Empty(t, nulls)
}
