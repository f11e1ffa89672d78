package train_test

import (
	"encoding/binary"
	"hash/crc64"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/train"
)

// Every state comes back with its bits, those of NaN included.
func TestStateRoundTrip(t *testing.T) {
	t.Run("float32", rapid.MakeCheck(func(t *rapid.T) {
		roundTrip(t, rapid.Map(rapid.Uint32(), math.Float32frombits), math.Float32bits)
	}))
	t.Run("float64", rapid.MakeCheck(func(t *rapid.T) {
		roundTrip(t, rapid.Map(rapid.Uint64(), math.Float64frombits), math.Float64bits)
	}))
}

func roundTrip[T engine.Float, B comparable](t *rapid.T, number *rapid.Generator[T], bits func(T) B) {
	s := drawState(t, number)
	data, err := s.MarshalBinary()
	require.NoError(t, err)
	var back train.State[T]
	require.NoError(t, back.UnmarshalBinary(data))

	// assert.Equal takes no two NaN for equal: numbers are compared by their bits.
	all := func(s train.State[T]) (b []B, wide []uint64) {
		for _, v := range append([][]T{s.Theta}, s.Memory.Vectors...) {
			for _, x := range v {
				b = append(b, bits(x))
			}
		}
		wide = append(wide, math.Float64bits(s.First))
		for _, x := range append(s.Memory.Numbers, s.History.Losses...) {
			wide = append(wide, math.Float64bits(x))
		}
		for _, r := range s.History.Records {
			wide = append(wide, uint64(r.Step), math.Float64bits(r.Loss), math.Float64bits(r.Gradient), math.Float64bits(r.Error))
		}
		return b, wide
	}
	shape := func(s train.State[T]) []int {
		n := []int{s.Step, s.Seen, s.High, len(s.Theta), len(s.Memory.Vectors), len(s.Memory.Numbers), len(s.History.Losses), len(s.History.Records)}
		for _, v := range s.Memory.Vectors {
			n = append(n, len(v))
		}
		return n
	}
	wantNumbers, wantWide := all(*s)
	gotNumbers, gotWide := all(back)
	require.Equal(t, wantNumbers, gotNumbers)
	require.Equal(t, wantWide, gotWide)
	require.Equal(t, shape(*s), shape(back))
	require.Equal(t, s.Optimizer, back.Optimizer)
}

func drawState[T engine.Float](t *rapid.T, number *rapid.Generator[T]) *train.State[T] {
	wide := rapid.Map(rapid.Uint64(), math.Float64frombits)
	count := rapid.IntRange(0, math.MaxInt)
	record := rapid.Custom(func(t *rapid.T) train.Record {
		return train.Record{Step: count.Draw(t, "at"), Loss: wide.Draw(t, "loss"), Gradient: wide.Draw(t, "gradient"), Error: wide.Draw(t, "error")}
	})
	return &train.State[T]{
		Theta:     rapid.SliceOf(number).Draw(t, "theta"),
		Step:      count.Draw(t, "step"),
		Optimizer: rapid.String().Draw(t, "optimizer"),
		Memory: train.Memory[T]{
			Vectors: rapid.SliceOfN(rapid.SliceOf(number), 0, 3).Draw(t, "vectors"),
			Numbers: rapid.SliceOf(wide).Draw(t, "numbers"),
		},
		History: train.History{
			Losses:  rapid.SliceOf(wide).Draw(t, "losses"),
			Records: rapid.SliceOf(record).Draw(t, "records"),
		},
		Seen:  count.Draw(t, "seen"),
		First: wide.Draw(t, "first"),
		High:  count.Draw(t, "high"),
	}
}

// sample is a state after a few steps of Adam.
func sample(t *testing.T) *train.State[float32] {
	s := train.NewState([]float32{1, 2, 3})
	_, err := train.Run(t.Context(), diagonal[float32]{[]float32{1, 2, 3}}, &train.Adam[float32]{Schedule: train.Constant(0.1)}, s,
		train.Config[float32]{Steps: 4, Record: train.Every(2)})
	require.NoError(t, err)
	return s
}

