package golden

import (
	"runtime/debug"
	"slices"
	"strings"
)

// bitSettings are the settings of a build that numbers may depend on beside its
// processor: what the compiler may fuse, and which of two implementations of a
// function it takes. cgo is none of them: no package here has C code.
var bitSettings = []string{
	"-gcflags", "-tags", "GOEXPERIMENT",
	"GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM",
}

// Build names the settings of this program's build that numbers may depend on, as in
// "GOAMD64=v3 -tags=noasm", and "default" where there are none.
func Build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return buildText(info.Settings)
}

func buildText(settings []debug.BuildSetting) string {
	var parts []string
	for _, s := range settings {
		if slices.Contains(bitSettings, s.Key) && s.Value != "" {
			parts = append(parts, s.Key+"="+s.Value)
		}
	}
	if len(parts) == 0 {
		return "default"
	}
	slices.Sort(parts)
	slices.Reverse(parts) // the processor first, then what was asked for
	return strings.Join(parts, " ")
}
