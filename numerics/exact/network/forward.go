package network

import (
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/exact/internal/number"
)

// taylor is a truncated series over the numbers N, as exact.Jet and dd.Jet. A number is a
// series of order 0.
type taylor[N any, J any] interface {
	~[]N
	Add(J) J
	Mul(J) J
	Scale(N) J
}

// precision is an arithmetic in which a network is evaluated.
type precision[N any, J taylor[N, J]] struct {
	float        func(float64) N
	number       func(*big.Rat) N
	line         func(x, v N, order int) J
	coefficients func(name string, x N, order int) (J, error)
	compose      func(outer, inner J) J
}

var bits256 = precision[*big.Float, exact.Jet]{
	float:        func(x float64) *big.Float { return number.NewFloat(exact.WorkPrec).SetFloat64(x) },
	number:       func(x *big.Rat) *big.Float { return number.NewFloat(exact.WorkPrec).SetRat(x) },
	line:         exact.Line,
	coefficients: exact.Outer,
	compose:      exact.Compose,
}

var bits106 = precision[dd.DD, dd.Jet]{
	float:        dd.FromFloat64,
	number:       func(x *big.Rat) dd.DD { return dd.FromBig(number.NewFloat(exact.Prec).SetRat(x)) },
	line:         dd.Line,
	coefficients: dd.Coefficients,
	compose:      dd.Jet.Compose,
}

// constant is a series whose other coefficients are 0.
func (p precision[N, J]) constant(x N, order int) J { return p.line(x, p.float(0), order) }

// heads returns the coefficients of order 0.
func heads[N any, J ~[]N](j []J) []N {
	var x []N
	for _, s := range j {
		x = append(x, s[0])
	}
	return x
}

// network is a Network with parameters in one precision.
type network[N any, J taylor[N, J]] struct {
	precision[N, J]
	Network
	theta []N
}

// weight is W[i][j] of the layer whose parameters begin at first, and with j = in
// its bias b[i].
func (n network[N, J]) weight(first, layer, i, j int) N { return n.theta[n.index(first, layer, i, j)] }

func (n network[N, J]) index(first, layer, i, j int) int {
	in, out := n.Sizes[layer], n.Sizes[layer+1]
	if j == in {
		return first + out*in + i
	}
	return first + i*in + j
}

// trace is what an evaluation along one line leaves for the derivatives in the
// parameters.
type trace[J any] struct {
	in    [][]J // the inputs of each layer
	slope [][]J // s'(z) of each hidden layer, as series
	out   J
}

// along evaluates the network on the line of a probe beside x. The slopes cost a
// second composition; a residual alone does without.
func (n network[N, J]) along(x []float64, p exact.Probe, slopes bool) (trace[J], error) {
	var t trace[J]
	y := make([]J, len(x))
	for d, v := range x {
		at, direction := new(big.Rat).SetFloat64(v), new(big.Rat)
		if p.Offset != nil {
			at.Add(at, p.Offset[d])
		}
		if p.Direction != nil {
			direction = p.Direction[d]
		}
		y[d] = n.line(n.number(at), n.number(direction), p.Order)
	}
	first := 0
	for layer := range len(n.Sizes) - 1 {
		in, out := n.Sizes[layer], n.Sizes[layer+1]
		t.in = append(t.in, y)
		z := make([]J, out)
		for i := range z {
			z[i] = n.constant(n.weight(first, layer, i, in), p.Order)
			for j := range y {
				z[i] = z[i].Add(y[j].Scale(n.weight(first, layer, i, j)))
			}
		}
		first += out * (in + 1)
		if layer == len(n.Sizes)-2 {
			t.out = z[0]
			break
		}
		y = make([]J, out)
		slope := make([]J, out)
		for i := range z {
			c, err := n.coefficients(n.Activation, z[i][0], p.Order+1)
			if err != nil {
				return t, err
			}
			y[i] = n.compose(c[:p.Order+1], z[i])
			if slopes {
				slope[i] = n.compose(n.derivative(c), z[i])
			}
		}
		t.slope = append(t.slope, slope)
	}
	return t, nil
}

// derivative returns the series (k+1) c_(k+1).
func (n network[N, J]) derivative(c J) J {
	var d J
	for k := 1; k < len(c); k++ {
		d = append(d, c[k : k+1].Scale(n.float(float64(k)))[0])
	}
	return d
}

