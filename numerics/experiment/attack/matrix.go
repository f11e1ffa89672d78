package attack

import (
	"math"
	"math/big"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/spectrum"
	"adfd/theory"
)

// Matrices under attack have at most this many rows and columns.
const (
	mostRows    = 16
	mostColumns = 12
)

// jacobiLost bounds what exact.SingularValues errs by on such a matrix, relative to
// sigma_1. Its QR and 8 sweeps of rotations change the columns of an m x n matrix by
// n (4(m+150) + 480 + m+88) u^2 of their length: with u^2 = 2^-106, sqrt(n) for the
// Frobenius norm and the largest size, 12 sqrt(12) 1248 u^2 < 2^16 u^2.
const jacobiLost = 0x1p-90

// spectralCase is a matrix U diag(sigma) V' of float64, made in a fixed order from a few
// numbers.
type spectralCase struct {
	rows, columns int
	seed          uint64  // of the reflections that make U and V
	octaves       float64 // from sigma_1 = 1 down to the last
	bend          float64 // sigma_k = 2^(-octaves ((k-1)/(n-1))^bend): large, only the last are small
	sides         int     // both of U and V, U alone (graded columns), V alone (graded rows)
	scale         int     // exponent of 2
}

var spectralInputs = []string{"rows", "columns", "seed", "octaves", "bend", "sides", "scale"}

// The sides of a spectralCase.
const (
	sidesBoth = iota
	sidesLeft
	sidesRight
	sidesCount
)

// spectralPoint turns coordinates into spectralInputs. An SVD in double-double takes
// 3 us for two columns and 250 us for twelve, so that half of the points have two
// columns, and one in thirty has twelve. Few seeds let a climb stay with one.
func spectralPoint(p []float64) []float64 {
	const seeds = 256
	columns := 2 + pick(p[1]*p[1]*p[1], mostColumns-1)
	return []float64{
		columns + pick(p[0], mostRows+1-int(columns)), columns, pick(p[2], seeds),
		max(0, float64(110*p[3])-10), math.Exp2(float64(6*p[4]) - 3), pick(p[5], sidesCount), math.Round(float64(600*p[6]) - 300),
	}
}

func newSpectralCase(in []float64) spectralCase {
	return spectralCase{int(in[0]), int(in[1]), uint64(in[2]), in[3], in[4], int(in[5]), int(in[6])}
}

// reflections is how many make U, and V.
const reflections = 2

// matrix is the case's; along, with entries below 1, is the product of its singular
// vectors of that index; noise is unrelated, of Frobenius norm 1.
func (c spectralCase) matrix(index int) (a, along, noise *mat.Dense) {
	rng := rand.New(rand.NewPCG(c.seed, uint64(c.rows<<8|c.columns)))
	normal := func(n int) *mat.VecDense {
		v := mat.NewVecDense(n, nil)
		for i := range n {
			v.SetVec(i, rng.NormFloat64())
		}
		return v
	}
	a, along, noise = mat.NewDense(c.rows, c.columns, nil), mat.NewDense(c.rows, c.columns, nil), mat.NewDense(c.rows, c.columns, nil)
	for k := range c.columns {
		a.Set(k, k, math.Exp2(-c.octaves*math.Pow(float64(k)/float64(c.columns-1), c.bend)))
	}
	along.Set(index, index, 1)
	for range reflections {
		left, right := normal(c.rows), normal(c.columns)
		for _, m := range []*mat.Dense{a, along} {
			if c.sides != sidesRight {
				mirror(m, left, false)
			}
			if c.sides != sidesLeft {
				mirror(m, right, true)
			}
		}
	}
	noise.Apply(func(int, int, float64) float64 { return rng.NormFloat64() }, noise)
	noise.Scale(1/noise.Norm(2), noise) // Frobenius
	a.Scale(math.Ldexp(1, c.scale), a)
	return a, along, noise
}

// mirror multiplies m by I - 2 v v'/v'v, from the left or from the right.
func mirror(m *mat.Dense, v *mat.VecDense, right bool) {
	var w mat.VecDense
	f := -2 / mat.Dot(v, v)
	if right {
		w.MulVec(m, v)
		m.RankOne(m, f, &w, v)
		return
	}
	w.MulVec(m.T(), v)
	m.RankOne(m, f, v, &w)
}

// valuesDD are the singular values of a + e, added without error; e may be nil.
func valuesDD(a, e *mat.Dense) ([]dd.DD, error) {
	m, n := a.Dims()
	sum := dd.NewMatrix(m, n)
	for i := range m {
		for j := range n {
			v := dd.FromFloat64(a.At(i, j))
			if e != nil {
				v = v.Add(dd.FromFloat64(e.At(i, j)))
			}
			sum.Set(i, j, v)
		}
	}
	return dd.SingularValues(sum)
}

