package engines

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// SelectionAgrees: a plan that Select(in, out) leaves has the bits of the whole one. With z'
// and gy' equal to z and gy in the channels of in and of out, and +0 in the others,
//
//	y_c  = Activate(s, z')_c              for c in out
//	gz_c = ActivateT(s, z', y', gy')_c    for c in in,
//
// with a tape and without. z and gy are [C][points]. All else, that is the other channels
// of z, y, gy and gz, holds a NaN of its own in each bundle, which must neither reach a result nor change.
// Arguments stay as they are; the masks are neither changed nor kept; the tape is no longer than the
// whole plan's; and Select and the selected plan leave the whole one what it was, also when it is used
// between the two sweeps of the other.
//
// Allowed: no value with other bits, as engine.Selective has it, -0 for +0 included. Nothing is promised
// of numbers that overflow: they are an error of the case. Lift, Read and ReadT of the selected
// plan are not called.
func SelectionAgrees[T engine.Float](impl engine.Selective[T], in, out []bool, s engine.Activation[T], z, gy []T) error {
	c, err := compareSelection(impl, in, out, s, z, gy)
	call := repeat.Call("engines.SelectionAgrees", in, out, repeat.Verbatim("s"), repeat.Argument("z", z), repeat.Argument("gy", gy))
	return properties.Judge("SelectionAgrees", call, c, err)
}

func compareSelection[T engine.Float](
	impl engine.Selective[T], in, out []bool, s engine.Activation[T], z, gy []T,
) ([]properties.Comparison, error) {
	if err := selectionCase(impl, in, out, s, z, gy); err != nil {
		return nil, err
	}
	wholeY, wholeGZ := wholeSweeps(impl, s, outside(z, in, 0), outside(gy, out, 0))
	if err := cmp.Or(
		number.Check("y of the whole plan", wholeY, math.MaxFloat64),
		number.Check("gz of the whole plan", wholeGZ, math.MaxFloat64),
	); err != nil {
		return nil, err
	}

	inCopy, outCopy := slices.Clone(in), slices.Clone(out)
	p := impl.Select(inCopy, outCopy)
	if p == nil {
		return nil, fmt.Errorf("no plan from Select")
	}
	masks := differentMarks(inCopy, in) + differentMarks(outCopy, out)
	for c := range in {
		inCopy[c], outCopy[c] = !in[c], !out[c]
	}
	n := len(z) / len(in)
	all := []properties.Comparison{
		properties.AtMost("marks that Select changed in its masks", masks, 0),
		properties.AtMost(fmt.Sprintf("length of the tape for %d values per channel", n), float64(p.TapeLen(n)), float64(impl.TapeLen(n))),
		properties.AtMost("channels of the selected plan, less those of the whole", math.Abs(float64(p.Channels()-impl.Channels())), 0),
	}
	for _, c := range all { // what follows would be out of range
		if !c.Holds() {
			return all, nil
		}
	}

	return append(all, selectedSweeps(impl, p, in, out, s, z, gy, wholeY, wholeGZ)...), nil
}

