package engines_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/properties"
	"adfd/properties/engines"
	"adfd/properties/internal/lawtest"
)

// planOperators are those of the problems: one variable and two, mixed derivatives, order 4.
var planOperators = []engine.Operator{
	{{0}},
	{{2}, {0}},
	{{1}, {3}, {4}},
	{{2, 0}, {0, 2}},
	{{4, 0}, {2, 2}, {0, 4}, {1, 0}},
}

func allEngines[T engine.Float](t require.TestingT) []engine.Engine[T] {
	list := []engine.Engine[T]{jet.New[T]()}
	for _, p := range []fd.Placement{fd.CentralPlacement, fd.ForwardPlacement} {
		eng, err := fd.NewEngine[T](fd.Options{H: 0x1p-4, Placement: p})
		require.NoError(t, err)
		list = append(list, eng)
	}
	return list
}

func TestPlans(t *testing.T) {
	t.Run("float32", testPlans[float32])
	t.Run("float64", testPlans[float64])
}

func testPlans[T engine.Float](t *testing.T) {
	list := allEngines[T](t)
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom(planOperators).Draw(t, "operator")
		plan, err := list[rapid.IntRange(0, len(list)-1).Draw(t, "engine")].Plan(op, len(op[0]))
		require.NoError(t, err)
		name := rapid.SampledFrom([]string{"tanh", "sin", "sigmoid", "gelu", "gaussian"}).Draw(t, "activation")
		s, err := activation.ByName[T](name)
		require.NoError(t, err)
		points := rapid.IntRange(1, 6).Draw(t, "points")
		draw := func(name string, n int) []T {
			x := make([]T, n)
			for i := range x {
				x[i] = T(rapid.Float64Range(-1, 1).Draw(t, name))
			}
			return x
		}
		n := plan.Channels() * points
		z, v, gy := draw("z", n), draw("v", n), draw("gy", n)
		properties.OK(t, engines.ReadTranspose(plan, z, draw("g", len(op)*points)))
		properties.OK(t, engines.ActivateTranspose(plan, s, z, v, gy))
		taped, ok := plan.(engine.Taped[T])
		require.True(t, ok)
		properties.OK(t, engines.TapeAgrees(taped, s, z, gy))
	})
}

// faulty is a plan with one of its methods replaced.
type faulty struct {
	engine.Taped[float64]
	activate  func(s engine.Activation[float64], z, y []float64)
	activateT func(s engine.Activation[float64], z, y, gy, gz []float64)
	read      func(y, dst []float64)
	readT     func(g, gy []float64)
	tape      func(s engine.Activation[float64], z, y, tape []float64)
	tapeT     func(z, y, tape, gy, gz []float64)
}

func (f faulty) Activate(s engine.Activation[float64], z, y []float64) {
	if f.activate == nil {
		f.Taped.Activate(s, z, y)
		return
	}
	f.activate(s, z, y)
}

func (f faulty) ActivateT(s engine.Activation[float64], z, y, gy, gz []float64) {
	if f.activateT == nil {
		f.Taped.ActivateT(s, z, y, gy, gz)
		return
	}
	f.activateT(s, z, y, gy, gz)
}

func (f faulty) Read(y, dst []float64) {
	if f.read == nil {
		f.Taped.Read(y, dst)
		return
	}
	f.read(y, dst)
}

func (f faulty) ReadT(g, gy []float64) {
	if f.readT == nil {
		f.Taped.ReadT(g, gy)
		return
	}
	f.readT(g, gy)
}

func (f faulty) ActivateTape(s engine.Activation[float64], z, y, tape []float64) {
	if f.tape == nil {
		f.Taped.ActivateTape(s, z, y, tape)
		return
	}
	f.tape(s, z, y, tape)
}

func (f faulty) ActivateTapeT(z, y, tape, gy, gz []float64) {
	if f.tapeT == nil {
		f.Taped.ActivateTapeT(z, y, tape, gy, gz)
		return
	}
	f.tapeT(z, y, tape, gy, gz)
}

func multiply(x []float64, factor float64) {
	for i := range x {
		x[i] *= factor
	}
}

// accumulated runs fill on a clean buffer and adds the result to dst.
func accumulated(dst []float64, fill func([]float64)) {
	clean := make([]float64, len(dst))
	fill(clean)
	for i, v := range clean {
		dst[i] += v
	}
}