// Any byte changed, any part missing, anything added is noticed, and the state that
// was to be set is left alone.
func TestCorruptStates(t *testing.T) {
	data := encoded(t, sample(t))
	fails := func(data []byte, name string, at int) {
		s := train.State[float32]{Step: 99}
		require.Error(t, s.UnmarshalBinary(data), "%s %d", name, at)
		require.Equal(t, train.State[float32]{Step: 99}, s, "%s %d", name, at)
	}
	for i := range data {
		for _, flip := range []byte{1, 0x80, 0xff} {
			data[i] ^= flip
			fails(data, "changed byte", i)
			data[i] ^= flip
		}
		fails(data[:i], "cut at", i)
	}
	fails(append(data[:len(data):len(data)], 0), "added at", len(data))

	// With a checksum that is right, as another program may write it, what the
	// body says is still not believed.
	body := data[:len(data)-8]
	sealed := func(b []byte) []byte {
		return binary.LittleEndian.AppendUint64(b, crc64.Checksum(b, crc64.MakeTable(crc64.ECMA)))
	}
	const headBytes = 16
	for i := headBytes; i < len(body); i++ {
		fails(sealed(body[:i:i]), "sealed after a cut at", i)
	}
	fails(sealed(append(body[:len(body):len(body)], 0)), "sealed after an addition at", len(body))
	var s train.State[float32]
	for i := headBytes; i+8 <= len(body); i++ {
		b := append([]byte(nil), body...)
		binary.LittleEndian.PutUint64(b[i:], math.MaxInt64)
		_ = s.UnmarshalBinary(sealed(b)) // an error or another number, but no panic and no huge slice
	}

	// The step follows the optimiser's name. One that the words of this processor cannot
	// hold is refused, not cut to its low bits.
	step := headBytes + 8 + int(binary.LittleEndian.Uint64(body[headBytes:]))
	for _, n := range []uint64{1 << 63, math.MaxInt + 1} {
		b := append([]byte(nil), body...)
		binary.LittleEndian.PutUint64(b[step:], n+7)
		assert.ErrorContains(t, s.UnmarshalBinary(sealed(b)), "step is")
	}
}

func TestReadStateSaysWhatAndWhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	s := sample(t)
	require.NoError(t, train.WriteState(path, s))
	back, err := train.ReadState[float32](path)
	require.NoError(t, err)
	assert.Equal(t, encoded(t, s), encoded(t, back))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "the temporary file is gone")

	data := encoded(t, s)
	changed := func(at int, to byte) []byte {
		b := append([]byte(nil), data...)
		b[at] = to
		return b
	}
	for _, c := range []struct {
		data []byte
		want []string
	}{
		{nil, []string{"0 bytes", "truncated"}},
		{changed(0, 'X'), []string{"byte 0", "no state of a run"}},
		{changed(8, 7), []string{"byte 8", "version 7", "reads version 1"}},
		{changed(40, data[40]^1), []string{"checksum", "changed or cut off"}},
		{data[:100], []string{"byte 92", "checksum"}},
	} {
		require.NoError(t, os.WriteFile(path, c.data, 0o600))
		_, err := train.ReadState[float32](path)
		for _, want := range append(c.want, path, "begin the run anew") {
			assert.ErrorContains(t, err, want)
		}
	}

	require.NoError(t, train.WriteState(path, s))
	_, err = train.ReadState[float64](path)
	assert.ErrorContains(t, err, "byte 12: a state in float32, want float64")
	_, err = train.ReadState[float32](path + ".none")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// Checkpoints on the way are the states of shorter runs.
func TestCheckpointsOnTheWay(t *testing.T) {
	const every, whole = 5, 12
	dir := t.TempDir()
	o := diagonal[float64]{[]float64{1, 2}}
	adam := func() *train.Adam[float64] { return &train.Adam[float64]{Schedule: train.Constant(0.1)} }
	seen := map[int]*train.State[float64]{}
	_, err := train.Run(t.Context(), o, adam(), train.NewState([]float64{1, 1}), train.Config[float64]{
		Steps: whole, Checkpoint: filepath.Join(dir, "state"), CheckpointEvery: every,
		// The file as it is at each step.
		Record: func(step int) bool {
			if s, err := train.ReadState[float64](filepath.Join(dir, "state")); err == nil {
				seen[step] = s
			}
			return false
		},
	})
	require.NoError(t, err)
	for step, s := range seen {
		// The file of a step is written once its loss has been seen.
		assert.Equal(t, (step-1)/every*every, s.Step)
		shorter := train.NewState([]float64{1, 1})
		_, err := train.Run(t.Context(), o, adam(), shorter, train.Config[float64]{Steps: s.Step})
		require.NoError(t, err)
		assert.Equal(t, shorter, s)
	}
	assert.Len(t, seen, whole-every)
	last, err := train.ReadState[float64](filepath.Join(dir, "state"))
	require.NoError(t, err)
	assert.Equal(t, whole, last.Step)
}
