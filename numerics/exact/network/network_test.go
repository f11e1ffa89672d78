package network

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/seriestest"
)

const networkSeed = 20240607

// smoothActivations are the elementary functions that serve in networks.
var smoothActivations = []string{"tanh", "sin", "sigmoid", "silu", "gelu", "softplus", "gaussian"}

func drawTheta(r *rand.Rand, n Network) []float64 {
	theta := make([]float64, n.Params())
	for i := range theta {
		theta[i] = 2*r.Float64() - 1
	}
	return theta
}

func partial(t require.TestingT, alpha ...int) exact.Functional {
	f, err := exact.Partial(alpha...)
	require.NoError(t, err)
	return f
}

// closeTo asserts |got - want| <= 2^-bits (|want| + size).
func closeTo(t assert.TestingT, want, got *big.Float, size float64, bits int, what string, args ...any) {
	d := number.Abs(exacttest.Sub(got, want))
	allowed := number.Shift(exacttest.Add(number.Abs(want), exact.New(size)), -bits)
	assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: got %.40g, want %.40g", fmt.Sprintf(what, args...), got, want)
}

// oneNeuron is u = a s(w x + b) + c. Its derivatives, and theirs in the parameters
// w, b, a, c, have the closed forms
//
//	u^(q) = a w^q s^(q),   d/dw = a (q w^(q-1) s^(q) + x w^q s^(q+1)),
//	d/db = a w^q s^(q+1),  d/da = w^q s^(q),  d/dc = [q = 0].
func TestNetworkOfOneNeuron(t *testing.T) {
	const w, b, a, c, x = 1.375, -0.25, 0.8125, 0.1875, 0.625
	const scale, target = 0.75, 0.3
	for _, name := range smoothActivations {
		n := Network{name, []int{1, 1, 1}}
		s, err := exact.Coefficients(name, exact.New(w*x+b), 6) // w x + b is exact
		require.NoError(t, err)
		for q := 0; q <= 4; q++ {
			sq, next := s.Derivative(q), s.Derivative(q+1)
			power, lower := exact.New(math.Pow(w, float64(q))), exact.New(float64(q)*math.Pow(w, float64(q-1))) // exact: w has 4 bits
			value := exacttest.Mul(exact.New(a), exacttest.Mul(power, sq))
			one := 0.0
			if q == 0 {
				value, one = exacttest.Add(value, exact.New(c)), 1
			}
			want := []*big.Float{
				exacttest.Mul(exact.New(a), exacttest.Add(exacttest.Mul(lower, sq), exacttest.Mul(exact.New(x), exacttest.Mul(power, next)))),
				exacttest.Mul(exact.New(a), exacttest.Mul(power, next)),
				exacttest.Mul(power, sq),
				exact.New(one),
			}
			row := Equation{Point: []float64{x}, Terms: []Monomial{{1, []exact.Functional{partial(t, q)}}}, Target: target, Scale: scale}
			r, jac, err := n.Jacobian([]float64{w, b, a, c}, []Equation{row})
			require.NoError(t, err)
			// All of it is a dozen operations at Prec bits or more.
			closeTo(t, exacttest.Mul(exact.New(scale), exacttest.Sub(value, exact.New(target))), r[0], 1, exact.Prec-8, "%s, order %d", name, q)
			for k := range want {
				closeTo(t, exacttest.Mul(exact.New(scale), want[k]), jac[0][k], 1, exact.Prec-8, "%s, order %d, parameter %d", name, q, k)
			}
			plain, err := n.Residuals([]float64{w, b, a, c}, []Equation{row})
			require.NoError(t, err)
			assert.Zero(t, plain[0].Cmp(r[0]), "without derivatives the same")
		}
	}
}

