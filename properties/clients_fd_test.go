package properties_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"

	"adfd/properties"
	"adfd/properties/catalog"
)

// Central differences at gonum's default step agree to half the digits, which is
// what the checks ask of a right derivative.
func TestGonumDifferences(t *testing.T) {
	central := &fd.Settings{Formula: fd.Central}
	for _, name := range []string{"sines", "exponentials", "wells", "quadratic"} {
		f, err := catalog.FieldByName(name)
		require.NoError(t, err)
		gradient := func(dst, x []float64) { fd.Gradient(dst, f.Naive, x, central) }
		for _, x := range f.Grid(3) {
			assert.NoError(t, properties.Gradient(f.Naive, gradient, x, nil), name)
		}
	}
	for _, name := range []string{"sin", "exp", "tanh", "runge"} {
		f, err := catalog.ByName(name)
		require.NoError(t, err)
		slope := func(x float64) float64 { return fd.Derivative(f.Naive, x, central) }
		assert.NoError(t, properties.Derivative(f.Naive, slope, 1, []float64{-0.6, 0.3, 0.8}, nil), name)
	}
	polar := func(dst, x []float64) { dst[0], dst[1], dst[2] = x[0]*math.Cos(x[1]), x[0]*math.Sin(x[1]), x[0] }
	jvp := func(dst, x, v []float64) {
		var j mat.Dense
		j.ReuseAs(len(dst), len(x))
		fd.Jacobian(&j, polar, x, &fd.JacobianSettings{Formula: fd.Central})
		mat.NewVecDense(len(dst), dst).MulVec(&j, mat.NewVecDense(len(v), v))
	}
	assert.NoError(t, properties.JVP(polar, jvp, 3, []float64{1.5, 0.7}, nil))
}

// Of forward differences, gonum's default, the checks see that they are no derivative:
// the error h f”/2 is above half the digits where f” is large.
func TestGonumForwardIsSeen(t *testing.T) {
	f := func(x float64) float64 { return math.Sin(100 * x) }
	slope := func(x float64) float64 { return fd.Derivative(f, x, nil) }
	err := properties.Derivative(f, slope, 1, []float64{0.01}, nil)
	var v *properties.Violation
	require.ErrorAs(t, err, &v)
	assert.InEpsilon(t, fd.Forward.Step/2*1e4*math.Sin(1), v.Measured, 0.1)
}

// Second derivatives of f = sum over i of (x_i^4 - 2 x_i^2)/i, with f_iii = 24 x_i/i,
// f_iiii = 24/i and none higher, so that the truncation is known exactly:
//
//   - Hessian, forward twice: h f_iii + 7/12 h^2 f_iiii on the diagonal, 0 beside it;
//   - Laplacian, central: sum of h^2/12 f_iiii;
//   - CrossLaplacian of f(x+y), central twice: sum of h^2/3 f_iiii.
//
// Rounding: values err by at most wellsRoundings u F, F = sum (x_i^4 + 2 x_i^2)/i,
// and the weights of a second difference sum to 4/h^2; points, by u |x_i|, which
// moves a value by u |x_i f_i| <= 4u F; both at the point of the formula that is
// farthest, where F is less than twice that of x.
func TestGonumSecondDifferences(t *testing.T) {
	const wellsRoundings, u = 10 + 4, 0x1p-53
	f, err := catalog.FieldByName("wells")
	require.NoError(t, err)
	for _, x := range [][]float64{{0.5, -1.25}, {1.75, 0.75}} {
		x = append(x, make([]float64, f.Dim-len(x))...)
		exact, err := f.Hessian(bigs(x))
		require.NoError(t, err)
		var size, trace, fourth float64
		for i, v := range x {
			k := float64(i + 1)
			size += (v*v*v*v + 2*v*v) / k
			fourth += 24 / k
			h, _ := exact[i][i].Float64()
			trace += h
		}
		rounding := func(h float64) float64 { return 2 * wellsRoundings * u * size * 4 / (h * h) }

		h := math.Sqrt(fd.Forward.Step)
		hessian := mat.NewSymDense(f.Dim, nil)
		fd.Hessian(hessian, f.Naive, x, nil)
		for i, v := range x {
			for j := range x {
				want, _ := exact[i][j].Float64()
				truncation := 0.0
				if i == j {
					truncation = (h*math.Abs(24*v) + 7*h*h/12*24) / float64(i+1)
				}
				assert.InDelta(t, want, hessian.At(i, j), truncation+rounding(h), "entry (%d, %d) at %v", i, j, x)
			}
		}

		h = fd.Central2nd.Step
		n := float64(f.Dim)
		got := fd.Laplacian(f.Naive, x, &fd.Settings{Formula: fd.Central2nd})
		assert.InDelta(t, trace, got, h*h/12*fourth+n*rounding(h), "Laplacian at %v", x)

		h = math.Sqrt(fd.Central.Step)
		sum := func(x, y []float64) float64 {
			z := make([]float64, len(x))
			for i := range z {
				z[i] = x[i] + y[i]
			}
			return f.Naive(z)
		}
		got = fd.CrossLaplacian(sum, x, make([]float64, len(x)), &fd.Settings{Formula: fd.Central})
		assert.InDelta(t, trace, got, h*h/3*fourth+n*rounding(h), "CrossLaplacian at %v", x)
	}
}

func bigs(x []float64) []*big.Float {
	b := make([]*big.Float, len(x))
	for i, v := range x {
		b[i] = big.NewFloat(v)
	}
	return b
}
