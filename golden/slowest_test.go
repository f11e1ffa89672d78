package golden

import (
	"cmp"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/atomicfile"
)

// TestMain writes the ledger when tables were recorded, and ends a verbose run with the
// measurements that took longest. No test fails for
// its time, which is that of the machine, but a claim that has become slow shows.
func TestMain(m *testing.M) {
	debug.SetGCPercent(gcPercent)
	code := m.Run()
	if *update && !testing.Short() {
		text, err := ledger()
		if err == nil {
			err = atomicfile.ReplaceBytes(ledgerPath, []byte(text))
		}
		if err != nil {
			fmt.Println(err)
			code = max(code, 1)
		}
	}
	if testing.Verbose() {
		fmt.Print(took.slowest(10))
	}
	os.Exit(code)
}

// gcPercent lets the heap grow to five times of what is in use before it is collected: the
// tables are small, and what is made on the way to them is much and soon forgotten.
const gcPercent = 400

// took are the measurements of this process.
var took stopwatch

// stopwatch collects times by name.
type stopwatch struct {
	mu   sync.Mutex
	laps []lap
}

type lap struct {
	name string
	time time.Duration
}

func (w *stopwatch) add(name string, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.laps = append(w.laps, lap{name, d})
}

// slowest lists the n longest times, a line each, and the sum of all. Claims that
// run side by side share the processors, and one waits for the tables that another is
// making: with GOMAXPROCS=1 and -parallel 1 a time is a claim's own.
func (w *stopwatch) slowest(n int) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	laps := slices.Clone(w.laps)
	slices.SortFunc(laps, func(a, b lap) int {
		return cmp.Or(cmp.Compare(b.time, a.time), strings.Compare(a.name, b.name))
	})
	var total time.Duration
	for _, l := range laps {
		total += l.time
	}
	var s strings.Builder
	for _, l := range laps[:min(n, len(laps))] {
		fmt.Fprintf(&s, "%7.2f s  %s\n", l.time.Seconds(), l.name)
	}
	if len(laps) > 0 {
		fmt.Fprintf(&s, "%7.2f s  all %d\n", total.Seconds(), len(laps))
	}
	return s.String()
}

func TestSlowest(t *testing.T) {
	var w stopwatch
	assert.Empty(t, w.slowest(2))
	w.add("b", time.Second)
	w.add("c", 3*time.Second)
	w.add("a", time.Second)
	assert.Equal(t, "   3.00 s  c\n   1.00 s  a\n   5.00 s  all 3\n", w.slowest(2))
	assert.Len(t, strings.Split(w.slowest(9), "\n"), 5, "no more than there are")
}