// selectedSweeps compares both pairs of sweeps of the selected plan p with those of the whole one. The whole
// plan is used between the two with a tape.
func selectedSweeps[T engine.Float](impl engine.Selective[T], p engine.Taped[T], in, out []bool,
	s engine.Activation[T], z, gy, wholeY, wholeGZ []T) (all []properties.Comparison) {
	const inZ, inY, inGY, inGZ, inTape = 1, 2, 3, 4, 5 // tags of poison
	poisoned := func(tag uint32, n int) []T { return slices.Repeat([]T{poison[T](tag)}, n) }
	z, gy = outside(z, in, poison[T](inZ)), outside(gy, out, poison[T](inGY))
	wantY, wantGZ := outside(wholeY, out, poison[T](inY)), outside(wholeGZ, in, poison[T](inGZ))
	same := func(what string, b, want []T, set []bool) { all = append(all, sameBits(what, s, b, want, set)) }
	compare := func(name string, forward func(z, y []T), between func(), backward func(z, y, gy, gz []T)) {
		zArg, gyArg, y, gz := slices.Clone(z), slices.Clone(gy), poisoned(inY, len(z)), poisoned(inGZ, len(z))
		forward(zArg, y)
		same("y of "+name, y, wantY, out)
		same("z after "+name, zArg, z, in)
		between()
		yArg := slices.Clone(wantY)
		backward(zArg, yArg, gyArg, gz)
		same("gz of "+name+"T", gz, wantGZ, in)
		same("z after "+name+"T", zArg, z, in)
		same("y after "+name+"T", yArg, wantY, out)
		same("gy after "+name+"T", gyArg, gy, out)
	}
	compare("Activate", func(z, y []T) { p.Activate(s, z, y) }, func() {}, func(z, y, gy, gz []T) { p.ActivateT(s, z, y, gy, gz) })
	tape := poisoned(inTape, p.TapeLen(len(z)/len(in)))
	compare("ActivateTape", func(z, y []T) { p.ActivateTape(s, z, y, tape) }, func() {
		againY, againGZ := wholeSweeps(impl, s, outside(z, in, 0), outside(gy, out, 0))
		every := slices.Repeat([]bool{true}, len(in))
		same("y of the whole plan's Activate after Select", againY, wholeY, every)
		same("gz of the whole plan's ActivateT after Select", againGZ, wholeGZ, every)
	}, func(z, y, gy, gz []T) { p.ActivateTapeT(z, y, tape, gy, gz) })
	return all
}

func selectionCase[T engine.Float](impl engine.Selective[T], in, out []bool, s engine.Activation[T], z, gy []T) error {
	if err := activationCase(impl, s, z, gy, math.MaxFloat64); err != nil {
		return err
	}
	if channels := impl.Channels(); len(in) != channels || len(out) != channels {
		return fmt.Errorf("masks of %d and %d channels for a plan of %d", len(in), len(out), channels)
	}
	return nil
}

// wholeSweeps are Activate and ActivateT of a whole plan.
func wholeSweeps[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, gy []T) (y, gz []T) {
	y, gz = activated(impl, s, z), number.Blank[T](len(z))
	impl.ActivateT(s, slices.Clone(z), slices.Clone(y), slices.Clone(gy), gz)
	return y, gz
}

// outside is b with v in the channels that are not in the set.
func outside[T engine.Float](b []T, set []bool, v T) []T {
	b = slices.Clone(b)
	n := len(b) / len(set)
	for i := range b {
		if !set[i/n] {
			b[i] = v
		}
	}
	return b
}

// poison is a quiet NaN that tells by its tag where it comes from.
func poison[T engine.Float](tag uint32) T {
	if _, single := any(T(0)).(float32); single {
		return T(math.Float32frombits(0x7fc00000 | tag))
	}
	return T(math.Float64frombits(0x7ff8000000000000 | uint64(tag)))
}

// bits are those of x in its own precision, in which a NaN keeps its tag.
func bits[T engine.Float](x T) uint64 {
	if v, single := any(x).(float32); single {
		return uint64(math.Float32bits(v))
	}
	return math.Float64bits(float64(x))
}

func differentMarks(a, b []bool) float64 {
	n := 0.0
	for c := range a {
		if a[c] != b[c] {
			n++
		}
	}
	return n
}

// sameBits counts the values of b that have other bits than want, and names the first.
func sameBits[T engine.Float](what string, s engine.Activation[T], b, want []T, set []bool) properties.Comparison {
	c := properties.Comparison{Case: "values of " + what + " of " + s.Name() + " with other bits"}
	n := len(b) / len(set)
	for i, v := range b {
		if bits(v) == bits(want[i]) {
			continue
		}
		if c.Measured == 0 {
			place := "which the set leaves out"
			if set[i/n] {
				place = "in the set"
			}
			c.Case += fmt.Sprintf("; the first is value %d of channel %d, %s: %v (%#x), want %v (%#x)", i%n, i/n, place, v, bits(v), want[i], bits(want[i]))
		}
		c.Measured++
	}
	return c
}
