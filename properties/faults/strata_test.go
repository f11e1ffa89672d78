package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestQuotasByHand(t *testing.T) {
	var mutants []mutant
	for file, n := range map[string]int{"a/a.go": 1, "b/b.go": 10, "c/c.go": 40, "d/d.go": 60} {
		for range n {
			mutants = append(mutants, mutant{edit: edit{file: file}})
		}
	}
	// One, two, two and two first. The 13 that are left are shared among 8, 38 and 58 of 104:
	// 1, 4.75 and 7.25, so that the one left over goes to c.
	assert.Equal(t, map[string]int{"a": 1, "b": 3, "c": 7, "d": 9}, quotas(mutants, 20))
	assert.Equal(t, map[string]int{"a": 1, "b": 2, "c": 2, "d": 2}, quotas(mutants, 3), "no package is left out")
	assert.Equal(t, map[string]int{"a": 1, "b": 10, "c": 40, "d": 60}, quotas(mutants, 1000))
}

func TestFirstOfByHand(t *testing.T) {
	in := func(file string, broken bool) outcome {
		return outcome{mutant: mutant{edit: edit{file: file}}, broken: broken}
	}
	found := map[int]outcome{
		0: in("a/0.go", false), 1: in("a/1.go", true), 3: in("b/3.go", false), 4: in("a/4.go", false), 5: in("a/5.go", false),
	}
	var files []string
	for _, o := range firstOf(found, 6, map[string]int{"a": 2, "b": 2}) {
		files = append(files, o.file)
	}
	assert.Equal(t, []string{"a/0.go", "b/3.go", "a/4.go"}, files)
}
