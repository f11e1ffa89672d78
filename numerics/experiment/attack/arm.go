package attack

import (
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/theory"
)

// arm is a stencil prepared for both arithmetics, with the numbers of its bounds.
type arm struct {
	fd.Stencil
	theory.Difference
	dd                 struct{ offsets, weights []dd.DD }
	big                struct{ offsets, weights []*big.Float }
	furthest, smallest float64 // largest and least offset
	waves              []wave
}

// oraclePrec is the precision of a sum that cancels: 256 bits are left of it.
const oraclePrec = exact.Prec + exact.Guard

// arms are the stencils under attack: central and one-sided ones, and two on uneven
// offsets whose kernels change sign.
func arms() []*arm {
	var all []*arm
	add := func(s fd.Stencil, err error) {
		if err != nil {
			panic(err) // offsets of this function
		}
		a := &arm{Stencil: s}
		if a.Difference, err = theory.NewDifference(s.Order(), s.Accuracy(), s.Offsets(), s.Weights()); err != nil {
			panic(err)
		}
		offsets, weights := s.Offsets(), s.Weights()
		for j := range offsets {
			o, w := new(big.Float).SetPrec(oraclePrec).SetRat(offsets[j]), new(big.Float).SetPrec(oraclePrec).SetRat(weights[j])
			a.big.offsets, a.big.weights = append(a.big.offsets, o), append(a.big.weights, w)
			a.dd.offsets, a.dd.weights = append(a.dd.offsets, dd.FromBig(o)), append(a.dd.weights, dd.FromBig(w))
		}
		floats, _ := s.Float64()
		a.smallest, a.furthest = floats[0], floats[len(floats)-1]
		a.waves = waves(s.Order() + s.Accuracy())
		all = append(all, a)
	}
	for q := 1; q <= 4; q++ {
		for p := 2; p <= 8; p += 2 {
			add(fd.Central(q, p))
		}
		add(fd.Forward(q, 1))
		add(fd.Backward(q, 3))
	}
	add(fd.New(1, []float64{-1, 0.25, 2}))
	third := []*big.Rat{big.NewRat(-2, 3), big.NewRat(1, 3), big.NewRat(1, 1), big.NewRat(7, 3)}
	add(fd.NewRat(2, third))
	return all
}
