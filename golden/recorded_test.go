package golden

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/theory/claims"
)

// sample is a small table with everything a file can hold.
func sample() Recorded {
	t := claims.NewTable([]string{"problem", "h"},
		claims.Column{Name: "step"},
		claims.Column{Name: "wins", Tol: claims.Tolerance{Abs: 2, Rel: 0.5}, NaN: "no pair"},
		claims.Column{Name: "ratio", Tol: claims.Tolerance{Factor: 4}},
		claims.Column{Name: "seconds", Tol: claims.Tolerance{Free: "time of a machine"}})
	t.Add([]string{"poisson", "1e-2"}, 0.01, 20, 0.5, 1.5)
	t.Add([]string{"poisson", "1e-3"}, 0.001, math.NaN(), 0, math.Inf(1))
	t.Add([]string{"biharmonic", "1e-2"}, 0.01, math.Copysign(0, -1), -2, math.Inf(-1))
	return Record("E1", claims.DefaultSetup(claims.Test, claims.DefaultSeed), t)
}

// write puts sample in a file and returns its path and text.
func write(t *testing.T) (path, text string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "E1.txt")
	require.NoError(t, Write(path, sample()))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return path, string(b)
}

// spelled writes everything that a file holds, a line a row. A NaN is a NaN, and no list is an
// empty list.
func spelled(r Recorded) []string {
	lines := []string{fmt.Sprintf("%q %q %q %q %d %q %q", r.Suite, r.Go, r.GOARCH, r.Build, r.Seed, r.Size, r.Claim), fmt.Sprintf("%q", r.Table.Keys)}
	for _, c := range r.Table.Columns {
		lines = append(lines, fmt.Sprintf("%q %v %v %v %q %q", c.Name, c.Tol.Abs, c.Tol.Rel, c.Tol.Factor, c.Tol.Free, c.NaN))
	}
	for _, row := range r.Table.Rows {
		lines = append(lines, fmt.Sprintf("%q %v", row.Key, row.Values))
	}
	return lines
}

// drawRecorded draws tables with hard names: tabs, quotes, line ends, bytes
// that are no UTF-8, nothing at all.
func drawRecorded(t *rapid.T) Recorded {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "#", "\"", "\t", "\n", "\xff", "free: x", "# end: 1 rows"}))
	names := rapid.SliceOfNDistinct(text, 1, 4, rapid.ID)
	table := claims.Table{Keys: names.Draw(t, "keys")}
	for _, name := range names.Draw(t, "columns") {
		size := rapid.Float64Range(0, math.MaxFloat64)
		c := claims.Column{Name: name}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			c.Tol.Free = rapid.StringN(1, -1, -1).Draw(t, "reason")
		case 1:
			c.Tol.Factor = rapid.Float64Range(math.Nextafter(1, 2), math.MaxFloat64).Draw(t, "factor")
		default:
			c.Tol.Abs, c.Tol.Rel = size.Draw(t, "abs"), rapid.Float64Range(0, math.Nextafter(1, 0)).Draw(t, "rel")
		}
		if rapid.Bool().Draw(t, "named") {
			c.NaN = rapid.StringN(1, -1, -1).Draw(t, "reason for NaN")
		}
		table.Columns = append(table.Columns, c)
	}
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, math.MaxFloat64}))
	for _, first := range rapid.SliceOfDistinct(text, rapid.ID).Draw(t, "rows") {
		key := []string{first}
		for range table.Keys[1:] {
			key = append(key, text.Draw(t, "key"))
		}
		var values []float64
		for _, c := range table.Columns {
			if v := number.Draw(t, "value"); c.NaN != "" || !math.IsNaN(v) {
				values = append(values, v)
			} else {
				values = append(values, 0)
			}
		}
		table.Add(key, values...)
	}
	return Recorded{
		Header: Header{
			Suite: text.Draw(t, "suite"), Go: text.Draw(t, "go"), GOARCH: text.Draw(t, "goarch"), Build: text.Draw(t, "build"),
			Seed:  rapid.Uint64().Draw(t, "seed"),
			Size:  rapid.SampledFrom([]claims.Size{claims.Short, claims.Test, claims.Audit}).Draw(t, "size"),
			Claim: text.Draw(t, "claim"),
		},
		Table: table,
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawRecorded(t)
		text, err := encode(want)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		got, line, err := decode(text)
		if err != nil {
			t.Fatalf("line %d: %v\n%s", line, err, text)
		}
		assert.Equal(t, spelled(want), spelled(got))
		if err := Compare(got.Table, want); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWriteThenRead(t *testing.T) {
	path, _ := write(t)
	got, err := Read(path)
	require.NoError(t, err)
	assert.Equal(t, spelled(sample()), spelled(got))
	assert.True(t, math.Signbit(got.Table.Rows[2].Values[1]), "the sign of -0 is kept")
}

// A file of which any part is missing, or any byte is another, is rejected.
func TestDamageIsNoticed(t *testing.T) {
	_, text := write(t)
	for n := range len(text) {
		_, _, err := decode([]byte(text[:n]))
		assert.Error(t, err, "cut to %d bytes of %d", n, len(text))
	}
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(text)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "position")
		b[i] ^= rapid.ByteRange(1, 255).Draw(t, "flip")
		if _, _, err := decode(b); err == nil {
			t.Fatalf("byte %d changed from %q to %q unnoticed", i, text[i], b[i])
		}
	})
}

