package catalog

import (
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
)

// kinked are piecewise functions. At a kink, Exact gives the derivatives that
// exist; to the left and right of it those of the piece.
var kinked = []Function{
	{
		Name: "abs", Formula: "|x|",
		Domain: interval.Interval{Lo: -0x1p1000, Hi: 0x1p1000}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{{-0x1p-20, Beside, "the sign of the derivative changes at 0"}},
		Kinks:  []Kink{{0, 1, "slopes -1 and 1"}},
		naive:  math.Abs,
		series: bySign(negated, itself),
	},
	{
		Name: "relu", Formula: "max(x, 0)",
		Domain: interval.Interval{Lo: -0x1p1000, Hi: 0x1p1000}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{
			{-0x1p-20, Beside, "the derivative is 0, and 1 from 0 on"},
			{0x1p-30, Beside, "the derivative is 1, and 0 below 0"},
		},
		Kinks:  []Kink{{0, 1, "slopes 0 and 1"}},
		naive:  func(x float64) float64 { return max(x, 0) },
		series: bySign(zero, itself),
	},
	{
		Name: "abscube", Formula: "|x|^3",
		Domain: interval.Interval{Lo: -0x1p300, Hi: 0x1p300}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{{0x1p-20, Beside, "the third derivative is 6, and -6 below 0"}},
		Kinks:  []Kink{{0, 3, "third derivatives -6 and 6"}},
		naive:  func(x float64) float64 { return math.Abs(x * x * x) },
		series: bySign(
			func(v exact.Jet) exact.Jet { return negated(v.Mul(v).Mul(v)) },
			func(v exact.Jet) exact.Jet { return v.Mul(v).Mul(v) }),
	},
	{
		Name: "maxsquare", Formula: "max(x, x^2)",
		Domain: interval.Interval{Lo: -0x1p500, Hi: 0x1p500}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []Place{
			{0x1p-15, Beside, "the slope is 1, and 0 below 0"},
			{1 + 0x1p-20, Beside, "the slope is 2, and 1 below 1"},
		},
		Kinks: []Kink{{0, 1, "slopes 0 and 1"}, {1, 1, "slopes 1 and 2"}},
		naive: func(x float64) float64 { return max(x, x*x) },
		series: branch(func(x *big.Float) piece {
			if x.Sign() >= 0 && x.Cmp(exact.New(1)) <= 0 {
				return itself
			}
			return func(v exact.Jet) exact.Jet { return v.Mul(v) }
		}),
	},
}

// piece is a formula that holds on an interval.
type piece func(v exact.Jet) exact.Jet

func itself(v exact.Jet) exact.Jet { return v }

func negated(v exact.Jet) exact.Jet { return v.Scale(exact.New(-1)) }

func zero(v exact.Jet) exact.Jet { return constant(0, v.Order()) }

// branch is the series of the piece that x is in.
func branch(at func(x *big.Float) piece) func(x *big.Float, order int) (exact.Jet, error) {
	return func(x *big.Float, order int) (exact.Jet, error) {
		return at(x)(exact.Variable(x, order)), nil
	}
}

// bySign is one piece below 0 and one from 0 on.
func bySign(below, above piece) func(x *big.Float, order int) (exact.Jet, error) {
	return branch(func(x *big.Float) piece {
		if x.Sign() < 0 {
			return below
		}
		return above
	})
}
