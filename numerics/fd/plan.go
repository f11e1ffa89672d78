package fd

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// Plan evaluates one operator. Channel 0 is the point itself, read exactly by
// the multi-index 0; the others are the remaining stencil points, each shared
// by all derivatives that use it, in lexicographic order of their offsets.
//
// Its methods allocate nothing. A slice of the wrong length is an error in Lift
// and a panic elsewhere.
type Plan[T engine.Float] struct {
	dim    int
	h      T
	points [][]int // [C][dim]
	bias   []T
	rows   []row[T]
	coeffs []T // [2][block], for ActivateT
	scaled []T // [block], for ReadT
}

// row reads one derivative: Σ weights · channels / scale.
type row[T engine.Float] struct {
	channels []int // in lexicographic order of their offsets
	weights  []T
	scale    T // h^|alpha|
}

// block is the number of values that are worked on at a time, so that the
// partial sums of Read stay in the first-level cache.
const block = 512

// Channels is the number of distinct stencil points, the point itself included.
func (p *Plan[T]) Channels() int { return len(p.points) }

// Bias is 1 for each channel: a constant has the same value at every point. The
// caller must not change it.
func (p *Plan[T]) Bias() []T { return p.bias }

// Offsets returns the offsets of the channels in units of the step, [C][dim].
func (p *Plan[T]) Offsets() [][]int {
	c := make([][]int, len(p.points))
	for i := range c {
		c[i] = slices.Clone(p.points[i])
	}
	return c
}

// Row returns what Read does for derivative r: the channels in the order in
// which they are summed, their weights, and the h^|alpha| that divides the sum.
func (p *Plan[T]) Row(r int) (channels []int, weights []T, scale T) {
	row := p.rows[r]
	return slices.Clone(row.channels), slices.Clone(row.weights), row.scale
}

// Lift sets dst[c][i] = fl(x[i] + fl(s_c h)), with x [n][dim] and dst
// [C][n][dim]. The error names the index, the point and the step if a
// coordinate is not finite or absorbs its step, and wrong lengths.
func (p *Plan[T]) Lift(x, dst []T) error {
	if len(x) == 0 || len(x)%p.dim != 0 {
		return fmt.Errorf("fd: %d coordinates for points in dimension %d", len(x), p.dim)
	}
	if len(dst) != len(p.points)*len(x) {
		return fmt.Errorf("fd: bundle of %d values for %d coordinates and %d channels", len(dst), len(x), len(p.points))
	}
	for c, offsets := range p.points {
		out := dst[c*len(x) : (c+1)*len(x)]
		for d, s := range offsets {
			for i := d; i < len(x); i += p.dim {
				t, err := shifted(x[i], T(s), p.h)
				if err != nil {
					return fmt.Errorf("fd: point %d, coordinate %d: %w", i/p.dim, d, err)
				}
				out[i] = t
			}
		}
	}
	return nil
}

// Activate sets y = s(z) at every point of the stencil.
func (p *Plan[T]) Activate(s engine.Activation[T], z, y []T) {
	p.width("Activate", len(z))
	mustEqual("Activate", len(y), len(z))
	s.Values(z, y)
}

// ActivateT sets gz = gy s'(z); y is not needed.
func (p *Plan[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	p.width("ActivateT", len(z))
	mustEqual("ActivateT", len(gy), len(z))
	mustEqual("ActivateT", len(gz), len(z))
	for lo := 0; lo < len(z); lo += block {
		hi := min(lo+block, len(z))
		n := hi - lo
		c := p.coeffs[:2*n]
		s.Coefficients(1, z[lo:hi], c)
		g, slope, out := gy[lo:hi], c[n:], gz[lo:hi]
		for i := range out {
			out[i] = g[i] * slope[i]
		}
	}
}

// Read sets row r of dst to Σ_c w_rc y_c / h^|alpha|, in the order of operations
// that the package states. Values are not checked: what is not finite in y is
// not finite in dst.
func (p *Plan[T]) Read(y, dst []T) {
	m := p.width("Read", len(y))
	mustEqual("Read", len(dst), len(p.rows)*m)
	for r, row := range p.rows {
		for lo := 0; lo < m; lo += block {
			n := min(block, m-lo)
			sum := dst[r*m+lo:][:n]
			for j, c := range row.channels {
				v := y[c*m+lo:][:n]
				if w := row.weights[j]; j == 0 {
					for i := range sum {
						sum[i] = w * v[i]
					}
				} else {
					for i := range sum {
						sum[i] += T(w * v[i])
					}
				}
			}
			for i := range sum {
				sum[i] /= row.scale
			}
		}
	}
}

// ReadT sets gy_c = Σ_r w_rc (g_r / h^|alpha_r|), the sum by ascending r. It
// divides before it multiplies, Read after, so the two are transposes up to
// rounding, and exactly where h is a power of two.
func (p *Plan[T]) ReadT(g, gy []T) {
	m := p.width("ReadT", len(gy))
	mustEqual("ReadT", len(g), len(p.rows)*m)
	clear(gy)
	for lo := 0; lo < m; lo += block {
		n := min(block, m-lo)
		scaled := p.scaled[:n]
		for r, row := range p.rows {
			for i, v := range g[r*m+lo:][:n] {
				scaled[i] = v / row.scale
			}
			for j, c := range row.channels {
				w, out := row.weights[j], gy[c*m+lo:][:n]
				for i := range out {
					out[i] += T(w * scaled[i])
				}
			}
		}
	}
}

// width is the number of values per channel in a bundle of length n.
func (p *Plan[T]) width(method string, n int) int {
	if n%len(p.points) != 0 {
		panic(fmt.Sprintf("fd: %s: bundle of %d values, want a multiple of %d channels", method, n, len(p.points)))
	}
	return n / len(p.points)
}

func mustEqual(method string, got, want int) {
	if got != want {
		panic(fmt.Sprintf("fd: %s: slice of %d values, want %d", method, got, want))
	}
}
