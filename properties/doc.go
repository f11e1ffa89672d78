// Package properties checks derivatives, and what is made of them, in any
// implementation: a function and its claimed derivative, an engine, a formula, an
// optimiser, a routine for singular values. A test of one's own gradient is
//
//	properties.OK(t, properties.Gradient(f, grad, x, nil))
//
// # Derivatives of a black box
//
// Derivative, Gradient, JVP, VJP, HVP and Operator need f and the claim, in float64
// or float32. They sample f along a line at steps that halve from about 1 to the last bits of x, and take
// difference quotients of rising accuracy on these points, central and from both sides. So they see for
// themselves how far rounding hides the derivative, and how far truncation does, where f
// stops at a border (Settings.Lo, Settings.Hi: no evaluation leaves the box), and whether the sides
// differ: a *Kink. A claim passes if it lies within what the quotients leave open, and what they leave
// open must be less than half of 0.1% (Settings.Resolution). If it is more the answer is
// neither yes nor no, and the error wraps ErrInconclusive. A claim that fails, or passes with little
// room, is judged again on a second ladder of steps, and both must agree: rounding may look like a
// derivative on one, and hardly on two. Nor is a claim judged where formulas of larger and of smaller steps
// have settled on different numbers, and ordinary rounding of the values at the larger ones would explain
// that: set Settings.Step to the scale of f at x. In float32 that and noise make many checks
// inconclusive at the default resolution; see Settings.Resolution. Coordinates come first, so that an
// error names the entry, then random directions; of a direction that fails the entry is
// searched.
//
// One exception remains: a derivative that the digits of f hide, as that of a saturated unit,
// passes with any claim as small as what hides it; see Settings.Resolution.
//
// Where f cancels so badly that it stands still on small steps and jumps on larger ones, as
// (1 - cos x)/x^2 below 1e-8, the derivative of what is computed is 0, and a claim of the
// true one is called wrong, seldom a kink at larger x: the check judges the function that
// the code computes. Nor does it see a wave whose amplitude is near the last digits of f: the third
// derivative of x^3/7 + cos(3x) at 5000, where f is 2e10, is taken for that of the cubic, but not
// with Settings.Step 1/128. |x|^1.05 at 0 is called a kink.
//
// Functions write into dst, which holds NaN before the call: every entry must be set. They
// must leave x as it is.
//
// # Known functions
//
// Known and KnownField compare with the 256-bit oracle of package catalog, in units in the last
// place, at places that are hard on purpose.
//
// # Other checks
//
//   - scheme: finite differences, given as numbers or as a function to call;
//   - optimiser: an optimiser against its rule;
//   - spectra: a routine for singular values, and what is derived from them;
//   - taylor: Taylor coefficients that come with error bounds of their own;
//   - engines: the plans of a derivative engine, and what its optional interfaces promise.
//
// # Errors
//
// A check returns nil if the law holds; a *Violation that names the case, the measured and the
// allowed value, with the sweep of difference quotients where there is one, and a line of Go that
// repeats it; or an error about its input or of the implementation. Cases are the caller's, but for the
// directions of a Settings.Seed and for optimiser.Step's own gradients, which are the same in every run;
// package gen has rapid generators, and package catalog functions by name.
//
// # Allowances
//
// Those of a black box are measured by the sweep and multiplied by factors that are chosen: 4
// deviations make an allowance, which may grow to 4 times that as long as it is below the
// resolution; and to be called wrong a claim must be off by 8 allowances, or 16 where the
// estimate is worse than the resolution. Beside that, a claim that agrees with the estimate to
// half of the digits, sqrt(u), passes: the check finds slips, and the accuracy of a derivative
// is the subject of Known and KnownField.
//
// No other allowance is chosen. Those of a Taylor implementation
// are the error bounds that it reports itself: a law compares two ways to one number, and both
// enclosures must hold it; it rejects infinite ones, and cannot tell that bounds are wider than they
// need be. All others follow from the unit roundoff and the size of the case, by the
// derivation above each.
package properties
