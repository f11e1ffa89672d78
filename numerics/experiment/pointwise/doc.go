// Package pointwise holds the protocols that look at derivatives at a point: the accuracy
// and the laws of Taylor-mode AD (A1, A2, A3, A5), and the errors of stencils (F1, F2, F3).
package pointwise
