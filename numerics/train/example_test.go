package train_test

import (
	"context"
	"fmt"
	"log"

	"adfd/numerics/train"
)

// parabola is L = theta^2.
type parabola struct{}

func (parabola) Params() int { return 1 }

func (parabola) LossGrad(theta, grad []float64) (float64, error) {
	grad[0] = 2 * theta[0]
	return theta[0] * theta[0], nil
}

// With rate 1/4 a step halves theta.
func ExampleRun() {
	s := train.NewState([]float64{1})
	result, err := train.Run(context.Background(), parabola{}, &train.GD[float64]{Schedule: train.Constant(0.25)}, s,
		train.Config[float64]{Steps: 3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Stop, s.Theta, result.Final.Loss)
	fmt.Println(s.History.Losses)
	// Output:
	// completed [0.125] 0.015625
	// [1 0.25 0.0625 0.015625]
}
