// Package catalog has test functions by name, each with its derivatives of all
// orders at 256 bits and the places where it is hard: cancellation, poles,
// saturation, subnormal values, huge arguments, kinks.
//
// A Function is of one variable, a Field of several. properties.Known compares an
// implementation with them; they serve as well as functions to differentiate by a
// method of one's own.
//
// # Accuracy
//
// Exact evaluates closed forms by package exact, with Prec + Guard = 384 bits. A
// form that cancels by more than Guard at some point of the domain is replaced
// there by another one, so that every result is accurate to Prec = 256 bits
// relatively, except within 2^-128 of a zero of the derivative, relatively to
// the terms that make it.
package catalog
