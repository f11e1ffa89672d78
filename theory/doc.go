// Package theory holds definitions, laws and bounds: truncated entropy and its
// cut-off, the noise of finite differences and the floors and the regime that follow
// from it, the errors of stencils.
//
// Everything here is a formula over numbers. Nothing evaluates a model or knows a
// claim: maxima of derivatives and singular values come in as arguments. Package
// claims, one folder below, states the claims and judges tables. A run flows one way,
//
//	Setup -> experiment -> Table -> Claim.Judge -> Outcome
//
// and the numbers behind a verdict are those of the table, never typed in.
//
// The paper whose statements are examined is Chen, Yang, Xiang, Hao,
// "Automatic Differentiation is Essential in Training Neural Networks for
// Solving Differential Equations", arXiv:2405.14099. Its full text was not at
// hand: the definitions of entropy and cut-off here are a reconstruction from
// its abstract and public summaries, and claim E5 measures the variants.
package theory
