// Package engines checks the plans of a derivative engine, as package numerics/engine defines
// them: that the transposed sweeps are transposes, and that what a plan offers beside gives the
// numbers of the plan itself.
//
//	plan, err := jet.New[float64]().Plan(engine.Operator{{2}}, 1) // u'' in one variable
//	err = engines.ReadTranspose(plan, y, g)                       // <Read y, g> = <y, ReadT g>
//
// The checks:
//
//   - [ReadTranspose], [ActivateTranspose]: the transposes of Read and of the derivative of Activate;
//   - [TapeAgrees]: sweeps with a tape give the bits of those without;
//   - [SelectionAgrees]: a plan of some channels gives the bits of the whole one;
//   - [CombinationAgrees]: a plan of a sum of derivatives reads the sum.
package engines
