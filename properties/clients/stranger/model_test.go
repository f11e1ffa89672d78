package stranger_test

import (
	"errors"
	"fmt"
	"testing"

	"adfd/properties"
	"adfd/properties/catalog"
	"adfd/properties/gen"
	"pgregory.net/rapid"

	"example.com/stranger"
)

var loss = stranger.Logistic{X: []float64{0.5, -2, 1}, Y: -1}

// The three lines of adfd's README.
func TestGradient(t *testing.T) {
	a := []float64{0.3, -0.1, 2}
	properties.OK(t, properties.Gradient(loss.Loss, loss.Gradient, a, nil))
	properties.OK(t, properties.HVP(loss.Loss, loss.HessianTimes, a, nil))
	err := properties.Gradient(loss.Loss, func(dst, a []float64) {
		loss.Gradient(dst, a)
		dst[2] *= 1.001
	}, a, nil)
	if !rejected(err) {
		t.Errorf("a gradient off by 0.1%% gave %v, want a Violation", err)
	}
}

// rejected reports whether a claim that is wrong on purpose was found out.
func rejected(err error) bool {
	v := new(properties.Violation)
	return errors.As(err, &v)
}

// Wherever in a box, with rapid's own draw.
func TestGradientAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := gen.Inside([]float64{-2, -2, -2}, []float64{2, 2, 2}).Draw(t, "a")
		properties.OK(t, properties.Gradient(loss.Loss, loss.Gradient, a, nil))
	})
}

func TestDerivative(t *testing.T) {
	properties.OK(t, properties.Derivative(stranger.Sigmoid, stranger.SigmoidSlope, 1, []float64{-2, 0, 0.7}, nil))
	properties.OK(t, properties.Derivative(stranger.Softplus, stranger.Sigmoid, 1, []float64{-2, 0, 0.7}, nil))
	properties.OK(t, properties.Derivative(stranger.Softplus, stranger.SigmoidSlope, 2, []float64{-2, 0, 0.7}, nil))
	if err := properties.Derivative(stranger.Softplus, stranger.SigmoidSlope, 1, []float64{0.7}, nil); !rejected(err) {
		t.Errorf("the second derivative for the first gave %v, want a Violation", err)
	}
}

// Against 256 bits, where it is hard too. The sigmoid is a quotient of exp, which
// errs by 1 ulp, and a sum: 1 + 3 roundings; the slope is a product of two.
func TestKnown(t *testing.T) {
	const sigmoid, slope = 4, 9
	properties.OK(t, properties.Known(stranger.Sigmoid, "sigmoid", 0, nil, sigmoid))
	properties.OK(t, properties.Known(stranger.SigmoidSlope, "sigmoid", 1, nil, slope))
	properties.OK(t, properties.Known(stranger.Softplus, "softplus", 0, nil, sigmoid))
	if err := properties.Known(stranger.Sigmoid, "softplus", 0, nil, sigmoid); !rejected(err) {
		t.Errorf("another function gave %v, want a Violation", err)
	}
}

// The catalogue's functions are there to be differentiated by a method of one's
// own: here by the secant.
func TestSecant(t *testing.T) {
	for _, name := range []string{"sin", "sigmoid", "runge"} {
		f, err := catalog.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		secant := func(x float64) float64 { return (f.Float64(x+0x1p-20) - f.Float64(x-0x1p-20)) * 0x1p19 }
		properties.OK(t, properties.Derivative(f.Float64, secant, 1, []float64{0.3}, nil))
	}
}

// A slip of a sign in one entry is named.
func Example_slip() {
	slip := func(dst, a []float64) {
		loss.Gradient(dst, a)
		dst[1] = -dst[1]
	}
	err := properties.Gradient(loss.Loss, slip, []float64{0.3, -0.1, 2}, nil)
	var v *properties.Violation
	fmt.Println(errors.As(err, &v))
	fmt.Println(v.Case)
	// Output:
	// true
	// coordinate 1, x[1] = -0.1
}
