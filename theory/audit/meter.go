package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meter shows how far the run is: a bar if w is a terminal, else a line for each
// claim that is finished, and one now and then for a claim that takes long. Its
// methods may be called from several goroutines.
type meter struct {
	mu       sync.Mutex
	w        io.Writer
	bar      *progressbar.ProgressBar // nil if w is no terminal
	claims   int
	finished int
	began    time.Time
	claim    string    // under way
	entered  time.Time // when it began
	spoke    time.Time // when a line was last written
	closed   bool      // a claim that was abandoned may still report progress
}

// silence is how long a claim may go without a line where there is no bar.
const silence = time.Minute

// perClaim is the length of the bar that a claim takes.
const perClaim = 1000

func newMeter(w io.Writer, claims int) *meter {
	now := time.Now()
	m := &meter{w: w, claims: claims, began: now, entered: now, spoke: now}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		m.bar = newBar(w, claims)
	}
	return m
}

func newBar(w io.Writer, claims int) *progressbar.ProgressBar {
	return progressbar.NewOptions(claims*perClaim,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish())
}

// start names the claim that is run next.
func (m *meter) start(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.claim, m.entered = id, time.Now()
	if m.bar != nil {
		m.bar.Describe(fmt.Sprintf("%-4s %2d of %d", id, m.finished+1, m.claims))
	}
}

// step shows that done of total parts of the claim are finished.
func (m *meter) step(done, total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || total <= 0 {
		return
	}
	now := time.Now()
	if m.bar == nil {
		if now.Sub(m.spoke) >= silence {
			m.spoke = now
			fmt.Fprintf(m.w, "%d of %d  %s\n", m.finished+1, m.claims, m.partsLine(done, total, now.Sub(m.entered)))
		}
		return
	}
	m.bar.Describe(fmt.Sprintf("%d of %d  %s", m.finished+1, m.claims, m.partsLine(done, total, now.Sub(m.entered))))
	// Just short of the claim's end: the bar clears itself when it is full.
	within := min(perClaim*done/total, perClaim-1)
	m.draw(m.finished*perClaim + within)
}

// partsLine says how far the claim under way is, with an estimate of what is left that
// takes its parts to be alike.
func (m *meter) partsLine(done, total int, elapsed time.Duration) string {
	line := fmt.Sprintf("%-4s %d/%d", m.claim, done, total)
	if done == 0 {
		return line
	}
	left := time.Duration(float64(elapsed) / float64(done) * float64(total-done))
	return fmt.Sprintf("%s, about %v left", line, left.Round(time.Second))
}

// finish counts a claim as done.
func (m *meter) finish(f finding) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.finished++
	if m.bar != nil {
		m.draw(min(m.finished*perClaim, m.claims*perClaim-1))
		return
	}
	m.spoke = time.Now()
	fmt.Fprintln(m.w, m.progressLine(f, m.spoke.Sub(m.began)))
}

// progressLine is the line of a finished claim, with an estimate of what is left
// that takes the claims to be alike.
func (m *meter) progressLine(f finding, elapsed time.Duration) string {
	what := string(f.outcome.Verdict)
	if f.err != nil {
		what = "error: " + f.err.Error()
	}
	left := elapsed / time.Duration(m.finished) * time.Duration(m.claims-m.finished)
	return fmt.Sprintf("%d of %d  %-4s %s, expected %s, %.1f s; about %.0f s left",
		m.finished, m.claims, f.claim.ID, what, f.claim.Expected, f.elapsed.Seconds(), left.Seconds())
}

// clear takes the bar away so that something else can be printed.
func (m *meter) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase()
}

// close takes the bar away for good.
func (m *meter) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase()
	m.closed = true
}

// A bar that cannot be drawn is no reason to lose the run.
func (m *meter) draw(position int) { _ = m.bar.Set(position) }

func (m *meter) erase() {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
}
