package main

import (
	"cmp"
	"maps"
	"slices"
)

// leastQuota is the least number of mutants that a package has in a sample, so that none is
// left out because it is small.
const leastQuota = 2

// quotas shares n mutants among the packages in proportion to how many mutants each has, by
// the largest remainders, and gives each at least leastQuota or all that it has. So the sum
// is n where the small packages leave room, and more where they do not.
func quotas(mutants []mutant, n int) map[string]int {
	size := map[string]int{}
	for _, m := range mutants {
		size[m.pkg()]++
	}
	names := slices.Sorted(maps.Keys(size))
	quota := map[string]int{}
	left, among := n, 0 // mutants not yet given away, and the mutants of the packages that get them
	for _, name := range names {
		quota[name] = min(leastQuota, size[name])
		left -= quota[name]
		among += size[name] - quota[name]
	}
	left = min(left, among)
	if left <= 0 {
		return quota
	}
	remainder := map[string]int{}
	given := 0
	for _, name := range names {
		share := left * (size[name] - quota[name])
		quota[name] += share / among
		given += share / among
		remainder[name] = share % among
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(remainder[b], remainder[a]) })
	for _, name := range names[:left-given] {
		quota[name]++
	}
	return quota
}
