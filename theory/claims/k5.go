package claims

// The table of K5, K5r and K5c: rank correlations over runs and seeds, with limits at an error
// rate of 1e-3 each.
const (
	ColUnreached = "unreached" // share of the runs that never reach the loss to which steps are counted

	RhoLevel  = "H and loss"           // Spearman(H_J at the start, -log final loss) over the whole span,
	RhoRegime = "H and loss in regime" // over AD and the steps inside the regime,
	RhoSpeed  = "H and steps"          // and Spearman(H_J at the start, -steps to a loss that nearly all reach)

	levelLeast    = 0.6 // of the coefficient of K5, and of the lower limit of K5r
	levelLimit    = 0.4 // of K5's lower limit
	mostUnreached = 0.1
)

// RhoColumns are the columns of a coefficient and its limits.
func RhoColumns(rho string) (estimate, lo, hi string) { return rho, rho + " lo", rho + " hi" }

// levelRuns are the runs of these claims.
const levelRuns = "two-layer networks (1x10, 1x20), float32, Levenberg-Marquardt, 1-D Poisson and biharmonic, tanh and sin; H is the truncated entropy of J at the initial parameters; AD once a seed and FD at ten steps in a geometric row from 1.5 h_l to min(6 h_c, 1/2); limits by a jackknife over seeds, 1e-3 each"

var claimK5 = Claim{
	ID:         "K5",
	Statement:  "Where training comes down to FD's rounding floor, a higher truncated entropy at the start goes with a lower final loss",
	Source:     Sharpened,
	Hypotheses: levelRuns,
	Regime:     "the whole span; tanh in both problems and sin in Poisson. Biharmonic with sin is recorded alone: h_c is so large there that the domain ends the span before it has left h_c behind",
	Criterion:  "Spearman(H, -log final loss) >= 0.6 with a lower limit above 0.4, in each network, problem and activation",
	Counter:    "one with an upper limit below 0.4",
	Expected:   Holds,
	Because:    "across h_c the noise leaves the spectrum, which raises H, and the floor falls, which lets the loss fall",
	Paired:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeK5,
}

var claimK5r = Claim{
	ID:         "K5r",
	Statement:  "Inside the regime too a higher truncated entropy at the start goes with a lower final loss",
	Source:     Paper,
	Hypotheses: levelRuns,
	Regime:     "AD and FD's steps inside the regime, 1.5 h_l <= h <= h_c/2",
	Criterion:  "Spearman(H, -log final loss) has a lower limit above 0.6, in each network, problem and activation",
	Counter:    "one with an upper limit below 0.6",
	Expected:   Fails,
	Because:    "what K5 sees is the crossing of h_c: inside the regime the entropy hardly moves, while the floor goes on falling",
	Paired:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeK5r,
}

var claimK5c = Claim{
	ID:         "K5c",
	Statement:  "A higher truncated entropy at the start goes with faster training",
	Source:     Paper,
	Hypotheses: levelRuns,
	Regime:     "the whole span, in each network, problem and activation; speed is the number of steps to 4 times the largest median end loss of the span",
	Criterion:  "Spearman(H, -steps) >= 0.6 with a lower limit above 0.4; at most 10% of the runs never reach that loss",
	Counter:    "an upper limit below 0.4, where at most 10% of the runs never reach that loss",
	Expected:   Fails,
	Because:    "the large singular values, which AD and FD share, set how fast the loss falls; the tail, which sets the entropy, sets where it ends",
	Paired:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeK5c,
}

func levelSetting(t Table, r Row) string {
	return t.Key(r, "problem") + " " + t.Key(r, "network") + " " + t.Key(r, "activation")
}

func judgeK5(j *Judgement, t Table) {
	rho, lo, hi := RhoColumns(RhoLevel)
	judged := 0.0
	for _, r := range t.Rows {
		if t.Key(r, "problem") == "biharmonic-1d" && t.Key(r, "activation") == "sin" {
			continue
		}
		judged++
		where := levelSetting(t, r)
		j.AtLeast("coefficient", where, t.Value(r, rho), levelLeast)
		j.limit("lower limit", "upper limit", where, t.Value(r, lo), t.Value(r, hi), levelLimit)
	}
	if judged == 0 {
		j.AtLeast("settings judged", "all", 0, 1)
	}
}

func judgeK5r(j *Judgement, t Table) {
	_, lo, hi := RhoColumns(RhoRegime)
	for _, r := range t.Rows {
		j.limit("lower limit", "upper limit", levelSetting(t, r), t.Value(r, lo), t.Value(r, hi), levelLeast)
	}
}

func judgeK5c(j *Judgement, t Table) {
	rho, lo, hi := RhoColumns(RhoSpeed)
	for _, r := range t.Rows {
		where := levelSetting(t, r)
		j.AtMost("share of runs that do not get there", where, t.Value(r, ColUnreached), mostUnreached)
		if !(t.Value(r, ColUnreached) <= mostUnreached) {
			continue
		}
		j.AtLeast("coefficient", where, t.Value(r, rho), levelLeast)
		j.limit("lower limit", "upper limit", where, t.Value(r, lo), t.Value(r, hi), levelLimit)
	}
}

// limit requires a lower limit above a value, and lets the claim fail where the upper one is
// below it. Both are taken at SignLevel.
func (j *Judgement) limit(lower, upper, where string, lo, hi, value float64) {
	j.Above(lower, where, lo, value)
	j.CounterBelow(upper, where, hi, value)
	j.risk = max(j.risk, SignLevel)
	j.counterRisk += SignLevel
}
