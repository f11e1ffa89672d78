package series

// argument is the argument of a function, and what its recurrence needs of it: the
// series t x' with coefficients j x[j].
type argument[N any, A Arithmetic[N]] struct {
	a     A
	x, dx []N
}

func newArgument[N any, A Arithmetic[N]](a A, x []N, buf *[onStack]N) argument[N, A] {
	dx := auxiliary(buf, len(x))
	for j := 1; j < len(x); j++ {
		dx[j] = a.Times(float64(j), x[j])
	}
	return argument[N, A]{a, x, dx}
}

// value is the function of that name at x[0].
func (u argument[N, A]) value(name string) N { return u.a.Value(name, u.x[0]) }

// chain is coefficient k >= 1 of the y with y' = g x'.
func (u argument[N, A]) chain(g []N, k int) N {
	var zero N
	return u.a.Over(Convolve(u.a, zero, u.dx, g, 1, k, k), k)
}

// integral sets y with y' = g x' from y[0].
func (u argument[N, A]) integral(y, g []N) {
	for k := 1; k < len(y); k++ {
		y[k] = u.chain(g, k)
	}
}

// pair sets y and w with y' = w x' and w' = sign y x' from y[0] and w[0].
func (u argument[N, A]) pair(y, w []N, sign int) {
	for k := 1; k < len(y); k++ {
		y[k], w[k] = u.chain(w, k), u.chain(y, k)
		if sign < 0 {
			w[k] = u.a.Neg(w[k])
		}
	}
}

// tan sets y = tan x and w = 1 + y^2, a sum of positive terms: y' = w x'.
func (u argument[N, A]) tan(y, w []N) {
	var zero N
	y[0] = u.value("tan")
	w[0] = u.a.Add(u.a.Exact(1), u.a.Mul(y[0], y[0]))
	for k := 1; k < len(y); k++ {
		y[k] = u.chain(w, k)
		w[k] = Convolve(u.a, zero, y, y, 0, k, k)
	}
}

// tanh sets y = tanh x and w = sech^2 x: y' = w x' and w' = -2 y w x'. Unlike 1 - y^2
// this w keeps its relative accuracy at saturation.
func (u argument[N, A]) tanh(y, w []N) {
	var buf [onStack]N
	var zero N
	yw := auxiliary(&buf, len(y))
	y[0], w[0] = u.value("tanh"), u.value("sech2")
	for k := 1; k < len(y); k++ {
		yw[k-1] = Convolve(u.a, zero, y, w, 0, k-1, k-1)
		y[k] = u.chain(w, k)
		w[k] = u.a.Times(-2, u.chain(yw, k))
	}
}

// sigmoid sets y = 1/(1 + e^-x) = (1 + tanh(x/2))/2, and w to its derivative,
// sech^2(x/2)/4. Only coefficient 0 needs the sum, and has a value of its own.
func (u argument[N, A]) sigmoid(y, w []N) {
	var halfBuf, buf [onStack]N
	half := auxiliary(&halfBuf, len(y))
	Scale(u.a, half, 0.5, u.x)
	newArgument(u.a, half, &buf).tanh(y, w)
	Scale(u.a, y, 0.5, y)
	Scale(u.a, w, 0.25, w)
	y[0] = u.value("sigmoid")
}

// bell sets y = y[0] exp(-c (x^2 - x[0]^2)): y' = -y q' with q = c x^2.
func (u argument[N, A]) bell(y []N, c float64) {
	var buf [onStack]N
	var zero N
	dq := auxiliary(&buf, len(y)) // j q[j]
	for k := 1; k < len(y); k++ {
		q := u.a.Times(c, Convolve(u.a, zero, u.x, u.x, 0, k, k))
		dq[k] = u.a.Times(float64(k), q)
		y[k] = u.a.Neg(u.a.Over(Convolve(u.a, zero, dq, y, 1, k, k), k))
	}
}

// log sets y = ln x: x y' = x', that is
//
//	y[k] = (x[k] - (1/k) sum_{j=1..k-1} j y[j] x[k-j]) / x[0].
func (u argument[N, A]) log(y []N) {
	var buf [onStack]N
	var zero N
	dy := auxiliary(&buf, len(y)) // j y[j]
	y[0] = u.value("log")
	for k := 1; k < len(y); k++ {
		s := u.a.Over(Convolve(u.a, zero, dy, u.x, 1, k-1, k), k)
		y[k] = u.a.Div(u.a.Add(u.x[k], u.a.Neg(s)), u.x[0])
		dy[k] = u.a.Times(float64(k), y[k])
	}
}

// sqrt sets y = sqrt x: y^2 = x, that is
//
//	y[k] = (x[k] - sum_{0<j<k} y[j] y[k-j]) / (2 y[0]).
func (u argument[N, A]) sqrt(y []N) {
	var buf [onStack]N
	minus := auxiliary(&buf, len(y)) // -y
	y[0] = u.value("sqrt")
	twice := u.a.Times(2, y[0])
	for k := 1; k < len(y); k++ {
		y[k] = u.a.Div(Convolve(u.a, u.x[k], minus, y, 1, k-1, k), twice)
		minus[k] = u.a.Neg(y[k])
	}
}
