package interval

import "adfd/numerics/exact/dd"

// almostPeriod is a width below 2 pi from which sin and cos are taken to fill
// [-1, 1].
const almostPeriod = 6

// Sin returns the sine. Its ends are those of the values at the ends of x, or ±1
// where x contains an odd multiple of pi/2 of the right sign.
func (x Interval) Sin() Interval { return x.wave(dd.DD.Sin, 1) }

// Cos returns the cosine.
func (x Interval) Cos() Interval { return x.wave(dd.DD.Cos, 0) }

// wave is Sin or Cos, whose maxima are at (4k + peak) pi/2.
func (x Interval) wave(f func(dd.DD) dd.DD, peak int) Interval {
	first, count, ok := x.quarters()
	if !ok {
		return unitBall
	}
	y := enclose(f(dd.FromFloat64(x.Lo))).Hull(enclose(f(dd.FromFloat64(x.Hi))))
	for m := first + 1; m <= first+count; m++ {
		switch (m - peak) & 3 {
		case 0:
			y.Hi = 1
		case 2:
			y.Lo = -1
		}
	}
	y, _ = y.Intersect(unitBall)
	return y
}

// Tan returns the tangent, Entire where x contains an odd multiple of pi/2.
func (x Interval) Tan() Interval {
	first, count, ok := x.quarters()
	if !ok {
		return Entire
	}
	for m := first + 1; m <= first+count; m++ {
		if m&1 == 1 {
			return Entire
		}
	}
	return increasing(dd.DD.Tan, x, Entire)
}

// quarters returns q modulo 4 for the q with q pi/2 <= Lo < (q + 1) pi/2, and the
// number of multiples of pi/2 above it that are at most Hi. It fails where x is
// unbounded or almost a period wide.
func (x Interval) quarters() (q, count int, ok bool) {
	w := x.Width()
	if !(w < almostPeriod) {
		return 0, 0, false
	}
	q = quarter(x.Lo)
	count = (quarter(x.Hi) - q) & 3
	// Four multiples span at least 3 pi/2, none less than pi/2.
	if count == 0 && w > 3 {
		count = 4
	}
	return q, count, true
}

// quarter returns floor(x / (pi/2)) modulo 4. The sign of the reduced argument,
// which has a small relative error and is 0 at 0 only, is certain.
func quarter(x float64) int {
	n, r := dd.FromFloat64(x).Reduce()
	if r.Hi < 0 {
		n--
	}
	return n & 3
}