// valuesBig are the same in 256 bits.
func valuesBig(a, e *mat.Dense) ([]*big.Float, error) {
	m, n := a.Dims()
	columns := make([][]*big.Float, n)
	for j := range columns {
		columns[j] = make([]*big.Float, m)
		for i := range m {
			columns[j][i] = new(big.Float).SetPrec(oraclePrec).SetFloat64(a.At(i, j))
			if e != nil {
				columns[j][i].Add(columns[j][i], exact.New(e.At(i, j)))
			}
		}
	}
	return exact.SingularValuesBig(columns)
}

// weylAttack searches for matrices A and E with
//
//	|sigma_k(A+E) - sigma_k(A)| > |E|_2.
//
// Equality is attained, by any E along a pair of singular vectors of A, so that E is
// a mixture of such a pair and of noise.
func weylAttack() *attack {
	own := len(spectralInputs)
	return &attack{
		name: "Weyl", dim: own + 3, labels: append(append([]string(nil), spectralInputs...), "share", "along", "index"),
		inputs: func(p []float64) []float64 {
			in := spectralPoint(p)
			share := math.Exp2(math.Round(float64(44*p[own]) - 40)) // of E beside A
			return append(in, share, min(1, 1.25*p[own+1]), pick(p[own+2], int(in[1])))
		},
		measure: func(in []float64, exactly bool) (err, bound float64, ok bool) {
			c := newSpectralCase(in)
			a, e, noise := c.matrix(int(in[own+2]))
			along := in[own+1]
			e.Scale(along, e)
			noise.Scale(1-along, noise)
			e.Add(e, noise)
			e.Scale(math.Ldexp(in[own], c.scale), e)
			if exactly {
				return weylBig(a, e)
			}
			return weylDD(a, e)
		},
	}
}

// weylDD is the largest change of a singular value in units of |E|, less what
// double-double may err by, against 1. (The matrices may be of any scale.)
func weylDD(a, e *mat.Dense) (err, bound float64, ok bool) {
	before, e1 := valuesDD(a, nil)
	after, e2 := valuesDD(a, e)
	norm, e3 := valuesDD(e, nil)
	if e1 != nil || e2 != nil || e3 != nil || norm[0].Sign() == 0 {
		return 0, 0, false
	}
	lost := jacobiLost * (before[0].Hi + after[0].Hi + norm[0].Hi)
	for k := range before {
		err = max(err, (math.Abs(after[k].Sub(before[k]).Hi)-float64(lost))/norm[0].Hi)
	}
	return err, 1, true
}

func weylBig(a, e *mat.Dense) (err, bound float64, ok bool) {
	before, e1 := valuesBig(a, nil)
	after, e2 := valuesBig(a, e)
	norm, e3 := valuesBig(e, nil)
	if e1 != nil || e2 != nil || e3 != nil || norm[0].Sign() == 0 {
		return 0, 0, false
	}
	for k := range before {
		d := new(big.Float).Sub(after[k], before[k])
		err = max(err, exact.Float64(d.Quo(d.Abs(d), norm[0])))
	}
	return err, 1, true
}

// The routines of package spectrum that give singular values.
const (
	routineValues = iota
	routineDecompose
	routines
)

// singularValueAttack attacks SingularValueError: the values of both routines against
// exact ones, for spectra over up to 100 octaves, in rows or columns of such sizes or hidden in all
// entries.
func singularValueAttack() *attack {
	own := len(spectralInputs)
	var svd spectrum.Decomposer
	return &attack{
		name: "computed singular values", dim: own + 1, labels: append(append([]string(nil), spectralInputs...), "routine"),
		inputs: func(p []float64) []float64 { return append(spectralPoint(p), pick(p[own], routines)) },
		measure: func(in []float64, exactly bool) (err, bound float64, ok bool) {
			c := newSpectralCase(in)
			a, _, _ := c.matrix(0)
			got, e := computedValues(&svd, a, int(in[own]))
			if e != nil {
				return math.Inf(1), 1, true // no values at all
			}
			if exactly {
				want, e := valuesBig(a, nil)
				if e != nil {
					return 0, 0, false
				}
				for k, v := range got {
					d := exact.New(v)
					err = max(err, math.Abs(exact.Float64(d.Sub(d, want[k]))))
				}
				return err, theory.SingularValueError(c.rows, c.columns, exact.Float64(want[0]), theory.UnitRoundoff64), true
			}
			want, e := valuesDD(a, nil)
			if e != nil {
				return 0, 0, false
			}
			for k, v := range got {
				err = max(err, math.Abs(want[k].Sub(dd.FromFloat64(v)).Hi))
			}
			return err - float64(jacobiLost*want[0].Hi), theory.SingularValueError(c.rows, c.columns, want[0].Hi, theory.UnitRoundoff64), true
		},
	}
}

// computedValues are the values of one of the routines.
func computedValues(d *spectrum.Decomposer, a *mat.Dense, routine int) ([]float64, error) {
	if routine == routineValues {
		return d.Values(a)
	}
	svd, err := d.Decompose(a)
	if err != nil {
		return nil, err
	}
	return svd.Values(), nil
}
