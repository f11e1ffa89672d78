package attack

import (
	"math"
	"math/big"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/pointwise"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
	"adfd/theory"
	"adfd/theory/claims"
)

// mustActivation is the activation of that name.
func mustActivation(name string) engine.Activation[float64] {
	a, err := activation.ByName[float64](name)
	if err != nil {
		panic(err) // a name of this package
	}
	return a
}

// wide holds sums and products of float64 without rounding.
func wide(x float64) *big.Float { return new(big.Float).SetPrec(4400).SetFloat64(x) }

// featureArgument is w x + b, exactly.
func featureArgument(w, x, b float64) *big.Float {
	z := wide(w)
	return z.Add(z.Mul(z, wide(x)), wide(b))
}

// featureArgumentDD is the same in double-double.
func featureArgumentDD(w, b float64, x dd.DD) dd.DD {
	return dd.FromFloat64(w).Mul(x).Add(dd.FromFloat64(b))
}

// featureArgumentAttack attacks FeatureArgument: fl(fl(w t) + b) against w x + b, where t
// is x moved by a number of ulps.
func featureArgumentAttack() *attack {
	return &attack{
		name: "feature argument", dim: 4, labels: []string{"w", "x", "b", "t"},
		inputs: func(p []float64) []float64 {
			x := signed(p[1], -6, 2, -1070, 400)
			t := x * (1 + float64(pick(p[3], 9)*0x1p-52))
			return []float64{signed(p[0], -6, 3, -1070, 400), x, signed(p[2], -6, 3, -1070, 1000), t}
		},
		measure: func(in []float64, _ bool) (err, bound float64, ok bool) {
			w, x, b, t := in[0], in[1], in[2], in[3]
			z := float64(w*t) + b
			if !finite(z) {
				return 0, 0, false
			}
			d := featureArgument(w, x, b)
			return math.Abs(exact.Float64(d.Sub(wide(z), d))), theory.FeatureArgument(w, x, b, math.Abs(t-x), theory.UnitRoundoff64), true
		},
	}
}

// sineEntryAttack attacks SineEntry: the derivative of a sine feature by Taylor mode,
// in the order of the linear layer.
func sineEntryAttack() *attack {
	plans := map[int]engine.Plan[float64]{}
	for q := 1; q <= 4; q++ {
		p, err := jet.NewPlan[float64](engine.Operator{{q}}, 1)
		if err != nil {
			panic(err)
		}
		plans[q] = p
	}
	net := pointwise.Layers{{W: [][]float64{{0}}, B: []float64{0}, Name: "sin"}}
	return &attack{
		name: "sine entry", dim: 4, labels: []string{"q", "w", "x", "b"},
		inputs: func(p []float64) []float64 {
			return []float64{1 + pick(p[0], 4), signed(p[1], -6, 3, -300, 100), signed(p[2], -6, 1, -1070, 4), signed(p[3], -6, 3, -1070, 10)}
		},
		measure: func(in []float64, exactly bool) (err, bound float64, ok bool) {
			q, w, x, b := int(in[0]), in[1], in[2], in[3]
			// The bound is to first order in the error of the argument.
			dz := theory.FeatureArgument(w, x, b, 0, theory.UnitRoundoff64)
			if dz > claims.LargestArgumentError {
				return 0, 0, false
			}
			net[0].W[0][0], net[0].B[0] = w, b
			got, e := net.Forward(plans[q], 1, []float64{x})
			if e != nil || !finite(got[0]) {
				return 0, 0, false
			}
			bound = theory.SineEntry(q, w, dz, theory.SineUlps, theory.UnitRoundoff64)
			size := math.Pow(math.Abs(w), float64(q))
			if exactly || size < 0x1p-900 {
				c, e := exact.Coefficients("sin", featureArgument(w, x, b), q)
				if e != nil {
					return 0, 0, false
				}
				d := c.Derivative(q)
				for range q {
					d.Mul(d, exact.New(w))
				}
				err, _ = exact.Error64(got[0], d)
				return err, bound, true
			}
			v := timesPower(sine{}.dd(1, q, featureArgumentDD(w, b, dd.FromFloat64(x))), w, q)
			lost := size * 0x1p-96 * (1 + math.Abs(w*x) + math.Abs(b))
			return math.Abs(v.Sub(dd.FromFloat64(got[0])).Hi) - float64(lost), bound, true
		},
	}
}

