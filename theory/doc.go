// Package theory holds the statements of the suite: definitions, laws and
// bounds, and the claims with the criteria that judge them.
//
// Everything here is a pure function of numbers. Nothing evaluates a model:
// maxima of derivatives, singular values and measured tables come in as
// arguments. A run flows one way,
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
