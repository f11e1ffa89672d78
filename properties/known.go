package properties

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/properties/catalog"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

const (
	knownGrid      = 33 // points of Known's grid: both ends, the centre and short fractions
	knownFieldGrid = 16 // points of KnownField's
)

// Known: impl is the k-th derivative of the catalogue's function of that name, the
// function itself for k = 0, within ulps units in the last place of T at each
// point. The points nil stands for the function's hard places and 33 points of its
// core, as far as they are in the domain after rounding to T and no kink.
//
// The oracle is catalog.Function, at 256 bits, at the point that impl is given; so
// the rounding of x to T does not count. The unit is the spacing of T at the exact
// value, 2^-1074 or 2^-149 where that is subnormal or 0, and an infinity is right
// where the value overflows; see exact.Error64. A Violation is of the worst point.
//
// The error names an unknown function, a negative k, ulps that are negative, NaN
// or infinite, and a point outside the domain or at a kink.
func Known[T engine.Float](impl func(x T) T, name string, k int, points []T, ulps float64) error {
	call := repeat.Call("properties.Known", name, k, given(points), ulps)
	f, err := catalog.ByName(name)
	if err == nil {
		points, err = knownCase(k, ulps, points, func() []T { return knownPoints[T](f, k) })
	}
	if err != nil {
		return Judge("Known", call, nil, err)
	}
	worst, at := Comparison{Measured: -1, Allowed: ulps}, points[0]
	for _, x := range points {
		want, err := f.Derivative(float64(x), k)
		if err != nil {
			return Judge("Known", call, nil, err)
		}
		got := impl(x)
		if off := ulpError(got, want); off > worst.Measured {
			worst.Measured, at = off, x
			worst.Case = fmt.Sprintf("%s at x = %v: got %v, want %s, in ulps", derivativeOf(k, name, f.Formula), x, got, show(want))
		}
	}
	return Judge("Known", repeat.Call("properties.Known", name, k, []T{at}, ulps), []Comparison{worst}, nil)
}

// given is an argument that repeats as nil if it is nil.
func given[P any](points []P) any {
	if points == nil {
		return repeat.Verbatim("nil")
	}
	return points
}

// knownCase returns the points, those of the catalogue for nil.
func knownCase[P any](k int, ulps float64, points []P, own func() []P) ([]P, error) {
	if k < 0 {
		return points, fmt.Errorf("derivative of order %d, want at least 0", k)
	}
	if !(ulps >= 0) || math.IsInf(ulps, 1) {
		return points, fmt.Errorf("%v ulps allowed, want a finite number >= 0", ulps)
	}
	if points == nil {
		points = own()
	}
	if len(points) == 0 {
		return points, fmt.Errorf("no points")
	}
	return points, nil
}

// knownPoints are the points of f that are left in T.
func knownPoints[T engine.Float](f catalog.Function, k int) []T {
	var points []T
	for _, x := range append(f.Hard(), f.Grid(knownGrid)...) {
		near := T(x)
		kink := func(kink catalog.Kink) bool { return kink.X == float64(near) && k >= kink.Order }
		if f.Domain.Contains(float64(near)) && !slices.ContainsFunc(f.Kinks, kink) {
			points = append(points, near)
		}
	}
	return points
}

func derivativeOf(k int, name, formula string) string {
	if k == 0 {
		return fmt.Sprintf("%s, %s,", name, formula)
	}
	return fmt.Sprintf("derivative of order %d of %s, %s,", k, name, formula)
}

// ulpError is |got - want| in units in the last place of T.
func ulpError[T engine.Float](got T, want *big.Float) float64 {
	var ulps float64
	switch got := any(got).(type) {
	case float32:
		_, ulps = exact.Error32(got, want)
	case float64:
		_, ulps = exact.Error64(got, want)
	}
	return ulps
}

