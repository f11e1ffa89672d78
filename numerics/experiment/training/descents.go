package training

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// Tolerances of what training gives. Trajectories are chaotic in the last digits:
// another order of summation, or another exp, moves the loss of a seed by percents
// after a thousand steps, and medians over seeds by less.
var (
	tolChaos  = claims.Tolerance{Abs: 0.5, Rel: 0.25} // of a log ratio
	tolParity = claims.Tolerance{Free: "where both sides are at parity, rounding decides which is the larger"}
	tolFloor  = claims.Tolerance{Rel: 0.5} // of floors and quotients of losses
	// The error over its floors where Levenberg-Marquardt comes down to them: the 95% interval of
	// the median of ten seeds, from the second to the ninth, is 2.6 wide in the log (biharmonic,
	// float64, 2^-9), two deviations of a seed. A median of ten errs by 1.25/sqrt 10 of a
	// deviation, and two medians that rounding has made anew differ by sqrt 2 of that, 0.73:
	// a factor of 2.
	tolOver = claims.Tolerance{Factor: 2}
)

// Descents is the table of T1, T1w, T2, T2w, T6 and T7: what both sides end with in every
// cell of the training grid.
func Descents(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "training", s, func() (claims.Table, error) {
		g, err := trainingGrid(s.Size)
		if err != nil {
			return claims.Table{}, err
		}
		cells, err := trainingSweep(ctx, s, g, s.Size.TrainingSeeds(), p)
		if err != nil {
			return claims.Table{}, err
		}
		return descentTable(g, cells)
	})
}

func descentTable(g []descentEntry, cells [][][]rivalry) (claims.Table, error) {
	t := claims.NewTable(descentKeys)
	for i, e := range g {
		order, err := e.order()
		if err != nil {
			return t, err
		}
		best, err := e.bestStep()
		if err != nil {
			return t, err
		}
		for k, step := range e.h {
			all := rivals(lab.Nth(cells[i], k))
			chosen := 0
			if best.H == step.H {
				chosen = 1
			}
			wins, losses := lab.Signs(lab.Each(all, lossRatio))
			more, fewer := all.stepOrders()
			lab.Add(&t, e.key(step), lab.Fields{
				lab.Of(claims.ColOrder, lab.Exactly, order), lab.Of(claims.ColStep, lab.Exactly, step.H),
				lab.Of(claims.ColCount, lab.Exactly, len(all)), lab.Of(claims.ColBest, lab.Exactly, chosen),
				lab.Of(claims.ColPredicted, tolFloor, lab.MedianBy(all, predictedFloor)),
				lab.Of(claims.ColWins, tolParity, wins), lab.Of(claims.ColLosses, tolParity, losses),
				lab.Of(claims.ColStepWins, tolParity, more), lab.Of(claims.ColStepLosses, tolParity, fewer),
			},
				all.ratio(claims.RatioLoss, lossRatio),
				all.ratio(claims.RatioError, errorRatio),
				all.ratio(claims.RatioSteps, func(r rivalry) float64 { return r.half }),
				all.ratio(claims.RatioMean, func(r rivalry) float64 { return r.mean }),
				lab.Fields{
					lab.Of(claims.ColLossOver, tolFloor, lab.MedianBy(all, func(r rivalry) float64 { return r.lossOver })),
					lab.Of(claims.ColErrorOver, tolOver, lab.MedianBy(all, func(r rivalry) float64 { return r.errorOver })),
				})
		}
	}
	return t, nil
}
