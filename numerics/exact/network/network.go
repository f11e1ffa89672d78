package network

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
)

// Network is a fully connected network from R^d to R: hidden layers
// y = s(W y + b) and a linear output. Its parameters are one flat slice, for each
// layer W, [out][in], then b, [out].
//
// It is the oracle for residuals of differential equations and their derivatives in
// the parameters. These are found in forward mode, one parameter at a time: dual
// numbers over Taylor series in the space variables. No reverse sweep takes part
// in it.
//
// With 256 bits each result is rounded from numbers with 384 bits; nothing is
// known of their errors but that each operation adds 2^-384, relatively, to its
// operands'. In double-double each operation adds at most 8 u², and the
// coefficients of the activation what DDCoefficients says.
type Network struct {
	Activation string // one of Names
	Sizes      []int  // in, hidden..., 1
}

// Equation is one row of a residual vector at the point x,
//
//	r = Scale (sum of Terms - Target).
type Equation struct {
	Point         []float64 // [dim]
	Terms         []Monomial
	Target, Scale float64
}

// Monomial is Coef times the product of functionals of the network: one in a
// linear term.
type Monomial struct {
	Coef    float64
	Factors []exact.Functional
}

// Params returns the number of parameters.
func (n Network) Params() int {
	p := 0
	for l := 1; l < len(n.Sizes); l++ {
		p += n.Sizes[l] * (n.Sizes[l-1] + 1)
	}
	return p
}

// Residuals returns r, one entry an equation. The error names sizes that are no
// network, a wrong number of parameters, an equation of another dimension or
// without a term, or a number that is not finite; an unknown activation; or a
// value outside its domain.
func (n Network) Residuals(theta []float64, rows []Equation) ([]*big.Float, error) {
	r, _, err := sensitivities(bits256, n, theta, rows, false)
	return rounded(r), err
}

// Jacobian returns r and J, [len(rows)][Params], the derivatives of r in the
// parameters. The error is as for Residuals.
func (n Network) Jacobian(theta []float64, rows []Equation) (r []*big.Float, jac [][]*big.Float, err error) {
	res, tangents, err := sensitivities(bits256, n, theta, rows, true)
	for _, row := range tangents {
		jac = append(jac, rounded(row))
	}
	return rounded(res), jac, err
}

// LossGrad returns |r|² and its gradient 2 J^T r. The error is as for Residuals.
func (n Network) LossGrad(theta []float64, rows []Equation) (loss *big.Float, grad []*big.Float, err error) {
	l, g, err := lossGrad(bits256, n, theta, rows)
	if err != nil {
		return nil, nil, err
	}
	return exact.Round(l[0]), rounded(g), nil
}

// DDResiduals is Residuals in double-double.
func (n Network) DDResiduals(theta []float64, rows []Equation) ([]dd.DD, error) {
	r, _, err := sensitivities(bits106, n, theta, rows, false)
	return heads[dd.DD](r), err
}

// DDJacobian is Jacobian in double-double.
func (n Network) DDJacobian(theta []float64, rows []Equation) (r []dd.DD, jac [][]dd.DD, err error) {
	res, tangents, err := sensitivities(bits106, n, theta, rows, true)
	for _, row := range tangents {
		jac = append(jac, heads[dd.DD](row))
	}
	return heads[dd.DD](res), jac, err
}

// DDLossGrad is LossGrad in double-double.
func (n Network) DDLossGrad(theta []float64, rows []Equation) (loss dd.DD, grad []dd.DD, err error) {
	l, g, err := lossGrad(bits106, n, theta, rows)
	if err != nil {
		return dd.DD{}, nil, err
	}
	return l[0], heads[dd.DD](g), nil
}

// rounded returns the values of series of order 0, to Prec bits.
func rounded(j []exact.Jet) []*big.Float {
	x := heads[*big.Float](j)
	for i := range x {
		x[i] = exact.Round(x[i])
	}
	return x
}

func (n Network) check(theta []float64, rows []Equation) error {
	if last := len(n.Sizes) - 1; last < 1 || n.Sizes[last] != 1 {
		return fmt.Errorf("network: network of sizes %v, want an input, hidden layers and one output", n.Sizes)
	}
	for _, s := range n.Sizes {
		if s < 1 {
			return fmt.Errorf("network: network of sizes %v", n.Sizes)
		}
	}
	if _, err := exact.Lookup(n.Activation); err != nil {
		return err
	}
	if len(theta) != n.Params() {
		return fmt.Errorf("network: %d parameters for a network of sizes %v, want %d", len(theta), n.Sizes, n.Params())
	}
	if i := firstNotFinite(theta); i >= 0 {
		return fmt.Errorf("network: parameter %d of the network is %v", i, theta[i])
	}
	for i, e := range rows {
		if err := e.check(n.Sizes[0]); err != nil {
			return fmt.Errorf("network: equation %d: %w", i, err)
		}
	}
	return nil
}

func (e Equation) check(dim int) error {
	if len(e.Point) != dim {
		return fmt.Errorf("a point of %d coordinates in dimension %d", len(e.Point), dim)
	}
	if i := firstNotFinite(e.Point); i >= 0 {
		return fmt.Errorf("coordinate %d of the point is %v", i, e.Point[i])
	}
	if firstNotFinite([]float64{e.Target, e.Scale}) >= 0 {
		return fmt.Errorf("target %v and scale %v", e.Target, e.Scale)
	}
	if len(e.Terms) == 0 {
		return fmt.Errorf("no term")
	}
	for k, t := range e.Terms {
		if firstNotFinite([]float64{t.Coef}) >= 0 || len(t.Factors) == 0 {
			return fmt.Errorf("term %d has coefficient %v and %d factors", k, t.Coef, len(t.Factors))
		}
		for _, f := range t.Factors {
			if err := f.Check(dim); err != nil {
				return fmt.Errorf("term %d: %w", k, err)
			}
		}
	}
	return nil
}

// firstNotFinite returns the index of the first NaN or infinity, or -1.
func firstNotFinite(x []float64) int {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return i
		}
	}
	return -1
}
