// Package catalog has test functions by name, each with its derivatives of all
// orders at 256 bits and the places where it is hard: cancellation, poles,
// saturation, subnormal values, huge arguments, kinks.
//
// A Function is of one variable, a Field of several. properties.Known compares an
// implementation with them; they serve as well as functions to differentiate by a
// method of one's own.
//
// # Accuracy
//
// Exact evaluates closed forms by package exact, with Prec + Guard = 384 bits. A
// form that cancels by more than Guard at some point of the domain is replaced
// there by another one, so that every result is accurate to Prec = 256 bits
// relatively, except within 2^-128 of a zero of the derivative, relatively to
// the terms that make it.
//
// # Names
//
// Functions, and their formulas:
//
//	exp           e^x
//	log           log x
//	sin           sin x
//	cos           cos x
//	tan           tan x
//	sinh          (e^x - e^-x)/2
//	cosh          (e^x + e^-x)/2
//	tanh          (e^x - e^-x)/(e^x + e^-x)
//	sigmoid       1/(1 + e^-x)
//	softplus      log(1 + e^x)
//	gaussian      e^(-x^2)
//	sqrt          sqrt x
//	recip         1/x
//	gelu          x (1 + erf(x/sqrt 2))/2
//	silu          x/(1 + e^-x)
//	erf           2/sqrt(pi) integral of e^(-t^2) from 0 to x
//	runge         1/(1 + 25 x^2)
//	sin50         sin(50 x)
//	chirp         sin(x^2)
//	wilkinson     (x - 1)(x - 2)...(x - 20)
//	sextic        x^6 - 6x^5 + 15x^4 - 20x^3 + 15x^2 - 6x + 1
//	cosratio      (1 - cos x)/x^2, 1/2 at 0
//	expm1mx       e^x - 1 - x
//	log1p         log(1 + x)
//	logcosh       log(cosh x)
//	rootgap       sqrt(x + 1) - sqrt x
//	pole          1/(x - 1)
//	flat          e^(-1/x^2), 0 at 0
//	step          tanh(100 x)
//	abs           |x|
//	relu          max(x, 0)
//	abscube       |x|^3
//	maxsquare     max(x, x^2)
//
// Fields, their dimensions and formulas:
//
//	rosenbrock    4  sum over i < 4 of 100 (x_(i+1) - x_i^2)^2 + (1 - x_i)^2
//	sines         3  sin(x_1) sin(2 x_2) sin(3 x_3)
//	exponentials  4  e^(x_1 x_2) - 1 - x_1 x_2 + e^(x_3) - e^(x_4)
//	quadratic     4  x^T Q diag(1, 2^-13, 2^-26, 2^-39) Q x / 2, Q = I - J/2, J all ones: condition 2^39
//	wells         3  sum over i of (x_i^4 - 2 x_i^2)/i
//	logsumexp     3  log(e^(x_1) + e^(x_2) + e^(x_3))
//	norm          3  sqrt(x_1^2 + x_2^2 + x_3^2)
package catalog
