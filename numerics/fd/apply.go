package fd

import (
	"fmt"

	"adfd/numerics/engine"
)

// Apply approximates f^(q)(x) with step h, which may be negative: the stencil
// is then mirrored. Order of operations: see the package.
//
// The error names a point x or step h that is not finite, h = 0, a step that x
// absorbs (x + s h == x for an offset s != 0), a value of f that is not finite
// with its point, and an h^q or a result beyond the range of float64.
func (s Stencil) Apply(f func(float64) float64, x, h float64) (float64, error) {
	scale, err := stepScale(s, h)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for j, offset := range s.offsets64 {
		t, err := shifted(x, offset, h)
		if err != nil {
			return 0, fmt.Errorf("fd: %w", err)
		}
		v := f(t)
		if !engine.Finite(v) {
			return 0, fmt.Errorf("fd: f(%v) = %v at x = %v, offset %v, h = %v", t, v, x, offset, h)
		}
		sum += float64(s.weights64[j] * v)
	}
	d := sum / scale
	if !engine.Finite(d) {
		return 0, fmt.Errorf("fd: derivative of order %d at x = %v, h = %v is %v", s.order, x, h, d)
	}
	return d, nil
}

// ApplyBatch is Apply at many points, in float32 or float64: f sets y[i] = f(x[i]),
// and dst[i] approximates f^(q)(x[i]). Weights are rounded once to T and all
// else is done in T. The value at each point is the one that a batch of that
// point alone gives, if f does the same. Errors are those of Apply, with the
// index of the point, and an empty or unequal x and dst; dst is then undefined.
func ApplyBatch[T engine.Float](s Stencil, f func(x, y []T), x []T, h T, dst []T) error {
	if len(x) == 0 || len(dst) != len(x) {
		return fmt.Errorf("fd: %d points with room for %d derivatives", len(x), len(dst))
	}
	scale, err := stepScale(s, h)
	if err != nil {
		return err
	}
	offsets, weights, err := Round[T](s)
	if err != nil {
		return err
	}
	t, v := make([]T, len(x)), make([]T, len(x))
	clear(dst)
	for j, offset := range offsets {
		for i := range t {
			if t[i], err = shifted(x[i], offset, h); err != nil {
				return fmt.Errorf("fd: point %d: %w", i, err)
			}
		}
		f(t, v)
		w := weights[j]
		for i := range v {
			if !engine.Finite(v[i]) {
				return fmt.Errorf("fd: point %d: f(%v) = %v at x = %v, offset %v, h = %v", i, t[i], v[i], x[i], offset, h)
			}
			dst[i] += T(w * v[i])
		}
	}
	for i := range dst {
		dst[i] /= scale
		if !engine.Finite(dst[i]) {
			return fmt.Errorf("fd: point %d: derivative of order %d at x = %v, h = %v is %v", i, s.order, x[i], h, dst[i])
		}
	}
	return nil
}

// stepScale checks s and h and returns h^q.
func stepScale[T engine.Float](s Stencil, h T) (T, error) {
	if s.Len() == 0 {
		return 0, fmt.Errorf("fd: stencil without points")
	}
	if !engine.Finite(h) || h == 0 {
		return 0, fmt.Errorf("fd: step h = %v, want a finite number other than 0", h)
	}
	scale, err := stepPower(h, s.order)
	if err != nil {
		return 0, fmt.Errorf("fd: %w", err)
	}
	return scale, nil
}

// shifted is fl(x + fl(s h)), checked.
func shifted[T engine.Float](x, s, h T) (T, error) {
	if !engine.Finite(x) {
		return 0, fmt.Errorf("point x = %v, want a finite number", x)
	}
	if s == 0 {
		return x, nil
	}
	t := x + T(s*h)
	if !engine.Finite(t) {
		return 0, fmt.Errorf("x + s h = %v at x = %v, s = %v, h = %v", t, x, s, h)
	}
	if t == x {
		return 0, fmt.Errorf("step absorbed: x + s h == x at x = %v, s = %v, h = %v", x, s, h)
	}
	return t, nil
}