// Two layers of one neuron, sin(v sin(w x)): by the chain rule, with S, C for the
// outer and s, c for the inner sine and cosine,
//
//	u' = v w c C,   u'' = -v w^2 s C - (v w c)^2 S.
func TestNetworkOfTwoLayers(t *testing.T) {
	const w, v, x = 1.25, 0.75, 0.5
	n := Network{"sin", []int{1, 1, 1, 1}}
	row := Equation{Point: []float64{x}, Scale: 1, Terms: []Monomial{{2, []exact.Functional{partial(t, 2)}}, {-3, []exact.Functional{partial(t, 1), partial(t, 1), partial(t, 0)}}}}
	got, err := n.Residuals([]float64{w, 0, v, 0, 1, 0}, []Equation{row})
	require.NoError(t, err)
	s, c := exact.Sin(exact.New(w*x)), exact.Cos(exact.New(w*x))
	y := exacttest.Mul(exact.New(v), s)
	outerSin, outerCos := exact.Sin(y), exact.Cos(y)
	d := exacttest.Mul(exact.New(v*w), exacttest.Mul(c, outerCos))
	second := exacttest.Sub(number.Neg(exacttest.Mul(exact.New(v*w*w), exacttest.Mul(s, outerCos))), exacttest.Mul(exacttest.Mul(exact.New(v*w*v*w), exacttest.Mul(c, c)), outerSin))
	want := exacttest.Sub(exacttest.Mul(exact.New(2), second), exacttest.Mul(exact.New(3), exacttest.Mul(exacttest.Mul(d, d), outerSin)))
	closeTo(t, want, got[0], 4, exact.Prec-8, "2 u'' - 3 u'^2 u")
}

// The order of the parameters: for each layer W row by row, then b. A plain loop
// over them gives the same value to float64's precision: in each layer 8 roundings
// (three products and sums, and tanh, of 1 ulp) of numbers below 4, which a later
// layer, with three weights of at most 1 in a row, makes at most 3 times larger.
func TestNetworkLayout(t *testing.T) {
	sizes, x := []int{2, 3, 2, 1}, []float64{0.5, -0.75}
	net := Network{"tanh", sizes}
	theta := drawTheta(rand.New(rand.NewPCG(networkSeed, 4)), net)
	require.Len(t, theta, 3*2+3+2*3+2+2+1)
	y, at := x, 0
	for l := 1; l < len(sizes); l++ {
		in, out := sizes[l-1], sizes[l]
		w, b := theta[at:at+out*in], theta[at+out*in:at+out*in+out]
		at += out*in + out
		z := make([]float64, out)
		for i := range z {
			z[i] = b[i]
			for j := range in {
				z[i] += w[i*in+j] * y[j]
			}
			if l < len(sizes)-1 {
				z[i] = math.Tanh(z[i])
			}
		}
		y = z
	}
	r, err := net.DDResiduals(theta, []Equation{{Point: x, Scale: 1, Terms: []Monomial{{1, []exact.Functional{partial(t, 0, 0)}}}}})
	require.NoError(t, err)
	assert.InDelta(t, y[0], r[0].Float64(), 8*4*(1+3+9)*0x1p-53)
}

// Where a feature is s(w.x + b), d^alpha u = w^alpha s^(|alpha|).
func TestPartial(t *testing.T) {
	w, x := []float64{0.5, -0.75, 1.25}, []float64{0.25, 0.5, -0.125}
	const b = 0.375
	for _, alpha := range [][]int{{0, 0, 0}, {1, 0, 0}, {0, 0, 3}, {1, 1, 0}, {0, 2, 2}, {3, 0, 1}, {1, 0, 2}, {4, 0, 0}, {2}, {1, 2}} {
		dim, q, power, z := len(alpha), 0, 1.0, b
		for d, k := range alpha {
			q += k
			power *= math.Pow(w[d], float64(k)) // exact: 3 bits each
			z += w[d] * x[d]
		}
		s, err := exact.Coefficients("tanh", exact.New(z), 4)
		require.NoError(t, err)
		theta := append(append([]float64{}, w[:dim]...), b, 1, 0)
		r, err := Network{"tanh", []int{dim, 1, 1}}.Residuals(theta, []Equation{{Point: x[:dim], Scale: 1, Terms: []Monomial{{1, []exact.Functional{partial(t, alpha...)}}}}})
		require.NoError(t, err)
		// The interpolation's weights are at most 4!/... below 16 in all, at
		// speeds |w.v| up to 4.
		closeTo(t, exacttest.Mul(exact.New(power), s.Derivative(q)), r[0], 16*256, exact.Prec-8, "%v", alpha)
	}
	for want, alpha := range map[string][]int{"no variable": nil, "negative": {1, -1}, "mixed in 3": {1, 1, 1}} {
		_, err := exact.Partial(alpha...)
		assert.ErrorContains(t, err, want)
	}
}

