package engines_test

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/properties/engines"
)

// The plan of the second derivative, on two points: channels are u, its slope and its curvature.
func ExampleActivateTranspose() {
	plan, err := jet.New[float64]().Plan(engine.Operator{{2}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	tanh, err := activation.ByName[float64]("tanh")
	if err != nil {
		fmt.Println(err)
		return
	}
	z := []float64{0.5, -0.25, 1, 0.75, -0.5, 0.125}
	v := []float64{1, 0.5, -0.5, 1, 0.25, -1}
	gy := []float64{1, -1, 0.5, 2, -0.25, 1}
	fmt.Println(engines.ActivateTranspose(plan, tanh, z, v, gy))
	// Output: <nil>
}

func ExampleTapeAgrees() {
	plan, err := jet.New[float64]().Plan(engine.Operator{{2}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	taped, ok := plan.(engine.Taped[float64])
	tanh, err := activation.ByName[float64]("tanh")
	if err != nil || !ok {
		fmt.Println(err, ok)
		return
	}
	z := []float64{0.5, -0.25, 1, 0.75, -0.5, 0.125}
	gy := []float64{1, -1, 0.5, 2, -0.25, 1}
	fmt.Println(engines.TapeAgrees(taped, tanh, z, gy))
	// Output: <nil>
}

// A plan for u and u” in one variable at two points: y is [channels][points], g is
// [rows][points].
func ExampleReadTranspose() {
	plan, err := jet.New[float64]().Plan(engine.Operator{{0}, {2}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	y := []float64{1, -1, 0.5, 2, 0.25, 3}
	g := []float64{1, 0.5, -2, 4}
	fmt.Println(plan.Channels(), engines.ReadTranspose(plan, y, g))
	// Output: 3 <nil>
}
