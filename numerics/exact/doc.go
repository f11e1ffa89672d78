// Package exact is the oracle: elementary functions, Taylor series and finite
// difference stencils on math/big, far more accurate than anything they judge;
// beside them double-double arithmetic, and intervals for proved bounds.
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
//
// # Double-double
//
// Where 256 bits are too slow, as in spectra of matrices, DD carries 106 bits in
// two float64: arithmetic and elementary functions with derived error bounds, Taylor
// coefficients from the same closed forms, and singular values by one-sided
// Jacobi rotations. The constants and tables in it are 256-bit values, rounded.
//
// # Intervals
//
// Interval gives bounds instead of values: its results contain all that their
// operands can give. The elementary functions are those of DD, widened by their
// error bounds, so the bounds are proved without trust in a library's last bits.
// Series of intervals use the recurrences of Taylor mode, since there an error
// can only show as a value outside, which the closed forms detect. MaxDerivative
// bounds a derivative over a whole interval by branch and bound.
//
// # Networks
//
// Network evaluates residuals of differential equations for a fully connected
// network, exact derivatives or finite differences of it, with their Jacobian and the
// gradient of the loss: in forward mode, dual numbers over Taylor series, one
// parameter at a time, at 106 or 256 bits. The code it judges uses a reverse sweep.
package exact
