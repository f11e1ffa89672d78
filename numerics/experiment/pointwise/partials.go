package pointwise

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
	"adfd/theory"
	"adfd/theory/claims"
)

// combination is a differential operator: a weighted sum of partial derivatives.
type combination struct {
	name    string
	dim     int
	op      engine.Operator
	weights []float64
}

// combinations lists the operators of A3.
func combinations() []combination {
	out := []combination{
		{"laplacian", 2, engine.Operator{{2, 0}, {0, 2}}, []float64{1, 1}},
		{"biharmonic", 2, engine.Operator{{4, 0}, {2, 2}, {0, 4}}, []float64{1, 2, 1}},
		{"laplacian", 3, engine.Operator{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}, []float64{1, 1, 1}},
		{"biharmonic", 3, engine.Operator{{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {2, 0, 2}, {0, 2, 2}}, []float64{1, 1, 1, 2, 2, 2}},
	}
	for _, alpha := range []engine.MultiIndex{{1, 1}, {2, 1}, {2, 2}, {1, 3}, {1, 1, 1}, {2, 1, 1}, {0, 3, 1}} {
		out = append(out, combination{alpha.String(), len(alpha), engine.Operator{alpha}, []float64{1}})
	}
	return out
}

// partialCounts is how many functions each operator of A3 is tried on.
func partialCounts(size claims.Size) int { return lab.At(size, 5, 24, 150) }

// networkActivations are those of A3; exp is left out, whose compositions overflow.
func networkActivations() []string {
	return slices.DeleteFunc(smoothActivations(), func(name string) bool { return name == "exp" })
}

// Layers is a network with a linear layer and an activation per stage, the last of
// width 1: w is [width][inputs].
type Layers []stage

type stage struct {
	W    [][]float64
	B    []float64
	Name string
}

// drawLayers draws s(w.x + b), or two stages of width 3 and 1, with weights and
// biases uniform on [-R, R] and, in the second stage, on [-1, 1].
func drawLayers(dim, depth int, rng *rand.Rand) Layers {
	uniform := func(r float64) float64 { return r * (float64(2*float64(rng.Float64())) - 1) }
	inputs, size, names := dim, claims.FeatureR, networkActivations()
	var net Layers
	for k := 1; k <= depth; k++ {
		width := 3
		if k == depth {
			width = 1
		}
		s := stage{Name: names[rng.IntN(len(names))]}
		for range width {
			row := make([]float64, inputs)
			for d := range row {
				row[d] = uniform(size)
			}
			s.W, s.B = append(s.W, row), append(s.B, uniform(size))
		}
		net = append(net, s)
		inputs, size = width, 1
	}
	return net
}

// Forward evaluates the operator's derivatives at x, one row each, by a plan.
func (net Layers) Forward(plan engine.Plan[float64], rows int, x []float64) ([]float64, error) {
	at := make([]float64, plan.Channels()*len(x))
	if err := plan.Lift(x, at); err != nil {
		return nil, err
	}
	for _, s := range net {
		act, err := activation.ByName[float64](s.Name)
		if err != nil {
			return nil, err
		}
		at = s.forward(plan, act, at, 1)
	}
	dst := make([]float64, rows)
	plan.Read(at, dst)
	return dst, nil
}

// forward is s(W z + bias b) on the bundle of n points, the sums in order.
func (s stage) forward(plan engine.Plan[float64], act engine.Activation[float64], in []float64, n int) []float64 {
	c, width := plan.Channels(), len(s.W)
	inputs := len(in) / (c * n)
	z, y := make([]float64, c*n*width), make([]float64, c*n*width)
	for k, bias := range plan.Bias() {
		for i := range n {
			at := k*n + i
			for j, row := range s.W {
				z[at*width+j] = affine(bias*s.B[j], row, in[at*inputs:][:inputs])
			}
		}
	}
	plan.Activate(act, z, y)
	return y
}

// line evaluates the network along x + t v with certified bounds, to an order.
func (net Layers) line(x []float64, v []int, order int) (certified.Jet, error) {
	var at []certified.Jet
	for d := range x {
		l := certified.Constant(x[d], order)
		l.Value[1], l.Magnitude[1] = float64(v[d]), math.Abs(float64(v[d]))
		at = append(at, l)
	}
	for _, s := range net {
		var next []certified.Jet
		for j, row := range s.W {
			sum := certified.Constant(s.B[j], order)
			for d, w := range row {
				term, err := certified.Scale(w, at[d])
				if err != nil {
					return certified.Jet{}, err
				}
				if sum, err = certified.Add(sum, term); err != nil {
					return certified.Jet{}, err
				}
			}
			y, err := certified.Apply(s.Name, sum)
			if err != nil {
				return certified.Jet{}, err
			}
			next = append(next, y)
		}
		at = next
	}
	return at[0], nil
}

// exactLine is the same in 256 bits.
func (net Layers) exactLine(x []float64, v []int, order int) (exact.Jet, error) {
	var at []exact.Jet
	for d := range x {
		at = append(at, exact.Line(exact.New(x[d]), exact.New(float64(v[d])), order))
	}
	for _, s := range net {
		var next []exact.Jet
		for j, row := range s.W {
			sum := exact.Constant(exact.New(s.B[j]), order)
			for d, w := range row {
				sum = sum.Add(at[d].Scale(exact.New(w)))
			}
			y, err := exact.Apply(s.Name, sum)
			if err != nil {
				return nil, err
			}
			next = append(next, y)
		}
		at = next
	}
	return at[0], nil
}

// exactPartial is d^alpha of the network in 256 bits. From the leading term of
// prod_i (e^(x_i) - e^(-x_i))^(alpha_i), with m = |alpha|,
//
//	d^alpha u = 2^-m sum over k <= alpha of prod_i (-1)^(k_i) binomial(alpha_i, k_i) u_m(alpha - 2k),
//
// u_m(v) the m-th Taylor coefficient of u(x + t v). The directions are not those of
// the plan.
func (net Layers) exactPartial(alpha engine.MultiIndex, x []float64) (*big.Float, error) {
	m := alpha.Order()
	sum := exact.New(0)
	k, v := make([]int, len(alpha)), make([]int, len(alpha))
	for {
		weight := 1.0
		for i := range alpha {
			weight *= float64(new(big.Int).Binomial(int64(alpha[i]), int64(k[i])).Int64())
			if k[i]%2 == 1 {
				weight = -weight
			}
			v[i] = alpha[i] - 2*k[i]
		}
		u, err := net.exactLine(x, v, m)
		if err != nil {
			return nil, err
		}
		sum.Add(sum, new(big.Float).Mul(exact.New(weight), u[m]))
		i := 0
		for ; i < len(k) && k[i] == alpha[i]; i++ {
			k[i] = 0
		}
		if i == len(k) {
			return sum.SetMantExp(sum, -m), nil
		}
		k[i]++
	}
}

// coefficient is a weight on a Taylor coefficient along a direction.
type coefficient struct {
	v      []int
	order  int
	weight float64
}

// coefficients reads off a plan of Taylor mode how it forms each derivative: Lift of the
// origin shows the directions, in their first coefficients, and ReadT of a unit
// vector the weights. The value alone is channel 0; it has no direction.
func coefficients(plan engine.Plan[float64], rows, dim int) ([][]coefficient, error) {
	c := plan.Channels()
	lifted := make([]float64, c*dim)
	if err := plan.Lift(make([]float64, dim), lifted); err != nil {
		return nil, err
	}
	out := make([][]coefficient, rows)
	for r := range rows {
		g, weights := make([]float64, rows), make([]float64, c)
		g[r] = 1
		plan.ReadT(g, weights)
		var v []int
		order := 0
		for k := 1; k < c; k++ {
			order++
			if first := lifted[k*dim : (k+1)*dim]; slices.ContainsFunc(first, func(e float64) bool { return e != 0 }) {
				v, order = make([]int, dim), 1
				for d, e := range first {
					v[d] = int(e)
				}
			}
			if weights[k] != 0 {
				out[r] = append(out[r], coefficient{v, order, weights[k]})
			}
		}
	}
	return out, nil
}

// boundedNumber is a number with a bound of its error, as a jet of order 0.
func boundedNumber(value, bound, magnitude float64) certified.Jet {
	return certified.Jet{Value: []float64{value}, Bound: []float64{bound}, Magnitude: []float64{magnitude}}
}

// bounded evaluates the combination with certified bounds: a jet along each direction of
// the plan, and the sums of polarisation and of the operator on top. Polarisation
// weights are rationals rounded once.
func (o combination) bounded(net Layers, how [][]coefficient, x []float64) (certified.Jet, error) {
	total := boundedNumber(0, 0, 0)
	for r := range o.op {
		partial := boundedNumber(0, 0, 0)
		for _, s := range how[r] {
			u, err := net.line(x, s.v, s.order)
			if err != nil {
				return certified.Jet{}, err
			}
			size := math.Abs(s.weight)
			term, err := certified.Mul(boundedNumber(s.weight, theory.UnitRoundoff64*size, size),
				boundedNumber(u.Value[s.order], u.Bound[s.order], u.Magnitude[s.order]))
			if err != nil {
				return certified.Jet{}, err
			}
			if partial, err = certified.Add(partial, term); err != nil {
				return certified.Jet{}, err
			}
		}
		term, err := certified.Scale(o.weights[r], partial)
		if err != nil {
			return certified.Jet{}, err
		}
		if total, err = certified.Add(total, term); err != nil {
			return certified.Jet{}, err
		}
	}
	return total, nil
}

// exactValue is the combination in 256 bits.
func (o combination) exactValue(net Layers, x []float64) (*big.Float, error) {
	sum := exact.New(0)
	for r, alpha := range o.op {
		d, err := net.exactPartial(alpha, x)
		if err != nil {
			return nil, err
		}
		sum.Add(sum, d.Mul(d, exact.New(o.weights[r])))
	}
	return sum, nil
}

// partialCase is a row of A3: an operator on networks of a depth.
type partialCase struct {
	combination
	depth int
}

func (c partialCase) String() string {
	return fmt.Sprintf("%s in %d-D, depth %d", c.name, c.dim, c.depth)
}

// Partials is the table of A3. The value is that of the engine's plan. A certified
// evaluation stands beside it, by other recurrences; what the plan differs from it is
// added to its bound, so that
//
//	|plan - exact| <= |plan - certified| + certified bound
//
// is a running bound for any engine, which must stay below 100 u of the
// absolute-value recurrence.
func Partials(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "partials", s, func() (claims.Table, error) {
		var cases []partialCase
		for _, o := range combinations() {
			cases = append(cases, partialCase{o, 1}, partialCase{o, 2})
		}
		results, err := lab.Over(ctx, s, cases, p, func(ctx context.Context, i int, c partialCase) (accuracy, error) {
			return c.measure(ctx, s, uint64(5000+i))
		})
		t := claims.NewTable([]string{"operator", "dim", "depth"})
		for i, c := range cases {
			lab.Add(&t, []string{c.name, strconv.Itoa(c.dim), strconv.Itoa(c.depth)}, results[i].fields(lab.TolNoise))
		}
		return t, err
	})
}

