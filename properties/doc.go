// Package properties holds the laws that derivatives, stencils and truncated
// entropy obey, as checks that can be run on any implementation:
//
//   - Linearity, Leibniz, Chain, InversePairs and Derivatives, of a Taylor
//     implementation;
//   - StencilMoments and StencilPolynomials, of finite-difference stencils;
//   - EntropyRange, EntropyScale, EntropyEquality, EntropyDefinition and
//     EntropyOrthogonal, of truncated entropy; CutoffLaws, of the effective
//     cut-off number;
//   - ReadTranspose, ActivateTranspose and TapeAgrees, of the plans of an
//     engine.
//
// A check takes the implementation and one case. It returns nil if the law
// holds; a *Violation that names the case, the measured and the allowed value
// and a line of Go that repeats it; or the implementation's own error. Nothing
// is drawn at random here: package gen has generators of cases.
//
// # Allowances
//
// No allowance is chosen. Those of a Taylor implementation are the error bounds
// that it reports itself: a law compares two ways to one number, and both
// enclosures must hold it. All others follow from the unit roundoff and the
// size of the case, by the derivation above each. A law cannot tell that the
// reported bounds are wider than they need be; it rejects infinite ones.
package properties
