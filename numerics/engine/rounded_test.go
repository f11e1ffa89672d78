package engine_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
)

// anyFloat draws from all float64 numbers but NaN, by their bits: subnormals,
// zeros and infinities included. Half of them are ties at that precision, or
// next to one, as far as they are normal.
func anyFloat(bits int) *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		b := rapid.Uint64().Draw(t, "bits")
		if bits < 53 && rapid.Bool().Draw(t, "tie") {
			half := uint64(1) << (52 - bits)
			b = b&^(2*half-1) | half
			b += uint64(rapid.IntRange(-1, 1).Draw(t, "beside"))
		}
		return math.Float64frombits(b)
	}).Filter(func(x float64) bool { return !math.IsNaN(x) })
}

func anyBits() *rapid.Generator[int] { return rapid.IntRange(2, 53) }

// roundedByBig is x at that precision by math/big, whose exponents have no bounds
// that matter here. Its result has at most 53 bits, so that the way back to
// float64 rounds nothing but what reaches 2^1024.
func roundedByBig(x float64, bits int) float64 {
	y, _ := new(big.Float).SetPrec(uint(bits)).SetMode(big.ToNearestEven).SetFloat64(x).Float64()
	return y
}

func TestRoundBitsAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := anyBits().Draw(t, "precision")
		x := anyFloat(bits).Draw(t, "x")
		want, got := roundedByBig(x, bits), engine.RoundBits(x, bits)
		assert.Equal(t, math.Float64bits(want), math.Float64bits(got), "%x to %d bits: %x, want %x", x, bits, got, want)
	})
}

// Every tie between two numbers of few bits, at the ends of the range too.
func TestRoundBitsTies(t *testing.T) {
	for bits := 2; bits <= 8; bits++ {
		for _, scale := range []int{-1074, -1060, -1023, -3, 0, 900} {
			for k := int64(1); k < 1<<(bits+2); k++ {
				for _, x := range []float64{math.Ldexp(float64(k), scale), -math.Ldexp(float64(k), scale)} {
					require.Equal(t, roundedByBig(x, bits), engine.RoundBits(x, bits), "%x to %d bits", x, bits)
				}
			}
		}
	}
	for x, want := range map[float64]float64{0x1.fp0: 0x1p1, 0x1.2p0: 0x1p0, 0x1.6p0: 0x1.8p0, 0x1.4p0: 0x1p0, 0x1.cp0: 0x1p1} {
		assert.Equal(t, want, engine.RoundBits(x, 2), "%x to 2 bits", x)
	}
}

// At 24 bits it is the conversion to float32 where float32 is normal.
func TestRoundBitsIsFloat32(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-math.MaxFloat32, math.MaxFloat32).Filter(func(x float64) bool { return math.Abs(x) >= 0x1p-126 }).Draw(t, "x")
		assert.Equal(t, float64(float32(x)), engine.RoundBits(x, 24), "%x", x)
	})
}

func TestRoundBitsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := anyBits().Draw(t, "precision")
		x, y := anyFloat(bits).Draw(t, "x"), anyFloat(bits).Draw(t, "y")
		rx, ry := engine.RoundBits(x, bits), engine.RoundBits(y, bits)
		assert.Equal(t, rx, engine.RoundBits(rx, bits), "idempotent: %x to %d bits", x, bits)
		assert.Equal(t, -rx, engine.RoundBits(-x, bits), "odd: %x to %d bits", x, bits)
		if x <= y {
			assert.LessOrEqual(t, rx, ry, "monotone: %x and %x to %d bits", x, y, bits)
		}
		if !math.IsInf(rx, 0) {
			// x - rx is exact: it is a multiple of the last place of x and at most
			// half a place of rx; u |x| is exact but for subnormals, so it is
			// compared with both sides scaled into the normal range.
			scale := 1.0
			if math.Abs(x) < 0x1p-900 {
				scale = 0x1p100
			}
			u := math.Ldexp(1, -bits)
			assert.LessOrEqual(t, math.Abs(scale*x-scale*rx), u*math.Abs(scale*x), "%x to %d bits", x, bits)
		}
		assert.Equal(t, x, engine.RoundBits(x, 53))
	})
}

func TestRoundBitsSpecials(t *testing.T) {
	for _, bits := range []int{2, 11, 24, 52, 53} {
		assert.True(t, math.IsNaN(engine.RoundBits(math.NaN(), bits)))
		// A NaN whose significand is all ones would carry into another number.
		assert.True(t, math.IsNaN(engine.RoundBits(math.Float64frombits(0x7fffffffffffffff), bits)))
		assert.Equal(t, math.Inf(1), engine.RoundBits(math.Inf(1), bits))
		assert.Equal(t, math.Inf(-1), engine.RoundBits(math.Inf(-1), bits))
		assert.Zero(t, engine.RoundBits(0, bits))
		assert.True(t, math.Signbit(engine.RoundBits(math.Copysign(0, -1), bits)))
	}
	assert.Equal(t, math.Inf(1), engine.RoundBits(math.MaxFloat64, 52))
	assert.Equal(t, 0x1p-1074, engine.RoundBits(0x1p-1074, 2))
	for _, bits := range []int{-1, 0, 1, 54} {
		assert.Panics(t, func() { engine.RoundBits(1, bits) }, "%d bits", bits)
	}
}