// KnownField: impl sets dst to the gradient of the catalogue's field of that name,
// each entry g_i within ulps units of
//
//	the spacing of T at max(|g_i|, sum over j of |x_j dg_i/dx_j|).
//
// That is the error of an entry in its own last place, unless it cancels: there no
// arithmetic can do better than the exact gradient at an x whose coordinates are
// rounded, which the sum stands for. points nil stands for the field's hard places
// and 16 points of its core, as in Known; so do the oracle and the errors. impl must
// set all of dst and leave x as it is. A Violation is of the worst entry.
func KnownField[T engine.Float](impl func(dst, x []T), name string, points [][]T, ulps float64) error {
	call := func(points [][]T) string { return repeat.Call("properties.KnownField", name, given(points), ulps) }
	f, err := catalog.FieldByName(name)
	if err == nil {
		points, err = knownCase(0, ulps, points, func() [][]T { return knownFieldPoints[T](f) })
	}
	if err != nil {
		return Judge("KnownField", call(points), nil, err)
	}
	worst, at := Comparison{Measured: -1, Allowed: ulps}, points[0]
	for _, x := range points {
		want, scale, err := fieldGradient(f, x)
		if err != nil {
			return Judge("KnownField", call(points), nil, err)
		}
		got, given := number.Blank[T](len(x)), slices.Clone(x)
		impl(got, given)
		if !slices.Equal(given, x) {
			return Judge("KnownField", call([][]T{x}), nil, fmt.Errorf("the gradient of %s changed x = %v to %v", name, x, given))
		}
		for i := range got {
			if off := scaledUlpError(got[i], want[i], scale[i]); off > worst.Measured {
				worst.Measured, at = off, x
				worst.Case = fmt.Sprintf("entry %d of the gradient of %s, %s, at x = %v: got %v, want %s, in ulps of %s",
					i, name, f.Formula, x, got[i], show(want[i]), show(scale[i]))
			}
		}
	}
	return Judge("KnownField", call([][]T{at}), []Comparison{worst}, nil)
}

// knownFieldPoints are the points of f that are left in T.
func knownFieldPoints[T engine.Float](f catalog.Field) [][]T {
	var points [][]T
	for _, x := range append(f.Hard(), f.Grid(knownFieldGrid)...) {
		near, inside, at := make([]T, len(x)), true, make([]float64, len(x))
		for i, v := range x {
			near[i] = T(v)
			at[i] = float64(near[i])
			inside = inside && f.Domain.Contains(at[i])
		}
		kink := func(k []float64) bool { return slices.Equal(k, at) }
		if inside && !slices.ContainsFunc(f.Kinks, kink) {
			points = append(points, near)
		}
	}
	return points
}

// fieldGradient returns the gradient g at x and, for each entry, the larger of
// |g_i| and sum over j of |x_j dg_i/dx_j|.
func fieldGradient[T engine.Float](f catalog.Field, x []T) (g, scale []*big.Float, err error) {
	if len(x) != f.Dim {
		return nil, nil, fmt.Errorf("%s: a point has %d coordinates, want %d", f.Name, len(x), f.Dim)
	}
	p := make([]*big.Float, len(x))
	for i, v := range x {
		if math.IsNaN(float64(v)) {
			return nil, nil, fmt.Errorf("%s: coordinate %d is %v", f.Name, i, v)
		}
		p[i] = new(big.Float).SetFloat64(float64(v))
	}
	if g, err = f.Gradient(p); err != nil {
		return nil, nil, err
	}
	h, err := f.Hessian(p)
	if err != nil {
		return nil, nil, err
	}
	scale = make([]*big.Float, len(x))
	for i := range scale {
		scale[i] = exact.New(0)
		for j := range x {
			term := exact.New(0).Mul(p[j], h[i][j])
			scale[i].Add(scale[i], term.Abs(term))
		}
		if own := new(big.Float).Abs(g[i]); own.Cmp(scale[i]) > 0 {
			scale[i] = own
		}
	}
	return g, scale, nil
}

// scaledUlpError is |got - want| in units in the last place of T at scale >= |want|:
// the error of scale + |got - want| as a value for scale.
func scaledUlpError[T engine.Float](got T, want, scale *big.Float) float64 {
	if v := float64(got); math.IsNaN(v) || math.IsInf(v, 0) {
		return ulpError(got, want)
	}
	off := new(big.Float).SetPrec(2*exact.Prec).Sub(new(big.Float).SetFloat64(float64(got)), want)
	unit := ulpAt[T](scale)
	off.Quo(off.Abs(off), unit)
	ulps, _ := off.Float64()
	return ulps
}

// ulpAt is the spacing of T at v.
func ulpAt[T engine.Float](v *big.Float) *big.Float {
	bits, lowest := number.Digits[T](), -1074
	if bits == 24 {
		lowest = -149
	}
	if v.Sign() == 0 {
		return new(big.Float).SetMantExp(big.NewFloat(1), lowest)
	}
	return new(big.Float).SetMantExp(big.NewFloat(1), max(v.MantExp(nil)-bits, lowest))
}

// show writes v in decimal where that is quick: a huge exponent takes minutes, so
// beyond 2^+-4096 the mantissa and the power of two stand instead.
func show(v *big.Float) string {
	if e := v.MantExp(nil); v.Sign() != 0 && max(e, -e) > 1<<12 {
		return v.Text('p', 16)
	}
	return v.Text('g', 20)
}