func TestPlanLawsReject(t *testing.T) {
	s, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	for _, eng := range allEngines[float64](t) {
		p, err := eng.Plan(engine.Operator{{2}, {0}}, 1)
		require.NoError(t, err)
		right := p.(engine.Taped[float64])
		const points = 2
		wave := func(phase float64, n int) []float64 {
			x := make([]float64, n)
			for i := range x {
				x[i] = 0.875 * math.Sin(phase+2*float64(i))
			}
			return x
		}
		n := right.Channels() * points
		z, v, gy, g := wave(1, n), wave(2, n), wave(0.5, n), wave(3, 2*points)
		laws := map[string]func(f faulty) error{
			"ReadTranspose":     func(f faulty) error { return engines.ReadTranspose(f, z, g) },
			"ActivateTranspose": func(f faulty) error { return engines.ActivateTranspose(f, s, z, v, gy) },
			"TapeAgrees":        func(f faulty) error { return engines.TapeAgrees(f, s, z, gy) },
		}
		for name, law := range laws {
			require.NoError(t, law(faulty{Taped: right}), "%s, %s", eng.Name(), name)
		}
		type act = engine.Activation[float64]
		for name, c := range map[string]struct {
			law   string
			fault faulty
		}{
			"ActivateT does nothing": {"ActivateTranspose", faulty{activateT: func(act, []float64, []float64, []float64, []float64) {}}},
			"ActivateT sets zeros":   {"ActivateTranspose", faulty{activateT: func(_ act, _, _, _, gz []float64) { clear(gz) }}},
			"ActivateT times 1.001": {"ActivateTranspose", faulty{activateT: func(s act, z, y, gy, gz []float64) {
				right.ActivateT(s, z, y, gy, gz)
				multiply(gz, 1.001)
			}}},
			"ActivateT adds to the buffer": {"ActivateTranspose", faulty{activateT: func(s act, z, y, gy, gz []float64) {
				accumulated(gz, func(b []float64) { right.ActivateT(s, z, y, gy, b) })
			}}},
			"ActivateT leaves the last channel": {"ActivateTranspose", faulty{activateT: func(s act, z, y, gy, gz []float64) {
				all := make([]float64, len(gz))
				right.ActivateT(s, z, y, gy, all)
				copy(gz[:len(gz)-points], all)
			}}},
			"Activate of another function": {"ActivateTranspose", faulty{activate: func(s act, z, y []float64) {
				right.Activate(s, z, y)
				multiply(y, 0.999)
			}}},
			"Activate adds to the buffer": {"ActivateTranspose", faulty{activate: func(s act, z, y []float64) {
				accumulated(y, func(b []float64) { right.Activate(s, z, b) })
			}}},
			"ReadT does nothing": {"ReadTranspose", faulty{readT: func([]float64, []float64) {}}},
			"ReadT times 1 + 2^-44": {"ReadTranspose", faulty{readT: func(g, gy []float64) {
				right.ReadT(g, gy)
				multiply(gy, 1+0x1p-44)
			}}},
			"ReadT adds to the buffer": {"ReadTranspose", faulty{readT: func(g, gy []float64) {
				accumulated(gy, func(b []float64) { right.ReadT(g, b) })
			}}},
			"ReadT of the rows exchanged": {"ReadTranspose", faulty{readT: func(g, gy []float64) {
				right.ReadT(append(append([]float64(nil), g[points:]...), g[:points]...), gy)
			}}},
			"Read without its last row": {"ReadTranspose", faulty{read: func(y, dst []float64) {
				right.Read(y, dst)
				clear(dst[len(dst)/2:])
			}}},
			"tape of another activation": {"TapeAgrees", faulty{tape: func(s act, z, y, tape []float64) {
				right.ActivateTape(s, z, y, tape)
				multiply(tape, 1+0x1p-52)
			}}},
			"ActivateTape that does nothing": {"TapeAgrees", faulty{tape: func(act, []float64, []float64, []float64) {}}},
			"ActivateTape an ulp off": {"TapeAgrees", faulty{tape: func(s act, z, y, tape []float64) {
				right.ActivateTape(s, z, y, tape)
				y[n-1] = math.Nextafter(y[n-1], 2)
			}}},
		} {
			t.Run(eng.Name()+"/"+name, func(t *testing.T) {
				c.fault.Taped = right
				var violation *properties.Violation
				require.ErrorAs(t, laws[c.law](c.fault), &violation)
				assert.Equal(t, c.law, violation.Law)
				assert.False(t, violation.Measured <= violation.Allowed)
				lawtest.Repeats(t, violation)
			})
		}
	}
}

func TestPlanBadCases(t *testing.T) {
	s, err := activation.ByName[float32]("tanh")
	require.NoError(t, err)
	p, err := jet.New[float32]().Plan(engine.Operator{{2}}, 1)
	require.NoError(t, err)
	plan := p.(engine.Taped[float32])
	three := []float32{0.5, 0, -1}
	nan := []float32{0, float32(math.NaN()), 0}
	for _, c := range []struct {
		err  error
		want string
	}{
		{engines.ReadTranspose[float32](nil, three, three), "no plan"},
		{engines.ReadTranspose(plan, three[:2], three), "a bundle of 2 numbers, want a positive multiple of the 3 channels"},
		{engines.ReadTranspose(plan, nil, three), "a bundle of 0 numbers"},
		{engines.ReadTranspose(plan, three, nil), "0 seeds at 1 points"},
		{engines.ReadTranspose(plan, nan, three), "y[1] is NaN"},
		{engines.ReadTranspose(plan, three, nan), "g[1] is NaN"},
		{engines.ReadTranspose(unbiased{plan}, three, three[:1]), "3 channels and 1 biases"},
		{engines.ActivateTranspose(plan, nil, three, three, three), "no activation"},
		{engines.ActivateTranspose(plan, s, []float32{0, 2, 0}, three, three), "z[1] is 2, want at most 1"},
		{engines.ActivateTranspose(plan, s, three, nan, three), "v[1] is NaN"},
		{engines.ActivateTranspose(plan, s, three, three[:1], three), "a direction of 1"},
		{engines.ActivateTranspose(plan, s, three, three, nan), "gy[1] is NaN"},
		{engines.TapeAgrees(plan, s, three, three[:2]), "2 seeds for a bundle of 3"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
	assert.ErrorContains(t, engines.ActivateTranspose(plan, s, nan, three, three), "repeat: engines.ActivateTranspose(impl, s, []float32{0, math.NaN(), 0}, []float32{0.5, 0, -1}, ")
}

// unbiased has one bias for all channels.
type unbiased struct{ engine.Taped[float32] }

func (unbiased) Bias() []float32 { return []float32{1} }
