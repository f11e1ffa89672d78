package spectral

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/rfm"
	"adfd/theory"
)

// noiseControl assembles A_FD in 106 bits. The norm of what float64 adds to it,
// over that of the model, and the tail of its spectrum over that of A_AD, both at
// 106 bits: the median of the quotients as far down as 106-bit noise leaves them.
func (b *Trial[T]) noiseControl(sys rfm.System, noise *mat.Dense, exactAD []float64, kept int, h float64) (norm, tail float64, err error) {
	a, err := exactMatrices.Get(context.Background(), drawnStep{b.drawn(), h}, func() (dd.Matrix, error) { return b.exactDifferences(h) })
	if err != nil {
		return 0, 0, err
	}
	rows, cols := sys.A.Dims()
	var e mat.Dense
	e.CloneFrom(sys.A)
	for i := range rows {
		for j := range cols {
			d := dd.FromFloat64(sys.A.At(i, j)).Sub(a.At(i, j))
			e.Set(i, j, d.Float64())
		}
	}
	measured, err := b.svd.Values(&e)
	if err != nil {
		return 0, 0, err
	}
	modelled, err := b.svd.Values(noise)
	if err != nil {
		return 0, 0, err
	}
	exactFD, err := b.exactSpectrum(h, func() (dd.Matrix, error) { return a, nil })
	if err != nil {
		return 0, 0, err
	}
	// 106-bit arithmetic leaves noise of its own, kappa u^2/h^q in an entry; a
	// hundred times its norm is far enough above it.
	u := theory.UnitRoundoff64
	floor := 100 * theory.Kappa(b.variances, u) * u * u * math.Pow(h, -float64(b.problem.Order)) * math.Sqrt(float64(rows))
	var quotients []float64
	for k := kept; k < cols-1 && exactAD[k] > floor; k++ {
		quotients = append(quotients, exactFD[k]/exactAD[k])
	}
	return measured[0] / modelled[0], lab.MedianOf(quotients), nil
}

// exactTaylor assembles A_AD in 106 bits.
func (b *Trial[T]) exactTaylor() (dd.Matrix, error) {
	return b.exactMatrix(func(order int, w, z dd.DD) (dd.DD, error) {
		c, err := dd.Coefficients(b.set.Activation, z, order)
		if err != nil {
			return dd.DD{}, err
		}
		d := c.Derivative(order)
		for range order {
			d = d.Mul(w)
		}
		return d, nil
	})
}

// exactDifferences assembles A_FD in 106 bits, with central stencils of accuracy 2.
func (b *Trial[T]) exactDifferences(h float64) (dd.Matrix, error) {
	f, err := dd.Func(b.set.Activation)
	if err != nil {
		return dd.Matrix{}, err
	}
	stencils := map[int]fd.Stencil{}
	for _, order := range []int{1, b.problem.Order} {
		if stencils[order], err = fd.Central(order, 2); err != nil {
			return dd.Matrix{}, err
		}
	}
	step := dd.FromFloat64(h)
	return b.exactMatrix(func(order int, w, z dd.DD) (dd.DD, error) {
		if order == 0 {
			return f(z), nil
		}
		offsets, weights := stencils[order].Float64()
		var sum dd.DD
		for k, s := range offsets {
			at := z.Add(w.Mul(dd.FromFloat64(s).Mul(step)))
			sum = sum.Add(dd.FromFloat64(weights[k]).Mul(f(at)))
		}
		for range order {
			sum = sum.Div(step)
		}
		return sum, nil
	})
}

// exactMatrix fills the rows of the system in 106 bits: entry gives the derivative
// of order q of s(w x + b) at z = w x + b. Boundary rows have weight 1.
func (b *Trial[T]) exactMatrix(entry func(order int, w, z dd.DD) (dd.DD, error)) (dd.Matrix, error) {
	type row struct {
		order int
		x     float64
	}
	var rows []row
	for _, x := range b.nodes {
		rows = append(rows, row{b.problem.Order, x})
	}
	for _, c := range b.problem.Boundary {
		for _, x := range c.Points {
			rows = append(rows, row{c.Index[0], x})
		}
	}
	a := dd.NewMatrix(len(rows), b.set.M)
	for j := range b.set.M {
		w, bias := dd.FromFloat64(float64(b.features.W[j])), dd.FromFloat64(float64(b.features.B[j]))
		for i, r := range rows {
			v, err := entry(r.order, w, w.Mul(dd.FromFloat64(r.x)).Add(bias))
			if err != nil {
				return a, err
			}
			a.Set(i, j, v)
		}
	}
	return a, nil
}

// The matrices A_FD in 106 bits and the spectra of both sides are computed once a
// process; they do not depend on what a setup puts on the two sides. Among the spectra a
// step of 0 stands for A_AD.
var (
	exactMatrices lab.Memo[drawnStep, dd.Matrix]
	exactSpectra  lab.Memo[drawnStep, []float64]
)

type drawnStep struct {
	drawn
	h float64
}

// exactSpectrum are the singular values, rounded, of the 106-bit matrix of this step.
func (b *Trial[T]) exactSpectrum(h float64, assemble func() (dd.Matrix, error)) ([]float64, error) {
	return exactSpectra.Get(context.Background(), drawnStep{b.drawn(), h}, func() ([]float64, error) {
		a, err := assemble()
		if err != nil {
			return nil, err
		}
		return exactValues(a)
	})
}

func exactValues(a dd.Matrix) ([]float64, error) {
	values, err := dd.SingularValues(a)
	return lab.Each(values, dd.DD.Float64), err
}
