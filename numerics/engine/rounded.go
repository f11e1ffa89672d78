package engine

import (
	"fmt"
	"math"
)

// Precisions of Rounded, in significant bits. At maxBits float64 itself.
const (
	minBits = 2
	maxBits = 53
)

// RoundBits is x rounded to the nearest number of that many significant bits,
// ties to even: the arithmetic of unit roundoff u = 2^-bits, so that
//
//	|RoundBits(x, bits) - x| <= u |x|.
//
// Exponents are those of float64, whatever the width: 24 bits are float32
// without its underflow and overflow, 11 are half precision without them, 8 are
// bfloat16. Only what rounds up to 2^1024 becomes an infinity. NaN, infinities
// and zeros are themselves; 53 bits change nothing.
//
// It panics unless 2 <= bits <= 53.
func RoundBits(x float64, bits int) float64 {
	if err := checkBits(bits); err != nil {
		panic(err.Error())
	}
	return roundBits(x, maxBits-uint(bits))
}

func checkBits(bits int) error {
	if bits < minBits || bits > maxBits {
		return fmt.Errorf("engine: rounding to %d significant bits, want %d to %d", bits, minBits, maxBits)
	}
	return nil
}

// roundBits clears the last drop bits of the significand, 0 <= drop <= 51.
func roundBits(x float64, drop uint) float64 {
	const (
		smallestNormal = 0x1p-1022
		intoNormal     = 0x1p54 // any subnormal times this is normal, exactly
	)
	switch {
	case drop == 0 || x == 0 || !Finite(x):
		return x
	case math.Abs(x) < smallestNormal:
		return roundBits(x*intoNormal, drop) / intoNormal
	}
	// Less than half a unit is added, or exactly half where the last bit kept is
	// odd; a carry out of the significand raises the exponent, as it must.
	b := math.Float64bits(x)
	odd := b >> drop & 1
	b += 1<<(drop-1) - 1 + odd
	return math.Float64frombits(b &^ (1<<drop - 1))
}

// Rounded is eng in an arithmetic of bits significant bits, for sweeps over the
// precision of an assembly. Its plans round, as RoundBits does, all that they
// hand on: the result of Lift, the argument of Activate, which the linear layer
// computed in float64, and the results of Activate and Read; of the transposes,
// the argument z and the results. So every channel at every layer carries a
// relative error of u = 2^-bits. What happens within one of these calls (the
// library's functions, the sum of a stencil) stays in float64, as do the model's
// parameters. At 53 bits the plans are those of eng, bit for bit.
//
// Lift fails where rounding makes the point absorb a step: where two channels
// that are values at points (channels of bias 1) become equal.
//
// The error names bits outside 2 to 53, or a nil engine.
func Rounded(eng Engine[float64], bits int) (Engine[float64], error) {
	if eng == nil {
		return nil, fmt.Errorf("engine: rounding of a nil engine to %d bits", bits)
	}
	if err := checkBits(bits); err != nil {
		return nil, err
	}
	return rounded{eng, bits}, nil
}

type rounded struct {
	Engine[float64]
	bits int
}

// Name is that of the engine with the bits, as in "round(jet,11)".
func (e rounded) Name() string { return fmt.Sprintf("round(%s,%d)", e.Engine.Name(), e.bits) }

// Plan is the engine's plan, rounded.
func (e rounded) Plan(op Operator, dim int) (Plan[float64], error) {
	p, err := e.Engine.Plan(op, dim)
	if err != nil {
		return nil, err
	}
	return e.plan(p, dim), nil
}

// Combine is the engine's plan, if it has one, rounded.
func (e rounded) Combine(op Operator, coef []float64, dim int) (Plan[float64], bool) {
	c, ok := e.Engine.(Combiner[float64])
	if !ok {
		return nil, false
	}
	p, ok := c.Combine(op, coef, dim)
	if !ok {
		return nil, false
	}
	return e.plan(p, dim), true
}

func (e rounded) plan(p Plan[float64], dim int) Plan[float64] {
	return &roundedPlan{Plan: p, bits: e.bits, name: e.Name(), dim: dim}
}

type roundedPlan struct {
	Plan[float64]
	bits, dim int
	name      string
	z         []float64 // scratch: the rounded argument of Activate
}

// Err is that of the engine's plan, if it can fail.
func (p *roundedPlan) Err() error {
	if f, ok := p.Plan.(Fallible); ok {
		return f.Err()
	}
	return nil
}

func (p *roundedPlan) Lift(x, dst []float64) error {
	if err := p.Plan.Lift(x, dst); err != nil {
		return err
	}
	first := -1 // the first channel that is a value at a point
	for c, bias := range p.Bias() {
		channel := dst[c*len(x) : (c+1)*len(x)]
		switch {
		case bias != 1:
			p.round(channel)
			continue
		case first < 0:
			first = c // rounded last: the others are compared with it
			continue
		}
		for i, v := range channel {
			here := dst[first*len(x)+i]
			channel[i] = RoundBits(v, p.bits)
			if v != here && channel[i] == RoundBits(here, p.bits) {
				return fmt.Errorf("engine: %s: point %d, coordinate %d: %v and its neighbour %v are both %v in %d bits",
					p.name, i/p.dim, i%p.dim, here, v, channel[i], p.bits)
			}
		}
	}
	if first >= 0 {
		p.round(dst[first*len(x) : (first+1)*len(x)])
	}
	return nil
}

func (p *roundedPlan) Activate(s Activation[float64], z, y []float64) {
	p.Plan.Activate(s, p.argument(z), y)
	p.round(y)
}

func (p *roundedPlan) ActivateT(s Activation[float64], z, y, gy, gz []float64) {
	p.Plan.ActivateT(s, p.argument(z), y, gy, gz)
	p.round(gz)
}

func (p *roundedPlan) Read(y, dst []float64) {
	p.Plan.Read(y, dst)
	p.round(dst)
}

func (p *roundedPlan) ReadT(g, gy []float64) {
	p.Plan.ReadT(g, gy)
	p.round(gy)
}

// argument is z rounded, in scratch.
func (p *roundedPlan) argument(z []float64) []float64 {
	p.z = append(p.z[:0], z...)
	p.round(p.z)
	return p.z
}

func (p *roundedPlan) round(x []float64) {
	drop := maxBits - uint(p.bits)
	for i, v := range x {
		x[i] = roundBits(v, drop)
	}
}
