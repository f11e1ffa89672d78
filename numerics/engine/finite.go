package engine

import "math"

// Finite reports whether x is neither NaN nor an infinity.
//
// The shorter x-x == 0 is not the same everywhere: where x is a product, a processor
// with a fused multiply-add may subtract the rounded product from the exact one, and
// find a finite x that differs from itself.
func Finite[T Float](x T) bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }
