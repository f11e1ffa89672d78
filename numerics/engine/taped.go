package engine

// Taped is a Plan that can keep what Activate found out about the activation, so
// that the reverse sweep need not evaluate it again. It is optional: whoever
// needs gradients uses it where it is there, and ActivateT where it is not.
type Taped[T Float] interface {
	Plan[T]

	// TapeLen is the length of the tape for n values per channel.
	TapeLen(n int) int

	// ActivateTape is Activate, bit for bit, and fills tape.
	ActivateTape(s Activation[T], z, y, tape []T)

	// ActivateTapeT is ActivateT, bit for bit, given the tape that
	// ActivateTape filled for z and y.
	ActivateTapeT(z, y, tape, gy, gz []T)
}
