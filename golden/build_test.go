package golden

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBuildText(t *testing.T) {
	assert.Equal(t, "default", buildText(nil))
	assert.Equal(t, "GOAMD64=v3 -tags=noasm,safe", buildText([]debug.BuildSetting{
		{Key: "-buildmode", Value: "exe"}, {Key: "-tags", Value: "noasm,safe"}, {Key: "CGO_ENABLED", Value: "1"},
		{Key: "GOARCH", Value: "amd64"}, {Key: "GOAMD64", Value: "v3"}, {Key: "GOEXPERIMENT", Value: ""},
	}))
	assert.NotEqual(t, buildText([]debug.BuildSetting{{Key: "GOAMD64", Value: "v1"}}), buildText([]debug.BuildSetting{{Key: "GOAMD64", Value: "v3"}}))
}

// A test's program knows how it was built.
func TestBuild(t *testing.T) {
	if runtime.GOARCH == "amd64" {
		assert.Contains(t, Build(), "GOAMD64=v")
	}
	assert.NotEqual(t, "unknown", Build())
	assert.Equal(t, Build(), sample().Build)
}
