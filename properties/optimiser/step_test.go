package optimiser_test

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/train"
	"adfd/properties"
	"adfd/properties/internal/lawtest"
	"adfd/properties/optimiser"
)

// stepOf is an optimiser of package train, reset for n parameters.
func stepOf[T engine.Float](t require.TestingT, o train.Optimizer[T], n int) func(theta, grad []T) {
	require.NoError(t, o.Reset(n))
	step := 0
	return func(theta, grad []T) {
		if err := o.Update(nil, step, theta, grad); err != nil {
			panic(err)
		}
		step++
	}
}

// Those of package train.
func adamRule(rate float64) optimiser.Adam {
	return optimiser.Adam{Rate: rate, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
}

func TestTrainFollowsItsRules(t *testing.T) {
	t.Run("float32", trainFollowsItsRules[float32])
	t.Run("float64", trainFollowsItsRules[float64])
}

func trainFollowsItsRules[T engine.Float](t *testing.T) {
	const drawn = 13 // parameters of the check's own
	for _, rate := range []float64{1, 0.1, 1e-3, 0x1p-20} {
		assert.NoError(t, optimiser.Step(stepOf(t, &train.GD[T]{Schedule: train.Constant(rate)}, drawn), optimiser.GradientDescent{Rate: rate}, nil, nil))
		assert.NoError(t, optimiser.Step(stepOf(t, &train.Adam[T]{Schedule: train.Constant(rate)}, drawn), adamRule(rate), nil, nil))
	}
	rapid.Check(t, func(t *rapid.T) {
		n, steps := rapid.IntRange(1, 5).Draw(t, "parameters"), rapid.IntRange(1, 60).Draw(t, "steps")
		rate := math.Exp2(rapid.Float64Range(-12, 0).Draw(t, "log2 rate"))
		theta, grads := drawSteps[T](t, n, steps, rate)
		properties.OK(t, optimiser.Step(stepOf(t, &train.GD[T]{Schedule: train.Constant(rate)}, n), optimiser.GradientDescent{Rate: rate}, theta, grads))
		properties.OK(t, optimiser.Step(stepOf(t, &train.Adam[T]{Schedule: train.Constant(rate)}, n), adamRule(rate), theta, grads))
	})
}

// drawSteps draws parameters up to 16 moves from 0 and gradients of sizes from 2^-40 to
// 2^10; the first is at least 1, so that something moves.
func drawSteps[T engine.Float](t *rapid.T, n, steps int, rate float64) (theta []T, grads [][]T) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	theta = make([]T, n)
	for i := range theta {
		theta[i] = T(16 * rate * (2*rng.Float64() - 1))
	}
	grads = make([][]T, steps)
	for k := range grads {
		grads[k] = make([]T, n)
		for i := range grads[k] {
			switch size := math.Exp2(50*rng.Float64() - 40); {
			case k == 0:
				grads[k][i] = T(1 + rng.Float64())
			case rng.IntN(4) > 0:
				grads[k][i] = T((2*rng.Float64() - 1) * size)
			}
		}
	}
	return theta, grads
}

// adam is Adam with every choice that an implementation has, right or wrong. Each
// operation is rounded to T.
type adam[T engine.Float] struct {
	rate, beta1, beta2, epsilon float64

	lerp      bool // m + (1-beta)(g-m)
	hat       bool // corrected moments, in place of corrected factors
	running   bool // beta^t as a running product in T
	uncorrect bool
	inside    bool // epsilon under the root
	noSquare  bool
	late      bool // moments updated after the move
	noEpsilon bool
	early     bool // epsilon before the correction

	m, v         []T
	power1       T
	power2       T
	t            int
	rounded      func(T) T
	decayOfTheta T
}