// tangent is the derivative of the output in one parameter, the entry (i, j) of a
// layer as in weight. Series that are 0 are nil.
func (n network[N, J]) tangent(t trace[J], order, layer, i, j int) J {
	dz := make([]J, n.Sizes[layer+1])
	if j < n.Sizes[layer] {
		dz[i] = t.in[layer][j]
	} else {
		dz[i] = n.constant(n.float(1), order)
	}
	first := 0
	for l := range layer {
		first += n.Sizes[l+1] * (n.Sizes[l] + 1)
	}
	for ; layer < len(n.Sizes)-2; layer++ {
		first += n.Sizes[layer+1] * (n.Sizes[layer] + 1)
		next := make([]J, n.Sizes[layer+2])
		for k, d := range dz {
			if d == nil {
				continue
			}
			dy := t.slope[layer][k].Mul(d)
			for r := range next {
				term := dy.Scale(n.weight(first, layer+1, r, k))
				if next[r] == nil {
					next[r] = term
				} else {
					next[r] = next[r].Add(term)
				}
			}
		}
		dz = next
	}
	return dz[0]
}

// dual is a number with its derivative in each parameter; the latter are nil where
// they aren't asked for.
type dual[J any] struct {
	value    J
	tangents []J
}

// functional evaluates f at x.
func (n network[N, J]) functional(f exact.Functional, x []float64, tangents bool) (dual[J], error) {
	sum := n.zero(tangents)
	for _, p := range f {
		t, err := n.along(x, p, tangents)
		if err != nil {
			return sum, err
		}
		w := n.number(p.Weight)
		read := func(j J) J { return j[p.Order : p.Order+1].Scale(w) }
		sum.value = sum.value.Add(read(t.out))
		if !tangents {
			continue
		}
		first := 0
		for layer := range len(n.Sizes) - 1 {
			in, out := n.Sizes[layer], n.Sizes[layer+1]
			for i := range out {
				for j := range in + 1 {
					at := n.index(first, layer, i, j)
					sum.tangents[at] = sum.tangents[at].Add(read(n.tangent(t, p.Order, layer, i, j)))
				}
			}
			first += out * (in + 1)
		}
	}
	return sum, nil
}

func (n network[N, J]) zero(tangents bool) dual[J] {
	d := dual[J]{value: n.constant(n.float(0), 0)}
	if tangents {
		for range n.theta {
			d.tangents = append(d.tangents, d.value)
		}
	}
	return d
}

// equation evaluates a row.
func (n network[N, J]) equation(e Equation, tangents bool) (dual[J], error) {
	sum := n.zero(tangents)
	sum.value = n.constant(n.float(-e.Target), 0)
	for _, t := range e.Terms {
		term := n.zero(tangents)
		term.value = n.constant(n.float(t.Coef), 0)
		for _, f := range t.Factors {
			d, err := n.functional(f, e.Point, tangents)
			if err != nil {
				return sum, err
			}
			for k := range term.tangents {
				term.tangents[k] = term.tangents[k].Mul(d.value).Add(term.value.Mul(d.tangents[k]))
			}
			term.value = term.value.Mul(d.value)
		}
		sum.value = sum.value.Add(term.value)
		for k := range sum.tangents {
			sum.tangents[k] = sum.tangents[k].Add(term.tangents[k])
		}
	}
	scale := n.float(e.Scale)
	sum.value = sum.value.Scale(scale)
	for k := range sum.tangents {
		sum.tangents[k] = sum.tangents[k].Scale(scale)
	}
	return sum, nil
}

// sensitivities returns the residuals and, where asked for, their derivatives in
// each parameter, as series of order 0.
func sensitivities[N any, J taylor[N, J]](p precision[N, J], net Network, theta []float64, rows []Equation, tangents bool) ([]J, [][]J, error) {
	if err := net.check(theta, rows); err != nil {
		return nil, nil, err
	}
	n := network[N, J]{precision: p, Network: net}
	for _, v := range theta {
		n.theta = append(n.theta, p.float(v))
	}
	var r []J
	var jac [][]J
	for _, e := range rows {
		d, err := n.equation(e, tangents)
		if err != nil {
			return nil, nil, err
		}
		r, jac = append(r, d.value), append(jac, d.tangents)
	}
	return r, jac, nil
}

// lossGrad returns |r|² and 2 J^T r.
func lossGrad[N any, J taylor[N, J]](p precision[N, J], net Network, theta []float64, rows []Equation) (J, []J, error) {
	r, jac, err := sensitivities(p, net, theta, rows, true)
	if err != nil {
		return nil, nil, err
	}
	two := p.float(2)
	loss := p.constant(p.float(0), 0)
	grad := make([]J, len(theta))
	for k := range grad {
		grad[k] = loss
	}
	for i := range r {
		loss = loss.Add(r[i].Mul(r[i]))
		for k := range grad {
			grad[k] = grad[k].Add(r[i].Mul(jac[i][k]).Scale(two))
		}
	}
	return loss, grad, nil
}
