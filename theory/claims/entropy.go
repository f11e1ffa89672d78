package claims

import (
	"math"

	"adfd/theory"
)

// The tables of the ordering claims: one row a cell, with the paired comparison
// over seeds. A win is a seed in which AD is better: a higher entropy, or a
// lower residual.
const (
	ColWins   = "wins"
	ColLosses = "losses"
	ColMedian = "median" // of H_AD - H_FD, or of residual_FD / residual_AD
	ColLo     = "lo"     // its distribution-free 95% interval
	ColHi     = "hi"
)

// The tables of the correlation claims: Spearman's coefficient of truncated
// entropy with -log residual loss, with its jackknife interval over seeds.
const (
	ColSpearman = "spearman"
	ColCells    = "cells"

	PoolFloat64 = "float64"       // M fixed, the coefficient of E2a
	PoolFloat32 = "float32"       // the same, assembled in float32
	PoolSizes   = "pooled over M" // float64, three sizes together

	correlation      = 0.6 // E2: the coefficient that "goes with" asks for
	correlationLower = 0.4 // and its lower limit
)

func entropyClaims() []Claim {
	const (
		setting = "random features (R = 4) on 1-D Poisson (q = 2) and biharmonic (q = 4), tanh and sin, float64, central differences of accuracy 2"
		span    = "four steps a decade (in the short run two) over [h_c/30, 6 h_c], h_c the predicted upper edge; AD counted once a seed"
	)
	return []Claim{
		{
			ID:         "E1",
			Statement:  "Truncated entropy is higher under AD, in the regime where FD's noise is above the cut-off and below the spectrum",
			Source:     Sharpened,
			Hypotheses: setting,
			Regime:     theory.RegimeText,
			Criterion:  "H_AD > H_FD by a one-sided sign test over seeds, p < 1e-3, in every cell of the regime",
			Counter:    "a cell of the regime with the opposite sign test at p < 1e-3",
			Expected:   Holds,
			Because:    "noise of size u/h^q lifts singular values over the cut-off; they add to n_a and hardly to the entropy",
			Paired:     true,
			Fault:      Fault{"entropy without the factor 1/ln n_a", Setup{Entropy: theory.EntropyNoFactor}},
			judge:      judgeOrdering(theory.InRegime),
		},
		{
			ID:         "E1w",
			Statement:  "Truncated entropy is higher under AD, at every step",
			Source:     Paper,
			Hypotheses: setting,
			Regime:     "every step of the grid",
			Criterion:  "as E1, in every cell",
			Counter:    "a cell with the opposite sign test at p < 1e-3",
			Expected:   Fails,
			Because:    "above the regime truncation alone moves the spectrum (clearest for sin, q = 2, h = 0.1); far below it noise is the spectrum and fills it evenly",
			Paired:     true,
			Fault:      Fault{"AD on both sides", Setup{FD: EngineAD}},
			judge:      judgeOrdering(everyStep),
		},
		{
			ID:         "E1p",
			Statement:  "The ordering of E1 carries over to other operators and to the square, in the regime that the noise law predicts there",
			Source:     Ours,
			Hypotheses: "random features, tanh and sin: the third derivative and the linear Kuramoto-Sivashinsky operator u'' + u'''' on the line (R = 4, float64); Poisson and biharmonic on the square (R = 1, float32, where A_AD does not keep every value)",
			Regime:     theory.RegimeText,
			Criterion:  "as E1, in every cell of the regime",
			Counter:    "a cell of the regime with the opposite sign test at p < 1e-3",
			Expected:   Holds,
			Because:    "the law asks only for the weights of the stencil, the values it combines, and A_AD's spectrum",
			Paired:     true,
			Fault:      Fault{"entropy without the factor 1/ln n_a", Setup{Entropy: theory.EntropyNoFactor}},
			judge:      judgeOrdering(theory.InRegime),
		},
		{
			ID:         "E2a",
			Statement:  "Higher truncated entropy goes with lower residual loss, across steps",
			Source:     Sharpened,
			Hypotheses: setting + "; M fixed; not the biharmonic with tanh",
			Regime:     span,
			Criterion:  "Spearman(H, -log residual) >= 0.6 with lower 95% limit > 0.4 (jackknife over seeds), in each setting",
			Counter:    "a setting with an upper 95% limit below 0.4",
			Expected:   Holds,
			Because:    "over a span of steps that crosses the regime's edge both follow the noise",
			Paired:     true,
			Fault:      Fault{"entropy without the factor 1/ln n_a", Setup{Entropy: theory.EntropyNoFactor}},
			judge: judgeCorrelation(func(problem, activation string) bool {
				return !(problem == "biharmonic-1d" && activation == "tanh")
			}),
		},
		{
			ID:         "E2b",
			Statement:  "Higher truncated entropy goes with lower residual loss among finite differences, inside the regime",
			Source:     Ours,
			Hypotheses: setting + "; FD alone",
			Regime:     "eight steps (in the short run four) in a geometric row from 1.5 h_l to h_c/2, the predicted regime",
			Criterion:  "lower limit of Spearman(H, -log residual) > 0 in each setting, one-sided error rate 1e-3 (jackknife over seeds)",
			Counter:    "a setting with an upper limit below 0, at the same rate",
			Expected:   Fails,
			Because:    "inside the regime a smaller step raises the residual, while the entropy follows how evenly the noise fills the tail: AD being left out, both rise together, weakly for Poisson and more clearly for the biharmonic problem",
			Fault:      Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}},
			judge: func(j *Judgement, t Table) {
				for _, r := range t.Rows {
					where := t.Key(r, "problem") + " " + t.Key(r, "activation")
					j.AtLeast("lower limit", where, t.Value(r, ColLo), 0)
					j.CounterAtMost("upper limit", where, t.Value(r, ColHi), 0)
					j.risk = max(j.risk, SignLevel)
					j.counterRisk += SignLevel
				}
			},
		},
		{
			ID:         "E2c",
			Statement:  "The coefficient of entropy with residual has no sign of its own: in one and the same problem and activation it is clearly positive in one of float64, float32 and pooled over the number of features, and clearly negative in another",
			Source:     Ours,
			Hypotheses: setting + ", M fixed (the coefficient of E2a); the same assembled in float32; or float64 with M pooled over three sizes",
			Regime:     "as E2a, with the h_c of each precision and size; AD counted once a seed and size",
			Criterion:  "some problem and activation has a lower limit above 0.4, what E2a calls going with, in one pool, and an upper limit below 0 in another; limits with a one-sided error rate of 1e-3",
			Counter:    "in every problem and activation the limits of all three pools exclude 0 on the same side",
			Expected:   Holds,
			Because:    "the span of steps sets the coefficient, and the precision sets what the span meets: in float64 it stays above h_l; in float32 h_l lies inside it for the biharmonic problem, and below h_l noise fills the spectrum evenly and raises entropy and residual together",
			Paired:     true,
			Fault:      Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}},
			judge:      judgeSign,
		},
		{
			ID:         "E5",
			Statement:  "The factor 1/ln n_a carries the ordering of E1: readings that divide by ln n_a of each side keep the ordering, readings without that lose it for sin",
			Source:     Ours,
			Hypotheses: setting,
			Regime:     theory.RegimeText,
			Criterion:  "with 1/ln n_a (p from sigma, p from sigma^2, absolute a): E1's sign test in every cell; without (no factor, 1/ln n, a as a count): no sign test in some cell of sin",
			Counter:    "a reading with 1/ln n_a has the opposite sign test in a cell, or one without it keeps the ordering in every cell of sin",
			Expected:   Holds,
			Because:    "without the factor H_AD and H_FD agree to about four digits: the added values are tiny, only their number shows",
			Paired:     true,
			Fault:      Fault{"the default reading loses its factor", Setup{Entropy: theory.EntropyNoFactor}},
			judge:      judgeVariants,
		},
	}
}