func (a *adam[T]) step(theta, grad []T) {
	if a.m == nil {
		a.m, a.v, a.power1, a.power2 = make([]T, len(theta)), make([]T, len(theta)), 1, 1
	}
	if a.rounded == nil {
		a.rounded = func(x T) T { return x }
	}
	r := a.rounded
	a.t++
	b1, b2 := T(a.beta1), T(a.beta2)
	a.power1, a.power2 = r(a.power1*b1), r(a.power2*b2)
	c1, c2 := 1-a.power1, 1-a.power2
	if !a.running {
		c1, c2 = T(1-math.Pow(a.beta1, float64(a.t))), T(1-math.Pow(a.beta2, float64(a.t)))
	}
	if a.uncorrect {
		c1, c2 = 1, 1
	}
	root := func(x T) T { return r(T(math.Sqrt(float64(x)))) }
	for i, g := range grad {
		m, v := a.m[i], a.v[i]
		square := r(g * g)
		if a.noSquare {
			square = T(math.Abs(float64(g)))
		}
		if a.lerp {
			m = r(m + r((1-b1)*(g-m)))
		} else {
			m = r(r(b1*m) + r((1-b1)*g))
		}
		v = r(r(b2*v) + r((1-b2)*square))
		mUsed, vUsed := m, v
		if a.late {
			mUsed, vUsed = a.m[i], a.v[i]
		}
		a.m[i], a.v[i] = m, v
		eps := T(a.epsilon)
		var below T
		switch {
		case a.inside:
			below = root(vUsed/c2 + eps)
		case a.noEpsilon:
			below = root(vUsed / c2)
		case a.early:
			below = (root(vUsed) + eps) / root(c2)
		case a.hat:
			below = r(root(r(vUsed/c2)) + eps)
		default:
			below = r(r(root(vUsed)/root(c2)) + eps)
		}
		move := r(r(r(T(a.rate)/c1)*mUsed) / below)
		if a.hat {
			move = r(T(a.rate) * r(r(mUsed/c1)/below))
		}
		theta[i] = r(theta[i]-move) - a.decayOfTheta*theta[i]
	}
}

// Arrangements in use, all right: PyTorch's lerp, the source's corrected moments, running
// powers, all in T.
func TestArrangementsOfAdam(t *testing.T) {
	t.Run("float32", arrangementsOfAdam[float32])
	t.Run("float64", arrangementsOfAdam[float64])
}

func arrangementsOfAdam[T engine.Float](t *testing.T) {
	arranged := func(i int, rule optimiser.Adam) func(theta, grad []T) {
		return (&adam[T]{
			rate: rule.Rate, beta1: rule.Beta1, beta2: rule.Beta2, epsilon: rule.Epsilon,
			lerp: i&1 != 0, hat: i&2 != 0, running: i&4 != 0,
		}).step
	}
	for i := range 8 {
		rules := []optimiser.Adam{adamRule(1e-3), {0.5, 0.5, 0.75, 1e-4}, {1e-2, 0, 0.9, 1e-6}, {1e-2, 0.99, 0.9995, 1e-8}}
		if testing.Short() {
			if bits.OnesCount(uint(i))%2 != 0 {
				continue // any two of the three switches still take all four states
			}
			rules = rules[i%4 : i%4+1]
		}
		for _, rule := range rules {
			assert.NoError(t, optimiser.Step(arranged(i, rule), rule, nil, nil), "%b, %#v", i, rule)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rule := optimiser.Adam{
			Rate:    math.Exp2(rapid.Float64Range(-12, 0).Draw(t, "log2 rate")),
			Beta1:   rapid.Float64Range(0, 0.99).Draw(t, "beta1"),
			Beta2:   rapid.Float64Range(0, 0.999).Draw(t, "beta2"),
			Epsilon: math.Exp2(rapid.Float64Range(-30, 0).Draw(t, "log2 epsilon")),
		}
		theta, grads := drawSteps[T](t, rapid.IntRange(1, 5).Draw(t, "parameters"), rapid.IntRange(1, 40).Draw(t, "steps"), rule.Rate)
		properties.OK(t, optimiser.Step(arranged(rapid.IntRange(0, 7).Draw(t, "arrangement"), rule), rule, theta, grads))
	})
}

func TestOptimiserStepRejectsAdam(t *testing.T) {
	t.Run("float32", rejectsAdam[float32])
	t.Run("float64", rejectsAdam[float64])
}

func rejectsAdam[T engine.Float](t *testing.T) {
	rule := adamRule(1e-3)
	right := adam[T]{rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8}
	faults := map[string]func(a *adam[T]){
		"no bias correction":        func(a *adam[T]) { a.uncorrect = true },
		"betas exchanged":           func(a *adam[T]) { a.beta1, a.beta2 = a.beta2, a.beta1 },
		"epsilon inside the root":   func(a *adam[T]) { a.inside = true },
		"epsilon before correction": func(a *adam[T]) { a.early = true },
		"no epsilon":                func(a *adam[T]) { a.noEpsilon = true },
		"epsilon twice as large":    func(a *adam[T]) { a.epsilon *= 2 },
		"v not squared":             func(a *adam[T]) { a.noSquare = true },
		"moments a step late":       func(a *adam[T]) { a.late = true },
		"rate 0.1% too large":       func(a *adam[T]) { a.rate *= 1.001 },
		"rate 0.1% too small":       func(a *adam[T]) { a.rate *= 0.999 },
		"beta1 0.91":                func(a *adam[T]) { a.beta1 = 0.91 },
		"beta2 0.99":                func(a *adam[T]) { a.beta2 = 0.99 },
		"uphill":                    func(a *adam[T]) { a.rate = -a.rate },
		"weight decay":              func(a *adam[T]) { a.decayOfTheta = 0.01 },
	}
	if T(1)+T(0x1p-40) != 1 {
		faults["arithmetic in float32"] = func(a *adam[T]) { a.rounded = func(x T) T { return T(float32(x)) } }
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			a := right
			fault(&a)
			requireStepViolation(t, optimiser.Step(a.step, rule, nil, nil))
		})
	}
	a := right
	require.NoError(t, optimiser.Step(a.step, rule, nil, nil))
	for name, step := range map[string]func(theta, grad []T){
		"nothing": func(theta, grad []T) {},
		"not a number": func(theta, grad []T) {
			for i := range theta {
				theta[i] = T(math.NaN())
			}
		},
		"another parameter": func(theta, grad []T) {
			grad[0], grad[1] = grad[1], grad[0]
			a.step(theta, grad)
		},
	} {
		t.Run(name, func(t *testing.T) {
			a = right
			requireStepViolation(t, optimiser.Step(step, rule, nil, nil))
		})
	}
}

