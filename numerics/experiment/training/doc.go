// Package training holds the protocols on networks: gradients, kernels, the descents of
// both sides, and their price. A protocol, and the claims that read its table:
//
//	GradientAccuracy   A4                           the reverse sweep against 106 bits
//	Descents           T1, T1w, T2, T2w, T6, T7     what both sides end with
//	DescentsElsewhere  T1p                          the same for other operators and in the plane
//	OrderAdvantage     T3                           AD's advantage at fourth order against second
//	DepthAdvantage     T4, T4w                      AD's advantage against depth
//	Stability          T5                           gradient noise and largest stable rates
//	NetworkNoise       T7f                          FD's rounding against its predicted floor
//	DecayLaw           K1                           descent on linear systems against its law
//	KernelFlow         K2                           the kernel's flow against descent
//	KernelEntropy      K3                           the kernel's entropy against the speed of training
//	JacobianEntropy    K4, K4w                      the entropies of J and K in and beyond the predicted regime
//	JacobianEdges      K6                           the edges of that regime, measured
//	JacobianNoise      S3n                          the tail of FD's Jacobian against the noise law
//	EntropyAndLevel    K5, K5r, K5c                 the entropy at the start against where training ends, and how fast
//	EntropyAndParity   K5b                          entropies that differ where losses do not
//	CostRatio          P2                           time and memory, AD over FD
//	NetPrecision       P3n                          rounding noise against the unit roundoff
//	LossCurves         the exhibit of T1: losses over the steps of Adam
//
// Runs can be kept in a directory, see Store.
package training
