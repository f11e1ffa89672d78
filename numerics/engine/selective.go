package engine

// Selective is a Plan that can leave channels out of an activation: those of its argument that are
// zero by construction, and those of its result that nobody reads. A network has both. Its first
// hidden layer sees an affine function of the point, and of its last one the output takes what Read
// uses. It is optional: a network that does without it computes and stores what is not used.
type Selective[T Float] interface {
	Taped[T]

	// Lifted tells which channels of z = W y + b can be other than zero where y is a bundle that
	// Lift gave. Its length is C; the caller must not change it.
	Lifted() []bool

	// Select returns a plan for an activation whose z is zero in the channels that are not in the
	// set in, and of whose y only the channels in the set out are used, so that gy is zero in the
	// others. Both sets have length C, and are not kept.
	//
	// Bundles keep their shape, [C][n][width]. Of y the methods set the channels in out, of gz those
	// in in, with the bits of the whole plan for z and gy that are +0 in what is left out, as long
	// as no number overflows. The other channels of z, y, gy and gz are neither read nor written.
	//
	// A tape may be shorter than that of the whole plan, and serves the plan that filled it alone.
	// Lift, Read and ReadT are those of the whole plan. No scratch is shared: both plans may be used
	// at the same time.
	Select(in, out []bool) Taped[T]
}
