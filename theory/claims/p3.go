package claims

import "math"

// The table of P3 and P3w: one row for each cell and precision.
const (
	ColUnit     = "u"            // unit roundoff of the assembly, 2^-bits
	ColResidual = "residual"     // median over seeds of the residual loss |A a* - f| / |f| of A_FD
	ColPerUnit  = "residual/|a|" // median over seeds of that loss over |a*|
)

const (
	// precisionTolerance is P3's, part of its statement: slopes within 0.05 of 1.
	precisionTolerance = 0.05
	// coarsestUnit is u of the 11 bits of half precision. Coarser rows are reported.
	coarsestUnit = 0x1p-11
)

// What P3 and P3w are about, and where.
const (
	roundedModels = "random features (R = 4), 1-D Poisson (q = 2) and biharmonic (q = 4), tanh and sin; every result of the engine rounded to 11..53 bits, singular values and solution in float64; dyadic nodes and steps, so that x +- h is exact"
	roundedRegime = "steps little below the regime's upper edge h_c, where the floors are the noise's and not the cut-off's, and the noise is below sigma_1 at 11 bits still: 2^-6 and 2^-7 for q = 2, 2^-4 for q = 4. 8 bits (bfloat16) are reported and do not decide"
)

var claimP3 = Claim{
	ID:         "P3",
	Statement:  "Lower precision moves FD's floors by its u: that of the spectrum, and that of the residual for a unit of coefficients",
	Source:     Ours,
	Hypotheses: roundedModels,
	Regime:     roundedRegime,
	Criterion:  "slope 1 +- 0.05 against log u, over 11 to 53 bits, of the logarithms of the tail's geometric mean (k > n_a(AD) at that precision) and of residual/|a*|, medians over seeds, in every cell",
	Counter:    "a slope beyond 1 +- 0.1",
	Expected:   Holds,
	Because:    "the noise in A_FD is u times what does not depend on u; it is the tail of the spectrum, and the residual is what it makes of the coefficients a*",
	Fault:      doubleRounding,
	judge:      judgePrecision(ColTailMean, ColPerUnit),
}

var claimP3w = Claim{
	ID:         "P3w",
	Statement:  "Lower precision moves FD's residual loss by its u, as it moves the spectrum's floor",
	Source:     Ours,
	Hypotheses: roundedModels,
	Regime:     roundedRegime,
	Criterion:  "as P3, with the residual itself in place of residual/|a*|",
	Counter:    "a slope beyond 1 +- 0.1",
	Expected:   Fails,
	Because:    "a lower cut-off keeps more singular vectors, and tanh features need ever larger coefficients for the digits they gain: |a*| grows as u falls, and the residual follows u to a power below 1, about 0.85 for 64 features and 0.95 for 128; the coefficients of sine features hardly grow",
	Fault:      Fault{"sine features alone, whose coefficients hardly grow", Setup{Activation: "sin"}},
	judge:      judgePrecision(ColTailMean, ColResidual),
}

// judgePrecision requires slope 1 against log u of each column, in every cell.
func judgePrecision(columns ...string) func(*Judgement, Table) {
	return func(j *Judgement, t Table) {
		t = t.Where(func(r Row) bool { return t.Value(r, ColUnit) <= coarsestUnit })
		var cells []string
		rows := map[string][]Row{}
		for _, r := range t.Rows {
			where := cell(t, r) + " M=" + t.Key(r, "M")
			if rows[where] == nil {
				cells = append(cells, where)
			}
			rows[where] = append(rows[where], r)
		}
		for _, where := range cells {
			var u []float64
			for _, r := range rows[where] {
				u = append(u, t.Value(r, ColUnit))
			}
			for _, column := range columns {
				var y []float64
				for _, r := range rows[where] {
					y = append(y, t.Value(r, column))
				}
				slope, _ := LogSlope(u, y)
				j.Bound("|slope - 1| of "+column, where, math.Abs(slope-1), precisionTolerance, 2)
			}
		}
	}
}
