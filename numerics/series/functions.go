package series

import "fmt"

// Apply sets y to the named function of x, and w, which must have the same length and
// differ from both, to the series that its recurrence carries beside it:
//
//	sin, cos      the other of the two        tan       1 + tan^2 x
//	sinh, cosh    the other of the two        tanh      sech^2 x
//	sigmoid       sech^2(x/2)/4               softplus  sigmoid x
//	silu          sigmoid x                   erf       2/sqrt(pi) exp(-x^2)
//	normal, gelu  exp(-x^2/2)/sqrt(2 pi)
//
// For exp, gaussian, log, sqrt and recip it leaves w as it is. normal is the
// distribution function of the standard normal law, gelu x normal(x), silu x sigmoid(x).
// It panics on an unknown name.
func Apply[N any, A Arithmetic[N]](a A, name string, y, w, x []N) {
	var buf [onStack]N
	u := newArgument(a, x, &buf)
	switch name {
	case "exp":
		y[0] = u.value("exp")
		u.integral(y, y)
	case "log":
		u.log(y)
	case "sin":
		y[0], w[0] = u.value("sin"), u.value("cos")
		u.pair(y, w, -1)
	case "cos":
		y[0], w[0] = u.value("cos"), u.value("sin")
		u.pair(w, y, -1)
	case "tan":
		u.tan(y, w)
	case "sinh":
		y[0], w[0] = u.value("sinh"), u.value("cosh")
		u.pair(y, w, 1)
	case "cosh":
		y[0], w[0] = u.value("cosh"), u.value("sinh")
		u.pair(w, y, 1)
	case "tanh":
		u.tanh(y, w)
	case "sigmoid":
		u.sigmoid(y, w)
	case "softplus":
		u.sigmoid(w, y)
		y[0] = u.value("softplus")
		u.integral(y, w)
	case "gaussian":
		y[0] = u.value("gaussian")
		u.bell(y, 1)
	case "sqrt":
		u.sqrt(y)
	case "recip":
		clear(y)
		y[0] = a.Exact(1)
		Div(a, y, y, x)
	case "silu":
		u.sigmoid(w, y)
		Mul(a, y, x, w)
	case "erf":
		y[0], w[0] = u.value("erf"), u.value("erfslope")
		u.bell(w, 1)
		u.integral(y, w)
	case "normal", "gelu":
		y[0], w[0] = u.value("normal"), u.value("density")
		u.bell(w, 0.5)
		u.integral(y, w)
		if name == "gelu" {
			Mul(a, y, x, y)
		}
	default:
		panic(fmt.Sprintf("series: unknown function %q", name))
	}
}
