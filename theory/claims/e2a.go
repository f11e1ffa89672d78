package claims

// The tables of the correlation claims: Spearman's coefficient of truncated
// entropy with -log residual loss, with its jackknife interval over seeds.
const (
	ColSpearman = "spearman"
	ColCells    = "cells"

	correlation      = 0.6 // the coefficient that "goes with" asks for
	correlationLower = 0.4 // and its lower limit
)

var claimE2a = Claim{
	ID:         "E2a",
	Statement:  "Higher truncated entropy goes with lower residual loss, across steps",
	Source:     Sharpened,
	Hypotheses: featureModels + "; M fixed; not the biharmonic with tanh",
	Regime:     "four steps a decade (in the short run two) over [h_c/30, 6 h_c], h_c the predicted upper edge; AD counted once a seed",
	Criterion:  "Spearman(H, -log residual) >= 0.6 with lower 95% limit > 0.4 (jackknife over seeds), in each setting",
	Counter:    "a setting with an upper 95% limit below 0.4",
	Expected:   Holds,
	Because:    "over a span of steps that crosses the regime's edge both follow the noise",
	Paired:     true,
	Reseeded:   true,
	Fault:      withoutFactor,
	judge: judgeCorrelation(func(problem, activation string) bool {
		return !(problem == "biharmonic-1d" && activation == "tanh")
	}),
}

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
