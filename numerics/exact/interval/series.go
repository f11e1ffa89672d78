package interval

import "adfd/numerics/exact/dd"

// Each function here returns the series of one elementary function of u, by the
// recurrence that its differential equation gives. Where y = f(u) and y' = w u',
// the method chain makes y_k from w_0 ... w_(k-1).

func (u Jet) exp() Jet { return u.expFrom(u[0].Exp()) }

// expFrom is e^u with the constant term y0: y' = y u'.
func (u Jet) expFrom(y0 Interval) Jet {
	y := Line(y0, Interval{}, u.Order())
	for k := 1; k < len(u); k++ {
		y[k] = u.chain(y, k)
	}
	return y
}

// log: y' = u'/u.
func (u Jet) log() Jet { return u.integral(u[0].Log(), u.recip()) }

// integral is the y with y' = w u' and the constant term y0.
func (u Jet) integral(y0 Interval, w Jet) Jet {
	y := Line(y0, Interval{}, u.Order())
	for k := 1; k < len(u); k++ {
		y[k] = u.chain(w, k)
	}
	return y
}

func (u Jet) sin() Jet {
	s, _ := u.pair(u[0].Sin(), u[0].Cos(), -1)
	return s
}

func (u Jet) cos() Jet {
	_, c := u.pair(u[0].Sin(), u[0].Cos(), -1)
	return c
}

func (u Jet) sinh() Jet {
	s, _ := u.pair(u[0].Sinh(), u[0].Cosh(), 1)
	return s
}

func (u Jet) cosh() Jet {
	_, c := u.pair(u[0].Sinh(), u[0].Cosh(), 1)
	return c
}

// pair solves s' = c u', c' = sign s u'.
func (u Jet) pair(s0, c0 Interval, sign float64) (s, c Jet) {
	s = Line(s0, Interval{}, u.Order())
	c = Line(c0, Interval{}, u.Order())
	for k := 1; k < len(u); k++ {
		s[k] = u.chain(c, k)
		c[k] = u.chain(s, k).Mul(Point(sign))
	}
	return s, c
}

// tan: y' = w u' and w' = 2 y w u' for w = sec² u.
func (u Jet) tan() Jet {
	return u.riccati(u[0].Tan(), u[0].Cos().Square().Recip(), 2)
}

// tanh: y' = w u' and w' = -2 y w u' for w = sech² u. Unlike 1 - y² this w keeps
// its relative accuracy at saturation.
func (u Jet) tanh() Jet {
	return u.riccati(u[0].Tanh(), u[0].Cosh().Recip().Square(), -2)
}

// riccati solves y' = w u', w' = a y w u'.
func (u Jet) riccati(y0, w0 Interval, a float64) Jet {
	y := Line(y0, Interval{}, u.Order())
	w := Line(w0, Interval{}, u.Order())
	yw := make(Jet, len(u))
	for k := 1; k < len(u); k++ {
		yw[k-1] = y.convolve(w, 0, k-1, k-1).Mul(Point(a))
		w[k] = u.chain(yw, k)
		y[k] = u.chain(w, k)
	}
	return y
}

// sigmoid is 1/2 + tanh(u/2)/2, with its own value for the constant term.
func (u Jet) sigmoid() Jet {
	y := u.Scale(Point(0.5)).tanh().Scale(Point(0.5))
	y[0] = u[0].Sigmoid()
	return y
}

// softplus: y' = sigmoid(u) u'.
func (u Jet) softplus() Jet {
	return u.integral(u[0].Softplus(), u.sigmoid())
}

// gaussian is e^v, v = -u².
func (u Jet) gaussian() Jet {
	return u.Square().Scale(Point(-1)).expFrom(u[0].Gaussian())
}

// erf: y' = 2/sqrt(pi) exp(-u²) u'.
func (u Jet) erf() Jet {
	return u.integral(u[0].Erf(), u.gaussian().Scale(twoOverSqrtPiBounds))
}

// sqrt: y² = u.
func (u Jet) sqrt() Jet {
	y := Line(u[0].Sqrt(), Interval{}, u.Order())
	for k := 1; k < len(u); k++ {
		y[k] = u[k].Sub(y.convolve(y, 1, k-1, k)).Div(y[0].Mul(Point(2)))
	}
	return y
}

// recip: y u = 1.
func (u Jet) recip() Jet {
	y := Line(u[0].Recip(), Interval{}, u.Order())
	for k := 1; k < len(u); k++ {
		y[k] = u.convolve(y, 1, k, k).Mul(y[0]).Neg()
	}
	return y
}

// silu is u sigmoid(u), with its own value for the constant term.
func (u Jet) silu() Jet {
	y := u.Mul(u.sigmoid())
	y[0] = u[0].SiLU()
	return y
}

// gelu is u Phi(u), Phi' = exp(-u²/2)/sqrt(2 pi) u', with its own value for the
// constant term.
func (u Jet) gelu() Jet {
	z := u.Scale(sqrtHalfBounds)
	density := z.gaussian().Scale(twoOverSqrtPiBounds).Scale(sqrtHalfBounds).Scale(Point(0.5))
	phi := u.integral(increasing(dd.DD.Normal, u[0], Interval{0, 1}), density)
	y := u.Mul(phi)
	y[0] = u[0].GELU()
	return y
}

// 2/sqrt(pi) = 1.1283791670955125739 and 1/sqrt 2 = 0.70710678118654752440 between
// neighbouring float64.
var (
	twoOverSqrtPiBounds = Interval{0x1.20dd750429b6dp+0, 0x1.20dd750429b6ep+0}
	sqrtHalfBounds      = Interval{0x1.6a09e667f3bccp-1, 0x1.6a09e667f3bcdp-1}
)
