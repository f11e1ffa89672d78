package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// The tape holds, for each tile of m values of channel 0, the series d(t) of ActivateT
// along each direction, [slopes][m]: all that it needs to know of the activation and of z.
// A whole plan has C planes, a selected one those that it wants.

// TapeLen is the length of the tape for n values per channel.
func (p *Plan[T]) TapeLen(n int) int { return p.slopes * n }

// ActivateTape is Activate, and fills tape.
func (p *Plan[T]) ActivateTape(s engine.Activation[T], z, y, tape []T) {
	n := perChannel("ActivateTape", z, p.channels, y)
	mustHold("ActivateTape", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		c := p.coefficients(s, max(p.order, p.steep), z, at, m)
		p.activate(c, z, y, p.slope(tape, at, m), n, at, m)
	}
}

// ActivateTapeT is ActivateT, given the tape that ActivateTape filled.
func (p *Plan[T]) ActivateTapeT(z, y, tape, gy, gz []T) {
	n := perChannel("ActivateTapeT", z, p.channels, y, gy, gz)
	mustHold("ActivateTapeT", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		p.transpose(p.slope(tape, at, m), gy, gz, n, at, m)
	}
}

// slope is the part of the tape that belongs to the m values at offset at.
func (p *Plan[T]) slope(tape []T, at, m int) []T {
	return tape[p.slopes*at : p.slopes*(at+m)]
}
