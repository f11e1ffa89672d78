package jet

import (
	"fmt"
	"math/big"
	"slices"

	"adfd/numerics/engine"
)

// Partial derivatives from directional ones, by polarisation.
//
// The m-th Taylor coefficient of t -> u(x + t v) is
//
//	u_{v,m} = (v.grad)^m u / m! = sum over |beta| = m of v^beta/beta! d^beta u,
//
// so d^alpha u = sum_v omega_v u_{v,m} for every smooth u if and only if
//
//	sum_v omega_v v^beta = alpha! [beta = alpha]   for all |beta| = m.
//
// The monomial form of the same identity is x^alpha = sum_v (omega_v/m!) (v.x)^m.
// A set of integer directions that is sure to suffice is that of the
// polarisation formula, v_i in {alpha_i, alpha_i - 2, ..., -alpha_i}: it follows
// from expanding prod_i (e^{x_i} - e^{-x_i})^{alpha_i} to its leading term.
// It needs one direction for d^m/dx^m, two for u_xy, four for u_xxyy and
// u_xyz. An operator's derivatives share directions wherever an exact solution
// of the linear system allows it.

// direction is a line through the point and the jet that runs along it.
type direction struct {
	v       []int // primitive: the entries have no common divisor, the first that is not 0 is positive
	order   int   // of the jet
	channel int   // of coefficient 1; coefficient k is channel+k-1
}

// share is omega times the coefficient of order m along a direction.
type share struct {
	direction int
	omega     *big.Rat
}

// polarise chooses directions for op and returns, for each derivative of
// positive order, its terms. Higher orders choose first; a lower one finds
// their directions for free.
func polarise(op engine.Operator, dim int) ([]direction, [][]share) {
	var chosen []direction
	terms := make([][]share, len(op))
	for m := op.Order(); m >= 1; m-- {
		var rows []int
		var targets []engine.MultiIndex
		for r, alpha := range op {
			if alpha.Order() == m {
				rows = append(rows, r)
				targets = append(targets, alpha)
			}
		}
		if len(targets) == 0 {
			continue
		}
		directions, weights := leastDirections(chosen, targets, dim, m)
		index := make([]int, len(directions)) // of a direction among the chosen
		for d, v := range directions {
			index[d] = slices.IndexFunc(chosen, func(c direction) bool { return slices.Equal(c.v, v) })
			if index[d] < 0 {
				index[d] = len(chosen)
				chosen = append(chosen, direction{v: v, order: m})
			}
		}
		for t, r := range rows {
			for d, omega := range weights[t] {
				if omega.Sign() != 0 {
					terms[r] = append(terms[r], share{index[d], omega})
				}
			}
		}
	}
	channel := 1
	for d := range chosen {
		chosen[d].channel = channel
		channel += chosen[d].order
	}
	return chosen, terms
}

// leastDirections returns directions and weights[t][d] that give every target,
// all of order m. It solves with two lists of candidates and keeps the
// solution with fewer new directions: the polarisation formula of each target, and
// that of their least common multiple, which is smaller where many mixed
// derivatives meet (u_xy, u_yz and u_xz take four directions instead of six).
func leastDirections(chosen []direction, targets []engine.MultiIndex, dim, m int) ([][]int, [][]*big.Rat) {
	// Directions that cost nothing, then the axes of unmixed derivatives, which
	// no set can do better than.
	var first [][]int
	for _, c := range chosen {
		first = addDirection(first, c.v)
	}
	free := len(first)
	multiple := make(engine.MultiIndex, dim)
	for _, alpha := range targets {
		if v := slices.Clone(alpha); slices.Max(v) == m {
			first = addDirection(first, v)
		}
		for i, k := range alpha {
			multiple[i] = max(multiple[i], k)
		}
	}
	each := slices.Clone(first)
	for _, alpha := range targets {
		each = addPolarisation(each, alpha)
	}
	directions, weights := solveWeights(each, targets, dim, m)

	// The list of the common multiple is tried while it is a small one.
	const largeList = 128
	size := 1
	for _, k := range multiple {
		size = min(size*(k+1), largeList+1)
	}
	if size <= largeList {
		joint := addPolarisation(slices.Clone(first), multiple)
		for _, v := range each {
			joint = addDirection(joint, v)
		}
		d, w := solveWeights(joint, targets, dim, m)
		if countNew(d, first[:free]) < countNew(directions, first[:free]) {
			return d, w
		}
	}
	return directions, weights
}

func countNew(directions, free [][]int) int {
	n := 0
	for _, v := range directions {
		if !slices.ContainsFunc(free, func(f []int) bool { return slices.Equal(f, v) }) {
			n++
		}
	}
	return n
}

