// Package certified is Taylor-mode differentiation with proved error bounds. A [Jet]
// carries, beside each coefficient, a rigorous bound on its error and the absolute-value
// recurrence, which says how large an error may reasonably be. The values are those of
// package jet, bit for bit.
package certified
