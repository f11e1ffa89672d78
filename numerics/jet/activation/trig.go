package activation

import "math"

// Sine and cosine from one argument reduction.
//
// Method. k is the integer nearest to z 2/pi and pi/2 = p1 + p2 + p3 with 33 bits
// in p1 and in p2 and 53 in p3, so for |k| < 2^20 both k p1 and k p2 are exact.
// z - k p1 is exact too (the operands are within a factor of two of one
// another, or k = 0), and the two-sum of it and -k p2 keeps its rounding error. The
// reduced argument is then r + t, |r| <= pi/4, t < u |r|, with an absolute
// error below 2^-119 |k|. Taylor polynomials of degree 17 and 16 leave
// r^19/19! and r^18/18!, below 2^-58 of the results, and t enters to first order:
//
//	sin(r+t) = r + (t (1 - r^2/2) - r^3/6 + r^5/120 - ...)
//	cos(r+t) = 1 - r^2/2 + (r^4/24 - ... - r t).
//
// 1 - r^2/2 is formed as a rounded number and its error. What stands in the
// parentheses is small, so the errors are little more than the final rounding.
// Measured against 256 bits for |z| <= 10^4: at most 0.77 ulp.
//
// Beyond |z| = 2^20 math.Sincos takes over, with its own reduction.
const (
	trigMax     = 1 << 20
	twoOverPi   = 0x1.45f306dc9c883p-1
	halfPiPart1 = 0x1.921fb544p+0
	halfPiPart2 = 0x1.0b4611a6p-34
	halfPiPart3 = 0x1.3198a2e037073p-69
)

// sincosTile sets s[i] = sin(z[i]) and c[i] = cos(z[i]) for float64 arguments.
func sincosTile(z, s, c []float64) {
	const (
		s3, s5, s7, s9          = -1. / 6, 1. / 120, -1. / 5040, 1. / 362880
		s11, s13, s15, s17      = -1. / 39916800, 1. / 6227020800, -1. / 1307674368000, 1. / 355687428096000
		c4, c6, c8, c10         = 1. / 24, -1. / 720, 1. / 40320, -1. / 3628800
		c12, c14, c16           = 1. / 479001600, -1. / 87178291200, 1. / 20922789888000
		signBit            uint = 63
	)
	s, c = s[:len(z)], c[:len(z)]
	for i, v := range z {
		if !(math.Abs(v) <= trigMax) {
			s[i], c[i] = math.Sincos(v)
			continue
		}
		kd := float64(v*twoOverPi) + roundShift
		k := math.Float64bits(kd)
		kd -= roundShift
		a := v - float64(kd*halfPiPart1)
		b := float64(kd * halfPiPart2)
		d := a - b
		back := d - a // two-sum of a and -b
		t := (a - (d - back)) - (b + back) - float64(kd*halfPiPart3)
		r := d + t
		t -= r - d

		x := float64(r * r)
		x2 := float64(x * x)
		half := float64(0.5 * x)
		ps := s3 + float64(x*s5) + float64(x2*(s7+float64(x*s9)+float64(x2*(s11+float64(x*s13)+float64(x2*(s15+float64(x*s17)))))))
		pc := c4 + float64(x*c6) + float64(x2*(c8+float64(x*c10)+float64(x2*(c12+float64(x*c14)+float64(x2*c16)))))
		w := 1 - half
		sin := r + (float64(t*w) + float64(float64(x*r)*ps))
		cos := w + (((1 - w) - half) + (float64(x2*pc) - float64(r*t)))
		if v == 0 {
			sin = v // keeps -0
		}

		// Quadrant: odd k swaps the two, k mod 4 >= 2 changes the sign of the
		// sine and k mod 4 in {1, 2} that of the cosine.
		// Bit operations, since a branch on the quadrant would be mispredicted.
		sinBits, cosBits := math.Float64bits(sin), math.Float64bits(cos)
		swap := (sinBits ^ cosBits) & -(k & 1)
		s[i] = math.Float64frombits(sinBits ^ swap ^ (k>>1&1)<<63)
		c[i] = math.Float64frombits(cosBits ^ swap ^ ((k+1)>>1&1)<<63)
	}
}
