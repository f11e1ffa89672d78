package engines_test

import (
	"fmt"
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

func TestCombinationAgrees(t *testing.T) {
	t.Run("float64", testCombinationAgrees[float64])
	t.Run("float32", testCombinationAgrees[float32])
}

func testCombinationAgrees[T engine.Float](t *testing.T) {
	impl := jet.New[T]().(engine.Combiner[T])
	for _, c := range []struct {
		dim  int
		op   engine.Operator
		coef []T
	}{
		{2, laplaceOp, []T{1, 1}},
		{2, biharmonicOp, []T{0.3, 0.6, 0.3}},
		{3, engine.Operator{{0, 2, 0}, {2, 0, 0}, {0, 0, 2}}, []T{-5, -5, -5}},
		{3, engine.Operator{{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {2, 0, 2}, {0, 2, 2}}, []T{1, 1, 1, 2, 2, 2}},
	} {
		x := []T{0.5, -0.75, 0.25, 1, 0.125, -1}
		for _, name := range []string{"tanh", "gelu", "sin"} {
			s, err := activation.ByName[T](name)
			require.NoError(t, err)
			assert.NoError(t, engines.CombinationAgrees(impl, c.op, c.coef, c.dim, s, x), "%s of %v", name, c.op)
		}
	}
}

// forgetful is the Laplacian of the plane, channels z, z_1, z_2 and Delta z, without the term z_1^2 of
// Delta y, and with the gradient of what is left: loss and gradient are wrong alike.
type forgetful[T engine.Float] struct{ engine.Plan[T] }

func (p forgetful[T]) derivatives(s engine.Activation[T], z []T) (z1, c2, c3 []T) {
	n := len(z) / 4
	c := make([]T, 4*n)
	s.Coefficients(3, z[:n], c)
	return z[n : 2*n], c[2*n : 3*n], c[3*n:]
}

func (p forgetful[T]) Activate(s engine.Activation[T], z, y []T) {
	p.Plan.Activate(s, z, y)
	z1, c2, _ := p.derivatives(s, z)
	for i, v := range z1 {
		y[3*len(z1)+i] -= 2 * c2[i] * v * v
	}
}

func (p forgetful[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	p.Plan.ActivateT(s, z, y, gy, gz)
	z1, c2, c3 := p.derivatives(s, z)
	n := len(z1)
	for i, v := range z1 {
		gz[i] -= 6 * c3[i] * v * v * gy[3*n+i]
		gz[n+i] -= 4 * c2[i] * v * gy[3*n+i]
	}
}

// miscombined combines in a way of its own.
type miscombined[T engine.Float] struct {
	engine.Combiner[T]
	wrong func(p engine.Plan[T]) engine.Plan[T]
}

func (m miscombined[T]) Combine(op engine.Operator, coef []T, dim int) (engine.Plan[T], bool) {
	p, ok := m.Combiner.Combine(op, coef, dim)
	if !ok {
		return nil, false
	}
	return m.wrong(p), true
}

// unscaled takes no notice of the coefficients.
type unscaled struct {
	engine.Combiner[float64]
	coef []float64
}

func (u unscaled) Combine(op engine.Operator, _ []float64, dim int) (engine.Plan[float64], bool) {
	return u.Combiner.Combine(op, u.coef, dim)
}

func TestCombinationAgreesRejectsInBothPrecisions(t *testing.T) {
	t.Run("float64", testForgetful[float64])
	t.Run("float32", testForgetful[float32])
}

func testForgetful[T engine.Float](t *testing.T) {
	right := jet.New[T]().(engine.Combiner[T])
	s, err := activation.ByName[T]("tanh")
	require.NoError(t, err)
	wrong := miscombined[T]{right, func(p engine.Plan[T]) engine.Plan[T] { return forgetful[T]{p} }}
	var violation *properties.Violation
	require.ErrorAs(t, engines.CombinationAgrees(wrong, laplaceOp, []T{1, 1}, 2, s, []T{0.5, -0.25}), &violation)
	assert.Contains(t, violation.Case, "unit 0 of hidden layer 0 of tanh at point 0")
	assert.Greater(t, violation.Measured, 100*violation.Allowed)
	lawtest.Repeats(t, violation)
}

func TestCombinationAgreesRejects(t *testing.T) {
	right := jet.New[float64]().(engine.Combiner[float64])
	s, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	type act = engine.Activation[float64]
	type plan = engine.Plan[float64]
	x := []float64{0.5, -0.75, 0.25, 1}
	times := func(factor float64) func(plan) plan {
		return func(p plan) plan {
			return faulty{Taped: p.(engine.Taped[float64]),
				read:  func(y, d []float64) { p.Read(y, d); multiply(d, factor) },
				readT: func(g, gy []float64) { p.ReadT(g, gy); multiply(gy, factor) },
			}
		}
	}
	exchange := func(b []float64, c, d, channels int) []float64 {
		b = slices.Clone(b)
		n := len(b) / channels
		for i := range n {
			b[c*n+i], b[d*n+i] = b[d*n+i], b[c*n+i]
		}
		return b
	}
	for name, c := range map[string]struct {
		op   engine.Operator
		coef []float64
		impl engine.Combiner[float64]
		want string
	}{
		"the other sign":    {laplaceOp, []float64{3, 3}, miscombined[float64]{right, times(-1)}, "unit 0 of hidden layer 0"},
		"half":              {biharmonicOp, []float64{1, 2, 1}, miscombined[float64]{right, times(0.5)}, "unit 0 of hidden layer 0"},
		"times 1 + 2^-30":   {laplaceOp, []float64{1, 1}, miscombined[float64]{right, times(1 + 0x1p-30)}, "hidden layer"},
		"coef ignored":      {laplaceOp, []float64{3, 3}, unscaled{right, []float64{1, 1}}, "for coef = [3 3]"},
		"coef of 1 for all": {laplaceOp, []float64{1, 1}, unscaled{right, []float64{1, 1}}, "for coef = [-2 -2]"},
		"reads z_1":         {laplaceOp, []float64{1, 1}, miscombined[float64]{right, func(p plan) plan { return first{p} }}, "unit 0 of hidden layer 0"},
		"lifts x_1 for x_2": {laplaceOp, []float64{1, 1}, miscombined[float64]{right, func(p plan) plan { return sameSlope{p} }}, "hidden layer 0"},
		"ActivateT times 0.9": {laplaceOp, []float64{1, 1}, miscombined[float64]{right, func(p plan) plan {
			return faulty{Taped: p.(engine.Taped[float64]), activateT: func(s act, z, y, gy, gz []float64) {
				p.ActivateT(s, z, y, gy, gz)
				multiply(gz, 0.9)
			}}
		}}, "remainder of <gy, tanh>"},
		"ReadT does nothing": {laplaceOp, []float64{1, 1}, miscombined[float64]{right, func(p plan) plan {
			return faulty{Taped: p.(engine.Taped[float64]), readT: func(_, gy []float64) { clear(gy) }}
		}}, "<y, ReadT g>"},
		"a tape that is another": {laplaceOp, []float64{1, 1}, miscombined[float64]{right, func(p plan) plan {
			taped := p.(engine.Taped[float64])
			return faulty{Taped: taped, tape: func(s act, z, y, tape []float64) {
				taped.ActivateTape(s, z, y, tape)
				multiply(tape, 1+0x1p-50)
			}}
		}}, "ActivateTapeT"},
		// y_12 and y_22: one layer cannot show it, as only the last channel is read.
		"channels exchanged, with their gradients": {biharmonicOp, []float64{1, 2, 1}, miscombined[float64]{right, func(p plan) plan {
			return struct{ plan }{faulty{Taped: p.(engine.Taped[float64]),
				activate: func(s act, z, y []float64) {
					p.Activate(s, z, y)
					copy(y, exchange(y, 4, 5, 9))
				},
				activateT: func(s act, z, y, gy, gz []float64) { p.ActivateT(s, z, y, exchange(gy, 4, 5, 9), gz) },
			}}
		}}, "of hidden layer 1"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, engines.CombinationAgrees(right, c.op, c.coef, 2, s, x))
			var violation *properties.Violation
			require.ErrorAs(t, engines.CombinationAgrees(c.impl, c.op, c.coef, 2, s, x), &violation)
			assert.Contains(t, violation.Case, c.want)
			lawtest.Repeats(t, violation)
		})
	}
}

// first reads channel 1, whichever is wanted.
type first struct{ engine.Plan[float64] }

func (p first) Read(y, dst []float64) {
	n := len(dst)
	copy(dst, y[n:2*n])
}

func (p first) ReadT(g, gy []float64) {
	clear(gy)
	copy(gy[len(g):], g)
}

// sameSlope is a plan in the plane whose z_2 begins as z_1.
type sameSlope struct{ engine.Plan[float64] }

func (p sameSlope) Lift(x, dst []float64) error {
	err := p.Plan.Lift(x, dst)
	n := len(x)
	copy(dst[2*n:3*n], dst[n:2*n])
	return err
}

func TestCombinationBadCases(t *testing.T) {
	impl := jet.New[float64]().(engine.Combiner[float64])
	s, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	one, x := []float64{1, 1}, []float64{0.5, -0.25}
	for _, c := range []struct {
		err  error
		want string
	}{
		{engines.CombinationAgrees(nil, laplaceOp, one, 2, s, x), "no engine"},
		{engines.CombinationAgrees(impl, laplaceOp, one, 2, nil, x), "no activation"},
		{engines.CombinationAgrees(impl, laplaceOp, one, 3, s, x), "d(2,0) has 2 entries in dimension 3"},
		{engines.CombinationAgrees(impl, laplaceOp, one[:1], 2, s, x), "1 coefficients for an operator of 2 derivatives"},
		{engines.CombinationAgrees(impl, laplaceOp, one, 2, s, x[:1]), "points of 1 coordinates in dimension 2"},
		{engines.CombinationAgrees(impl, laplaceOp, one, 2, s, []float64{2, 0}), "x[0] is 2, want at most 1"},
		{engines.CombinationAgrees(impl, laplaceOp, []float64{1, 2}, 2, s, x), "no plan from Combine for [1 2] of [d(2,0) d(0,2)] in dimension 2"},
		{engines.CombinationAgrees(miscombined[float64]{impl, func(engine.Plan[float64]) engine.Plan[float64] { return nil }},
			laplaceOp, one, 2, s, x), "combined plan: no plan"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}

// The Laplacian, times a constant, as a whole.
func ExampleCombinationAgrees() {
	combiner, ok := jet.New[float64]().(engine.Combiner[float64])
	tanh, err := activation.ByName[float64]("tanh")
	if err != nil || !ok {
		fmt.Println(err, ok)
		return
	}
	laplacian, coef := engine.Operator{{2, 0}, {0, 2}}, []float64{0.5, 0.5}
	fmt.Println(engines.CombinationAgrees(combiner, laplacian, coef, 2, tanh, []float64{0.5, -0.25}))
	// Output: <nil>
}
