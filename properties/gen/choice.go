package gen

import (
	"math"

	"pgregory.net/rapid"
)

// A number that rapid draws from a range is, one time in forty, its largest
// whatever the bits that follow say. Shrinking sets those bits to 0 and is then
// caught: any other number takes more than one step down. So the largest number of
// a range means here what 0 means, and what is drawn shrinks to the least that
// fails.

// index generates 0 to n-1, n >= 1.
func index(n int) *rapid.Generator[int] {
	return rapid.Map(rapid.UintRange(0, uint(n)), func(k uint) int { return int(k) % n })
}

// pick generates the elements of list, the first ones simpler.
func pick[V any](list []V) *rapid.Generator[V] {
	return rapid.Map(index(len(list)), func(k int) V { return list[k] })
}

// whole generates the integers of [lo, hi], those nearer to 0 simpler and k
// simpler than -k.
func whole(lo, hi int) *rapid.Generator[int] {
	return rapid.Map(index(hi-lo+1), func(k int) int {
		switch both := 2 * min(-lo, hi); { // as many have their negative in the range
		case lo > 0:
			return lo + k
		case hi < 0:
			return hi - k
		case k > both && hi > -lo:
			return k - both/2
		case k > both:
			return both/2 - k
		case k%2 == 1:
			return (k + 1) / 2
		default:
			return -k / 2
		}
	})
}

// magnitude generates numbers of [lo, hi], lo >= 0: multiples of 1/16, hi, lo if it
// is not 0, and any others. The multiples are simpler, from the least up, and then
// hi, if there is one.
func magnitude(lo, hi float64) *rapid.Generator[float64] {
	first := math.Ceil(16 * lo)
	multiples := max(0, int(math.Floor(16*hi)-first)+1)
	step := index(multiples + multiples/2 + 1) // one in three is hi
	const (
		multiple = iota
		between
		end
	)
	kinds := []int{multiple, between}
	if lo > 0 {
		kinds = append(kinds, end)
	}
	kind, fraction := pick(kinds), rapid.Float64Range(0, 1)
	return rapid.Custom(func(t *rapid.T) float64 {
		x := hi
		if k := step.Draw(t, "sixteenths"); k < multiples {
			x = (first + float64(k)) / 16
		}
		switch kind.Draw(t, "kind") {
		case between:
			// Below the multiple: where a large number fails, so does that.
			return min(x, lo+(x-lo)*fraction.Draw(t, "fraction"))
		case end:
			return lo
		}
		return x
	})
}
