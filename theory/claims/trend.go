package claims

// judgeTrend requires an interval above 0 in every row.
func judgeTrend(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "problem")
		j.Above("lower limit", where, t.Value(r, ColLo), 0)
		j.CounterAbove("upper limit, negated", where, -t.Value(r, ColHi), 0)
		j.risk = max(j.risk, ErrorRate95)
		j.counterRisk += ErrorRate95
	}
}