func requireStepViolation(t *testing.T, err error) {
	t.Helper()
	var v *properties.Violation
	require.ErrorAs(t, err, &v)
	assert.Equal(t, "Step", v.Law)
	assert.Regexp(t, `^step \d+, parameter \d+: `, v.Case)
	assert.False(t, v.Measured <= v.Allowed)
	lawtest.Repeats(t, v)
}

// momentum keeps v = beta v + g, or rate times it.
type momentum[T engine.Float] struct {
	rate, beta         float64
	nesterov, rateInV  bool
	damped, wrongAhead bool
	v                  []T
}

func (o *momentum[T]) step(theta, grad []T) {
	if o.v == nil {
		o.v = make([]T, len(theta))
	}
	beta, rate := T(o.beta), T(o.rate)
	for i, g := range grad {
		share := T(1)
		if o.damped {
			share = 1 - beta
		}
		if o.rateInV {
			g, rate = T(o.rate)*g, 1
		}
		before := o.v[i]
		o.v[i] = T(beta*o.v[i]) + T(share*g)
		move := o.v[i]
		if o.nesterov {
			move = g + T(beta*o.v[i])
		}
		if o.wrongAhead {
			move = g + T(beta*before)
		}
		theta[i] -= T(rate * move)
	}
}

func TestMomentum(t *testing.T) {
	t.Run("float32", testMomentum[float32])
	t.Run("float64", testMomentum[float64])
}

func testMomentum[T engine.Float](t *testing.T) {
	rates := []float64{0.1, 1e-3}
	if testing.Short() {
		rates = rates[:1]
	}
	for _, rate := range rates {
		for _, inV := range []bool{false, true} {
			for _, beta := range []float64{0, 0.5, 0.9, 0.999} {
				assert.NoError(t, optimiser.Step((&momentum[T]{rate: rate, beta: beta, rateInV: inV}).step, optimiser.HeavyBall{Rate: rate, Beta: beta}, nil, nil))
				assert.NoError(t, optimiser.Step((&momentum[T]{rate: rate, beta: beta, rateInV: inV, nesterov: true}).step, optimiser.Nesterov{Rate: rate, Beta: beta}, nil, nil))
			}
		}
	}
	heavy, nesterov := optimiser.HeavyBall{Rate: 0.1, Beta: 0.9}, optimiser.Nesterov{Rate: 0.1, Beta: 0.9}
	for name, c := range map[string]struct {
		o    momentum[T]
		rule optimiser.Rule
	}{
		"Nesterov's for a heavy ball": {momentum[T]{rate: 0.1, beta: 0.9, nesterov: true}, heavy},
		"a heavy ball for Nesterov's": {momentum[T]{rate: 0.1, beta: 0.9}, nesterov},
		"the velocity before":         {momentum[T]{rate: 0.1, beta: 0.9, wrongAhead: true}, nesterov},
		"damped":                      {momentum[T]{rate: 0.1, beta: 0.9, damped: true}, heavy},
		"rate off by 0.1%":            {momentum[T]{rate: 0.1001, beta: 0.9}, heavy},
		"beta off by 0.1%":            {momentum[T]{rate: 0.1, beta: 0.8991}, heavy},
		"none":                        {momentum[T]{rate: 0.1}, nesterov},
	} {
		t.Run(name, func(t *testing.T) {
			requireStepViolation(t, optimiser.Step(c.o.step, c.rule, nil, nil))
		})
	}
}