// A central difference only scales sin(w x + b): of second order by
// -4 sin^2(w h/2)/h^2, of fourth order by its square, and a tensor product of two by
// the product.
func TestDifference(t *testing.T) {
	const h = 0x1p-5 + 0x1p-20
	second, err := exact.NewStencil(2, []*big.Rat{big.NewRat(-1, 1), new(big.Rat), big.NewRat(1, 1)})
	require.NoError(t, err)
	fourth, err := exact.NewStencil(4, []*big.Rat{big.NewRat(-2, 1), big.NewRat(-1, 1), new(big.Rat), big.NewRat(1, 1), big.NewRat(2, 1)})
	require.NoError(t, err)
	factor := func(w float64) *big.Float {
		s := exact.Sin(exacttest.Mul(exact.New(w/2), exact.New(h)))
		return number.Neg(exacttest.Quo(exacttest.Mul(exact.New(4), exacttest.Mul(s, s)), exacttest.Mul(exact.New(h), exact.New(h))))
	}
	theta := []float64{0.5, 1.5, 0.25, 1, 0}
	x := []float64{0.375, -0.625}
	u := exact.Sin(exact.New(0.5*0.375 - 1.5*0.625 + 0.25))
	for _, c := range []struct {
		along []exact.Stencil
		want  *big.Float
	}{
		{[]exact.Stencil{{}, {}}, u},
		{[]exact.Stencil{second, {}}, exacttest.Mul(factor(0.5), u)},
		{[]exact.Stencil{{}, second}, exacttest.Mul(factor(1.5), u)},
		{[]exact.Stencil{{}, fourth}, exacttest.Mul(exacttest.Mul(factor(1.5), factor(1.5)), u)},
		{[]exact.Stencil{second, second}, exacttest.Mul(exacttest.Mul(factor(0.5), factor(1.5)), u)},
	} {
		f, err := exact.Difference(h, c.along...)
		require.NoError(t, err)
		rows := []Equation{{Point: x, Scale: 1, Terms: []Monomial{{1, []exact.Functional{f}}}}}
		r, err := Network{"sin", []int{2, 1, 1}}.Residuals(theta, rows)
		require.NoError(t, err)
		closeTo(t, c.want, r[0], 16/(h*h*h*h), exact.Prec-8, "%v", c.along)
	}
	for want, f := range map[string]func() (exact.Functional, error){
		"step 0":          func() (exact.Functional, error) { return exact.Difference(0, second) },
		"step +Inf":       func() (exact.Functional, error) { return exact.Difference(math.Inf(1), second) },
		"no variable":     func() (exact.Functional, error) { return exact.Difference(1) },
		"0 offsets and 0": func() (exact.Functional, error) { return exact.Difference(1, exact.Stencil{Order: 1}) },
	} {
		_, err := f()
		assert.ErrorContains(t, err, want)
	}
}

