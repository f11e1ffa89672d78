// Package spectral holds the protocols on random feature models: the singular values of
// A_AD and A_FD, their entropy, the residuals of the solutions, and what precision does to
// them (S, E, P1, P3).
package spectral
