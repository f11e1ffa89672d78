package claims

var claimA3 = Claim{
	ID:         "A3",
	Statement:  "Laplacian, biharmonic operator and mixed partial derivatives in 2-D and 3-D by Taylor mode are exact to rounding",
	Source:     Ours,
	Hypotheses: "float64; features s(w.x + b) and networks of two stages, w and b uniform on [-4, 4], smooth activations; library functions within their stated ulps",
	Regime:     "every operator, dimension and depth",
	Criterion:  "|error| against 256 bits <= running bound, always; running bound <= 100 u times the absolute-value recurrence",
	Counter:    "one error beyond its running bound, or one bound beyond 100 u times the recurrence",
	Expected:   Holds,
	Because:    "a partial derivative is a weighted sum of a few directional Taylor coefficients, each exact to rounding",
	Unseeded:   true,
	Fault:      callsDifferences,
	judge:      judgeA3,
}

func judgeA3(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "operator") + " in " + t.Key(r, "dim") + "-D, depth " + t.Key(r, "depth")
		j.Bound("error/bound", where, t.Value(r, ColError), 1, 1)
		j.Bound("bound/(100 u recurrence)", where, t.Value(r, ColBound), 1, 1)
	}
}
