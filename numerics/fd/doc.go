// Package fd holds finite-difference stencils of any derivative order and
// accuracy, and the differentiation engine built on them.
//
// A stencil of derivative order q has offsets s_j, in units of the step h, and
// weights w_j:
//
//	f^(q)(x) ≈ h^-q Σ_j w_j f(x + s_j h).
//
// Both are exact rationals. The truncation error follows from the moments
// M_k = Σ_j w_j s_j^k alone: M_k = 0 for k < q and for q < k < q+p, M_q = q!,
// and
//
//	h^-q Σ_j w_j f(x + s_j h) - f^(q)(x) = C h^p f^(p+q)(x) + O(h^(p+1)),
//	C = M_(p+q) / (p+q)!.
//
// # Order of operations
//
// Every evaluation in floating point, here and in the engine, is the following
// sequence, with fl one rounding to the working precision T and no fused
// multiply-add. A law for the rounding noise can be derived from it.
//
//  1. Weights are exact rationals rounded once: ŵ_j = fl(w_j).
//  2. Points: x_j = fl(x + fl(s_j h)); the point with s_j = 0 is x itself.
//  3. Values: v_j = f(x_j), whatever error f has.
//  4. Sum, by ascending offset (lexicographic in several variables):
//     S = fl(ŵ_1 v_1), then S = fl(S + fl(ŵ_j v_j)).
//  5. One division by the step's power: fl(S / fl(h^q)), where h^q is exact
//     before it is rounded once.
//
// For h a power of two, step 2 rounds only the sum and step 5 is exact.
package fd
