package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// imports says for each package of the module, by its path in the module, which others
// its tests are built from, directly or not.
type imports map[string][]string

// module is the prefix of the module's packages.
const module = "adfd/"

// graph reads the imports of all packages, those of their tests with them.
func (w workspace) graph(ctx context.Context) (imports, error) {
	lines, err := w.list(ctx, "-test", "-f", "{{.ImportPath}} {{range .Deps}}{{.}} {{end}}", "./...")
	if err != nil {
		return nil, err
	}
	g := imports{}
	for _, line := range lines {
		names := strings.Fields(line)
		pkg, isTest := strings.CutSuffix(names[0], ".test")
		if !isTest {
			continue
		}
		var used []string
		for _, n := range names[1:] {
			if n, ours := strings.CutPrefix(n, module); ours {
				used = append(used, n)
			}
		}
		g[strings.TrimPrefix(pkg, module)] = used
	}
	return g, nil
}

// importers lists the packages whose tests are built from pkg: first those that are
// built from the fewest packages, which is about the order of their cost.
func (g imports) importers(pkg string) []string {
	var others []string
	for p, used := range g {
		if p != pkg && slices.Contains(used, pkg) {
			others = append(others, p)
		}
	}
	slices.SortFunc(others, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(g[a]), len(g[b])), cmp.Compare(a, b))
	})
	return others
}

// direct reads what each package of the module imports outside of its tests.
func (w workspace) direct(ctx context.Context) (map[string][]string, error) {
	lines, err := w.list(ctx, "-f", "{{.ImportPath}} {{range .Imports}}{{.}} {{end}}", "./...")
	if err != nil {
		return nil, err
	}
	d := map[string][]string{}
	for _, line := range lines {
		names := strings.Fields(line)
		d[names[0]] = names[1:]
	}
	return d, nil
}

// population lists the mutants of the packages that match the patterns; tests, the packages
// that only help them, and commands are left out.
func (w workspace) population(ctx context.Context, patterns []string) ([]mutant, error) {
	direct, err := w.direct(ctx)
	if err != nil {
		return nil, err
	}
	helpers := testCode(direct)
	lines, err := w.list(ctx, append([]string{"-f", "{{.Name}} {{.ImportPath}} {{range .GoFiles}}{{.}} {{end}}"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, line := range lines {
		names := strings.Fields(line)
		if names[0] == "main" || helpers[names[1]] {
			continue
		}
		for _, file := range names[2:] {
			m, err := mutantsOf(w.dir, path.Join(strings.TrimPrefix(names[1], module), file))
			if err != nil {
				return nil, err
			}
			all = append(all, m...)
		}
	}
	return all, nil
}

// list runs go list and returns its lines.
func (w workspace) list(ctx context.Context, args ...string) ([]string, error) {
	command := exec.CommandContext(ctx, "go", append([]string{"list"}, args...)...)
	command.Dir = w.dir
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n"), nil
}

// moduleRoot is the directory of the module that holds the current one.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", errors.New("not within the module: change to a directory of it")
	}
	return filepath.Dir(file), nil
}
