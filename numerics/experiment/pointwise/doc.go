// Package pointwise holds the protocols that look at derivatives at a point. A protocol,
// and the claim that reads its table:
//
//	JetAccuracy  A1  Taylor coefficients against 256 bits
//	JetLaws      A2  linearity, Leibniz' rule, the chain rule, inverse functions
//	Partials     A3  mixed partial derivatives and operators
//	SamplePoint  A5  what a derivative knows of the function elsewhere
//	Truncation   F1  slope and constant of a stencil's truncation
//	TotalError   F2  truncation and rounding against their bounds
//	BestStep     F3  the step with the least error against the formula
package pointwise
