// Package estimate finds derivatives of a function that can only be called, and how far they are
// known: it samples f along a line at steps that halve, and compares difference quotients of rising
// accuracy. See estimator for how.
//
// The estimators of one derivative are stencils on the points 0 and +-2^i h,
// i = 0 to n-1, of a sweep in which h is halved: with all points of both sides,
// central; with those of one side, one-sided. Their weights are exact solutions
// of the moment equations, each rounded once. A formula with one more point is
// what Richardson extrapolation makes of two of them at h and 2h.
package estimate
