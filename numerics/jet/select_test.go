package jet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/internal/jettest"
	"adfd/properties/engines"
)

// selective is a plan by its name.
type selective[T engine.Float] struct {
	name string
	dim  int
	engine.Selective[T]
}

// selectivePlans are u^(q) alone for q = 1 to 6, the operators of the other tests, and the rules for a
// combination as a whole.
func selectivePlans[T engine.Float](tb require.TestingT) []selective[T] {
	var list []selective[T]
	add := func(name string, dim int, p engine.Plan[T]) {
		s, ok := p.(engine.Selective[T])
		require.True(tb, ok, name)
		list = append(list, selective[T]{name, dim, s})
	}
	for q := 1; q <= 6; q++ {
		add(fmt.Sprintf("order %d", q), 1, plan[T](tb, engine.Operator{{q}}, 1))
	}
	for _, o := range operators {
		add(o.name, o.dim, plan[T](tb, o.op, o.dim))
	}
	for _, o := range collapsedOperators {
		add(o.name+" as a whole", o.dim, combined[T](tb, o.combination, o.dim))
	}
	return list
}

// A mask of channels by what it is for.
func every(channels int) []bool { return slices.Repeat([]bool{true}, channels) }

func lastOnly(channels int) []bool {
	mask := make([]bool, channels)
	mask[channels-1] = true
	return mask
}

// left is b with v in the channels that are not in the set.
func left[T engine.Float](b []T, set []bool, v T) []T {
	b = slices.Clone(b)
	n := len(b) / len(set)
	for c, there := range set {
		if !there {
			for i := range n {
				b[c*n+i] = v
			}
		}
	}
	return b
}

// narrowed is a bundle in T.
func narrowed[T engine.Float](b []float64) []T {
	d := make([]T, len(b))
	for i, v := range b {
		d[i] = T(v)
	}
	return d
}

// checkSelection compares a selected plan with the whole one, and says where its tape is not filled.
func checkSelection[T engine.Float](whole engine.Selective[T], in, out []bool, s engine.Activation[T], z, gy []T) error {
	if err := engines.SelectionAgrees(whole, in, out, s, z, gy); err != nil {
		return err
	}
	p, n := whole.Select(in, out), len(z)/len(in)
	tape := slices.Repeat([]T{T(math.NaN())}, p.TapeLen(n))
	p.ActivateTape(s, left(z, in, 0), make([]T, len(z)), tape)
	if slices.ContainsFunc(tape, func(v T) bool { return v != v }) {
		return fmt.Errorf("the tape of %d values for %d is not filled", len(tape), n)
	}
	return nil
}

// The channels that a selection fills have the bits of the whole plan, whatever the
// selection, and all else is left alone.
func TestSelectedPlans(t *testing.T) {
	t.Run("float64", testSelectedPlans[float64])
	t.Run("float32", testSelectedPlans[float32])
}

func testSelectedPlans[T engine.Float](t *testing.T) {
	plans := selectivePlans[T](t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(plans).Draw(t, "plan")
		channels := p.Channels()
		mask := func(name string) []bool {
			switch rapid.IntRange(0, 3).Draw(t, name+" is any, all, Lifted, the last") {
			case 1:
				return every(channels)
			case 2:
				return slices.Clone(p.Lifted())
			case 3:
				return lastOnly(channels)
			}
			return rapid.SliceOfN(rapid.Bool(), channels, channels).Draw(t, name)
		}
		in, out := mask("in"), mask("out")
		s, err := activation.ByName[T](rapid.SampledFrom(activation.Names()).Draw(t, "activation"))
		require.NoError(t, err)
		n := rapid.SampledFrom([]int{1, 7, 128, 131}).Draw(t, "values") // a tile has 128
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 31))
		z, gy := narrowed[T](bundle(r, channels, n, 2)), narrowed[T](bundle(r, channels, n, 1))
		assert.NoError(t, checkSelection(p.Selective, in, out, s, z, gy), "%s, in %v, out %v", p.name, in, out)
	})
}

// The selections that a network has need for, of every plan: its first layer, its last, and the only
// one, where Read uses the last channel, some, or none.
func TestSelectionsOfANetwork(t *testing.T) {
	t.Run("float64", testSelectionsOfANetwork[float64])
	t.Run("float32", testSelectionsOfANetwork[float32])
}

func testSelectionsOfANetwork[T engine.Float](t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 32))
	for _, p := range selectivePlans[T](t) {
		channels := p.Channels()
		valueAndLast := lastOnly(channels)
		valueAndLast[0] = true
		for _, in := range [][]bool{p.Lifted(), every(channels)} {
			for _, out := range [][]bool{every(channels), lastOnly(channels), valueAndLast, p.Lifted(), make([]bool, channels)} {
				const n = 2*128 + 44 // two tiles and a part
				z, gy := narrowed[T](bundle(r, channels, n, 2)), narrowed[T](bundle(r, channels, n, 1))
				for c := range channels { // in the first tile the last channel alone has a gradient, in the next none
					from := 0
					if c == channels-1 {
						from = 128
					}
					clear(gy[c*n+from : c*n+256])
				}
				for _, name := range []string{"tanh", "gelu"}[:jettest.Size(2, 1)] {
					assert.NoError(t, checkSelection(p.Selective, in, out, jettest.Activation[T](t, name), z, gy),
						"%s of %s, in %v, out %v, PCG seed (%d, 32)", name, p.name, in, out, jettest.TestSeed)
				}
			}
		}
	}
}

