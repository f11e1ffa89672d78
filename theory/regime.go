package theory

// The fixed regime in which the ordering claims are judged: below it rounding
// noise dominates the entropy, above it the noise drops under the cut-off and
// truncation decides. Fixed from runs on other seeds before these were drawn.
const (
	regimeLo2, regimeHi2 = 1e-5, 1e-2 // order 2
	regimeLo4, regimeHi4 = 3e-4, 3e-2 // order 4
)

// RegimeText states the fixed regime.
const RegimeText = "1e-5 <= h <= 1e-2 for q = 2, 3e-4 <= h <= 3e-2 for q = 4"

// regimeSlack admits a decimal bound that was read back from binary.
const regimeSlack = 1 + 0x1p-50

// InRegime reports whether step h lies in the fixed regime of order q.
func InRegime(order int, h float64) bool {
	return BelowRegimeTop(order, h) && h*regimeSlack >= regimeBottom(order)
}

// BelowRegimeTop reports whether step h lies below the regime's upper edge.
func BelowRegimeTop(order int, h float64) bool {
	top := regimeHi2
	if order == 4 {
		top = regimeHi4
	}
	return h <= top*regimeSlack
}

func regimeBottom(order int) float64 {
	if order == 4 {
		return regimeLo4
	}
	return regimeLo2
}
