// Package taylor checks Taylor coefficients that come with error bounds of their own. A law
// compares two ways to one number, and what the bounds enclose on both sides must have a point
// in common. So no tolerance is chosen; a law rejects infinite bounds, and cannot tell
// that finite ones are wider than they need be.
//
//	f, g := expr.MustParse("sin(x)", -2, 2), expr.MustParse("exp(x)", -2, 2)
//	err := taylor.Leibniz(impl, f, g, 0.5, 6) // coefficients 0 to 6 of f g at 0.5
//
// The checks, each with a Compare function that returns its numbers:
//
//   - [Linearity]: of a f + b g;
//   - [Leibniz]: of a product, the Cauchy product;
//   - [Chain]: of a composition, Faa di Bruno's formula;
//   - [InversePairs]: a function of its inverse is x;
//   - [Derivatives]: an elementary function against its derivative in elementary functions,
//     the one law that tells the recurrence of a wrong function.
package taylor