func central(t require.TestingT, h float64) engine.Engine[float64] {
	eng, err := fd.NewEngine[float64](fd.Options{H: h})
	require.NoError(t, err)
	return eng
}

func roundedTo(t require.TestingT, eng engine.Engine[float64], bits int) engine.Engine[float64] {
	r, err := engine.Rounded(eng, bits)
	require.NoError(t, err)
	return r
}

// passes runs every method of a plan of two features on two points and returns
// what each gave.
func passes(t require.TestingT, eng engine.Engine[float64], op engine.Operator, dim int, x, w []float64) map[string][]float64 {
	plan, err := eng.Plan(op, dim)
	require.NoError(t, err)
	return passesOf(t, plan, len(op), dim, x, w)
}

func passesOf(t require.TestingT, plan engine.Plan[float64], rows, dim int, x, w []float64) map[string][]float64 {
	act, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	c, n := plan.Channels(), len(x)/dim
	m := len(w) / dim
	lifted := make([]float64, c*len(x))
	require.NoError(t, plan.Lift(x, lifted))
	z := make([]float64, c*n*m)
	for ci := range c * n {
		for j := range m {
			z[ci*m+j] = plan.Bias()[ci/n] * 0.1
			for d := range dim {
				z[ci*m+j] += w[j*dim+d] * lifted[ci*dim+d]
			}
		}
	}
	given := append([]float64(nil), z...)
	y, read := make([]float64, len(z)), make([]float64, rows*n*m)
	plan.Activate(act, z, y)
	plan.Read(y, read)
	gy, gz := make([]float64, len(z)), make([]float64, len(z))
	plan.ReadT(read, gy)
	plan.ActivateT(act, z, y, gy, gz)
	require.Equal(t, given, z, "the argument belongs to the caller")
	return map[string][]float64{"Lift": lifted, "z": z, "Activate": y, "Read": read, "ReadT": gy, "ActivateT": gz}
}

var (
	roundedOps = []engine.Operator{{{2}}, {{0}, {1}, {4}}}
	roundedX   = []float64{0.3, -0.71}
	roundedW   = []float64{1.3, -2.7, 0.4}
)

// At 53 bits a rounded plan is the plan itself, bit for bit.
func TestRoundedTo53BitsIsTheIdentity(t *testing.T) {
	for _, eng := range []engine.Engine[float64]{jet.New[float64](), central(t, 0x1p-6)} {
		for _, op := range roundedOps {
			assert.Equal(t, passes(t, eng, op, 1, roundedX, roundedW), passes(t, roundedTo(t, eng, 53), op, 1, roundedX, roundedW))
		}
	}
}

// A combination is rounded as the derivatives are, where the engine has it.
func TestRoundedCombinesWhatTheEngineDoes(t *testing.T) {
	op, coef := engine.Operator{{2, 0}, {0, 2}}, []float64{3, 3}
	x, w := []float64{0.3, -0.71, 0.2, 0.6}, []float64{1.3, -2.7, 0.4, 0.9}
	of := func(eng engine.Engine[float64]) (engine.Plan[float64], bool) {
		return eng.(engine.Combiner[float64]).Combine(op, coef, 2)
	}
	own, ok := of(jet.New[float64]())
	require.True(t, ok)
	want := passesOf(t, own, 1, 2, x, w)
	for bits, same := range map[int]bool{53: true, 11: false} {
		p, ok := of(roundedTo(t, jet.New[float64](), bits))
		require.True(t, ok)
		got := passesOf(t, p, 1, 2, x, w)
		assert.Equal(t, same, assert.ObjectsAreEqual(want, got), "%d bits", bits)
		for what, values := range got {
			for _, v := range values {
				if what != "z" { // the linear layer's
					assert.Equal(t, engine.RoundBits(v, bits), v, "%s in %d bits", what, bits)
				}
			}
		}
	}
	for _, eng := range []engine.Engine[float64]{central(t, 0x1p-6), jet.New[float64]()} {
		p, ok := roundedTo(t, eng, 11).(engine.Combiner[float64]).Combine(op, []float64{3, 2}, 2)
		assert.False(t, ok, eng.Name())
		assert.Nil(t, p)
	}
}