// rmsProp returns a step with state, epsilon outside the root or, wrong, inside.
func rmsProp[T engine.Float](rate, beta, epsilon float64, inside bool) func(theta, grad []T) {
	var v []T
	return func(theta, grad []T) {
		if v == nil {
			v = make([]T, len(theta))
		}
		b, eps := T(beta), T(epsilon)
		for i, g := range grad {
			v[i] = T(b*v[i]) + T((1-b)*T(g*g))
			below := T(math.Sqrt(float64(v[i]))) + eps
			if inside {
				below = T(math.Sqrt(float64(v[i] + eps)))
			}
			theta[i] -= T(T(rate)*g) / below
		}
	}
}

func TestRMSProp(t *testing.T) {
	t.Run("float32", testRMSProp[float32])
	t.Run("float64", testRMSProp[float64])
}

func testRMSProp[T engine.Float](t *testing.T) {
	rule := optimiser.RMSProp{Rate: 1e-2, Beta: 0.99, Epsilon: 1e-8}
	assert.NoError(t, optimiser.Step(rmsProp[T](1e-2, 0.99, 1e-8, false), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(rmsProp[T](1e-2, 0.99, 1e-8, true), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(rmsProp[T](1e-2, 0.98, 1e-8, false), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(rmsProp[T](1.001e-2, 0.99, 1e-8, false), rule, nil, nil))
}

// Gradient descent as train has it.
func gd[T engine.Float](rate float64) func(theta, grad []T) {
	return func(theta, grad []T) {
		for i, g := range grad {
			theta[i] -= T(T(rate) * g)
		}
	}
}

func TestOptimiserStepRejectsGradientDescent(t *testing.T) {
	rule := optimiser.GradientDescent{Rate: 0.1}
	require.NoError(t, optimiser.Step(gd[float32](0.1), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(gd[float32](0.1001), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(gd[float64](0.1+0x1p-40), rule, nil, nil))
	requireStepViolation(t, optimiser.Step(gd[float64](float64(float32(0.1))), rule, nil, nil))
	err := optimiser.Step(gd[float64](0.2), rule, []float64{1, 2}, [][]float64{{0, 1}, {3, 4}})
	assert.ErrorContains(t, err, "step 1, parameter 1: 1.8 after the gradient 1, by the rule 1.9: measured 0.09999999999999995, allowed")
	assert.ErrorContains(t, err, "repeat: optimiser.Step(impl, optimiser.GradientDescent{Rate:0.1}, []float64{1, 2}, [][]float64{{0, 1}, {3, 4}})")
}

// Far from 0 the moves drown: an error that says so, and no verdict.
func TestOptimiserStepBadCases(t *testing.T) {
	step, rule := gd[float32](1), optimiser.GradientDescent{Rate: 1}
	nan := float32(math.NaN())
	for _, c := range []struct {
		err  error
		want string
	}{
		{optimiser.Step(step, nil, nil, nil), "no rule"},
		{optimiser.Step(step, optimiser.GradientDescent{}, nil, nil), "Rate = 0"},
		{optimiser.Step(step, optimiser.HeavyBall{1, 1}, nil, nil), "Beta = 1"},
		{optimiser.Step(step, optimiser.Nesterov{1, -1}, nil, nil), "Beta = -1"},
		{optimiser.Step(step, optimiser.RMSProp{1, 0.9, 0}, nil, nil), "Epsilon = 0"},
		{optimiser.Step(step, optimiser.Adam{1, 0.9, math.NaN(), 1}, nil, nil), "Beta2 = NaN"},
		{optimiser.Step(step, optimiser.Adam{1, 0.9, 1 - 0x1p-17, 1}, nil, nil), "take a beta further from 1"},
		{optimiser.Step(step, rule, []float32{nan}, nil), "theta[0] is NaN"},
		{optimiser.Step(step, rule, []float32{1}, [][]float32{{1, 2}}), "gradient 0 has 2 components for 1 parameters"},
		{optimiser.Step(step, rule, []float32{1}, [][]float32{{1}, {nan}}), "component 0 of gradient 1 is NaN"},
		{optimiser.Step(step, rule, []float32{1}, [][]float32{{1e19}}), "its square in the range of float32"},
		{optimiser.Step(step, rule, []float32{1}, [][]float32{{0}}), "no parameter moves by 256 times"},
		{optimiser.Step(step, rule, []float32{1 << 20}, [][]float32{{1}}), "take theta nearer to 0"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}

// A case that decides nothing names the precision of its numbers.
func TestOptimiserStepThatDecidesNothing(t *testing.T) {
	step := func(theta, grad []float32) {}
	err := optimiser.Step(step, optimiser.GradientDescent{Rate: 0x1p-20}, []float32{1}, [][]float32{{0x1p-10}})
	assert.ErrorContains(t, err, "what float32 may round")
}
