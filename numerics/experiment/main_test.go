package experiment

import (
	"os"
	"runtime/debug"
	"testing"
)

// The heap may grow to five times of what is in use before it is collected: numbers of 256 bits are
// small, many and soon forgotten.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
