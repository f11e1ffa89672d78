package training

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
)

// Any bytes give an error, or a run that is written and read again to the same bits. The checksum would
// keep a fuzzer out, so that each input is tried with a right one as well.
func FuzzCourse(f *testing.F) {
	const suite, key = "suite", "key"
	seed := func(data []byte, err error) {
		require.NoError(f, err)
		f.Add(data)
		f.Add(data[:len(data)-3])
		f.Add(append(data[:len(data):len(data)], 0))
		for i := len(data) - 40; i < len(data); i += 7 {
			changed := append([]byte(nil), data...)
			changed[i] ^= 0xff
			f.Add(changed)
		}
	}
	seed(encodeCourse(suite, key, &course[float64]{theta: []float64{1, math.NaN()}, losses: []float64{2, math.Inf(1), 5e-324}, final: 3, error: math.Copysign(0, -1)}))
	seed(encodeCourse(suite, key, &course[float32]{theta: []float32{0x1p-149}, final: math.NaN()}))
	seed(encodeCourse("another", key, &course[float32]{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		decodeAgain[float32](t, suite, key, data)
		decodeAgain[float64](t, suite, key, data)
		if _, rest, found := bytes.Cut(bytes.TrimPrefix(data, []byte(runMagic)), []byte("\n")); found {
			decodeAgain[float32](t, suite, key, sealedCourse(rest))
			decodeAgain[float64](t, suite, key, sealedCourse(rest))
		}
	})
}

func decodeAgain[T engine.Float](t *testing.T, suite, key string, data []byte) {
	t.Helper()
	c, err := decodeCourse[T](data, suite, key)
	if err != nil {
		return
	}
	again, err := encodeCourse(suite, key, c)
	require.NoError(t, err)
	back, err := decodeCourse[T](again, suite, key)
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("%x", *c), fmt.Sprintf("%x", *back))
}