// Lifted are the channels that are not zero behind a linear layer, at any points.
func TestLiftedChannels(t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 33))
	for _, p := range selectivePlans[float64](t) {
		const n, width = 3, 2
		x := make([]float64, n*p.dim)
		for i := range x {
			x[i] = 2*r.Float64() - 1
		}
		f := make([]ridge, width)
		for j := range f {
			f[j] = ridge{w: make([]float64, p.dim), b: 2*r.Float64() - 1}
			for d := range f[j].w {
				f[j].w[d] = 2*r.Float64() - 1
			}
		}
		lifted := make([]float64, p.Channels()*len(x))
		require.NoError(t, p.Lift(x, lifted))
		z := linear[float64](p, f, lifted, n)
		got := make([]bool, p.Channels())
		for c := range got {
			got[c] = slices.ContainsFunc(z[c*n*width:(c+1)*n*width], func(v float64) bool { return v != 0 })
		}
		assert.Equal(t, got, p.Lifted(), p.name)
	}
}

// outsideZero is a selected plan that ignores what is left out of z and gy, and sets it to zero in y and gz,
// so that it is a plan like others.
type outsideZero[T engine.Float] struct {
	engine.Taped[T]
	in, out []bool
}

func (p outsideZero[T]) Activate(s engine.Activation[T], z, y []T) {
	p.Taped.Activate(s, z, y)
	copy(y, left(y, p.out, 0))
}

func (p outsideZero[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	p.Taped.ActivateT(s, z, y, gy, gz)
	copy(gz, left(gz, p.in, 0))
}

func (p outsideZero[T]) ActivateTape(s engine.Activation[T], z, y, tape []T) {
	p.Taped.ActivateTape(s, z, y, tape)
	copy(y, left(y, p.out, 0))
}

func (p outsideZero[T]) ActivateTapeT(z, y, tape, gy, gz []T) {
	p.Taped.ActivateTapeT(z, y, tape, gy, gz)
	copy(gz, left(gz, p.in, 0))
}

// The reverse sweep of a selected plan is the transpose of its own derivative, whatever the whole plan does.
func TestSelectedTranspose(t *testing.T) {
	t.Run("float64", testSelectedTranspose[float64])
	t.Run("float32", testSelectedTranspose[float32])
}

func testSelectedTranspose[T engine.Float](t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 34))
	draw := func(n int) []T {
		x := make([]T, n)
		for i := range x {
			x[i] = T(2*r.Float64() - 1)
		}
		return x
	}
	for _, p := range selectivePlans[T](t) {
		channels := p.Channels()
		some := lastOnly(channels)
		for c := range some {
			some[c] = some[c] || r.IntN(2) == 0
		}
		for _, masks := range [][2][]bool{
			{p.Lifted(), every(channels)}, {every(channels), lastOnly(channels)}, {p.Lifted(), lastOnly(channels)}, {some, some},
		} {
			q := outsideZero[T]{p.Select(masks[0], masks[1]), masks[0], masks[1]}
			z, v, gy := draw(2*channels), draw(2*channels), draw(2*channels)
			s := jettest.Activation[T](t, "sin")
			what := fmt.Sprintf("%s, in %v, out %v, PCG seed (%d, 34)", p.name, masks[0], masks[1], jettest.TestSeed)
			assert.NoError(t, engines.ActivateTranspose(q, s, z, v, gy), what)
			assert.NoError(t, engines.TapeAgrees(q, s, z, gy), what)
		}
	}
}

// The tape has the planes that the reverse sweep uses, and no other.
func TestTapeOfASelection(t *testing.T) {
	for _, c := range []struct {
		p                                         engine.Taped[float64]
		whole, first, last, only, nothing, values int // planes
	}{
		{plan[float64](t, engine.Operator{{4}}, 1).(engine.Taped[float64]), 5, 5, 5, 2, 0, 1},
		{plan[float64](t, engine.Operator{{1}}, 1).(engine.Taped[float64]), 2, 2, 2, 2, 0, 1},
		{plan[float64](t, engine.Operator{{2, 0}, {0, 2}}, 2).(engine.Taped[float64]), 5, 5, 3, 2, 0, 1},
		{combined[float64](t, laplacian(3), 3), 5, 4, 5, 3, 5, 5},
		{combined[float64](t, biharmonic(2), 2), 12, 6, 12, 3, 12, 12},
	} {
		p, channels := c.p.(engine.Selective[float64]), c.p.Channels()
		none, value := make([]bool, channels), make([]bool, channels)
		value[0] = true
		planes := func(in, out []bool) int { return p.Select(in, out).TapeLen(7) / 7 }
		assert.Equal(t, 7*c.whole, p.TapeLen(7))
		assert.Equal(t, c.whole, planes(every(channels), every(channels)))
		assert.Equal(t, c.first, planes(p.Lifted(), every(channels)))
		assert.Equal(t, c.last, planes(every(channels), lastOnly(channels)))
		assert.Equal(t, c.only, planes(p.Lifted(), lastOnly(channels)))
		assert.Equal(t, c.nothing, planes(every(channels), none))
		assert.Equal(t, c.values, planes(value, value))
	}
}