// addPolarisation adds v_i in {alpha_i, alpha_i - 2, ..., -alpha_i}.
func addPolarisation(list [][]int, alpha engine.MultiIndex) [][]int {
	v := slices.Clone(alpha)
	for {
		list = addDirection(list, v)
		i := 0
		for ; i < len(v); i++ { // count down, the first entry fastest
			if v[i] > -alpha[i] {
				v[i] -= 2
				break
			}
			v[i] = alpha[i]
		}
		if i == len(v) {
			return list
		}
	}
}

// addDirection adds the primitive multiple of v unless it is 0 or there.
func addDirection(list [][]int, v []int) [][]int {
	divisor := 0
	for _, k := range v {
		divisor = gcd(divisor, k)
	}
	if divisor == 0 {
		return list
	}
	if i := slices.IndexFunc(v, func(k int) bool { return k != 0 }); v[i] < 0 {
		divisor = -divisor
	}
	p := make([]int, len(v))
	for i, k := range v {
		p[i] = k / divisor
	}
	if slices.ContainsFunc(list, func(w []int) bool { return slices.Equal(w, p) }) {
		return list
	}
	return append(list, p)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// solveWeights solves the polarisation identity exactly. Gauss-Jordan elimination takes the
// earliest independent candidates as its basis; those that no target uses are
// dropped. The candidates must span the targets, or it panics.
func solveWeights(candidates [][]int, targets []engine.MultiIndex, dim, m int) (directions [][]int, weights [][]*big.Rat) {
	n := len(candidates)
	var a [][]*big.Rat // one equation per monomial beta: n unknowns, then one right-hand side per target
	for _, beta := range monomials(dim, m) {
		equation := make([]*big.Rat, n+len(targets))
		for d, v := range candidates {
			equation[d] = new(big.Rat).SetInt(monomial(v, beta))
		}
		for t, alpha := range targets {
			equation[n+t] = new(big.Rat)
			if beta.Equal(alpha) {
				equation[n+t].SetInt(factorials(alpha))
			}
		}
		a = append(a, equation)
	}

	pivots := eliminate(a, n)
	for _, equation := range a[len(pivots):] {
		for t, alpha := range targets {
			if equation[n+t].Sign() != 0 {
				panic(fmt.Sprintf("jet: directions %v do not give %v", candidates, alpha))
			}
		}
	}
	weights = make([][]*big.Rat, len(targets))
	for i, d := range pivots {
		row := a[i][n:]
		if slices.IndexFunc(row, func(w *big.Rat) bool { return w.Sign() != 0 }) < 0 {
			continue
		}
		directions = append(directions, candidates[d])
		for t, w := range row {
			weights[t] = append(weights[t], w)
		}
	}
	return directions, weights
}

// eliminate brings the first n columns of a to reduced row echelon form and
// returns the pivot columns, in order.
func eliminate(a [][]*big.Rat, n int) (pivots []int) {
	product := new(big.Rat)
	for col := 0; col < n && len(pivots) < len(a); col++ {
		top := len(pivots)
		r := slices.IndexFunc(a[top:], func(e []*big.Rat) bool { return e[col].Sign() != 0 })
		if r < 0 {
			continue
		}
		a[top], a[top+r] = a[top+r], a[top]
		inverse := new(big.Rat).Inv(a[top][col])
		for _, w := range a[top][col:] {
			w.Mul(w, inverse)
		}
		for i := range a {
			if i == top || a[i][col].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(a[i][col])
			for k := col; k < len(a[i]); k++ {
				if a[top][k].Sign() != 0 {
					a[i][k].Sub(a[i][k], product.Mul(factor, a[top][k]))
				}
			}
		}
		pivots = append(pivots, col)
	}
	return pivots
}

// monomials lists the multi-indices of order m in dim variables.
func monomials(dim, m int) []engine.MultiIndex {
	if dim == 1 {
		return []engine.MultiIndex{{m}}
	}
	var list []engine.MultiIndex
	for k := m; k >= 0; k-- {
		for _, rest := range monomials(dim-1, m-k) {
			list = append(list, append(engine.MultiIndex{k}, rest...))
		}
	}
	return list
}

// monomial is v^beta.
func monomial(v []int, beta engine.MultiIndex) *big.Int {
	p := big.NewInt(1)
	for i, k := range beta {
		p.Mul(p, new(big.Int).Exp(big.NewInt(int64(v[i])), big.NewInt(int64(k)), nil))
	}
	return p
}

// factorials is alpha! = alpha_1! alpha_2! ...
func factorials(alpha engine.MultiIndex) *big.Int {
	p := big.NewInt(1)
	for _, k := range alpha {
		p.Mul(p, new(big.Int).MulRange(1, int64(k)))
	}
	return p
}