// A NaN is read where its column says why, and nowhere else, whatever the checksum.
func TestNaNNeedsAReason(t *testing.T) {
	_, text := write(t)
	require.Contains(t, text, "\tnan: no pair\n")
	_, _, err := decode([]byte(text))
	require.NoError(t, err)
	_, _, err = decode(sealed([]byte(strings.Replace(text, "\tnan: no pair\n", "\n", 1))))
	assert.ErrorContains(t, err, `column "wins" is NaN in row ["poisson" "1e-3"], and names no reason`)
	_, _, err = decode(sealed([]byte(strings.Replace(text, "\t1.5\n", "\tNaN\n", 1))))
	assert.ErrorContains(t, err, `column "seconds" is NaN`, "free of a tolerance is no reason")
	_, _, err = decode(sealed([]byte(strings.Replace(text, "\t1.5\n", "\t2.5\n", 1))))
	assert.NoError(t, err, "the seal fits")
}

// The message of a damaged file names the file, the line and what to do.
func TestDamageIsNamed(t *testing.T) {
	path, text := write(t)
	lines := strings.SplitAfter(text, "\n")
	for _, c := range []struct {
		name, text, where, what string
	}{
		{"empty", "", ":1:", "the file is empty"},
		{"unknown header", "# author: me\n" + text, ":1:", `unknown header "# author: me"`},
		{"missing header", strings.Join(lines[1:], ""), ":1:", `want "# suite: ..."`},
		{"header twice", lines[0] + text, ":2:", `want "# go: ..."`},
		{"bad seed", strings.Replace(text, "# seed: 2", "# seed: -2", 1), ":5:", "seed"},
		{"bad size", strings.Replace(text, "# size: test", "# size: huge", 1), ":6:", `unknown size "huge"`},
		{"NaN without a reason", strings.Replace(text, "\t1.5\n", "\tNaN\n", 1), ":17:", "something was changed"},
		{"no reason", strings.Replace(text, "nan: no pair", "nan: ", 1), ":10:", `column "wins": "nan: " without a reason`},
		{"bad tolerance", strings.Replace(text, "abs 2\t", "about 2\t", 1), ":10:", `column "wins"`},
		{"negative tolerance", strings.Replace(text, "abs 2\t", "abs -2\t", 1), ":10:", "not negative"},
		{"a value may fall to 0", strings.Replace(text, "rel 0.5", "rel 1", 1), ":10:", "fall to 0 unseen"},
		{"factor that is no number", strings.Replace(text, "factor 4", "factor four", 1), ":11:", `column "ratio": "four" is no number`},
		{"factor of 1", strings.Replace(text, "factor 4", "factor 1", 1), ":11:", "factor 1, want a finite number above 1"},
		{"factor of 0", strings.Replace(text, "factor 4", "factor 0", 1), ":11:", "factor 0, want a finite number above 1"},
		{"negative factor", strings.Replace(text, "factor 4", "factor -4", 1), ":11:", "factor -4, want"},
		{"infinite factor", strings.Replace(text, "factor 4", "factor +Inf", 1), ":11:", "factor +Inf, want"},
		{"NaN for a factor", strings.Replace(text, "factor 4", "factor NaN", 1), ":11:", "factor NaN, want"},
		{"factor beside a size", strings.Replace(text, "factor 4", "factor 4\trel 0.5", 1), ":11:", `"factor X"`},
		{"another heading", strings.Replace(text, "\tratio\tseconds\n", "\tseconds\tratio\n", 1), ":13:", `heading "problem\th\tstep\twins\tseconds\tratio"`},
		{"no heading", strings.Replace(text, lines[12], "", 1), ":13:", "heading"},
		{"cut row", strings.Replace(text, "\t1.5\n", "\n", 1), ":14:", "has 5 cells, want 6"},
		{"no number", strings.Replace(text, "\t1.5\n", "\tlarge\n", 1), ":14:", `column "seconds": "large" is no number`},
		{"changed number", strings.Replace(text, "\t1.5\n", "\t2.5\n", 1), ":17:", "something was changed"},
		{"row removed", strings.Replace(text, lines[13], "", 1), ":16:", "something was changed"},
		{"rows exchanged", strings.Replace(text, lines[13]+lines[14], lines[14]+lines[13], 1), ":17:", "something was changed"},
		{"truncated after a row", strings.Join(lines[:15], ""), ":15:", "truncated"},
		{"truncated within a row", strings.Join(lines[:15], "")[:len(strings.Join(lines[:15], ""))-12], ":15:", "cells, want 6"},
		{"goes on", text + "more\n", ":18:", "goes on"},
		{"carriage returns", strings.ReplaceAll(text, "\n", "\r\n"), ":5:", "seed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			_, err := Read(path)
			require.Error(t, err)
			assert.Contains(t, err.Error(), path+c.where)
			assert.Contains(t, err.Error(), c.what)
			assert.Contains(t, err.Error(), "go test ./golden -update")
		})
	}
}

