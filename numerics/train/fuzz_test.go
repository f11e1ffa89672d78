package train_test

import (
	"encoding/binary"
	"hash/crc64"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/train"
)

// Any bytes give an error, and the state that was to be set is left alone, or a state whose bytes are
// these. The checksum would keep a fuzzer out, so that each input is tried with a right one as well.
func FuzzUnmarshal(f *testing.F) {
	empty, err := new(train.State[float64]).MarshalBinary()
	require.NoError(f, err)
	odd, err := (&train.State[float32]{
		Theta: []float32{float32(math.NaN()), 0x1p-149}, Optimizer: "adam", Step: math.MaxInt32,
		Memory:  train.Memory[float32]{Vectors: [][]float32{{1}, nil, {float32(math.Inf(-1))}}, Numbers: []float64{5e-324}},
		History: train.History{Losses: []float64{math.NaN(), 1}, Records: []train.Record{{Step: 1, Loss: 2, Gradient: 3, Error: math.NaN()}}},
	}).MarshalBinary()
	require.NoError(f, err)
	for _, data := range [][]byte{nil, empty, odd, odd[:len(odd)/2], append(odd[:len(odd):len(odd)], 0)} {
		f.Add(data)
	}
	for at := 16; at+8 <= len(odd)-8; at += 8 {
		huge := append([]byte(nil), odd...)
		binary.LittleEndian.PutUint64(huge[at:], math.MaxInt64)
		f.Add(huge)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, b := range [][]byte{data, resealed(data)} {
			decodeState[float32](t, b)
			decodeState[float64](t, b)
		}
	})
}

// resealed is data with its last eight bytes replaced by the checksum of the others.
func resealed(data []byte) []byte {
	body := data[:max(0, len(data)-8)]
	return binary.LittleEndian.AppendUint64(body[:len(body):len(body)], crc64.Checksum(body, crc64.MakeTable(crc64.ECMA)))
}

func decodeState[T engine.Float](t *testing.T, data []byte) {
	t.Helper()
	s := train.State[T]{Step: 99}
	if err := s.UnmarshalBinary(data); err != nil {
		require.Equal(t, train.State[T]{Step: 99}, s)
		return
	}
	again, err := s.MarshalBinary()
	require.NoError(t, err)
	assert.Equal(t, data, again)
}
