package engines_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/properties"
	"adfd/properties/engines"
	"adfd/properties/internal/lawtest"
)

var (
	laplaceOp    = engine.Operator{{2, 0}, {0, 2}}
	biharmonicOp = engine.Operator{{4, 0}, {2, 2}, {0, 4}}
)

// selectives are jet's rules that leave channels out.
func selectives[T engine.Float](tb require.TestingT) map[string]engine.Selective[T] {
	eng := jet.New[T]()
	apart, err := eng.Plan(biharmonicOp, 2)
	require.NoError(tb, err)
	laplacian, ok := eng.(engine.Combiner[T]).Combine(laplaceOp, []T{1, 1}, 2)
	require.True(tb, ok)
	biharmonic, ok := eng.(engine.Combiner[T]).Combine(biharmonicOp, []T{1, 2, 1}, 2)
	require.True(tb, ok)
	return map[string]engine.Selective[T]{
		"apart":      apart.(engine.Selective[T]),
		"Laplacian":  laplacian.(engine.Selective[T]),
		"biharmonic": biharmonic.(engine.Selective[T]),
	}
}

func TestSelectionAgrees(t *testing.T) {
	t.Run("float64", testSelectionAgrees[float64])
	t.Run("float32", testSelectionAgrees[float32])
}

func testSelectionAgrees[T engine.Float](t *testing.T) {
	const seed, stream = 1, 1
	r := rand.New(rand.NewPCG(seed, stream))
	for name, p := range selectives[T](t) {
		channels := p.Channels()
		all, last, odd := slices.Repeat([]bool{true}, channels), make([]bool, channels), make([]bool, channels)
		last[channels-1] = true
		for c := range odd {
			odd[c] = c%2 == 1
		}
		z, gy := make([]T, 3*channels), make([]T, 3*channels)
		for i := range z {
			z[i], gy[i] = T(4*r.Float64()-2), T(2*r.Float64()-1)
		}
		for _, function := range []string{"tanh", "gelu"} {
			s, err := activation.ByName[T](function)
			require.NoError(t, err)
			for _, in := range [][]bool{all, p.Lifted(), odd} {
				for _, out := range [][]bool{all, last, odd, make([]bool, channels)} {
					assert.NoError(t, engines.SelectionAgrees(p, in, out, s, z, gy), "%s of %s, PCG seed (%d, %d)", function, name, seed, stream)
				}
			}
		}
	}
}

// misselected leaves channels out in a way of its own.
type misselected struct {
	engine.Selective[float64]
	wrong func(p engine.Taped[float64], in, out []bool) engine.Taped[float64]
}

func (m misselected) Select(in, out []bool) engine.Taped[float64] {
	return m.wrong(m.Selective.Select(in, out), in, out)
}

// longTape has a longer tape than any whole plan of its channels.
type longTape struct{ engine.Taped[float64] }

func (p longTape) TapeLen(n int) int { return p.Taped.TapeLen(n) + 100*n }

// spoilt is a whole plan that is another one after Select.
type spoilt struct {
	engine.Selective[float64]
	selected bool
}

func (p *spoilt) Select(in, out []bool) engine.Taped[float64] {
	p.selected = true
	return p.Selective.Select(in, out)
}

func (p *spoilt) Activate(s engine.Activation[float64], z, y []float64) {
	p.Selective.Activate(s, z, y)
	if p.selected {
		y[0]++
	}
}