// someRows are equations of order up to 4 and degree up to 3, exact and by
// differences.
func someRows(t require.TestingT) []Equation {
	offsets := []*big.Rat{big.NewRat(-2, 1), big.NewRat(-1, 1), new(big.Rat), big.NewRat(1, 1), big.NewRat(2, 1)}
	s2, err := exact.NewStencil(2, offsets)
	require.NoError(t, err)
	s4, err := exact.NewStencil(4, offsets)
	require.NoError(t, err)
	d2, err := exact.Difference(0x1p-6, s2)
	require.NoError(t, err)
	d4, err := exact.Difference(0x1p-4, s4)
	require.NoError(t, err)
	u, ux, uxx, uxxxx := partial(t, 0), partial(t, 1), partial(t, 2), partial(t, 4)
	return []Equation{
		{[]float64{0.3}, []Monomial{{1, []exact.Functional{uxx}}}, -1.5, 0.5},
		{[]float64{-0.7}, []Monomial{{2, []exact.Functional{uxx}}, {1, []exact.Functional{uxxxx}}}, 3, 0.25},
		{[]float64{0.9}, []Monomial{{0.5625, []exact.Functional{uxx}}, {1, []exact.Functional{u}}, {-1, []exact.Functional{u, u, u}}}, 0.1, 1},
		{[]float64{0.1}, []Monomial{{6, []exact.Functional{u, ux}}}, 0, 2},
		{[]float64{0.3}, []Monomial{{1, []exact.Functional{d2}}}, -1.5, 0.5},
		{[]float64{-0.7}, []Monomial{{1, []exact.Functional{d4}}, {6, []exact.Functional{u, d2}}}, 3, 0.25},
		{[]float64{-1}, []Monomial{{1, []exact.Functional{u}}}, 0, 0.7},
	}
}

// Each derivative in a parameter is a central difference of the residual, of step
// 2^-90 at 384 bits: its truncation is near 2^-180, its rounding 2^-(384-90).
func TestNetworkTangents(t *testing.T) {
	const digits = 150 // 180 less what third derivatives of order-4 rows may add
	r := rand.New(rand.NewPCG(networkSeed, 1))
	for _, net := range []Network{{"tanh", []int{1, 3, 1}}, {"gelu", []int{1, 2, 3, 1}}, {"sin", []int{1, 2, 2, 2, 1}}} {
		theta, rows := drawTheta(r, net), someRows(t)
		if testing.Short() {
			rows = rows[:3]
		}
		_, jac, err := net.Jacobian(theta, rows)
		require.NoError(t, err)
		n := network[*big.Float, exact.Jet]{precision: bits256, Network: net}
		for _, v := range theta {
			n.theta = append(n.theta, bits256.float(v))
		}
		step := number.NewFloat(exact.WorkPrec).SetMantExp(number.NewInt(1, 64), -90)
		for k, here := range n.theta {
			at := func(sign int64, row Equation) *big.Float {
				n.theta[k] = number.NewFloat(exact.WorkPrec).Add(here, number.NewFloat(exact.WorkPrec).Mul(number.NewInt(sign, 64), step))
				d, err := n.equation(row, false)
				require.NoError(t, err)
				return d.value[0]
			}
			for i, row := range rows {
				d := number.NewFloat(exact.WorkPrec).Sub(at(1, row), at(-1, row))
				closeTo(t, number.Shift(d, 89), jac[i][k], 1, digits, "%s %v, row %d, parameter %d", net.Activation, net.Sizes, i, k)
			}
			n.theta[k] = here
		}
	}
}

// ddSized is a number with an error bound in units of u², for the arithmetic of
// DD: the rules are those that stand above its operations. It runs through the
// same evaluation, so the bound follows it operation by operation.
type ddSized struct{ v, e float64 }

type ddSizedJet []ddSized

func (a ddSized) add(b ddSized) ddSized {
	return ddSized{a.v + b.v, a.e + b.e + 7*math.Abs(a.v+b.v)}
}

func (a ddSized) mul(b ddSized) ddSized {
	return ddSized{a.v * b.v, math.Abs(a.v)*b.e + math.Abs(b.v)*a.e + 8*math.Abs(a.v*b.v)}
}

func (j ddSizedJet) Add(o ddSizedJet) ddSizedJet {
	c := make(ddSizedJet, len(j))
	for k := range c {
		c[k] = j[k].add(o[k])
	}
	return c
}

