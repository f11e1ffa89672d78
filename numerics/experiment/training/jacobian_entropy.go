package training

import (
	"context"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// jacobianSweeps has the spectra of both sides, which do not depend on the reading of entropy.
var jacobianSweeps lab.Memo[claims.Setup, []jacobianRun]

// jacobianSweep measures every setting at all of its steps.
func jacobianSweep(ctx context.Context, s claims.Setup, p lab.Progress) ([]jacobianRun, error) {
	s.Entropy = theory.EntropyDefault
	return jacobianSweeps.Get(ctx, s, func() ([]jacobianRun, error) {
		runs, err := jacobianRuns(ctx, s, lab.Part(p, 0, 2))
		if err != nil {
			return nil, err
		}
		pairs, err := lab.Sweep(ctx, s, runs, jacobianSeeds(s.Size), lab.Part(p, 1, 2), func(ctx context.Context, r jacobianRun, seed int) ([]jacobianPair, error) {
			return lab.In(r.under(s).precision, compareJacobians[float32], compareJacobians[float64])(ctx, s, r, seed)
		})
		for i := range runs {
			runs[i].pairs = pairs[i]
		}
		return runs, err
	})
}

// JacobianEntropy is the table of K4 and K4w: the paired comparison of the entropies of J, and
// of those of K, in every setting at every step and cut-off.
func JacobianEntropy(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	runs, err := jacobianSweep(ctx, s, p)
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append(jacobianKeys, claims.ColMatrix, claims.CutoffKey, "h"))
	for _, r := range runs {
		for k, step := range r.steps {
			for _, m := range matricesOf {
				for _, a := range claims.Cutoffs() {
					fields, err := r.entropyFields(s, m, a.Factor, step, lab.Nth(r.pairs, k))
					if err != nil {
						return t, err
					}
					lab.Add(&t, append(r.key(), string(m), a.Name, step.Name), fields)
				}
			}
		}
	}
	return t, nil
}

// entropyFields are the columns of one spectrum at one step and cut-off.
func (r jacobianRun) entropyFields(s claims.Setup, m matrixOf, factor float64, step lab.Step, pairs []jacobianPair) (lab.Fields, error) {
	shape := r.seeds[0].shape
	a := m.cutoff(shape, factor)
	var ad, fd, diff, keptAD, keptFD []float64
	for _, p := range pairs {
		count := m.kept(p.ad, a)
		hAD, err := m.entropy(s.Entropy, p.ad, a, count)
		if err != nil {
			return nil, err
		}
		hFD, err := m.entropy(s.Entropy, p.fd, a, count)
		if err != nil {
			return nil, err
		}
		ad, fd, diff = append(ad, hAD), append(fd, hFD), append(diff, hAD-hFD)
		keptAD, keptFD = append(keptAD, float64(count)), append(keptFD, float64(m.kept(p.fd, a)))
	}
	at := r.edge(m, factor)
	wins, losses := lab.Signs(diff)
	fields := lab.Fields{
		lab.Of(claims.ColOrder, lab.Exactly, r.seeds[0].order), lab.Of(claims.ColStep, lab.TolEdge, step.H),
		lab.Of(claims.ColLower, lab.TolEdge, at.lower), lab.Of(claims.ColUpper, lab.TolEdge, at.upper),
		lab.Of(claims.ColCount, lab.Exactly, len(diff)), lab.Of(claims.ColWins, lab.TolCount, wins), lab.Of(claims.ColLosses, lab.TolCount, losses),
	}
	fields = append(fields, lab.Interval(claims.ColMedian, claims.ColLo, claims.ColHi, lab.TolEntropy, claims.Median(diff))...)
	return append(fields,
		lab.Of("median H_AD", lab.TolEntropy, lab.MedianOf(ad)), lab.Of("median H_FD", lab.TolEntropy, lab.MedianOf(fd)),
		lab.Of("median n_a AD", lab.TolKept, lab.MedianOf(keptAD)), lab.Of("median n_a FD", lab.TolKept, lab.MedianOf(keptFD))), nil
}
