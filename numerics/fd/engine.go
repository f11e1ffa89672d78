package fd

import (
	"fmt"

	"adfd/numerics/engine"
)

// NewEngine returns finite differences as a method of differentiation. Every
// partial derivative is the tensor product of the 1-D stencils that opts gives
// its entries. The step is opts.H rounded to T; weights are rounded once to T;
// all arithmetic is in T.
//
// The error names a step that is not finite, not positive or beyond the normal
// range of T, a bad accuracy (odd for central, negative), and an unknown
// placement.
func NewEngine[T engine.Float](opts Options) (engine.Engine[T], error) {
	h := T(opts.H)
	if !engine.Finite(opts.H) || opts.H <= 0 {
		return nil, fmt.Errorf("fd: step h = %v, want a finite positive number", opts.H)
	}
	if !engine.Finite(h) {
		return nil, fmt.Errorf("fd: step h = %v is outside the range of %T", opts.H, h)
	}
	if _, err := stepPower(h, 1); err != nil || h == 0 {
		return nil, fmt.Errorf("fd: step h = %v is outside the normal range of %T", opts.H, h)
	}
	if _, err := opts.Stencil(1); err != nil {
		return nil, err
	}
	return stencils[T]{opts: opts, h: h}, nil
}

type stencils[T engine.Float] struct {
	opts Options
	h    T
}

// Name is the String of the options.
func (e stencils[T]) Name() string { return e.opts.String() }

// Plan prepares the union of the stencils of op; the result is a *Plan[T]. The
// error names a bad operator, a stencil of too many points, and an order whose weights or
// power of h leave the normal range of T.
func (e stencils[T]) Plan(op engine.Operator, dim int) (engine.Plan[T], error) {
	if err := op.Validate(dim); err != nil {
		return nil, err
	}
	formulas := make([]formula, len(op))
	for r, alpha := range op {
		var err error
		if formulas[r], err = tensor(e.opts, alpha); err != nil {
			return nil, fmt.Errorf("%w, in derivative %v", err, alpha)
		}
	}
	points := union(formulas, dim)

	p := &Plan[T]{
		dim:    dim,
		h:      e.h,
		points: points,
		bias:   make([]T, len(points)),
		rows:   make([]row[T], len(op)),
		coeffs: make([]T, 2*block),
		scaled: make([]T, block),
	}
	for c := range p.bias {
		p.bias[c] = 1
	}
	for r, f := range formulas {
		var err error
		if p.rows[r].scale, err = stepPower(e.h, op[r].Order()); err != nil {
			return nil, fmt.Errorf("fd: derivative %v: %w", op[r], err)
		}
		for j, point := range f.points {
			w, err := round[T](f.weights[j])
			if err != nil {
				return nil, fmt.Errorf("fd: derivative %v: weight of offset %v: %w", op[r], point, err)
			}
			p.rows[r].channels = append(p.rows[r].channels, find(points, point))
			p.rows[r].weights = append(p.rows[r].weights, w)
		}
	}
	return p, nil
}
