package jet

import (
	"math/big"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// collapsed evaluates c times the Laplacian or the biharmonic operator as a whole. The
// highest derivatives enter those of s(z) linearly, as in
//
//	Delta s(z) = s' Delta z + s'' |grad z|^2,
//
// so that only their sum need be carried from layer to layer, where directional jets carry
// each. With what it needs of lower order, the channels in d variables are
//
//	Delta     u, grad u, Delta u                              C = 1 + d + 1
//	Delta^2   u, grad u, D^2 u, grad Delta u, Delta^2 u       C = 1 + d + d(d+1)/2 + d + 1,
//
// for the biharmonic operator 9 in the plane and 14 in space, in place of 17 and 37.
//
// Li et al., A computational framework for neural network-based variational Monte Carlo with
// forward Laplacian, 2023 (arXiv:2307.08214); Dangel et al., Collapsing Taylor mode automatic
// differentiation, 2025 (arXiv:2505.13644).
//
// What Plan says of memory, overlap and wrong lengths holds here too.
type collapsed[T engine.Float] struct {
	chainRule[T]
	dim      int
	channels int
	coef     T
	bias     []T
	lifted   []bool
	scratch  []T  // what a tile shares, where there is no tape
	c        []T  // [order+2][tile]: coefficients of s, where the rule leaves some out
	topOnly  bool // whether the last channel of y alone is wanted
}

// chainRule is an operator's chain rule for y = s(z) and its transpose, on the tiles of z,
// y and their gradients. Both directions share some planes: the derivatives of s at z, from the
// first that is needed to one order above the operator's, and what prepare adds.
type chainRule[T engine.Float] interface {
	order() int
	first() int                         // plane 0 is the derivative of this order
	shared() int                        // number of planes
	prepare(z, shared tiles[T])         // fills the planes beyond the derivatives
	forward(z, y, shared tiles[T])      // sets the channels of y but for the value
	reverse(z, gy, gz, shared tiles[T]) // sets all channels of gz

	// selected is the rule, with scratch of its own, where z and gz are wanted in value and
	// gradient only (straight), y and gy in the last channel only (top), or both.
	selected(straight, top bool) chainRule[T]
}

// tiles are m values, from at on, of each plane of n values.
type tiles[T engine.Float] struct {
	b        []T
	n, at, m int
}

// plane is the tile of a plane. Loops over several take all as [:m], with one m, which
// spares them the checks of bounds.
func (t tiles[T]) plane(p int) []T { return plane(t.b, p, t.n, t.at, t.m) }

// Combine prepares c Delta and c Delta^2 in two variables and more, with the derivatives in
// any order.
func (Engine[T]) Combine(op engine.Operator, coef []T, dim int) (engine.Plan[T], bool) {
	if dim < 2 || op.Validate(dim) != nil || len(coef) != len(op) {
		return nil, false
	}
	c, ok := laplacianPower(op, coef, dim)
	switch {
	case ok && op.Order() == 2:
		return newCollapsed(laplacian[T]{dim}, dim, dim+2, c), true
	case ok && op.Order() == 4:
		b := newBiharmonic[T](dim)
		return newCollapsed(b, dim, b.top()+1, c), true
	}
	return nil, false
}

// laplacianPower returns c if op and coef are c Delta^k, whose terms are those of the
// multinomial theorem,
//
//	Delta^k = sum over |beta| = k of k!/beta! d^(2 beta).
func laplacianPower[T engine.Float](op engine.Operator, coef []T, dim int) (c T, ok bool) {
	k := op.Order() / 2
	betas := monomials(dim, k)
	if len(op) != len(betas) {
		return 0, false
	}
	for i, beta := range betas {
		alpha := make(engine.MultiIndex, dim)
		for d, b := range beta {
			alpha[d] = 2 * b
		}
		r := slices.IndexFunc(op, alpha.Equal)
		if r < 0 {
			return 0, false
		}
		if i == 0 {
			c = coef[r] // of d_1^2k, whose weight is 1
		}
		weight := new(big.Int).Quo(factorials(engine.MultiIndex{k}), factorials(beta))
		if coef[r] != T(weight.Int64())*c {
			return 0, false
		}
	}
	return c, true
}

func newCollapsed[T engine.Float](rule chainRule[T], dim, channels int, coef T) *collapsed[T] {
	p := &collapsed[T]{chainRule: rule, dim: dim, channels: channels, coef: coef}
	p.bias = make([]T, channels)
	p.bias[0] = 1
	p.lifted = make([]bool, channels)
	for c := range 1 + dim {
		p.lifted[c] = true
	}
	p.allocate()
	return p
}

func (p *collapsed[T]) allocate() {
	p.scratch = make([]T, p.shared()*tile.Size)
	if p.first() > 0 {
		p.c = make([]T, (p.order()+2)*tile.Size)
	}
}

func (p *collapsed[T]) Channels() int { return p.channels }

// Bias is 1, 0, 0, ...: a constant has no derivatives.
func (p *collapsed[T]) Bias() []T { return p.bias }

// Lift sets channel 0 to the points and channels 1 to d, the gradient, to the unit vectors.
func (p *collapsed[T]) Lift(x, dst []T) error {
	if err := lift(x, dst, p.dim, p.channels); err != nil {
		return err
	}
	for d := range p.dim {
		slope := dst[(1+d)*len(x):]
		for at := d; at < len(x); at += p.dim {
			slope[at] = 1
		}
	}
	return nil
}

// Read is c times the last channel.
func (p *collapsed[T]) Read(y, dst []T) {
	n := perChannel("Read", y, p.channels)
	mustHold("Read", dst, n)
	for i, v := range y[len(y)-n:] {
		dst[i] = p.coef * v
	}
}

// ReadT sets the last channel to c times g, and the others to 0.
func (p *collapsed[T]) ReadT(g, gy []T) {
	n := perChannel("ReadT", gy, p.channels)
	mustHold("ReadT", g, n)
	clear(gy)
	last := gy[len(gy)-n:]
	for i, v := range g {
		last[i] = p.coef * v
	}
}

func (p *collapsed[T]) Activate(s engine.Activation[T], z, y []T) {
	n := perChannel("Activate", z, p.channels, y)
	for at := 0; at < n; at += tile.Size {
		zt := tiles[T]{z, n, at, min(tile.Size, n-at)}
		p.activate(s, zt, y, p.scratch, p.order())
	}
}

func (p *collapsed[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	n := perChannel("ActivateT", z, p.channels, y, gy, gz)
	for at := 0; at < n; at += tile.Size {
		zt := tiles[T]{z, n, at, min(tile.Size, n-at)}
		shared, _ := p.derivatives(s, zt, p.scratch, p.order()+1)
		p.transpose(zt, gy, gz, shared)
	}
}

// TapeLen is the length of the tape for n values per channel. The tape holds what Activate
// shares with its transpose, tile by tile.
func (p *collapsed[T]) TapeLen(n int) int { return p.shared() * n }

// ActivateTape is Activate, and fills tape.
func (p *collapsed[T]) ActivateTape(s engine.Activation[T], z, y, tape []T) {
	n := perChannel("ActivateTape", z, p.channels, y)
	mustHold("ActivateTape", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		zt := tiles[T]{z, n, at, min(tile.Size, n-at)}
		p.activate(s, zt, y, tape[p.TapeLen(at):], p.order()+1)
	}
}

// ActivateTapeT is ActivateT, given the tape that ActivateTape filled.
func (p *collapsed[T]) ActivateTapeT(z, y, tape, gy, gz []T) {
	n := perChannel("ActivateTapeT", z, p.channels, y, gy, gz)
	mustHold("ActivateTapeT", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		p.transpose(tiles[T]{z, n, at, m}, gy, gz, tiles[T]{tape[p.TapeLen(at):], m, 0, m})
	}
}

// derivatives fills the planes that forward and reverse share, in b: s^(k) from the rule's first k to
// the given order, and behind those to order+1 what prepare adds. It returns s(z) as well.
func (p *collapsed[T]) derivatives(s engine.Activation[T], z tiles[T], b []T, order int) (shared tiles[T], value []T) {
	m, first := z.m, p.first()
	c := b
	if first > 0 {
		c = p.c
	}
	c = c[:(order+1)*m]
	s.Coefficients(order, z.plane(0), c)
	shared = tiles[T]{b, m, 0, m}
	factorial := T(1)
	for k := 1; k <= order; k++ {
		factorial *= T(k)
		if k < first || k == 1 && first == 0 {
			continue // not wanted, or in its place
		}
		dst, ck := shared.plane(k-first), c[k*m:][:m]
		for i := range dst {
			dst[i] = factorial * ck[i]
		}
	}
	p.prepare(z, shared)
	return shared, c[:m]
}

// activate keeps in b what forward and reverse share.
func (p *collapsed[T]) activate(s engine.Activation[T], z tiles[T], y, b []T, order int) {
	shared, value := p.derivatives(s, z, b, order)
	yt := tiles[T]{y, z.n, z.at, z.m}
	if !p.topOnly {
		copy(yt.plane(0), value)
	}
	p.forward(z, yt, shared)
}

func (p *collapsed[T]) transpose(z tiles[T], gy, gz []T, shared tiles[T]) {
	p.reverse(z, tiles[T]{gy, z.n, z.at, z.m}, tiles[T]{gz, z.n, z.at, z.m}, shared)
}
