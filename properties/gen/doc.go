// Package gen has rapid generators of the things that the laws of package
// properties speak about: expressions and points of their domains, polynomials,
// stencil offsets, spectra and orthogonal matrices.
//
// Whatever is drawn is valid input of the laws for every seed, and shrinks to
// what a person would have written down first: x on [-1, 1], the offsets
// 0, -1, equal singular values, the identity matrix.
package gen
