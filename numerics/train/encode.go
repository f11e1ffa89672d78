package train

import (
	"encoding/binary"
	"fmt"
	"hash/crc64"
	"math"

	"adfd/numerics/engine"
)

// The layout of an encoded state, little endian:
//
//	magic, version          8 bytes, uint32
//	width of T in bits      uint32
//	body                    lengths and counts as uint64, floats as their bits
//	checksum                CRC-64 (ECMA) of all before
const (
	magic   = "adfdtrn\n"
	version = 1

	headBytes     = len(magic) + 8
	checksumBytes = 8
)

var crcTable = crc64.MakeTable(crc64.ECMA)

// MarshalBinary encodes the state with its version, its precision and a checksum.
// Every number keeps its bits, NaN included.
func (s *State[T]) MarshalBinary() ([]byte, error) {
	b := []byte(magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, width[T]())
	b = appendBytes(b, s.Optimizer)
	for _, n := range []int{s.Step, s.Seen, s.High} {
		b = appendInt(b, n)
	}
	b = appendFloat(b, s.First)
	b = appendFloats(b, s.Theta)
	b = appendInt(b, len(s.Memory.Vectors))
	for _, v := range s.Memory.Vectors {
		b = appendFloats(b, v)
	}
	b = appendFloats(b, s.Memory.Numbers)
	b = appendFloats(b, s.History.Losses)
	b = appendInt(b, len(s.History.Records))
	for _, r := range s.History.Records {
		b = appendInt(b, r.Step)
		for _, x := range []float64{r.Loss, r.Gradient, r.Error} {
			b = appendFloat(b, x)
		}
	}
	return binary.LittleEndian.AppendUint64(b, crc64.Checksum(b, crcTable)), nil
}

// UnmarshalBinary sets the state to the encoded one. The error names what is wrong
// and the byte at which it was found; the state is then unchanged.
func (s *State[T]) UnmarshalBinary(data []byte) error {
	if len(data) < headBytes+checksumBytes {
		return fmt.Errorf("%d bytes, fewer than the %d of a header and a checksum: the state is truncated", len(data), headBytes+checksumBytes)
	}
	if got := string(data[:len(magic)]); got != magic {
		return fmt.Errorf("byte 0: begins with %q, want %q: this is no state of a run", got, magic)
	}
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != version {
		return fmt.Errorf("byte %d: version %d, this program reads version %d", len(magic), v, version)
	}
	body := data[:len(data)-checksumBytes]
	got, want := crc64.Checksum(body, crcTable), binary.LittleEndian.Uint64(data[len(body):])
	if got != want {
		return fmt.Errorf("byte %d: checksum %016x, but the %d bytes before it give %016x: something was changed or cut off", len(body), want, len(body), got)
	}
	if w := binary.LittleEndian.Uint32(data[len(magic)+4:]); w != width[T]() {
		return fmt.Errorf("byte %d: a state in float%d, want float%d", len(magic)+4, w, width[T]())
	}
	d := &decoder{data: body, at: headBytes}
	var r State[T]
	r.Optimizer = d.text("name of the optimiser")
	r.Step, r.Seen, r.High = d.int("step"), d.int("steps seen"), d.int("steps with a high loss")
	r.First = d.float("first loss")
	r.Theta = floats[T](d, "parameters")
	for range d.count("vectors of the optimiser", lengthBytes) {
		r.Memory.Vectors = append(r.Memory.Vectors, floats[T](d, "vector of the optimiser"))
	}
	r.Memory.Numbers = floats[float64](d, "numbers of the optimiser")
	r.History.Losses = floats[float64](d, "losses")
	for range d.count("records", recordBytes) {
		r.History.Records = append(r.History.Records, Record{d.int("step of a record"), d.float("loss"), d.float("gradient norm"), d.float("error")})
	}
	if d.err == nil && d.at != len(body) {
		d.err = fmt.Errorf("byte %d: %d bytes more than the state has", d.at, len(body)-d.at)
	}
	if d.err == nil {
		*s = r
	}
	return d.err
}

const (
	lengthBytes = 8
	recordBytes = 4 * 8
)

func width[T engine.Float]() uint32 { return uint32(8 * binary.Size(T(0))) }

func appendInt(b []byte, n int) []byte { return binary.LittleEndian.AppendUint64(b, uint64(n)) }

func appendFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

func appendBytes(b []byte, s string) []byte { return append(appendInt(b, len(s)), s...) }

func appendFloats[T engine.Float](b []byte, x []T) []byte {
	b = appendInt(b, len(x))
	switch x := any(x).(type) {
	case []float32:
		for _, v := range x {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	case []float64:
		for _, v := range x {
			b = appendFloat(b, v)
		}
	}
	return b
}

// decoder walks through the body. After the first error it returns zeros.
type decoder struct {
	data []byte
	at   int
	err  error
}

func (d *decoder) take(n int, what string) []byte {
	if d.err == nil && n > len(d.data)-d.at {
		d.err = fmt.Errorf("byte %d: the state ends within %s", d.at, what)
	}
	if d.err != nil {
		return nil
	}
	d.at += n
	return d.data[d.at-n : d.at]
}

func (d *decoder) uint(what string) uint64 {
	b := d.take(8, what)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
}

func (d *decoder) float(what string) float64 { return math.Float64frombits(d.uint(what)) }

func (d *decoder) int(what string) int {
	n := d.uint(what)
	if n > math.MaxInt {
		d.err = fmt.Errorf("byte %d: %s is %d, want at most %d", d.at-8, what, n, math.MaxInt)
		return 0
	}
	return int(n)
}

// count reads the number of items that follow, each of at least size bytes.
func (d *decoder) count(what string, size int) int {
	n := d.int(what)
	if left := len(d.data) - d.at; d.err == nil && n > left/size {
		d.err = fmt.Errorf("byte %d: %d %s in the %d bytes that are left", d.at-8, n, what, left)
	}
	if d.err != nil {
		return 0
	}
	return n
}

func (d *decoder) text(what string) string { return string(d.take(d.count(what, 1), what)) }

// floats reads a slice. One of length 0 is nil.
func floats[T engine.Float](d *decoder, what string) []T {
	size := int(width[T]()) / 8
	n := d.count(what, size)
	b := d.take(n*size, what)
	if len(b) == 0 {
		return nil
	}
	x := make([]T, n)
	switch x := any(x).(type) {
	case []float32:
		for i := range x {
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
	case []float64:
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
	}
	return x
}
