package claims

// The table of A4: worst cases over seeds, the loss and every coordinate of the
// gradient.
const (
	ColGradientError = "error/bound"
	ColGradientBound = "bound/(100 u recurrence)"
	ColCompared      = "compared" // numbers, over all seeds
)

var claimA4 = Claim{
	ID:         "A4",
	Statement:  "The loss of a network and every coordinate of its parameter gradient are exact to rounding",
	Source:     Ours,
	Hypotheses: "float64, q = 2 and 4, two-layer and deep networks, tanh, PyTorch's initialisation; library functions within their stated ulps",
	Regime:     "every network, order and coordinate",
	Criterion:  "|error| against a forward-mode oracle of at least 106 bits <= bound, always; bound <= 100 u times the absolute-value recurrence",
	Counter:    "one error beyond its bound, or one bound beyond 100 u times the recurrence",
	Expected:   Holds,
	Because:    "one forward sweep of Taylor coefficients and one reverse sweep are sums of products, each rounded",
	Fault:      callsDifferences,
	judge:      judgeA4,
}

func judgeA4(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "problem") + " " + t.Key(r, "network") + ", " + t.Key(r, "of")
		j.Bound("error/bound", where, t.Value(r, ColGradientError), 1, 1)
		j.Bound("bound/(100 u recurrence)", where, t.Value(r, ColGradientBound), 1, 1)
	}
}
