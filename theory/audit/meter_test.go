package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Where there is no bar, a claim that takes long is heard of once a minute.
func TestMeterOfALongClaim(t *testing.T) {
	var out bytes.Buffer
	m := newMeter(&out, 3)
	m.start("T1")
	m.step(1, 240)
	assert.Empty(t, out.String(), "not yet")

	m.entered, m.spoke = m.entered.Add(-time.Hour), m.spoke.Add(-silence)
	m.step(60, 240)
	assert.Equal(t, "1 of 3  T1   60/240, about 3h0m0s left\n", out.String())
	m.step(61, 240)
	assert.Len(t, out.String(), len("1 of 3  T1   60/240, about 3h0m0s left\n"), "one line a minute")

	m.close()
	m.spoke = m.spoke.Add(-silence)
	m.step(62, 240)
	assert.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")), "nothing after the end")
}

func TestPartsLine(t *testing.T) {
	m := &meter{claim: "K3"}
	assert.Equal(t, "K3   0/10", m.partsLine(0, 10, time.Hour))
	assert.Equal(t, "K3   10/10, about 0s left", m.partsLine(10, 10, time.Hour))
}
