// Package lab holds what protocols share: numbers with their columns (Of, Add), settings
// measured over seeds (Sweep, Over), the engines that a setup puts on the two sides
// (NewEngine), work on several processors, and tables that are measured once a process.
//
// A protocol measures with Sweep and then adds a row a cell:
//
//	results, err := lab.Sweep(ctx, s, settings, seeds, p, measure) // [setting][seed]
//	...
//	t := claims.NewTable([]string{"problem"})
//	for i, set := range settings {
//		lab.Add(&t, []string{set.Problem}, lab.Fields{
//			lab.Of(claims.ColCount, lab.Exactly, seeds),
//			lab.Of(claims.ColMedian, lab.TolNoise, lab.MedianOf(results[i])),
//		})
//	}
package lab
