package spectra

import (
	"fmt"
	"math"
	"slices"

	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// Cutoff is the effective cut-off number under test: how many of the descending
// singular values have sigma_k >= a sigma_1.
type Cutoff func(sigma []float64, a float64) int

// CutoffLaws: at each cut-off a of cutoffs, which must ascend and be positive,
//
//   - the number is between 0 and len(sigma), and at least 1 if a <= 1;
//   - every kept value is at least a sigma_1, every dropped one below it;
//   - it does not grow with a;
//   - it is the same for c sigma, c a power of two.
//
// Counts are exact, and Go's product a sigma_1 is rounded once, as is the
// quotient sigma_k/sigma_1 of those who prefer it: a kept value may be below the
// threshold by a relative 2u, a dropped one above it. Where a sigma_1 is a
// float64 a value equal to it must be kept. Multiplying by a power of two
// commutes with rounding, so the last law is exact as long as nothing
// underflows or overflows. sigma_1 must be positive.
func CutoffLaws(impl Cutoff, sigma, cutoffs []float64, c float64) error {
	r, err := compareCutoff(impl, sigma, cutoffs, c)
	return properties.Judge("CutoffLaws", repeat.Call("spectra.CutoffLaws", sigma, cutoffs, c), r, err)
}

func compareCutoff(impl Cutoff, sigma, cutoffs []float64, c float64) ([]properties.Comparison, error) {
	if err := checkSpectrum(sigma, len(sigma)); err != nil {
		return nil, err
	}
	if len(sigma) == 0 || sigma[0] == 0 {
		return nil, fmt.Errorf("spectrum %v, want a positive value", sigma)
	}
	scaled, err := scaledSpectrum(sigma, c)
	if err != nil {
		return nil, err
	}
	if !powerOfTwo(c) {
		return nil, fmt.Errorf("factor %v, want a power of two", c)
	}

	var r []properties.Comparison
	last := len(sigma)
	for i, a := range cutoffs {
		if !(a > 0) || i > 0 && a < cutoffs[i-1] {
			return nil, fmt.Errorf("cut-offs %v, want them positive and ascending", cutoffs)
		}
		n := impl(slices.Clone(sigma), a)
		what := fmt.Sprintf("cut-off number of %d values at a = %v", len(sigma), a)
		least := 0
		if a <= 1 {
			least = 1
		}
		r = append(r,
			properties.AtMost(what+": values kept, at most", float64(n), float64(len(sigma))),
			properties.AtLeast(fmt.Sprintf("%s: values kept, at least %d", what, least), float64(n), float64(least)),
			properties.AtMost(what+": values kept, no more than at the cut-off before", float64(n), float64(last)),
		)
		if n < 0 || n > len(sigma) {
			return r, nil
		}
		threshold := a * sigma[0]
		if n > 0 {
			r = append(r, properties.AtMost(what+": threshold, not above the last value kept", threshold*(1-2*number.UnitRoundoff), sigma[n-1]))
		}
		if n < len(sigma) {
			below := threshold * (1 + 2*number.UnitRoundoff)
			if math.FMA(a, sigma[0], -threshold) == 0 {
				below = math.Nextafter(threshold, 0)
			}
			r = append(r, properties.AtMost(what+": first value dropped, below the threshold", sigma[n], below))
		}
		m := impl(slices.Clone(scaled), a)
		r = append(r,
			properties.AtMost(fmt.Sprintf("%s, times %v: values kept, no more", what, c), float64(m), float64(n)),
			properties.AtLeast(fmt.Sprintf("%s, times %v: values kept, no less", what, c), float64(m), float64(n)),
		)
		last = n
	}
	return r, nil
}

func powerOfTwo(c float64) bool {
	fraction, _ := math.Frexp(c)
	return fraction == 0.5
}
