package estimate

import (
	"math"
	"math/big"
	"sync"

	"adfd/numerics/exact"
)

// Side of the point that a formula uses.
type Side int

const (
	Central Side = iota
	Right
	Left
)

func (s Side) String() string {
	return [...]string{"central", "from the right", "from the left"}[s]
}

// extraPoints is how many points (a central formula: pairs) a formula may have
// beyond the fewest: the accuracy goes to 12, of one-sided formulas to 7.
const (
	extraPairs  = 5
	extraPoints = 6
)

// MaxOrder is the highest order of a derivative that is judged.
const MaxOrder = 8

// formula is a stencil for the derivative of order q on 0 and the offsets 2^i,
// i < len(weight), of one side, or +-2^i with the sign (-1)^q on the left. It is
// applied to g(t) - g(0), so that the weight of 0 has no part but in the noise.
type formula struct {
	weight []float64
	zero   float64 // |weight| of 0
	norm   float64 // Euclidean, of all weights
	order  int     // accuracy: the error is of the order h^order

	// The norm of the difference to the formula with a point less; 0 for the
	// formula of the fewest points.
	last float64
}

type formulaKey struct {
	q       int
	central bool
}

var formulas sync.Map // of formulaKey to func() []formula

// formulasOf lists the formulas of one kind from the fewest points up.
func formulasOf(q int, s Side) []formula {
	key := formulaKey{q, s == Central}
	if list, ok := formulas.Load(key); ok {
		return list.(func() []formula)()
	}
	list, _ := formulas.LoadOrStore(key, sync.OnceValue(func() []formula { return solve(q, key.central) }))
	return list.(func() []formula)()
}

func solve(q int, both bool) []formula {
	fewest, most := q, q+extraPoints
	if both {
		fewest = (q + 1) / 2
		most = fewest + extraPairs
	}
	var list []formula
	for n := fewest; n <= most; n++ {
		offsets := []*big.Rat{new(big.Rat)}
		for i := range n {
			offsets = append(offsets, big.NewRat(1<<i, 1))
		}
		for i := range n {
			if both {
				offsets = append(offsets, big.NewRat(-1<<i, 1))
			}
		}
		s, err := exact.NewStencil(q, offsets)
		if err != nil {
			panic("properties: " + err.Error()) // offsets are distinct and enough
		}
		f := formula{order: s.Accuracy(), weight: make([]float64, n)}
		for i, w := range s.Weights {
			v, _ := w.Float64()
			f.norm = math.Hypot(f.norm, v)
			switch {
			case i == 0:
				f.zero = math.Abs(v)
			case i <= n:
				f.weight[i-1] = v
			}
		}
		if len(list) > 0 {
			f.last = f.change(list[len(list)-1], both)
		}
		list = append(list, f)
	}
	return list
}

// change is the norm of the weights of f minus those of g, which has a point
// less. Weights sum to zero, which gives that of 0; on the left of a central
// formula for an odd derivative they have the other sign, and that of 0 is zero.
func (f formula) change(g formula, both bool) float64 {
	var squares, sum float64
	for i, w := range f.weight {
		if i < len(g.weight) {
			w -= g.weight[i]
		}
		squares += float64(w * w)
		sum += w
	}
	switch {
	case !both:
		return math.Sqrt(squares + float64(sum*sum))
	case f.zero == 0:
		return math.Sqrt(2 * squares)
	}
	return math.Sqrt(float64(2*squares) + float64(4*sum*sum))
}
