package activation

import (
	"math"
	"math/big"
)

// The exponential behind every activation that needs one.
//
// Method. Write
//
//	x = (128 m + j) ln2/128 + r,   0 <= j < 128,   |r| <= ln2/256 < 0.00271,
//	exp(x) = 2^m 2^(j/128) exp(r).
//
// k = 128 m + j is the integer nearest to x*128/ln2. ln2/128 is split into hi,
// which has 34 significant bits so that k*hi is exact for |k| < 2^18, and lo, so
// that r = (x - k hi) - k lo carries an absolute error below 2^-61.
// 2^(j/128) is stored as a double and its relative remainder, tail_j < 2^-53.
// exp(r) - 1 is the Taylor polynomial of degree 5, whose first omitted term is
// r^6/720 < 2^-60. The last step,
//
//	s + s p,   p = tail_j + (exp(r) - 1),   |p| < 0.00272,
//
// rounds p and the product with an error below 3*0.00272 u, so the whole is
// within 0.5 + 0.01 ulp of exp(x). Measured against 256 bits over [-708, 709]:
// at most 0.51 ulp.
//
// Every product that meets a sum is rounded explicitly, so no platform fuses
// them and all give the same bits. Outside [-708, 709], where the result is
// subnormal or about to overflow, expEdge scales the result.
const (
	expMin, expMax = -708, 709

	expPieces = 128
	expPerLn2 = 0x1.71547652b82fep+7  // 128/ln2
	expLn2Hi  = 0x1.62e42fef8p-8      // ln2/128 to 34 bits
	expLn2Lo  = 0x1.1cf79abc9e3b4p-43 // the rest

	// roundShift added to |y| < 2^51 leaves the integer nearest to y, in two's
	// complement, in the low bits of the significand.
	roundShift = 0x1.8p52
)

// expEntry holds 2^(j/128) for one j.
type expEntry struct {
	tail float64 // relative remainder of the rounded value
	bits uint64  // the rounded value's bits less j<<45, so that adding k<<45 adds m to the exponent
}

var expTable = newExpTable()

// newExpTable computes the powers from repeated square roots of two at 160
// bits: 128 products lose less than 8 of them.
func newExpTable() (table [expPieces]expEntry) {
	const prec = 160
	root := new(big.Float).SetPrec(prec).SetInt64(2)
	for n := 1; n < expPieces; n *= 2 {
		root.Sqrt(root)
	}
	power := new(big.Float).SetPrec(prec).SetInt64(1)
	for j := range table {
		s, _ := power.Float64()
		rest := new(big.Float).SetPrec(prec).SetFloat64(s)
		rest.Quo(rest.Sub(power, rest), power)
		tail, _ := rest.Float64()
		table[j] = expEntry{tail, math.Float64bits(s) - uint64(j)<<45}
		power.Mul(power, root)
	}
	return table
}

// expInPlace sets x[i] = exp(x[i]).
func expInPlace(x []float64) {
	const c2, c3, c4, c5 = 1. / 2, 1. / 6, 1. / 24, 1. / 120
	for i, v := range x {
		if !(v >= expMin && v <= expMax) {
			x[i] = expEdge(v)
			continue
		}
		kd := float64(v*expPerLn2) + roundShift
		k := math.Float64bits(kd)
		kd -= roundShift
		r := (v - float64(kd*expLn2Hi)) - float64(kd*expLn2Lo)
		e := &expTable[k%expPieces]
		s := math.Float64frombits(e.bits + k<<45)
		r2 := float64(r * r)
		p := e.tail + r + (float64(r2*(c2+float64(r*c3))) + float64(float64(r2*r2)*(c4+float64(r*c5))))
		x[i] = s + float64(s*p)
	}
}

// expEdge is exp(v) where its exponent leaves the range of normal numbers, and
// for NaN. v is moved by 64 ln2 towards 0, without rounding; the low part of
// ln2 enters to first order, and the power of two at the end. Within 1.1 ulp.
func expEdge(v float64) float64 {
	const largest, least = 709.782712893384, -745.1332191019412
	switch {
	case v > largest:
		return math.Inf(1)
	case v < least:
		return 0
	case v != v:
		return v
	}
	m := math.Copysign(64, v)
	x := [1]float64{v - float64(m*(expPieces*expLn2Hi))}
	expInPlace(x[:])
	return math.Ldexp(x[0]-float64(x[0]*(m*(expPieces*expLn2Lo))), int(m))
}