func (j ddSizedJet) Scale(s ddSized) ddSizedJet {
	c := make(ddSizedJet, len(j))
	for k := range c {
		c[k] = s.mul(j[k])
	}
	return c
}

func (j ddSizedJet) Mul(o ddSizedJet) ddSizedJet {
	c := make(ddSizedJet, len(j))
	for k := range c {
		for i := 0; i <= k; i++ {
			c[k] = c[k].add(j[i].mul(o[k-i]))
		}
	}
	return c
}

func ddSizes(t require.TestingT) precision[ddSized, ddSizedJet] {
	return precision[ddSized, ddSizedJet]{
		float:  func(x float64) ddSized { return ddSized{x, math.Abs(x)} },
		number: func(x *big.Rat) ddSized { v, _ := x.Float64(); return ddSized{v, math.Abs(v)} },
		line: func(x, v ddSized, order int) ddSizedJet {
			return append(ddSizedJet{x, v}, make(ddSizedJet, order)...)[:order+1]
		},
		coefficients: func(name string, x ddSized, order int) (ddSizedJet, error) {
			c, err := exact.Coefficients(name, exact.New(x.v), order+1)
			if err != nil {
				return nil, err
			}
			sizes := seriestest.ClosedFormSizes(t, name, exact.New(x.v), order)
			j := make(ddSizedJet, order+1)
			for k := range j {
				slope := float64(k+1) * math.Abs(exact.Float64(c[k+1]))
				j[k] = ddSized{exact.Float64(c[k]), 128*float64(k+1)*exact.Float64(sizes[k]) + slope*x.e}
			}
			return j, nil
		},
		compose: func(f, u ddSizedJet) ddSizedJet {
			v := append(ddSizedJet{{}}, u[1:]...)
			r := make(ddSizedJet, len(u))
			for k := len(u) - 1; k >= 0; k-- {
				r = v.Mul(r)
				r[0] = f[k]
			}
			return r
		},
	}
}

// Double-double agrees with 256 bits to within the bound that follows it through
// the evaluation. The bound is of first order in u² and itself computed in
// float64; a factor 1 + 2^-20 is for both.
func TestNetworkDD(t *testing.T) {
	const room = 1 + 0x1p-20
	r := rand.New(rand.NewPCG(networkSeed, 2))
	sizes := ddSizes(t)
	for _, name := range smoothActivations {
		net := Network{name, []int{1, 3, 2, 1}}
		theta, rows := drawTheta(r, net), someRows(t)
		if testing.Short() {
			rows = rows[:4]
		}
		want, wantJac, err := net.Jacobian(theta, rows)
		require.NoError(t, err)
		got, jac, err := net.DDJacobian(theta, rows)
		require.NoError(t, err)
		bound, boundJac, err := sensitivities(sizes, net, theta, rows, true)
		require.NoError(t, err)
		worst := 0.0
		check := func(want *big.Float, got dd.DD, bound ddSized, what string, args ...any) {
			d := exact.Float64(number.Abs(exacttest.Sub(got.Big(), want)))
			allowed := room * bound.e * dd.Unit
			assert.LessOrEqual(t, d, allowed, "%s: %s", name, fmt.Sprintf(what, args...))
			if allowed > 0 {
				worst = max(worst, d/allowed)
			}
		}
		for i := range rows {
			check(want[i], got[i], bound[i][0], "row %d", i)
			for k := range theta {
				check(wantJac[i][k], jac[i][k], boundJac[i][k][0], "row %d, parameter %d", i, k)
			}
		}
		loss, grad, err := net.LossGrad(theta, rows)
		require.NoError(t, err)
		ddLoss, ddGrad, err := net.DDLossGrad(theta, rows)
		require.NoError(t, err)
		lossBound, gradBound, err := lossGrad(sizes, net, theta, rows)
		require.NoError(t, err)
		check(loss, ddLoss, lossBound[0], "loss")
		for k := range theta {
			check(grad[k], ddGrad[k], gradBound[k][0], "gradient %d", k)
		}
		plain, err := net.DDResiduals(theta, rows)
		require.NoError(t, err)
		assert.Equal(t, got, plain, "without derivatives the same")
		t.Logf("%s: largest error %.2g of the bound", name, worst)
	}
}