// Each result is that of the engine's own plan on rounded arguments, rounded.
func TestRoundedRoundsEveryResult(t *testing.T) {
	act, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	for _, eng := range []engine.Engine[float64]{jet.New[float64](), central(t, 0x1p-6)} {
		for _, op := range roundedOps {
			for _, bits := range []int{11, 24, 40} {
				each := func(v []float64) []float64 {
					r := make([]float64, len(v))
					for i := range v {
						r[i] = roundedByBig(v[i], bits)
					}
					return r
				}
				got := passes(t, roundedTo(t, eng, bits), op, 1, roundedX, roundedW)
				plan, err := eng.Plan(op, 1)
				require.NoError(t, err)

				lifted := make([]float64, len(got["Lift"]))
				require.NoError(t, plan.Lift(roundedX, lifted))
				z := each(got["z"])
				y, read := make([]float64, len(z)), make([]float64, len(got["Read"]))
				plan.Activate(act, z, y)
				y = each(y)
				plan.Read(y, read)
				read = each(read)
				gy, gz := make([]float64, len(z)), make([]float64, len(z))
				plan.ReadT(read, gy)
				gy = each(gy)
				plan.ActivateT(act, z, y, gy, gz)
				for name, want := range map[string][]float64{"Lift": each(lifted), "Activate": y, "Read": read, "ReadT": gy, "ActivateT": each(gz)} {
					assert.Equal(t, want, got[name], "%s, %v, %d bits: %s", eng.Name(), op, bits, name)
				}
			}
		}
	}
}

func TestRoundedNameAndErrors(t *testing.T) {
	assert.Equal(t, "round(fd(central,p=2,h=2^-6),11)", roundedTo(t, central(t, 0x1p-6), 11).Name())
	for _, bits := range []int{-3, 0, 1, 54} {
		_, err := engine.Rounded(jet.New[float64](), bits)
		assert.ErrorContains(t, err, "significant bits, want 2 to 53")
	}
	_, err := engine.Rounded(nil, 24)
	assert.ErrorContains(t, err, "nil engine")
	_, err = roundedTo(t, jet.New[float64](), 24).Plan(nil, 1)
	assert.ErrorContains(t, err, "operator without a derivative")
	plan, err := roundedTo(t, jet.New[float64](), 24).Plan(engine.Operator{{2}}, 1)
	require.NoError(t, err)
	assert.ErrorContains(t, plan.Lift([]float64{math.NaN()}, make([]float64, 3)), "NaN")
}

// A step that float64 can take and the rounded point absorbs. Of a Taylor
// expansion at 1 the value and the unit direction are equal, and nothing is
// absorbed.
func TestRoundedLiftAbsorbs(t *testing.T) {
	op := engine.Operator{{2, 0}, {0, 2}}
	plan, err := roundedTo(t, central(t, 0x1p-12), 11).Plan(op, 2)
	require.NoError(t, err)
	x := []float64{0x1p-4, 0x1p-6, 0x1p-5, 0.75}
	dst := make([]float64, plan.Channels()*len(x))
	assert.NoError(t, plan.Lift(x[:2], dst[:plan.Channels()*2]), "multiples of 2^-12 below 2^-2")
	err = plan.Lift(x, dst)
	assert.ErrorContains(t, err, "point 1, coordinate 1: 0.75 and its neighbour")
	assert.ErrorContains(t, err, "are both 0.75 in 11 bits")

	plan, err = roundedTo(t, jet.New[float64](), 11).Plan(op, 2)
	require.NoError(t, err)
	near := math.Nextafter(1, 0)
	dst = make([]float64, plan.Channels()*2)
	require.NoError(t, plan.Lift([]float64{near, near}, dst))
	assert.Equal(t, 1.0, dst[0])
}

// A black box whose derivative fails still says so through the rounding.
func TestRoundedIsFallible(t *testing.T) {
	reason := errors.New("no such derivative")
	box := engine.FromFunc("box", 2, func(engine.MultiIndex, engine.Activation[float64], []float64, float64, []float64) (float64, error) {
		return 0, reason
	})
	plan, err := roundedTo(t, box, 11).Plan(engine.Operator{{2}}, 1)
	require.NoError(t, err)
	require.NoError(t, plan.Lift([]float64{1}, make([]float64, plan.Channels())))
	assert.NoError(t, plan.(engine.Fallible).Err())
	plan.Activate(sine{}, make([]float64, plan.Channels()), make([]float64, plan.Channels()))
	assert.ErrorIs(t, plan.(engine.Fallible).Err(), reason)

	plan, err = roundedTo(t, jet.New[float64](), 11).Plan(engine.Operator{{2}}, 1)
	require.NoError(t, err)
	assert.NoError(t, plan.(engine.Fallible).Err())
}
