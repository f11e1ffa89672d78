package attack

import (
	"math"
	"math/rand/v2"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/pointwise"
	"adfd/numerics/jet"
)

// What B1 may take. An evaluation of a bound takes some hundred kilobytes in 256 bits, and the search as
// many at once as there are processors; what it keeps are a thousand cases a bound. So the
// peak is that of the garbage collector's slack, far below this on any number of processors.
const (
	mostOfACase   = 4 << 20
	mostOfASearch = 64 << 20
)

// read is a metric of the runtime in bytes.
func read(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// highest runs work and returns the most bytes of objects that the heap held meanwhile, looked
// at every millisecond.
func highest(work func()) uint64 {
	var stop atomic.Bool
	peak := make(chan uint64)
	go func() {
		top := uint64(0)
		for !stop.Load() {
			top = max(top, read("/memory/classes/heap/objects:bytes"))
			time.Sleep(time.Millisecond)
		}
		peak <- top
	}()
	work()
	stop.Store(true)
	return <-peak
}

// A search of each bound takes little memory. The audit's has a million evaluations a bound, a test's fewer:
// what one takes decides, since none is kept but the worst thousand.
func TestMemoryOfTheSearches(t *testing.T) {
	budget := 40_000
	if testing.Short() {
		budget = 2_000
	}
	_, keep := adversaryBudget("audit")
	for i, a := range allAttacks() {
		peak := highest(func() {
			s := &search{attack: a, budget: budget, keep: keep}
			require.NoError(t, s.run(t.Context(), rand.New(rand.NewPCG(7, uint64(i)))))
			assert.LessOrEqual(t, len(s.cases), keep)
		})
		assert.Less(t, peak, uint64(mostOfASearch), a.name)
	}
}

// The running bound of Taylor mode is attacked with arguments of every size, and the values of
// exp and its kin at such arguments are numbers like 2^(10^9): each case takes no more memory
// for that, in double-double and in 256 bits.
func TestMemoryOfHugeAndTinyValues(t *testing.T) {
	a, names := jetAttack(), len(jet.Names())
	step := 5
	if testing.Short() {
		step = 23
	}
	tried := 0
	for i := 0; i < names*(names+1); i++ {
		outer, inner := i/(names+1), i%(names+1)
		for e := 4 + i%step; e < 60; e += step {
			for _, x := range []float64{math.Ldexp(-1.3, e), math.Ldexp(1.3, e), math.Ldexp(1, -16*e)} {
				in := []float64{float64(outer), float64(inner), float64(i % (pointwise.MaxOrder + 1)), x}
				for _, exactly := range []bool{false, true} {
					_, _, ok := a.measure(in, exactly) // constants are computed at their first use
					before := read("/gc/heap/allocs:bytes")
					a.measure(in, exactly)
					require.Less(t, read("/gc/heap/allocs:bytes")-before, uint64(mostOfACase), a.describe(in))
					if ok {
						tried++
					}
				}
			}
		}
	}
	assert.Greater(t, tried, 200, "cases inside the hypotheses")
}
