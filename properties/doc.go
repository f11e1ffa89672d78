// Package properties checks a derivative against the function that it belongs to. Both are called,
// neither is read: hand-written code, dual numbers, a code generator or a machine-learning framework
// will do, in float64 or float32. A test of a gradient is
//
//	properties.OK(t, properties.Gradient(f, grad, x, nil)) // f(x), and grad(dst, x)
//
// # Checks
//
//	Derivative         f^(k), 1 <= k <= 8, of a function of one variable
//	Gradient           the gradient of a function of several variables
//	JVP, VJP           products of the Jacobian with a vector from the right, and from the left
//	HVP                products of the Hessian with a vector
//	Operator           a sum of partial derivatives, as the left side of a differential equation
//	Known, KnownField  a function of package catalog, its derivatives or its gradient, in units in the
//	                   last place of a 256-bit oracle, at places that are hard on purpose
//
// What is made of derivatives has packages of its own, with checks of the same form:
//
//	scheme     finite differences, as numbers or as a function to call
//	optimiser  an optimiser against its rule
//	spectra    singular values, their effective number, truncated entropy
//	taylor     Taylor coefficients that come with error bounds of their own
//	engines    the plans of a derivative engine
//
// Package gen has rapid generators of cases, and package catalog functions by name.
//
// # How a derivative is judged
//
// All but the last two checks sample f along a line through x, at steps that halve from about 1 to
// the last bits of x, and take difference quotients of rising accuracy on these points, central and from
// both sides. So they see for themselves how far rounding hides the derivative, and how far
// truncation does. The result is an estimate of the derivative with a standard deviation. Coordinates
// come first, so that an error names the entry, then random directions; of a direction that fails the
// entry is searched.
//
// The allowance is 4 deviations, of the estimate and of the claim among the neighbours of x, and sqrt(u) of
// the claim, u the unit roundoff: a check finds slips, and the last digits are the subject of Known. The
// resolution is Settings.Resolution of the estimate. ErrInconclusive is neither yes nor no.
//
//	the first that applies                                                          answer
//	f is NaN or infinite at x                                                       ErrInconclusive
//	the claim is NaN, or an entry of dst was not set                                *Violation
//	quotients do not settle, or grow without limit: a pole, a jump, a cusp          ErrInconclusive
//	the sides differ, in this derivative or a lower one: a kink                     *Kink
//	  with Settings.AtKink, and a claim between them                                passes
//	  at the smallest steps alone, or by too little to tell                         ErrInconclusive
//	larger and smaller steps say different things, and one of them agrees           ErrInconclusive
//	off by at most 4 allowances and the resolution, allowance below the resolution  passes
//	the digits of f hide the derivative: see below                                  passes
//	the claim varies among neighbours of x by more than f and the resolution        *Violation
//	off by at most 16 allowances, allowance above the resolution: f does not tell   ErrInconclusive
//	off by at most 8 allowances: may be chance                                      ErrInconclusive
//	estimate and claim are below the rounding, 64 u, of what f is a sum of          ErrInconclusive
//	larger steps say what is claimed: rounding, or a fine structure                 ErrInconclusive
//	anything else                                                                   *Violation
//
// A claim that fails, or passes with little room, is judged again on a second ladder, of steps that are an
// odd multiple of the first's: rounding may look like a derivative on one ladder, and hardly on two. If the
// ladders differ the answer is ErrInconclusive.
//
// The digits of f hide its derivative, as that of a saturated unit, in four cases. A claim passes
// that is as small as what hides it; in the first two it must be within the allowance:
//
//   - claim, estimate and allowance are below u^(3/4) |f| over the unit step, which is 1e-12 |f| in float64;
//     or 16 allowances are, and one is below 16 times the resolution;
//   - the estimate is zero within its error, and 16 allowances are below u^(1/2) of the largest |f| on the
//     steps on which f looks smooth;
//   - the claim is 0, and the estimate is below 64 u of that |f|, and below sqrt(u) |f(x)| where f(x) is
//     not 0: the derivative of sin(x) - x at 0;
//   - f stands still on all steps down from a sixteenth of the largest, and the claim moves f by no more
//     than 64 u of |f|, of the largest |x_i| or of the unit step: the loss of a confident classifier.
//
// # Settings
//
//	field        default   meaning
//	Lo, Hi       no limit  the corners of a box that no evaluation leaves; one number is for all coordinates
//	Directions   4         how many random directions are tried beside the coordinates; negative is none
//	Coordinates  64        how many coordinates and outputs are tried, a sample of more; negative is none
//	Seed         0         of the directions and the samples
//	Step         1         the largest step, in units of max(|x_i|, 1), rounded down to a power of two
//	Resolution   5e-4      the relative error that a check must tell
//	AtKink       false     accept every value between the derivatives from both sides
//
// Set Step where f varies on a much larger scale than x, and to less than the distance from a
// singularity. Set Resolution to 1e-2 for second derivatives in float32, or most are inconclusive; with the
// default so are a third of the first derivatives of tanh on [-4, 4], and most gradients.
//
// # What is not seen
//
//   - Where f cancels so badly that it stands still on small steps and jumps on larger ones, as
//     (1 - cos x)/x^2 below 1e-8, the derivative of what is computed is 0, and a claim of the
//     true one is called wrong: the check judges the function that the code computes.
//   - A wave whose amplitude is near the last digits of f is missed: the third derivative of
//     x^3/7 + cos(3x) at 5000, where f is 2e10, is taken for that of the cubic, but not with
//     Settings.Step 1/128.
//   - |x|^1.05 at 0 is called a kink.
//
// # Functions under test
//
// They write into dst, which holds NaN before the call: every entry must be set. They must leave x as it
// is. The directions of a seed are the same in every run, and so are the gradients that optimiser.Step draws.
//
// # Errors
//
// A check returns nil if the law holds; a *Violation that names the case, the measured and the
// allowed value, with the sweep of difference quotients where there is one, and a line of Go that
// repeats it; or an error about its input or of the implementation. [Judge] ends a law of one's own in the
// same way.
//
// The factors 4, 8, 16 and 64 above are chosen. No other allowance is: those of a Taylor implementation are
// the error bounds that it reports itself, and all others follow from the unit roundoff and the size of
// the case, by the derivation above each.
package properties
