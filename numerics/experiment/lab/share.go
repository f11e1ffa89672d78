package lab

// Share is measured in units of allowed: 0 where nothing was measured, +Inf where
// something was and nothing is allowed. A NaN on either side stays one, and sticks
// in a maximum: what could not be compared was not met.
func Share(measured, allowed float64) float64 {
	if measured <= 0 && allowed >= 0 {
		return 0
	}
	return measured / allowed
}
