// Package exact is the oracle: elementary functions, Taylor series and finite
// difference stencils on math/big, far more accurate than anything they judge. Its
// sister packages are dd, the same with 106 bits and much faster; interval, for proved
// bounds; and network, which evaluates networks and their gradients in either precision.
//
// # Accuracy
//
// Inside the package every elementary function has the form f(x, w) and one
// contract: its argument is exact, and its result y satisfies
//
//	|y - f(x)| <= 2^-w |f(x)|.
//
// Each meets it by computing with a few more bits than w; the count stands
// above each function. The exported functions ask for w = Prec + 16 and round
// once to Prec bits, so they err by at most
//
//	1/2 ulp (rounding) + 2^-(Prec+16) relative (at most 2^-16 ulp) < 0.51 ulp,
//
// well within the one ulp that callers may rely on. The bound is relative: it
// holds in the tails too, as in sech^2 at saturation, in GELU(-30) or in
// softplus(-800).
//
// Results whose logarithm is beyond 2^30 saturate: they are 0 or +Inf. math/big
// itself ends near 2^(2^31).
//
// Taylor coefficients come from closed forms (Eulerian and Hermite polynomials,
// binomial series, derivative polynomials of the tangent), and a function of a
// series is composed by Horner's rule. Neither uses the recurrences of Taylor
// mode differentiation, so that the same slip can't be made on both sides.
package exact
