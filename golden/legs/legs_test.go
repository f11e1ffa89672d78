package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/golden"
	"adfd/theory/claims"
)

// The record names legs and claims that there are.
func TestRecord(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", recordFile))
	require.NoError(t, err)
	r, err := parseRecord(string(text))
	require.NoError(t, err)
	for leg, reasons := range r {
		for claim := range reasons {
			_, err := claims.Lookup(claim)
			assert.NoError(t, err, leg)
		}
	}
	for text, want := range map[string]string{
		"v3\tE1":            "2 cells",
		"v3\tE1\t":          "want leg, claims and reason",
		"v9\tE1\twhy":       `no leg "v9"`,
		"v3\tE1 F1 E1\twhy": "twice",
	} {
		_, err := parseRecord("# a comment\n\n" + text)
		assert.ErrorContains(t, err, want)
		assert.ErrorContains(t, err, recordFile+":3")
	}
}

// A class that is not the recorded one is an error, either way.
func TestCompareWithRecord(t *testing.T) {
	known, err := parseRecord("v3\tE1 F1\twhy\n")
	require.NoError(t, err)
	with := func(e1, f1 float64) result {
		return result{leg: "v3", distance: map[string]float64{"E1": e1, "F1": f1, "A1": 0}}
	}
	assert.NoError(t, known.compare(with(0.1, 5e-324)))
	assert.ErrorContains(t, known.compare(with(0, 1)), "E1 has the recorded bits")
	other := with(1, 1)
	other.distance["A1"] = 0.25
	assert.ErrorContains(t, known.compare(other), "A1 has other bits than golden/short (0.25 of its tolerance)")
	delete(other.distance, "F1")
	assert.ErrorContains(t, known.compare(other), "F1 did not run")
}

func TestParseLog(t *testing.T) {
	log := strings.Join([]string{
		`no event`,
		`{"Action":"output","Package":"adfd/golden","Test":"TestClaims/E1/verdict","Output":"    replay_test.go:9: ` + golden.DistanceMark + `E1 0.25\n"}`,
		`{"Action":"output","Package":"adfd/golden","Test":"TestClaims/F1/verdict","Output":"    x: ` + golden.DistanceMark + `F1 +Inf\n"}`,
		`{"Action":"fail","Package":"adfd/golden","Test":"TestClaims/F1","Elapsed":1}`,
		`{"Action":"fail","Package":"adfd/golden","Elapsed":2.6}`,
		`{"Action":"pass","Package":"adfd/theory","Elapsed":0.4}`,
		`{"Action":"skip","Package":"adfd/none","Elapsed":0}`,
	}, "\n")
	r, err := parseLog("v3", []byte(log))
	require.NoError(t, err)
	assert.Equal(t, map[string]float64{"E1": 0.25, "F1": math.Inf(1)}, r.distance)
	assert.EqualError(t, r.failures(), "leg v3: adfd/golden fails: TestClaims/F1")
	var b strings.Builder
	render(&b, []result{r})
	assert.Equal(t, []string{"package", "v3", "golden", "FAIL", "theory", "0", "s", "claim", "v3", "E1", "0.25", "F1", "+Inf"}, strings.Fields(b.String()))
	_, err = parseLog("v3", []byte(`{"Action":"output","Output":"`+golden.DistanceMark+`E1 far\n"}`))
	assert.ErrorContains(t, err, "leg v3")
	assert.ErrorContains(t, result{leg: "v3"}.failures(), "no package was tested")
}

// A fused line is named once, one that says math.FMA or is another module's not at all.
func TestFusedLines(t *testing.T) {
	listing := "\t0x00af 00175 (/m/a.go:7)\tVFMADD231SD\tX1, X5, X3\n\t0x1 1 (/m/a.go:7)\tFMSUBD\tF1, F2\n" +
		"\t0x1 1 (/m/a.go:8)\tFNMADDS\tF1, F2\n\t0x1 1 (/m/a.go:9)\tFMULD\tF1, F2\n\t0x1 1 (/mod/gonum@v1/b.go:9)\tFMADDD\tF1\n"
	source := map[int]string{7: "\ts += a * b", 8: "return math.FMA(a, b, c)", 9: "a * b"}
	found, err := fusedLines([]byte(listing), func(_ string, line int) (string, error) { return source[line], nil })
	require.NoError(t, err)
	assert.Equal(t, []string{"/m/a.go:7: s += a * b"}, found)
}

// What the compiler writes for a processor with a fused multiply-add is what fusedLines reads.
func TestCompilerFuses(t *testing.T) {
	dir := t.TempDir()
	source := "package p\n\nfunc F(a, b, c float64) float64 { return a*b + c }\n\nfunc G(a, b, c float64) float64 { return float64(a*b) + c }\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o600))
	for _, env := range []string{"GOARCH=arm64", "GOARCH=amd64"} {
		cmd := exec.CommandContext(t.Context(), "go", "tool", "compile", "-S", "-o", filepath.Join(dir, "p.o"), "-p", "p", filepath.Join(dir, "p.go"))
		cmd.Env = append(os.Environ(), env, "GOAMD64=v3")
		listing, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", listing)
		found, err := fusedLines(listing, sourceLine)
		require.NoError(t, err)
		require.Len(t, found, 1, env)
		assert.Contains(t, found[0], "p.go:3: func F")
	}
}

// foreign is a leg of another processor than this one.
func foreign() leg {
	if runtime.GOARCH == "s390x" {
		return leg{goarch: "riscv64"}
	}
	return leg{goarch: "s390x"}
}

func TestLegs(t *testing.T) {
	chosen, err := choose("v3,arm64")
	require.NoError(t, err)
	require.Len(t, chosen, 2)
	assert.Contains(t, chosen[1].command([]string{"./golden"}), "GOARCH=arm64")
	assert.Contains(t, chosen[0].command([]string{"./golden"}), "GOAMD64=v3 GOARCH=amd64")
	if runtime.GOARCH == "amd64" {
		assert.Contains(t, chosen[1].command([]string{"./golden"}), "ADFD_EMULATOR=qemu-aarch64-static go test -json -short")
		assert.NoError(t, chosen[0].missing(), "this machine's own")
	}
	_, err = choose("vax")
	assert.ErrorContains(t, err, `no leg "vax"`)
	t.Setenv("PATH", t.TempDir())
	assert.ErrorContains(t, foreign().missing(), "apt-get install")
}
