package claims

// The table of A5: numbers of samples.
const (
	ColBatch       = "batch differs" // AD of a batch is not AD of its samples
	ColADChanged   = "AD changed"    // by what the function is elsewhere
	ColFDUnchanged = "FD unchanged"  // although the function is another elsewhere
)

var claimA5 = Claim{
	ID:         "A5",
	Statement:  "AD needs only the sample point",
	Source:     Ours,
	Hypotheses: "float64; features s(w.x + b); a batch against its samples one by one; s changed, or undefined, for |t - x| > d with d = h/2",
	Regime:     "every activation, derivatives of order 1 to 4 and the Laplacian in 2-D, FD at h = 2^-7",
	Criterion:  "AD of a batch equals AD of its samples bit for bit; with f changed or undefined outside |t - x| <= d < h, AD is bitwise unchanged, FD changes or errors, for every sample",
	Counter:    "one sample whose AD differs, or one whose FD does not",
	Expected:   Holds,
	Because:    "Taylor coefficients are computed at the point; a stencil's values are taken at a distance of h",
	Paired:     true,
	Fault:      callsDifferences,
	judge:      judgeA5,
}

func judgeA5(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "activation") + " " + t.Key(r, "operator") + ", " + t.Key(r, "elsewhere") + " elsewhere"
		j.AtLeast("samples", where, t.Value(r, ColCount), 1)
		for _, column := range []string{ColBatch, ColADChanged, ColFDUnchanged} {
			j.AtMost(column, where, t.Value(r, column), 0)
			j.CounterAtLeast(column, where, t.Value(r, column), 1)
		}
	}
}