// judgeOrdering asks for a settled sign test in every cell of the regime.
func judgeOrdering(regime func(h, lower, upper float64) bool) func(*Judgement, Table) {
	return func(j *Judgement, t Table) {
		inRegime(j, t, regime, func(r Row) {
			j.Ordered(cell(t, r), t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
		})
	}
}

func everyStep(_, _, _ float64) bool { return true }

// judgeCorrelation is the criterion of E2a on the settings that belong.
func judgeCorrelation(belongs func(problem, activation string) bool) func(*Judgement, Table) {
	return func(j *Judgement, t Table) {
		for _, r := range t.Rows {
			problem, activation := t.Key(r, "problem"), t.Key(r, "activation")
			if !belongs(problem, activation) {
				continue
			}
			where := problem + " " + activation
			if t.HasKey("pool") {
				where += " " + t.Key(r, "pool")
			}
			j.AtLeast("Spearman", where, t.Value(r, ColSpearman), correlation)
			j.AtLeast("lower limit", where, t.Value(r, ColLo), correlationLower)
			j.CounterAtMost("upper limit", where, t.Value(r, ColHi), correlationLower)
			j.risk = max(j.risk, ErrorRate95)
			j.counterRisk += ErrorRate95
		}
	}
}

// judgeSign is the criterion of E2c. A setting is a problem and an activation; what
// decides is the one in which the smaller of the two margins is largest.
func judgeSign(j *Judgement, t Table) {
	type limits struct {
		highest, lowest Clause  // of the lower and of the upper limits
		lo, hi          float64 // least and largest of all
	}
	var order []string
	settings := map[string]*limits{}
	for _, r := range t.Rows {
		name := t.Key(r, "problem") + " " + t.Key(r, "activation")
		l, seen := settings[name]
		if !seen {
			order = append(order, name)
			l = &limits{Clause{Measured: math.Inf(-1)}, Clause{Measured: math.Inf(1)}, math.Inf(1), math.Inf(-1)}
			settings[name] = l
		}
		lo, hi, where := t.Value(r, ColLo), t.Value(r, ColHi), name+" "+t.Key(r, "pool")
		if lo > l.highest.Measured {
			l.highest = Clause{What: "lower limit", Where: where, Measured: lo, Limit: correlationLower, Lower: true}
		}
		if hi < l.lowest.Measured {
			l.lowest = Clause{What: "upper limit", Where: where, Measured: hi, Limit: 0}
		}
		l.lo, l.hi = min(l.lo, lo), max(l.hi, hi)
	}
	if len(order) == 0 {
		return // of no setting every statement would be true
	}
	margin := func(l *limits) float64 { return min(l.highest.Margin(), l.lowest.Margin()) }
	best, apart := settings[order[0]], math.Inf(1)
	for _, name := range order {
		l := settings[name]
		if margin(l) > margin(best) {
			best = l
		}
		apart = min(apart, max(l.lo, -l.hi)) // from 0, on the same side: NaN if a limit is
	}
	j.must = append(j.must, best.highest, best.lowest)
	j.CounterAbove("least distance of a setting's limits from 0", "every setting", apart, 0)
	// Limits are picked among the two of every row: the error rate is that of any. To
	// fail wrongly, in a setting with a coefficient on either side, one of two must err.
	j.risk, j.counterRisk = 2*float64(len(t.Rows))*SignLevel, 2*SignLevel
}

// judgeVariants is the criterion of E5. A reading without enough cells in the
// regime leaves a clause unmet: nothing is known of it.
func judgeVariants(j *Judgement, t Table) {
	for _, v := range theory.EntropyVariants() {
		hasFactor := v == theory.EntropyDefault || v == theory.EntropySquared || v == theory.EntropyAbsolute
		rows := t.Where(func(r Row) bool {
			return t.Key(r, "variant") == string(v) && (hasFactor || t.Key(r, "activation") == "sin")
		})
		if len(rows.Rows) == 0 {
			j.AtLeast("cells in the regime", string(v), 0, leastCells)
			continue
		}
		if hasFactor {
			inRegime(j, rows, theory.InRegime, func(r Row) {
				j.Ordered(string(v)+" "+cell(t, r), t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
			})
			continue
		}
		largest := -1.0 // the weakest evidence of the ordering, NaN if one is
		var where string
		inRegime(j, rows, theory.InRegime, func(r Row) {
			p := SignTest(t.Value(r, ColWins), t.Value(r, ColCount))
			if p > largest || math.IsNaN(p) {
				largest, where = p, string(v)+" "+cell(t, r)
			}
		})
		j.AtLeast("largest sign test p of sin", where, largest, SignLevel)
		if largest != -1 {
			j.CounterAtMost("largest sign test p of sin", where, largest, SignLevel)
			j.counterRisk += SignLevel
		}
	}
}
