package fd

import "adfd/numerics/engine"

// The tape holds s'(z) for each value of the bundle.

// TapeLen is the length of the tape for n values per channel.
func (p *Plan[T]) TapeLen(n int) int { return len(p.points) * n }

// ActivateTape is Activate, and fills tape.
func (p *Plan[T]) ActivateTape(s engine.Activation[T], z, y, tape []T) {
	p.width("ActivateTape", len(z))
	mustEqual("ActivateTape", len(y), len(z))
	mustEqual("ActivateTape", len(tape), len(z))
	for lo := 0; lo < len(z); lo += block {
		hi := min(lo+block, len(z))
		n := hi - lo
		c := p.coeffs[:2*n]
		s.Coefficients(1, z[lo:hi], c)
		copy(y[lo:hi], c)
		copy(tape[lo:hi], c[n:])
	}
}

// ActivateTapeT is ActivateT, given the tape that ActivateTape filled.
func (p *Plan[T]) ActivateTapeT(z, y, tape, gy, gz []T) {
	p.width("ActivateTapeT", len(z))
	mustEqual("ActivateTapeT", len(tape), len(z))
	mustEqual("ActivateTapeT", len(gy), len(z))
	mustEqual("ActivateTapeT", len(gz), len(z))
	for i, slope := range tape {
		gz[i] = gy[i] * slope
	}
}
