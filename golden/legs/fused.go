package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A processor with a fused multiply-add computes a*b+c with one rounding where it may, and the
// compiler lets it: another processor has other bits. A conversion, float64(a*b)+c, forbids
// it. checkFused looks for such instructions in every function of this module that golden's
// tests are linked from; a line that says math.FMA means it.
//
// It reads what the compiler writes, go build -gcflags=-S: go tool objdump does not decode the
// instructions of GOAMD64=v3, and has no lines of generic functions.
func checkFused(ctx context.Context) error {
	deps, err := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "-f", "{{if .Module}}{{if not .ForTest}}{{.ImportPath}}{{end}}{{end}}", "./golden").Output()
	if err != nil {
		return fmt.Errorf("fused: go list: %w", err)
	}
	packages := slices.DeleteFunc(strings.Fields(string(deps)), func(p string) bool {
		return !strings.HasPrefix(p, "adfd/") || strings.HasSuffix(p, ".test")
	})
	var errs []error
	for _, env := range [][]string{{"GOARCH=amd64", "GOAMD64=v3"}, {"GOARCH=arm64"}} {
		cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-gcflags=adfd/...=-S"}, packages...)...)
		cmd.Env = append(os.Environ(), env...)
		listing, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("fused: %s: %w", strings.Join(env, " "), err)
		}
		found, err := fusedLines(listing, sourceLine)
		if err != nil {
			return err
		}
		for _, f := range found {
			errs = append(errs, fmt.Errorf("fused under %s: %s", strings.Join(env, " "), f))
		}
	}
	return errors.Join(errs...)
}

// fusedInstruction is an instruction of a listing with the file and line that it is of.
var fusedInstruction = regexp.MustCompile(`\(([^()]+\.go):(\d+)\)\t(VFN?M(ADD|SUB)\d+[SP][SD]|FN?M(ADD|SUB)[SD])\t`)

// fusedLines are the lines, as file:line: text, of the instructions that fuse and do not say so.
// Those of other modules, which are inlined here, are no business of this one.
func fusedLines(listing []byte, text func(file string, line int) (string, error)) ([]string, error) {
	var found []string
	lines := bufio.NewScanner(bytes.NewReader(listing))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		m := fusedInstruction.FindSubmatch(lines.Bytes())
		if m == nil || bytes.Contains(m[1], []byte("@")) {
			continue
		}
		line, err := strconv.Atoi(string(m[2]))
		if err != nil {
			return nil, err
		}
		said, err := text(string(m[1]), line)
		if err != nil {
			return nil, err
		}
		where := fmt.Sprintf("%s:%d: %s", m[1], line, strings.TrimSpace(said))
		if !strings.Contains(said, "math.FMA") && !slices.Contains(found, where) {
			found = append(found, where)
		}
	}
	return found, lines.Err()
}

func sourceLine(file string, line int) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(text), "\n")
	if line > len(lines) {
		return "", fmt.Errorf("fused: %s has no line %d", file, line)
	}
	return lines[line-1], nil
}
