//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package training

import (
	"syscall"
	"time"
)

// processorTime is what this process has used so far, in its own code and the system's.
func processorTime() (time.Duration, bool) {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0, false
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), true
}
