package claims

import (
	"math"

	"adfd/theory"
)

var claimE5 = Claim{
	ID:         "E5",
	Statement:  "The factor 1/ln n_a carries the ordering of E1: readings that divide by ln n_a of each side keep the ordering, readings without that lose it for sin",
	Source:     Ours,
	Hypotheses: featureModels,
	Regime:     theory.RegimeText,
	Criterion:  "with 1/ln n_a (p from sigma, p from sigma^2, absolute a): E1's sign test in every cell; without (no factor, 1/ln n, a as a count): no sign test in some cell of sin",
	Counter:    "a reading with 1/ln n_a has the opposite sign test in a cell, or one without it keeps the ordering in every cell of sin",
	Expected:   Holds,
	Because:    "without the factor H_AD and H_FD agree to about four digits: the added values are tiny, only their number shows",
	Paired:     true,
	Reseeded:   true,
	Fault:      Fault{"the default reading loses its factor", Setup{Entropy: theory.EntropyNoFactor}},
	judge:      judgeVariants,
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
