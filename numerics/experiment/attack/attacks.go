package attack

import (
	"math"

	"adfd/numerics/exact"
	"adfd/theory"
)

// attacks lists the bounds under attack, each with scratch of its own.
func attacks() []*attack {
	return []*attack{
		formulaAttack("truncation", measureTruncation),
		formulaAttack("a-priori rounding", measureRounding),
		formulaAttack("running rounding", measureRunning),
		formulaAttack("total", measureTotal),
		stencilSumAttack(),
		sineEntryAttack(),
		featureArgumentAttack(),
		jetAttack(),
		weylAttack(),
		singularValueAttack(),
		stencilPointAttack(),
	}
}

// pick is a whole number below n from a coordinate.
func pick(p float64, n int) float64 { return math.Floor(p * float64(n)) }

// between is 2^e for an exponent between lo and hi.
func between(p, lo, hi float64) float64 { return math.Exp2(lo + float64((hi-lo)*p)) }

// signed spreads a coordinate over both signs and the exponents lo to hi; a
// tenth of it goes to the exponents from lowest to highest.
func signed(p, lo, hi, lowest, highest float64) float64 {
	sign := 1.0
	if p *= 2; p >= 1 {
		p, sign = p-1, -1
	}
	if p < 0.1 {
		return sign * between(p/0.1, lowest, highest)
	}
	return sign * between((p-0.1)/0.9, lo, hi)
}

// stencilPointAttack attacks ArgumentError: the points at which a stencil takes its
// values against x + s h.
func stencilPointAttack() *attack {
	stencils := arms()
	return &attack{
		name: "stencil points", dim: 3, labels: []string{"stencil", "x", "h"},
		inputs: func(p []float64) []float64 {
			return []float64{pick(p[0], len(stencils)), signed(p[1], -6, 6, -1070, 1000), math.Abs(signed(p[2], -30, 6, -1070, 1000))}
		},
		measure: func(in []float64, _ bool) (err, bound float64, ok bool) {
			a, x, h := stencils[int(in[0])], in[1], in[2]
			var points []float64
			_, _ = a.Apply(func(t float64) float64 { // h^q may overflow, which is beside the point
				points = append(points, t)
				return 0
			}, x, h)
			for j, t := range points {
				d := wide(h)
				d.Add(d.Mul(d, a.big.offsets[j]), wide(x))
				err = max(err, math.Abs(exact.Float64(d.Sub(wide(t), d))))
			}
			return err, a.ArgumentError(x, h, theory.UnitRoundoff64), len(points) > 0
		},
		power: func(in []float64) float64 { return in[2] },
	}
}
