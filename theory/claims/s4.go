package claims

// ColSinc is the worst of |A_FD - A_AD diag(sinc)| / rounding bound.
const ColSinc = "error/bound"

var claimS4 = Claim{
	ID:         "S4",
	Statement:  "For sine features A_FD = A_AD diag(sinc^q(w_j h/2)) on interior rows, value rows are equal, slope rows carry sinc(w_j h)",
	Source:     Ours,
	Hypotheses: "sin, second-order central stencils, q = 2 and 4, unnormalised sinc",
	Regime:     "every step, dyadic and ordinary nodes",
	Criterion:  "every entry within its rounding bound; value rows bitwise equal",
	Counter:    "one entry beyond its bound",
	Expected:   Holds,
	Because:    "sin is an eigenfunction of central differences",
	Fault:      Fault{"tanh features, which are no eigenfunctions", Setup{Activation: "tanh"}},
	judge:      judgeS4,
}

func judgeS4(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "rows") + " of " + cell(t, r)
		j.Bound("|difference|/bound", where, t.Value(r, ColSinc), 1, 1)
	}
}
