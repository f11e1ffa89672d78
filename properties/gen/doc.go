// Package gen has rapid generators of the things that the laws of package
// properties speak about: expressions and points of their domains, polynomials,
// stencil offsets, spectra, orthogonal matrices, matrices of known singular
// values, networks, boundary-value problems with known solutions, points of
// boxes and directions.
//
// Whatever is drawn is valid input of the laws for every seed, and shrinks to
// what a person would have written down first: x on [-1, 1], the offsets
// 0, 1, equal singular values, the identity matrix, the matrix (1), a network
// of one neuron, u_xx = 2 with u = x^2.
package gen