// A table of another claim at a path is an error, found before its rows are read.
func TestTableOfAnotherClaim(t *testing.T) {
	h := sample().Header
	assert.NoError(t, h.Of("E1", claims.Test, claims.DefaultSeed))
	assert.ErrorContains(t, h.Of("F1", claims.Test, claims.DefaultSeed), "that of E1 at size test with seed 20240514, want F1")
	assert.ErrorContains(t, h.Of("E1", claims.Short, claims.DefaultSeed), "want E1 at size short")
	assert.ErrorContains(t, h.Of("E1", claims.Test, 7), "with seed 7")
}

func TestMissingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.txt")
	_, err := Read(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.Contains(t, err.Error(), path)
	assert.Contains(t, err.Error(), "go test ./golden -update")
}

// What Read could not give back is not written, and the old file stays.
func TestWriteRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Recorded){
		"size":             func(r *Recorded) { r.Size = "huge" },
		"no key":           func(r *Recorded) { r.Table.Keys = nil },
		"key twice":        func(r *Recorded) { r.Table.Keys = []string{"h", "h"} },
		"column twice":     func(r *Recorded) { r.Table.Columns[1].Name = "step" },
		"NaN tolerance":    func(r *Recorded) { r.Table.Columns[0].Tol.Abs = math.NaN() },
		"infinite":         func(r *Recorded) { r.Table.Columns[0].Tol.Rel = math.Inf(1) },
		"free with a size": func(r *Recorded) { r.Table.Columns[3].Tol.Abs = 1 },
		"rel of 1":         func(r *Recorded) { r.Table.Columns[1].Tol.Rel = 1 },
		"free with factor": func(r *Recorded) { r.Table.Columns[3].Tol.Factor = 4 },
		"factor with rel":  func(r *Recorded) { r.Table.Columns[2].Tol.Rel = 0.5 },
		"factor of 1":      func(r *Recorded) { r.Table.Columns[2].Tol.Factor = 1 },
		"NaN":              func(r *Recorded) { r.Table.Rows[0].Values[0] = math.NaN() },
		"row too short":    func(r *Recorded) { r.Table.Rows[1].Values = []float64{1} },
		"row twice":        func(r *Recorded) { r.Table.Rows[1].Key = r.Table.Rows[0].Key },
	} {
		t.Run(name, func(t *testing.T) {
			path, old := write(t)
			r := sample()
			spoil(&r)
			err := Write(path, r)
			require.Error(t, err)
			assert.Contains(t, err.Error(), path)
			assertUntouched(t, path, old)
		})
	}
}

// assertUntouched checks that path has the text and nothing lies beside it.
func assertUntouched(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, text, string(b))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file is left")
}