// Plans that come of one share nothing that they write to.
func TestSelectedPlansTogether(t *testing.T) {
	const n = 3000
	r := rand.New(rand.NewPCG(jettest.TestSeed, 35))
	s := jettest.Activation[float64](t, "tanh")
	for _, p := range selectivePlans[float64](t) {
		channels := p.Channels()
		z, gy := left(bundle(r, channels, n, 2), p.Lifted(), 0), left(bundle(r, channels, n, 1), lastOnly(channels), 0)
		want := make([]float64, len(z))
		p.ActivateT(s, z, z, gy, want)

		plans := []engine.Taped[float64]{p}
		for _, in := range [][]bool{p.Lifted(), every(channels), every(channels)} {
			for _, out := range [][]bool{every(channels), lastOnly(channels)} {
				plans = append(plans, p.Select(in, out))
			}
		}
		got := make([][]float64, len(plans))
		var wait sync.WaitGroup
		for i, q := range plans {
			got[i] = make([]float64, len(z))
			wait.Go(func() { q.ActivateT(s, z, z, gy, got[i]) })
		}
		wait.Wait()
		for i := range plans { // the value is in every selection
			assert.Equal(t, want[:n], got[i][:n], "%s, plan %d, PCG seed (%d, 35)", p.name, i, jettest.TestSeed)
		}
	}
}

func TestWrongSelectionsPanic(t *testing.T) {
	s := jettest.Activation[float64](t, "sin")
	for _, p := range []selective[float64]{
		{"order 2", 1, plan[float64](t, engine.Operator{{2}}, 1).(engine.Selective[float64])},
		{"Laplacian", 2, combined[float64](t, laplacian(2), 2).(engine.Selective[float64])},
	} {
		c := p.Channels()
		all := every(c)
		for _, n := range []int{0, c - 1, c + 1} {
			assert.Panics(t, func() { p.Select(every(n), all) }, "%s, in of %d", p.name, n)
			assert.Panics(t, func() { p.Select(all, every(n)) }, "%s, out of %d", p.name, n)
		}
		odd := every(c)
		odd[1] = false
		for name, in := range map[string][]bool{"Lifted": p.Lifted(), "odd": odd} {
			q := p.Select(in, lastOnly(c))
			right, wrong := make([]float64, c), make([]float64, c+1)
			tape := make([]float64, q.TapeLen(1))
			require.NotEmpty(t, tape)
			for slip, f := range map[string]func(){
				"z":        func() { q.Activate(s, wrong, wrong) },
				"y":        func() { q.Activate(s, right, wrong) },
				"T y":      func() { q.ActivateT(s, right, wrong, right, right) },
				"T gy":     func() { q.ActivateT(s, right, right, wrong, right) },
				"T gz":     func() { q.ActivateT(s, right, right, right, wrong) },
				"tape y":   func() { q.ActivateTape(s, right, wrong, tape) },
				"tape":     func() { q.ActivateTape(s, right, right, tape[1:]) },
				"T tape":   func() { q.ActivateTapeT(right, right, tape[1:], right, right) },
				"T tape z": func() { q.ActivateTapeT(wrong, right, tape, right, right) },
			} {
				assert.Panics(t, f, "%s, in %s: %s", p.name, name, slip)
			}
		}
	}
}

func TestSelectedPlansDoNotAllocate(t *testing.T) {
	const n = 200
	s := jettest.Activation[float64](t, "tanh")
	for _, p := range selectivePlans[float64](t) {
		if p.name == "orders 0 to 8" || p.name == "order 6" || p.name == "order 5" || p.name == "order 6 in the plane" {
			continue // the coefficients of tanh above order 5 are jets
		}
		channels := p.Channels()
		z := bundle(rand.New(rand.NewPCG(jettest.TestSeed, 36)), channels, n, 1)
		odd := lastOnly(channels)
		odd[0] = true
		for _, in := range [][]bool{p.Lifted(), every(channels), odd} {
			for _, out := range [][]bool{every(channels), lastOnly(channels), odd} {
				q := p.Select(in, out)
				y, gz, tape := make([]float64, len(z)), make([]float64, len(z)), make([]float64, q.TapeLen(n))
				assert.Zero(t, testing.AllocsPerRun(2, func() {
					q.Activate(s, z, y)
					q.ActivateT(s, z, y, z, gz)
					q.ActivateTape(s, z, y, tape)
					q.ActivateTapeT(z, y, tape, z, gz)
				}), "%s, in %v, out %v", p.name, in, out)
			}
		}
	}
}
