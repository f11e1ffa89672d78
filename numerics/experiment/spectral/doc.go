// Package spectral holds the protocols on random feature models: the singular values of
// A_AD and A_FD, their entropy, the residuals of the solutions, and what precision does to
// them. A protocol, and the claims that read its table:
//
//	Perturbation         S1           how far A_FD is from A_AD
//	TailOrdering         S2           the small singular values, side by side
//	NoiseModel           S3           the tail of A_FD against Gaussian noise
//	SincIdentity         S4           A_FD as A_AD diag(sinc^q)
//	EntropyOrdering      E1, E1w      entropy under AD against that under FD
//	EntropyElsewhere     E1p          the same for other operators and on the square
//	CorrelationFixedM    E2a          entropy against residual, all steps
//	CorrelationInRegime  E2b          the same inside the regime
//	CorrelationByPool    E2c          the same pooled over sizes and precisions
//	ResidualOrdering     E3, E3w, E3f, P1  residual under AD against that under FD
//	NoiseEdges           E4           where the regime begins and ends
//	EntropyVariants      E5           E1 under other readings of entropy
//	PrecisionFloors      P3, P3w      floors against the unit roundoff
//	NoiseSpectra         the exhibit of S3: singular values over their index
package spectral
