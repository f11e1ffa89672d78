package fd

import (
	"fmt"
	"math/big"

	"adfd/numerics/engine"
)

// Round returns the offsets and the weights of s, each rounded once to T.
//
// The error names a value beyond the normal range of T, where one rounding
// would cost more than a relative u, and offsets that T cannot tell apart.
func Round[T engine.Float](s Stencil) (offsets, weights []T, err error) {
	offsets, weights = make([]T, s.Len()), make([]T, s.Len())
	for j := range offsets {
		if offsets[j], err = round[T](s.offsets[j]); err != nil {
			return nil, nil, fmt.Errorf("fd: offset %d: %w", j, err)
		}
		if weights[j], err = round[T](s.weights[j]); err != nil {
			return nil, nil, fmt.Errorf("fd: weight of offset %s: %w", s.offsets[j].RatString(), err)
		}
		if j > 0 && offsets[j] == offsets[j-1] {
			return nil, nil, fmt.Errorf("fd: offsets %s and %s are both %v in %T",
				s.offsets[j-1].RatString(), s.offsets[j].RatString(), offsets[j], offsets[j])
		}
	}
	return offsets, weights, nil
}

// round is r rounded once to T, or an error if r is neither zero nor in T's
// normal range.
func round[T engine.Float](r *big.Rat) (T, error) {
	var v, tiny T
	switch p := any(&v).(type) {
	case *float32:
		*p, _ = r.Float32()
		tiny = T(smallestNormal32)
	case *float64:
		*p, _ = r.Float64()
		tiny = T(smallestNormal64)
	}
	if !engine.Finite(v) || (v < tiny && v > -tiny && r.Sign() != 0) {
		return 0, fmt.Errorf("%s is outside the normal range of %T", new(big.Float).SetRat(r).Text('g', 6), v)
	}
	return v, nil
}

// The smallest positive normal numbers.
var (
	smallestNormal32 = 0x1p-126
	smallestNormal64 = 0x1p-1022
)

// stepPower is h^q, exact and then rounded once to T.
func stepPower[T engine.Float](h T, q int) (T, error) {
	v, err := round[T](power(new(big.Rat).SetFloat64(float64(h)), q))
	if err != nil {
		return 0, fmt.Errorf("step h = %v: h^%d = %w", h, q, err)
	}
	return v, nil
}
