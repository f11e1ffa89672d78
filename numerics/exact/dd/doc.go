// Package dd is the oracle with 106 bits, for what 256 bits are too slow for, such as
// spectra of matrices. A [DD] is the unevaluated sum of two float64. The package has its
// arithmetic and elementary functions with derived error bounds, Taylor coefficients from
// the closed forms of package exact, and singular values by one-sided Jacobi rotations.
// The constants and tables in it are 256-bit values, rounded.
package dd
