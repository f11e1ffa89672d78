// Package spectra checks what is computed of singular values: the values themselves, the
// number of them above a cut-off, and truncated entropy, the entropy of their shares in the
// sum of those that are kept.
//
//	err := spectra.EntropyDefinition(entropy, []float64{4, 2, 1}, 2) // of the first two values
//
// The checks:
//
//   - [Spectrum]: a routine returns the singular values of a matrix, and obeys the laws that
//     hold for all matrices;
//   - [CutoffLaws]: an effective cut-off number;
//   - [EntropyDefinition], [EntropyRange], [EntropyScale], [EntropyEquality]: entropy of
//     given values;
//   - [EntropyOrthogonal]: entropy of a matrix, which does not change where it is turned.
package spectra