// The channels of the Laplacian in the plane are z, z_1, z_2 and Delta z.
func TestSelectionAgreesRejects(t *testing.T) {
	const n = 3
	right := selectives[float64](t)["Laplacian"]
	s, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	z, gy := make([]float64, 4*n), make([]float64, 4*n)
	for i := range z {
		z[i], gy[i] = 0.875*math.Sin(1+2*float64(i)), math.Cos(3*float64(i))
	}
	lifted, top := right.Lifted(), []bool{false, false, false, true}
	channel := func(b []float64, c int) []float64 { return b[c*n : (c+1)*n] }
	derivatives := func(z []float64) (d2, d3 []float64) {
		c := make([]float64, 4*n)
		s.Coefficients(3, channel(z, 0), c)
		d2, d3 = slices.Clone(channel(c, 2)), slices.Clone(channel(c, 3))
		multiply(d2, 2)
		multiply(d3, 6)
		return d2, d3
	}
	forgetY := func(z, y []float64) { // s'' z_1^2
		d2, _ := derivatives(z)
		for i, v := range channel(z, 1) {
			channel(y, 3)[i] -= d2[i] * v * v
		}
	}
	forgetGZ := func(z, gy, gz []float64) {
		d2, d3 := derivatives(z)
		for i, v := range channel(z, 1) {
			channel(gz, 0)[i] -= d3[i] * v * v * channel(gy, 3)[i]
			channel(gz, 1)[i] -= 2 * d2[i] * v * channel(gy, 3)[i]
		}
	}
	type act = engine.Activation[float64]
	type taped = engine.Taped[float64]
	activate := func(change func(z, y []float64)) func(taped, []bool, []bool) taped {
		return func(p taped, _, _ []bool) taped {
			return faulty{Taped: p, activate: func(s act, z, y []float64) {
				p.Activate(s, z, y)
				change(z, y)
			}}
		}
	}
	transpose := func(change func(z, y, gy, gz []float64)) func(taped, []bool, []bool) taped {
		return func(p taped, _, _ []bool) taped {
			return faulty{Taped: p, activateT: func(s act, z, y, gy, gz []float64) {
				p.ActivateT(s, z, y, gy, gz)
				change(z, y, gy, gz)
			}}
		}
	}
	for name, c := range map[string]struct {
		in, out []bool
		wrong   func(p taped, in, out []bool) taped
		want    string
	}{
		"no s'' z_1^2, nor its gradient": {lifted, top, func(p taped, _, _ []bool) taped {
			return faulty{Taped: p,
				activate:  func(s act, z, y []float64) { p.Activate(s, z, y); forgetY(z, y) },
				activateT: func(s act, z, y, gy, gz []float64) { p.ActivateT(s, z, y, gy, gz); forgetGZ(z, gy, gz) },
				tape:      func(s act, z, y, tape []float64) { p.ActivateTape(s, z, y, tape); forgetY(z, y) },
				tapeT:     func(z, y, tape, gy, gz []float64) { p.ActivateTapeT(z, y, tape, gy, gz); forgetGZ(z, gy, gz) },
			}
		}, "y of Activate of tanh"},
		"no gradient of s'' z_1^2": {lifted, top, transpose(func(z, _, gy, gz []float64) { forgetGZ(z, gy, gz) }), "gz of ActivateT of tanh"},
		"the other sign":           {lifted, top, activate(func(_, y []float64) { multiply(channel(y, 3), -1) }), "value 0 of channel 3, in the set"},
		"channels exchanged": {lifted, []bool{false, true, true, false}, activate(func(_, y []float64) {
			for i := range n {
				y[n+i], y[2*n+i] = y[2*n+i], y[n+i]
			}
		}), "channel 1, in the set"},
		"an ulp off": {lifted, top, activate(func(_, y []float64) { y[4*n-1] = math.Nextafter(y[4*n-1], 9) }), "value 2 of channel 3"},
		"-0 for +0": {[]bool{true, false, false, false}, top, activate(func(_, y []float64) { channel(y, 3)[1] = math.Copysign(0, -1) }),
			"value 1 of channel 3, in the set: -0"},
		"one value of y left":    {lifted, top, activate(func(_, y []float64) { channel(y, 3)[1] = math.NaN() }), "value 1 of channel 3"},
		"y outside of the set":   {lifted, top, activate(func(_, y []float64) { clear(channel(y, 0)) }), "channel 0, which the set leaves out"},
		"gz outside of the set":  {lifted, top, transpose(func(_, _, _, gz []float64) { clear(channel(gz, 3)) }), "channel 3, which the set leaves out"},
		"z for gz, both outside": {lifted, top, transpose(func(z, _, _, gz []float64) { copy(channel(gz, 3), channel(z, 3)) }), "channel 3, which the set leaves out"},
		"reads z outside":        {lifted, top, activate(func(z, y []float64) { y[3*n] += 0 * z[3*n] }), "value 0 of channel 3, in the set"},
		"reads y outside":        {lifted, top, transpose(func(_, y, _, gz []float64) { gz[0] += 0 * y[0] }), "gz of ActivateT"},
		"reads gy outside":       {lifted, top, transpose(func(_, _, gy, gz []float64) { gz[0] += 0 * gy[0] }), "gz of ActivateT"},
		"changes z":              {lifted, top, activate(func(z, _ []float64) { z[3*n] = 0 }), "z after Activate"},
		"changes z in the sweep": {lifted, top, transpose(func(z, _, _, _ []float64) { z[0] = 0 }), "z after ActivateT"},
		"changes y":              {lifted, top, transpose(func(_, y, _, _ []float64) { clear(y) }), "y after ActivateT"},
		"changes gy":             {lifted, top, transpose(func(_, _, gy, _ []float64) { clear(gy) }), "gy after ActivateT"},
		"ActivateTape alone": {lifted, top, func(p taped, _, _ []bool) taped {
			return faulty{Taped: p, tape: func(s act, z, y, tape []float64) { p.ActivateTape(s, z, y, tape); forgetY(z, y) }}
		}, "y of ActivateTape"},
		"ActivateTapeT alone": {lifted, top, func(p taped, _, _ []bool) taped {
			return faulty{Taped: p, tapeT: func(z, y, tape, gy, gz []float64) { p.ActivateTapeT(z, y, tape, gy, gz); forgetGZ(z, gy, gz) }}
		}, "gz of ActivateTapeT"},
		"a tape too long": {lifted, top, func(p taped, _, _ []bool) taped { return longTape{p} }, "length of the tape"},
		"the whole plan's sets": {lifted, top, func(taped, []bool, []bool) taped { return right },
			"y of Activate of tanh"},
		"keeps a mask": {lifted, top, func(p taped, in, _ []bool) taped {
			return faulty{Taped: p, activate: func(s act, z, y []float64) {
				p.Activate(s, z, y)
				if in[3] {
					y[3*n] = 0
				}
			}}
		}, "y of Activate"},
		"changes a mask": {lifted, top, func(p taped, _, out []bool) taped { out[0] = true; return p }, "marks"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, engines.SelectionAgrees(right, c.in, c.out, s, z, gy))
			var violation *properties.Violation
			require.ErrorAs(t, engines.SelectionAgrees(misselected{right, c.wrong}, c.in, c.out, s, z, gy), &violation)
			assert.Contains(t, violation.Case, c.want)
			lawtest.Repeats(t, violation)
		})
	}
	err = engines.SelectionAgrees(&spoilt{Selective: right}, lifted, top, s, z, gy)
	assert.ErrorContains(t, err, "y of the whole plan's Activate after Select")
}

