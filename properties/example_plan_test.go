package properties_test

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/properties"
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
	fmt.Println(properties.ActivateTranspose(plan, tanh, z, v, gy))
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
	fmt.Println(properties.TapeAgrees(taped, tanh, z, gy))
	// Output: <nil>
}