// The loss is |r|², its gradient 2 J^T r.
func TestNetworkLossGrad(t *testing.T) {
	r := rand.New(rand.NewPCG(networkSeed, 3))
	net := Network{"tanh", []int{1, 3, 1}}
	theta, rows := drawTheta(r, net), someRows(t)
	res, jac, err := net.Jacobian(theta, rows)
	require.NoError(t, err)
	loss, grad, err := net.LossGrad(theta, rows)
	require.NoError(t, err)
	sum := exact.New(0)
	for i := range rows {
		sum = exacttest.Add(sum, exacttest.Mul(res[i], res[i]))
	}
	closeTo(t, sum, loss, 0, exact.Prec-8, "loss")
	for k := range grad {
		sum := exact.New(0)
		for i := range rows {
			sum = exacttest.Add(sum, exacttest.Mul(exact.New(2), exacttest.Mul(res[i], jac[i][k])))
		}
		closeTo(t, sum, grad[k], exact.Float64(loss), exact.Prec-16, "gradient %d", k)
	}
}

func TestNetworkErrors(t *testing.T) {
	ok := func() (Network, []float64, []Equation) {
		return Network{"tanh", []int{1, 1, 1}}, make([]float64, 4), []Equation{{Point: []float64{0}, Scale: 1, Terms: []Monomial{{1, []exact.Functional{partial(t, 1)}}}}}
	}
	n, theta, rows := ok()
	_, err := n.Residuals(theta, rows)
	require.NoError(t, err)
	for want, spoil := range map[string]func(n *Network, theta []float64, rows []Equation){
		"sizes [1 1 2]":                  func(n *Network, _ []float64, _ []Equation) { n.Sizes[2] = 2 },
		"sizes [1 0 1]":                  func(n *Network, _ []float64, _ []Equation) { n.Sizes[1] = 0 },
		"sizes [1]":                      func(n *Network, _ []float64, _ []Equation) { n.Sizes = n.Sizes[:1] },
		"unknown function \"tahn\"":      func(n *Network, _ []float64, _ []Equation) { n.Activation = "tahn" },
		"4 parameters":                   func(n *Network, _ []float64, _ []Equation) { n.Sizes[1] = 2 },
		"parameter 2 of":                 func(_ *Network, theta []float64, _ []Equation) { theta[2] = math.NaN() },
		"equation 0: a point of 2":       func(_ *Network, _ []float64, rows []Equation) { rows[0].Point = []float64{1, 2} },
		"coordinate 0 of the point":      func(_ *Network, _ []float64, rows []Equation) { rows[0].Point[0] = math.Inf(1) },
		"no term":                        func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms = nil },
		"target NaN":                     func(_ *Network, _ []float64, rows []Equation) { rows[0].Target = math.NaN() },
		"coefficient NaN":                func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms[0].Coef = math.NaN() },
		"and 0 factors":                  func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms[0].Factors = nil },
		"without probes":                 func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms[0].Factors[0] = nil },
		"a probe in dimension 2":         func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms[0].Factors[0] = partial(t, 1, 0) },
		"a probe of order 1 with weight": func(_ *Network, _ []float64, rows []Equation) { rows[0].Terms[0].Factors[0][0].Weight = nil },
		"must be positive":               func(n *Network, _ []float64, _ []Equation) { n.Activation = "log" },
	} {
		n, theta, rows := ok()
		spoil(&n, theta, rows)
		_, err := n.Residuals(theta, rows)
		assert.ErrorContains(t, err, want)
		_, _, err = n.DDJacobian(theta, rows)
		assert.ErrorContains(t, err, want)
		_, _, err = n.LossGrad(theta, rows)
		assert.ErrorContains(t, err, want)
	}
}
