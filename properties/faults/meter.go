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

// meter shows how far a run is: a bar if w is a terminal, else a line for whatever is
// finished. Its methods may be called from several goroutines.
type meter struct {
	mu              sync.Mutex
	w               io.Writer
	terminal        bool
	bar             *progressbar.ProgressBar // nil if w is no terminal
	total, finished int
	began           time.Time
}

func newMeter(w io.Writer) *meter {
	f, ok := w.(*os.File)
	return &meter{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// start begins a stretch of total parts.
func (m *meter) start(total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
	m.total, m.finished, m.began = total, 0, time.Now()
	if m.terminal {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(m.w),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionShowCount(),
			progressbar.OptionFullWidth(),
			progressbar.OptionClearOnFinish())
	}
}

// finish counts a part and shows what became of it.
func (m *meter) finish(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.finished++
	if m.bar != nil {
		_ = m.bar.Set(m.finished) // a bar that cannot be drawn is no reason to lose the run
		return
	}
	left := time.Since(m.began) / time.Duration(m.finished) * time.Duration(max(0, m.total-m.finished))
	fmt.Fprintf(m.w, "%d of %d  %s; about %v left\n", m.finished, m.total, line, left.Round(time.Second))
}

// close takes the bar away.
func (m *meter) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
}

func (m *meter) clear() {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
}
