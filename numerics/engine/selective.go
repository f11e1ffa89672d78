package engine

// Selective is a Plan that can leave channels out of an activation: those of its argument that
// are known to be zero, and those of its result that nobody reads. A network knows of both: its
// first hidden layer sees an affine function of the point, and of its last one the read-out
// takes a few channels. It is optional: whoever does without it computes and stores what is not used.
type Selective[T Float] interface {
	Taped[T]

	// Lifted tells which channels of z = W y + b can be other than zero where y is the bundle
	// that Lift gives: those that are not zero in it, and those of Bias. Its length is C; the
	// caller must not change it.
	Lifted() []bool

	// Select returns a plan for an activation whose z is zero in the channels that are not in
	// the set in, and of whose y only the channels in the set out are used, so that gy is zero
	// in the others. Both have length C and are not kept.
	//
	// Bundles keep their shape, [C][n][width]. The methods of the result set y in the channels of
	// out and gz in those of in, with the bits that the whole plan gives where z and gy are +0 in what is
	// left out. The other channels of z, y, gy and gz are neither read nor
	// written. Its tape may be shorter than the whole plan's, and is no use to another plan. Lift and
	// Read are those of the whole plan. The two may be used at the same time: scratch is not shared.
	Select(in, out []bool) Taped[T]
}
