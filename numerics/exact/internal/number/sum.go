package number

import "math/big"

// Add sets z to x + y, rounded as by math/big, and returns it. The operands may be of any sizes:
// (*big.Float).Add writes out all bits between them, 200 MB for 1 + exp(-2^30).
func Add(z, x, y *big.Float) *big.Float {
	x, y = nearer(z, x, y)
	return z.Add(x, y)
}

// Sub sets z to x - y in the same way.
func Sub(z, x, y *big.Float) *big.Float {
	x, y = nearer(z, x, y)
	return z.Sub(x, y)
}

// apart is the distance of exponents from which nearer acts. Below, math/big is quick.
const apart = 1 << 12

// nearer returns x and y, or, where their sizes are far apart, the larger one and a number instead
// of the smaller that gives the same rounded sum.
//
// Let |large| be in [2^(e-1), 2^e), a multiple of 2^(e-m), and p the precision of z. The numbers
// between which rounding decides, those of p bits and the midpoints between them, are multiples of
// 2^(e-p-2) near large, also below a power of two. With n = max(m, p+2) none lies strictly
// between large and large ± 2^(e-n): all smaller numbers of a sign give one sum, that of
// 2^(e-n-1).
func nearer(z, x, y *big.Float) (*big.Float, *big.Float) {
	if x.Sign() == 0 || y.Sign() == 0 || x.IsInf() || y.IsInf() {
		return x, y
	}
	gap := Exponent(x) - Exponent(y)
	switch {
	case gap > apart:
		return x, instead(y, x, z.Prec())
	case gap < -apart:
		return instead(x, y, z.Prec()), y
	}
	return x, y
}

// instead is 2^(e-n-1) with the sign of small, or small where it is not below that. A precision of
// 0 is that of the operands' larger one, as in math/big.
func instead(small, large *big.Float, prec uint) *big.Float {
	if prec == 0 {
		prec = max(small.Prec(), large.Prec())
	}
	at := Exponent(large) - int(max(large.MinPrec(), prec+2)) - 1
	if Exponent(small) > at {
		return small
	}
	one := NewInt(int64(small.Sign()), small.Prec())
	return one.SetMantExp(one, at)
}
