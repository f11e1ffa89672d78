package nn_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/numerics/train"
)

// A network is trained on the Allen-Cahn equation: Adam with a checkpoint, then L-BFGS from
// where Adam stopped.
func Example() {
	act, err := activation.ByName[float64]("tanh")
	check(err)
	net, err := nn.New(act, 1, 10, 1)
	check(err)
	theta, err := net.Init(nn.PyTorch, 1)
	check(err)

	problem := pde.AllenCahn1D()
	nodes, err := pde.Equispaced(31, -1, 1)
	check(err)
	// Finite differences stand in the same place:
	//	differences, err := fd.NewEngine[float64](fd.Options{H: 1e-3})
	const lambda = 1 // weight of the boundary beside the interior
	residual, err := nn.NewResidual(net, jet.New[float64](), problem, nodes, lambda)
	check(err)

	dir, err := os.MkdirTemp("", "adfd")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "adam")
	adam := &train.Adam[float64]{Schedule: train.Constant(1e-2)}
	first, err := train.Run(context.Background(), residual, adam, train.NewState(theta),
		train.Config[float64]{Steps: 500, Checkpoint: path, CheckpointEvery: 100})
	check(err)

	kept, err := train.ReadState[float64](path)
	check(err)
	polished := train.NewState(kept.Theta)
	last, err := train.Run(context.Background(), residual, &train.LBFGS{}, polished, train.Config[float64]{Steps: 1000})
	check(err)

	u := make([]float64, len(nodes))
	check(net.Evaluate(polished.Theta, nodes, u))
	worst := 0.0
	for i, x := range nodes {
		worst = math.Max(worst, math.Abs(u[i]-problem.Solution([]float64{x})))
	}
	fmt.Println("adam:", first.Stop, "after", kept.Step, "steps")
	fmt.Println("loss fell by a factor of 10^4 or more:", kept.History.Losses[0] >= 1e4*last.Final.Loss)
	const size = 1 // of the solution, sin(pi x)
	fmt.Println("largest error below a hundredth of the solution:", worst < size/100.)
	// Output:
	// adam: completed after 500 steps
	// loss fell by a factor of 10^4 or more: true
	// largest error below a hundredth of the solution: true
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