// partialValues holds what the engine's values are compared with: an engine that is put in
// AD's place meets the same networks.
var partialValues lab.Memo[partialKey, partialValue]

// partialKey is the k-th draw of a stream.
type partialKey struct {
	master, stream uint64
	k              int
}

type partialValue struct {
	certified certified.Jet
	exact     *big.Float
}

func (o partialCase) measure(ctx context.Context, s claims.Setup, stream uint64) (accuracy, error) {
	const step = 0x1p-7 // of finite differences, where these take AD's place
	var worst accuracy
	rng := rand.New(rand.NewPCG(s.Seed, stream))
	eng, err := lab.NewEngine[float64](s.AD, s, step)
	if err != nil {
		return worst, err
	}
	plan, err := eng.Plan(o.op, o.dim)
	if err != nil {
		return worst, err
	}
	taylor, err := jet.NewPlan[float64](o.op, o.dim)
	if err != nil {
		return worst, err
	}
	how, err := coefficients(taylor, len(o.op), o.dim)
	if err != nil {
		return worst, err
	}
	for k := range partialCounts(s.Size) {
		if err := ctx.Err(); err != nil {
			return worst, err
		}
		net, x := drawLayers(o.dim, o.depth, rng), make([]float64, o.dim)
		for d := range x {
			x[d] = within(-1, 1, rng)
		}
		got, err := net.Forward(plan, len(o.op), x)
		if err != nil {
			return worst, err
		}
		want, err := partialValues.Get(ctx, partialKey{s.Seed, stream, k}, func() (r partialValue, err error) {
			if r.certified, err = o.bounded(net, how, x); err != nil {
				return r, err
			}
			r.exact, err = o.exactValue(net, x)
			return r, err
		})
		if err != nil {
			return worst, err
		}
		// The plan's rows are combined as the certified evaluation combines its own.
		value := 0.0
		for r, d := range got {
			value += float64(o.weights[r] * d)
		}
		c := want.certified
		worst.merge(compareCoefficient(
			boundedNumber(value, (c.Bound[0]+math.Abs(value-c.Value[0]))*(1+4*theory.UnitRoundoff64), c.Magnitude[0]),
			0, exact.Jet{want.exact}))
	}
	return worst, nil
}
