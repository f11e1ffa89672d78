package pointwise

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// symbol is a polynomial in up to three variables: the coefficient of each power.
type symbol map[[3]int]float64

func (p symbol) add(index engine.MultiIndex, coef float64) {
	var power [3]int
	copy(power[:], index)
	p[power] += coef
}

func (p symbol) times(q symbol) symbol {
	out := symbol{}
	for a, v := range p {
		for b, w := range q {
			out[[3]int{a[0] + b[0], a[1] + b[1], a[2] + b[2]}] += v * w
		}
	}
	return out
}

// The operators of A3 are what their names say: the biharmonic one is the Laplacian's
// square, and in two variables they are those of the problems.
func TestCombinationsAreTheirOperators(t *testing.T) {
	want := map[string]map[int]symbol{"laplacian": {}, "biharmonic": {}}
	for dim := 2; dim <= 3; dim++ {
		laplacian := symbol{}
		for d := range dim {
			power := make(engine.MultiIndex, dim)
			power[d] = 2
			laplacian.add(power, 1)
		}
		want["laplacian"][dim], want["biharmonic"][dim] = laplacian, laplacian.times(laplacian)
	}
	problems := map[string]pde.Problem{"laplacian": pde.Poisson2D(), "biharmonic": pde.Biharmonic2D()}
	var seen []string
	for _, o := range combinations() {
		require.Len(t, o.weights, len(o.op), o.name)
		got := symbol{}
		for r, alpha := range o.op {
			require.Len(t, alpha, o.dim, o.name)
			got.add(alpha, o.weights[r])
		}
		if len(o.op) == 1 {
			expected := symbol{}
			expected.add(o.op[0], 1)
			assert.Equal(t, expected, got, o.name)
			assert.Equal(t, o.op[0].String(), o.name)
			continue
		}
		seen = append(seen, o.name)
		assert.Equal(t, want[o.name][o.dim], got, "%s in %d-D", o.name, o.dim)
		if o.dim == 2 {
			problem := symbol{}
			for _, term := range problems[o.name].Operator {
				problem.add(term.Index, term.Coef)
			}
			assert.Equal(t, problem, got, o.name)
		}
	}
	slices.Sort(seen)
	assert.Equal(t, []string{"biharmonic", "biharmonic", "laplacian", "laplacian"}, seen)
}