// stencilSumAttack attacks StencilSum as the sinc identity uses it: the central
// difference of a sine feature, computed in the order of the engine.
func stencilSumAttack() *attack {
	stencils := map[int]*arm{}
	for _, a := range arms() {
		if a.Difference.Accuracy == 2 && stencils[a.Difference.Order] == nil {
			stencils[a.Difference.Order] = a
		}
	}
	sine := mustActivation("sin")
	return &attack{
		name: "stencil sum", dim: 5, labels: []string{"q", "w", "x", "b", "h"},
		inputs: func(p []float64) []float64 {
			return []float64{[]float64{1, 2, 4}[int(pick(p[0], 3))], signed(p[1], -6, 3, -300, 10), signed(p[2], -6, 1, -1070, 4),
				signed(p[3], -3, 11, -1070, 11), between(p[4], -44, 1)}
		},
		measure: func(in []float64, exactly bool) (err, bound float64, ok bool) {
			w, x, b, h := in[1], in[2], in[3], in[4]
			a := stencils[int(in[0])]
			q := a.Difference.Order
			far := math.Abs(x) + float64(a.Reach*h)
			dz := theory.FeatureArgument(math.Abs(w), far, math.Abs(b), a.ArgumentError(x, h, theory.UnitRoundoff64), theory.UnitRoundoff64)
			if dz > claims.LargestArgumentError {
				return 0, 0, false
			}
			z, y := make([]float64, 1), make([]float64, 1)
			got, e := a.Apply(func(t float64) float64 {
				z[0] = b + float64(t*w)
				sine.Values(z, y)
				return y[0]
			}, x, h)
			if e != nil {
				return 0, 0, false
			}
			bound = theory.StencilSum(q, a.Points, h, a.AbsWeights, 1, 1, dz, theory.SineUlps, theory.UnitRoundoff64)
			if exactly {
				want, e := a.sineSumBig(w, x, b, h)
				if e != nil {
					return 0, 0, false
				}
				return math.Abs(exact.Float64(want.Sub(want, exact.New(got)))), bound, true
			}
			lost := a.AbsWeights * 0x1p-94 * (1 + float64(math.Abs(w)*far) + math.Abs(b))
			for range q {
				lost /= h
			}
			return math.Abs(a.sineSumDD(w, x, b, h).Sub(dd.FromFloat64(got)).Hi) - float64(lost), bound, true
		},
		power: func(in []float64) float64 { return in[4] },
	}
}

// sineSumBig is the stencil's sum for sin(w t + b) at x.
func (a *arm) sineSumBig(w, x, b, h float64) (*big.Float, error) {
	sum := num(0)
	for j, weight := range a.big.weights {
		t := wide(h)
		t.Add(t.Mul(t, a.big.offsets[j]), wide(x))
		t.Add(t.Mul(t, wide(w)), wide(b))
		c, err := exact.Coefficients("sin", t, 0)
		if err != nil {
			return nil, err
		}
		sum.Add(sum, c[0].Mul(c[0], weight))
	}
	for range a.Difference.Order {
		sum.Quo(sum, num(h))
	}
	return sum, nil
}

// sineSumDD is the same in double-double.
func (a *arm) sineSumDD(w, x, b, h float64) dd.DD {
	var sum dd.DD
	for j, weight := range a.dd.weights {
		t := dd.FromFloat64(x).Add(a.dd.offsets[j].Mul(dd.FromFloat64(h)))
		sum = sum.Add(weight.Mul(featureArgumentDD(w, b, t).Sin()))
	}
	for range a.Difference.Order {
		sum = sum.Div(dd.FromFloat64(h))
	}
	return sum
}

// jetAttack attacks the running bounds of Taylor mode: one coefficient of a function, or of
// a composition of two.
func jetAttack() *attack {
	const ddSafe = 0x1p-800 // above this, double-double keeps its relative accuracy
	names := jet.Names()
	return &attack{
		name: "running bound of AD", dim: 4, labels: []string{"outer", "inner", "order", "x"},
		inputs: func(p []float64) []float64 {
			return []float64{pick(p[0], len(names)), pick(p[1], 2*len(names)), pick(p[2], pointwise.MaxOrder+1), signed(p[3], -12, 5, -1074, 60)}
		},
		measure: func(in []float64, exactly bool) (err, bound float64, ok bool) {
			outer, order, x := names[int(in[0])], int(in[2]), in[3]
			inner := ""
			if i := int(in[1]); i < len(names) {
				inner = names[i]
			}
			b := certified.Variable(x, order)
			chain := []string{outer}
			if inner != "" {
				chain = []string{inner, outer}
			}
			smallest := math.Inf(1)
			for _, name := range chain {
				var e error
				if b, e = certified.Apply(name, b); e != nil {
					return 0, 0, false // outside the domain, or an overflow
				}
				smallest = min(smallest, b.Magnitude[order], math.Abs(b.Value[0]))
			}
			got, bound := b.Value[order], b.Bound[order]
			if !exactly && smallest > ddSafe && math.Abs(x) > ddSafe {
				v, e := dd.Variable(dd.FromFloat64(x), order), error(nil)
				for _, name := range chain {
					if v, e = dd.Apply(name, v); e != nil {
						return 0, 0, false
					}
				}
				// Closed forms lose at most 2^-70 of the absolute-value recurrence.
				return math.Abs(v[order].Sub(dd.FromFloat64(got)).Hi) - float64(0x1p-70*b.Magnitude[order]), bound, true
			}
			v, e := exact.Variable(exact.New(x), order), error(nil)
			for _, name := range chain {
				if v, e = exact.Apply(name, v); e != nil {
					return 0, 0, false
				}
			}
			err, _ = exact.Error64(got, v[order])
			return err, bound, true
		},
	}
}