func TestSelectionBadCases(t *testing.T) {
	p := selectives[float64](t)["Laplacian"]
	s, err := activation.ByName[float64]("exp")
	require.NoError(t, err)
	all, four, nan := p.Lifted(), make([]float64, 4), []float64{0, 0, math.NaN(), 0}
	none := misselected{p, func(engine.Taped[float64], []bool, []bool) engine.Taped[float64] { return nil }}
	for _, c := range []struct {
		err  error
		want string
	}{
		{engines.SelectionAgrees[float64](nil, all, all, s, four, four), "no plan"},
		{engines.SelectionAgrees(none, all, all, s, four, four), "no plan from Select"},
		{engines.SelectionAgrees(p, all, all, nil, four, four), "no activation"},
		{engines.SelectionAgrees(p, all[:3], all, s, four, four), "masks of 3 and 4 channels for a plan of 4"},
		{engines.SelectionAgrees(p, all, all, s, four[:3], four), "a bundle of 3 numbers"},
		{engines.SelectionAgrees(p, all, all, s, four, four[:3]), "3 seeds for a bundle of 4"},
		{engines.SelectionAgrees(p, all, all, s, nan, four), "z[2] is NaN"},
		{engines.SelectionAgrees(p, all, all, s, four, nan), "gy[2] is NaN"},
		{engines.SelectionAgrees(p, all, all, s, []float64{1000, 0, 0, 0}, four), "y of the whole plan[0] is +Inf"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}

// The first hidden layer of a network, whose argument is affine in the point, and of which the Laplacian alone is read.
func ExampleSelectionAgrees() {
	plan, ok := jet.New[float64]().(engine.Combiner[float64]).Combine(engine.Operator{{2, 0}, {0, 2}}, []float64{1, 1}, 2)
	tanh, err := activation.ByName[float64]("tanh")
	if err != nil || !ok {
		fmt.Println(err, ok)
		return
	}
	selective := plan.(engine.Selective[float64])
	in, out := selective.Lifted(), []bool{false, false, false, true}
	z := []float64{0.5, -0.25, 1, 0.75, -0.5, 0.125, 0, 0}
	gy := []float64{0, 0, 0, 0, 0, 0, 1, -1}
	fmt.Println(engines.SelectionAgrees(selective, in, out, tanh, z, gy))
	// Output: <nil>
}
