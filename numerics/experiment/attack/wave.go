package attack

import (
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
)

// wave is a function under attack, with a frequency w that monomials do not have.
type wave interface {
	// maximum bounds |f^(k)| on [lo, hi]; scale is w^k, rounded upwards.
	maximum(w float64, k int, lo, hi, scale float64) float64
	// dd is f^(k)(t) in double-double.
	dd(w float64, k int, t dd.DD) dd.DD
	// big is f^(k)(t) with oraclePrec bits.
	big(w float64, k int, t *big.Float) *big.Float
}

// waves are the functions for a stencil whose order and accuracy have this sum: sin(w t),
// exp(w t), the power that attains the truncation bound, and the next one.
func waves(sum int) []wave { return []wave{sine{}, exponential{}, monomial(sum), monomial(sum + 1)} }

const waveCount = 4

// num has the precision of a sum that cancels.
func num(x float64) *big.Float { return new(big.Float).SetPrec(oraclePrec).SetFloat64(x) }

type sine struct{}

// A sine reaches 1 if its phase passes an extremum.
func (sine) maximum(w float64, k int, lo, hi, scale float64) float64 {
	phase := float64(k%2) * math.Pi / 2
	a, b := float64(w*lo)+float64(phase), float64(w*hi)+float64(phase)
	if math.Floor(b/math.Pi-0.5) > math.Floor(a/math.Pi-0.5) {
		return scale
	}
	return scale * min(1, max(math.Abs(math.Sin(a)), math.Abs(math.Sin(b)))+0x1p-40)
}

func (sine) dd(w float64, k int, t dd.DD) dd.DD {
	v := dd.FromFloat64(w).Mul(t)
	if k%2 == 0 {
		v = v.Sin()
	} else {
		v = v.Cos()
	}
	if k%4 >= 2 {
		v = v.Neg()
	}
	return timesPower(v, w, k)
}

func (sine) big(w float64, k int, t *big.Float) *big.Float { return derivative("sin", w, k, t) }

type exponential struct{}

func (exponential) maximum(w float64, _ int, _, hi, scale float64) float64 {
	return scale * math.Exp(w*hi)
}

func (exponential) dd(w float64, k int, t dd.DD) dd.DD {
	return timesPower(dd.FromFloat64(w).Mul(t).Exp(), w, k)
}

func (exponential) big(w float64, k int, t *big.Float) *big.Float { return derivative("exp", w, k, t) }

// timesPower is v w^k.
func timesPower(v dd.DD, w float64, k int) dd.DD {
	for range k {
		v = v.Mul(dd.FromFloat64(w))
	}
	return v
}

// derivative is that of order k of a named function of w t.
func derivative(name string, w float64, k int, t *big.Float) *big.Float {
	f, err := exact.Coefficients(name, new(big.Float).SetPrec(2*oraclePrec).Mul(num(w), t), k)
	if err != nil {
		panic(err) // |w t| < 64
	}
	// Coefficients carry Prec + Guard bits; Derivative would round to Prec.
	v := num(1)
	v.Mul(f[k], v.SetInt(new(big.Int).MulRange(1, int64(k))))
	for range k {
		v.Mul(v, num(w))
	}
	return v
}

// monomial is t^n for its degree n.
type monomial int

func (n monomial) maximum(w float64, k int, lo, hi, scale float64) float64 {
	if k > int(n) {
		return 0
	}
	for i := range k {
		scale = scale / w * float64(int(n)-i)
	}
	return scale * math.Pow(max(math.Abs(lo), math.Abs(hi)), float64(int(n)-k))
}

func (n monomial) dd(_ float64, k int, t dd.DD) dd.DD {
	v := dd.FromFloat64(1)
	for i := range int(n) {
		if i < k {
			v = v.Mul(dd.FromFloat64(float64(int(n) - i)))
		} else {
			v = v.Mul(t)
		}
	}
	return v
}

func (n monomial) big(_ float64, k int, t *big.Float) *big.Float {
	v := num(1)
	for i := range int(n) {
		if i < k {
			v.Mul(v, num(float64(int(n)-i)))
		} else {
			v.Mul(v, t)
		}
	}
	return v
}
