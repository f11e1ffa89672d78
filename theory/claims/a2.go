package claims

// ColLaw is the worst of |lhs - rhs| / sum of the running bounds.
const ColLaw = "difference/bounds"

var claimA2 = Claim{
	ID:         "A2",
	Statement:  "Jets obey the laws of differentiation: linearity, Leibniz, Faa di Bruno, inverse pairs",
	Source:     Ours,
	Hypotheses: "float64; random compositions on their declared domain",
	Regime:     "every law, every order from 0 to 8",
	Criterion:  "|lhs - rhs| <= sum of the two running bounds, always",
	Counter:    "one difference beyond the bounds",
	Expected:   Holds,
	Because:    "both sides are certified enclosures of one number",
	Unseeded:   true,
	Fault:      callsDifferences,
	judge:      judgeA2,
}

func judgeA2(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "law") + " order " + t.Key(r, "order")
		j.Bound("difference/bounds", where, t.Value(r, ColLaw), 1, 1)
	}
}
