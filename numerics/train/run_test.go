package train_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/train"
)

// A run of n+m steps is a run of n, written, read and continued by m: bits of
// parameters, moments, damping, losses and records.
func TestResumeContinuesBitForBit(t *testing.T) {
	t.Run("float32", resumeAll[float32])
	t.Run("float64", resumeAll[float64])
}

func resumeAll[T engine.Float](t *testing.T) {
	schedule := func(rate float64) train.Schedule { return train.Cosine{Initial: rate, Final: rate / 100, Steps: 30} }
	resume(t, func() train.Optimizer[T] { return &train.GD[T]{Schedule: schedule(2e-4)} })
	resume(t, func() train.Optimizer[T] { return &train.Adam[T]{Schedule: schedule(1e-2)} })
	resume(t, func() train.Optimizer[T] { return &train.LevenbergMarquardt[T]{Tau: 1} })
}

func resume[T engine.Float](t *testing.T, opt func() train.Optimizer[T]) {
	const whole = 20
	o := bananas[T](3)
	config := func(steps int) train.Config[T] {
		return train.Config[T]{
			Steps:      steps,
			Record:     train.Every(4),
			Error:      func(theta []T) (float64, error) { return math.Abs(float64(theta[0]) - 1), nil },
			Divergence: train.Divergence{Factor: 1e3, Steps: 3},
		}
	}
	begin := narrow[T]([]float64{-1.2, 1, 0.3, 0.7, 1.3, 1})
	once := train.NewState(begin)
	want, err := train.Run(t.Context(), o, opt(), once, config(whole))
	require.NoError(t, err)
	require.Equal(t, whole, want.Final.Step, "%v: too short a run", want.Stop)

	// 12 is a step that is recorded, 13 is not; 0 stops before the first step.
	for _, n := range []int{0, 1, 12, 13, whole} {
		path := filepath.Join(t.TempDir(), "state")
		s := train.NewState(begin)
		c := config(n)
		c.Checkpoint = path
		_, err := train.Run(t.Context(), o, opt(), s, c)
		require.NoError(t, err)
		s, err = train.ReadState[T](path)
		require.NoError(t, err)
		got, err := train.Run(t.Context(), o, opt(), s, config(whole))
		require.NoError(t, err)
		assert.Equal(t, want, got, "%s stopped after %d", once.Optimizer, n)
		assert.Equal(t, encoded(t, once), encoded(t, s), "%s stopped after %d", once.Optimizer, n)
	}

	// A run that breaks off writes nothing at its end: it goes on from the last checkpoint
	// on the way, that of step 14.
	c := config(whole)
	c.Checkpoint, c.CheckpointEvery = filepath.Join(t.TempDir(), "state"), 7
	broken, judged, judge := errors.New("broken off"), 0, c.Error
	c.Error = func(theta []T) (float64, error) {
		if judged++; judged == 5 { // at step 16
			return 0, broken
		}
		return judge(theta)
	}
	_, err = train.Run(t.Context(), o, opt(), train.NewState(begin), c)
	require.ErrorIs(t, err, broken)
	s, err := train.ReadState[T](c.Checkpoint)
	require.NoError(t, err)
	require.Equal(t, 14, s.Step)
	got, err := train.Run(t.Context(), o, opt(), s, config(whole))
	require.NoError(t, err)
	assert.Equal(t, want, got, "%s broken off", once.Optimizer)
	assert.Equal(t, encoded(t, once), encoded(t, s), "%s broken off", once.Optimizer)
}

func encoded[T engine.Float](t *testing.T, s *train.State[T]) []byte {
	b, err := s.MarshalBinary()
	require.NoError(t, err)
	return b
}

// bananas is n Rosenbrock functions side by side.
func bananas[T engine.Float](n int) problem[T] {
	one := rosenbrock[float64]()
	return problem[T]{
		rows: 2 * n, params: 2 * n,
		residuals: func(theta, r []float64) {
			for k := range n {
				one.residuals(theta[2*k:], r[2*k:])
			}
		},
		jacobian: func(theta, jac []float64) {
			for k := range n {
				var j [4]float64
				one.jacobian(theta[2*k:], j[:])
				for i := range 2 {
					copy(jac[(2*k+i)*2*n+2*k:], j[2*i:2*i+2])
				}
			}
		},
	}
}

// interrupting cancels a context in the middle of step at.
type interrupting struct {
	diagonal[float64]
	at     int
	calls  *int
	cancel context.CancelCauseFunc
}

var errInterrupt = errors.New("interrupt")

func (o interrupting) LossGrad(theta, grad []float64) (float64, error) {
	if *o.calls == o.at {
		o.cancel(errInterrupt)
	}
	*o.calls++
	return o.diagonal.LossGrad(theta, grad)
}

func TestInterruptionKeepsFinishedWork(t *testing.T) {
	const at, whole = 7, 20
	ctx, cancel := context.WithCancelCause(t.Context())
	o := interrupting{diagonal[float64]{[]float64{1, 2, 3}}, at, new(int), cancel}
	begin := []float64{1, -1, 2}
	path := filepath.Join(t.TempDir(), "state")
	c := train.Config[float64]{Steps: whole, Checkpoint: path}
	adam := &train.Adam[float64]{Schedule: train.Constant(0.1)}
	s := train.NewState(begin)
	result, err := train.Run(ctx, o, adam, s, c)
	require.NoError(t, err)
	assert.Equal(t, train.Interrupted{Cause: errInterrupt}, result.Stop)
	assert.Equal(t, at, s.Step)
	assert.Len(t, s.History.Losses, at+1)

	s, err = train.ReadState[float64](path)
	require.NoError(t, err)
	require.Equal(t, at, s.Step)
	result, err = train.Run(t.Context(), o, adam, s, c)
	require.NoError(t, err)
	assert.Equal(t, train.Completed{}, result.Stop)

	once := train.NewState(begin)
	_, err = train.Run(t.Context(), o.diagonal, adam, once, train.Config[float64]{Steps: whole})
	require.NoError(t, err)
	assert.Equal(t, once, s)
}

func TestDivergence(t *testing.T) {
	// With rate 1 and lambda = 2, theta_t = (-3)^t and L = 2 9^t: above 1e6 times
	// the first from t = 7 on, since 9^6 < 1e6 < 9^7.
	o := diagonal[float64]{[]float64{2}}
	for _, c := range []struct {
		limit train.Divergence
		step  int
	}{
		{train.Divergence{}, 7 + train.DefaultDivergence.Steps - 1},
		{train.Divergence{Steps: 1}, 7},
		{train.Divergence{Factor: 80, Steps: 3}, 4},
		{train.Divergence{Factor: 81, Steps: 1}, 3},
	} {
		s := train.NewState([]float64{1})
		config := train.Config[float64]{Steps: 100, Divergence: c.limit}
		result, err := train.Run(t.Context(), o, &train.GD[float64]{Schedule: train.Constant(1)}, s, config)
		require.NoError(t, err)
		want := train.Diverged{Step: c.step, Loss: 2 * math.Pow(9, float64(c.step))}
		assert.Equal(t, want, result.Stop, "%+v", c.limit)

		// It stays diverged.
		result, err = train.Run(t.Context(), o, &train.GD[float64]{Schedule: train.Constant(1)}, s, config)
		require.NoError(t, err)
		assert.Equal(t, want, result.Stop, "%+v, continued", c.limit)
	}

	// float32 overflows at once: L = 1e30 (1e30)^2 = +Inf after one step.
	s := train.NewState([]float32{1})
	result, err := train.Run(t.Context(), diagonal[float32]{[]float32{1e30}}, &train.GD[float32]{Schedule: train.Constant(1)}, s, train.Config[float32]{Steps: 100})
	require.NoError(t, err)
	assert.Equal(t, train.Diverged{Step: 1, Loss: math.Inf(1)}, result.Stop)

	// A high loss that passes does not count: the count begins anew.
	u := &scripted{losses: []float64{1, 9, 9, 1, 9, 9, 9, 1}}
	result, err = train.Run(t.Context(), u, &train.GD[float64]{Schedule: train.Constant(1)}, train.NewState([]float64{0}),
		train.Config[float64]{Steps: 7, Divergence: train.Divergence{Factor: 8, Steps: 3}})
	require.NoError(t, err)
	assert.Equal(t, train.Diverged{Step: 6, Loss: 9}, result.Stop)

	u = &scripted{losses: []float64{1, math.NaN()}}
	result, err = train.Run(t.Context(), u, &train.GD[float64]{Schedule: train.Constant(1)}, train.NewState([]float64{0}), train.Config[float64]{Steps: 7})
	require.NoError(t, err)
	require.IsType(t, train.Diverged{}, result.Stop)
	assert.Equal(t, 1, result.Stop.(train.Diverged).Step)
}

// The file of a healthy run outlives one that diverges from it, whenever the checkpoints
// fall: neither the end nor a checkpoint on the way replaces it.
func TestDivergenceKeepsTheCheckpoint(t *testing.T) {
	const healthy, whole = 5, 100
	path := filepath.Join(t.TempDir(), "state")
	good, exploding := diagonal[float64]{[]float64{0.125}}, diagonal[float64]{[]float64{2}}
	gd := &train.GD[float64]{Schedule: train.Constant(1)}
	s := train.NewState([]float64{1})
	_, err := train.Run(t.Context(), good, gd, s, train.Config[float64]{Steps: healthy, Checkpoint: path})
	require.NoError(t, err)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)

	result, err := train.Run(t.Context(), exploding, gd, s, train.Config[float64]{Steps: whole, Checkpoint: path})
	require.NoError(t, err)
	require.IsType(t, train.Diverged{}, result.Stop)
	left, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, kept, left)

	// From theta = 1 with rate 1 the loss is 2 9^t, and above 1e6 times the first from
	// t = 7 on: with a checkpoint at every step the last is theta_6, not theta_16, where
	// the run ended.
	s = train.NewState([]float64{1})
	result, err = train.Run(t.Context(), exploding, gd, s, train.Config[float64]{Steps: whole, Checkpoint: path, CheckpointEvery: 1})
	require.NoError(t, err)
	require.Equal(t, 16, result.Stop.(train.Diverged).Step)
	back, err := train.ReadState[float64](path)
	require.NoError(t, err)
	assert.Equal(t, 6, back.Step)
	assert.Len(t, back.History.Losses, 7, "the loss at theta_6 was seen")

	// It is a file to continue from, at a lower rate.
	result, err = train.Run(t.Context(), good, gd, back, train.Config[float64]{Steps: whole, Checkpoint: path})
	require.NoError(t, err)
	assert.Equal(t, train.Completed{}, result.Stop)

	// Where there was no file, none is made.
	path = filepath.Join(t.TempDir(), "state")
	_, err = train.Run(t.Context(), exploding, gd, train.NewState([]float64{1}), train.Config[float64]{Steps: whole, Checkpoint: path})
	require.NoError(t, err)
	assert.NoFileExists(t, path)
}

// strict refuses parameters that are not finite, as a network does.
type strict struct{ diagonal[float64] }

var errNotFinite = errors.New("not finite")

func (o strict) check(theta []float64) error {
	for _, v := range theta {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return errNotFinite
		}
	}
	return nil
}

func (o strict) LossGrad(theta, grad []float64) (float64, error) {
	if err := o.check(theta); err != nil {
		return 0, err
	}
	return o.diagonal.LossGrad(theta, grad)
}

// An update that overflows is a divergence, not an error, though objective and error
// function have no value there; what the objective reports at finite parameters is an error.
func TestOverflowOfAnUpdateIsADivergence(t *testing.T) {
	o := strict{diagonal[float64]{[]float64{1, 1}}}
	path := filepath.Join(t.TempDir(), "state")
	s := train.NewState([]float64{1, -1})
	result, err := train.Run(t.Context(), o, &train.GD[float64]{Schedule: train.Constant(math.MaxFloat64)}, s, train.Config[float64]{
		Steps: 10, Record: train.Every(1), Checkpoint: path, CheckpointEvery: 1,
		Error: func(theta []float64) (float64, error) { return 0, o.check(theta) },
	})
	require.NoError(t, err)
	require.IsType(t, train.Diverged{}, result.Stop)
	assert.Equal(t, 1, result.Stop.(train.Diverged).Step)
	assert.True(t, math.IsNaN(result.Final.Loss) && math.IsNaN(result.Final.Gradient) && math.IsNaN(result.Final.Error))
	assert.Equal(t, []float64{2}, s.History.Losses)
	assert.NoFileExists(t, path, "parameters that are not finite")

	// Nor are they kept where the objective has a loss for them: theta_2 = -Inf.
	u := &scripted{losses: []float64{1, 1, 1, math.NaN()}}
	result, err = train.Run(t.Context(), u, &train.GD[float64]{Schedule: train.Constant(math.MaxFloat64)}, train.NewState([]float64{0}),
		train.Config[float64]{Steps: 10, Checkpoint: path, CheckpointEvery: 1})
	require.NoError(t, err)
	require.Equal(t, 3, result.Stop.(train.Diverged).Step)
	back, err := train.ReadState[float64](path)
	require.NoError(t, err)
	assert.Equal(t, 1, back.Step)

	_, err = train.Run(t.Context(), refusing{o}, &train.GD[float64]{Schedule: train.Constant(0.1)}, train.NewState([]float64{1, 1}), train.Config[float64]{Steps: 10})
	assert.ErrorIs(t, err, errNotFinite)
}

// refusing fails everywhere.
type refusing struct{ strict }

func (refusing) LossGrad([]float64, []float64) (float64, error) { return 0, errNotFinite }

// A checkpoint that cannot be written is found before the first step, and looking for it
// leaves nothing behind.
func TestUnwritableCheckpointIsFoundAtOnce(t *testing.T) {
	dir := t.TempDir()
	occupied := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(occupied, []byte("old"), 0o600))
	for want, path := range map[string]string{
		"no such file":      filepath.Join(dir, "none", "state"),
		"not a directory":   filepath.Join(occupied, "state"),
		"it is a directory": dir,
	} {
		o := &scripted{losses: []float64{1, 1}}
		_, err := train.Run(t.Context(), o, &train.GD[float64]{Schedule: train.Constant(1)}, train.NewState([]float64{0}), train.Config[float64]{Steps: 1, Checkpoint: path})
		assert.ErrorContains(t, err, "checkpoint "+path+" cannot be written")
		assert.ErrorContains(t, err, want)
		assert.Zero(t, o.calls, want)
	}

	// The objective fails, so that all that happened was the look.
	_, err := train.Run(t.Context(), refusing{strict{diagonal[float64]{[]float64{1}}}}, &train.GD[float64]{Schedule: train.Constant(1)},
		train.NewState([]float64{1}), train.Config[float64]{Steps: 1, Checkpoint: occupied})
	require.ErrorIs(t, err, errNotFinite)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	content, err := os.ReadFile(occupied)
	require.NoError(t, err)
	assert.Equal(t, "old", string(content))
}

// scripted has the losses of a list, whatever theta is.
type scripted struct {
	losses []float64
	calls  int
}

func (s *scripted) Params() int { return 1 }

func (s *scripted) LossGrad(_, grad []float64) (float64, error) {
	grad[0] = 1
	s.calls++
	return s.losses[s.calls-1], nil
}

// A step of gradient descent or Adam allocates nothing, losses and all.
func TestStepsDoNotAllocate(t *testing.T) {
	const short, long, runs = 10, 1010, 5
	r := rand.New(rand.NewPCG(1, 0))
	theta, lambda := make([]float32, 300), make([]float32, 300)
	for i := range theta {
		theta[i], lambda[i] = float32(r.NormFloat64()), float32(r.Float64())
	}
	o := train.Objective[float32](diagonal[float32]{lambda})
	for _, opt := range []train.Optimizer[float32]{
		&train.GD[float32]{Schedule: train.Constant(0.1)},
		&train.Adam[float32]{Schedule: train.StepDecay{Initial: 0.1, Factor: 0.5, Every: 100}},
	} {
		allocations := func(steps int) float64 {
			return testing.AllocsPerRun(runs, func() {
				_, err := train.Run(t.Context(), o, opt, train.NewState(theta), train.Config[float32]{Steps: steps})
				require.NoError(t, err)
			})
		}
		assert.Equal(t, allocations(short), allocations(long), opt.Name())
	}
}

func TestRunErrors(t *testing.T) {
	o := diagonal[float64]{[]float64{1, 2}}
	gd := &train.GD[float64]{Schedule: train.Constant(0.1)}
	run := func(opt train.Optimizer[float64], s *train.State[float64], c train.Config[float64]) error {
		_, err := train.Run(t.Context(), o, opt, s, c)
		return err
	}
	begin := func() *train.State[float64] { return train.NewState([]float64{1, 1}) }

	assert.ErrorContains(t, run(gd, train.NewState([]float64{1}), train.Config[float64]{Steps: 1}), "1 parameters in the state, 2 in the objective")
	assert.ErrorContains(t, run(&train.GD[float64]{}, begin(), train.Config[float64]{Steps: 1}), "gd without a schedule")
	assert.ErrorContains(t, run(&train.Adam[float64]{Schedule: train.Constant(-1)}, begin(), train.Config[float64]{Steps: 1}), "begins with rate -1")
	for _, opt := range []func(train.Schedule) train.Optimizer[float64]{
		func(s train.Schedule) train.Optimizer[float64] { return &train.GD[float64]{Schedule: s} },
		func(s train.Schedule) train.Optimizer[float64] { return &train.Adam[float64]{Schedule: s} },
	} {
		cosine, decay := train.Cosine{Initial: 0.1}, train.StepDecay{Initial: 0.1, Factor: 0.5, Every: -2}
		for _, s := range []train.Schedule{cosine, &cosine} {
			assert.ErrorContains(t, run(opt(s), begin(), train.Config[float64]{Steps: 1}), ": cosine over 0 steps, want 1 or more")
		}
		assert.ErrorContains(t, run(opt(decay), begin(), train.Config[float64]{Steps: 1}), ": step decay every -2 steps, want 1 or more")
		assert.ErrorContains(t, opt(decay).Reset(2), "step decay every -2 steps")
	}
	assert.ErrorContains(t, run(&train.LevenbergMarquardt[float64]{Tau: math.NaN()}, begin(), train.Config[float64]{Steps: 1}), "tau = NaN")
	assert.ErrorContains(t, run(&train.LevenbergMarquardt[float64]{}, begin(), train.Config[float64]{Steps: 1}), "has no residuals")
	assert.ErrorContains(t, run(&train.LBFGS{Store: -1}, begin(), train.Config[float64]{Steps: 1}), "-1 pairs")
	assert.ErrorContains(t, run(gd, begin(), train.Config[float64]{Steps: 1, Divergence: train.Divergence{Factor: 0.5}}), "factor")
	assert.ErrorContains(t, run(gd, begin(), train.Config[float64]{Steps: 1, CheckpointEvery: -1}), "every -1 steps")
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		s := train.NewState([]float64{1, bad})
		assert.ErrorContains(t, run(gd, s, train.Config[float64]{Steps: 1}), "parameter 1 of the state, after 0 steps, is "+fmt.Sprint(bad))
		assert.Equal(t, train.NewState([]float64{1, bad}).History, s.History)
	}

	s := begin()
	require.NoError(t, run(gd, s, train.Config[float64]{Steps: 3}))
	assert.ErrorContains(t, run(gd, s, train.Config[float64]{Steps: 2}), "has made 3")
	assert.ErrorContains(t, run(&train.GD[float64]{Schedule: train.Constant(0.2)}, s, train.Config[float64]{Steps: 4}), "trained by gd(0.1)")

	s = begin()
	require.NoError(t, run(gd, s, train.Config[float64]{Steps: 3, NoLosses: true}))
	assert.ErrorContains(t, run(gd, s, train.Config[float64]{Steps: 4}), "losses of 0 of the 4 steps")
	assert.NoError(t, run(gd, s, train.Config[float64]{Steps: 4, NoLosses: true}))
	s.Seen = 9
	assert.ErrorContains(t, run(gd, s, train.Config[float64]{Steps: 5, NoLosses: true}), "made 4 steps and seen 9")

	bad := errors.New("no solution")
	err := run(gd, begin(), train.Config[float64]{Steps: 2, Record: train.Every(1), Error: func([]float64) (float64, error) { return 0, bad }})
	assert.ErrorIs(t, err, bad)
	assert.ErrorContains(t, err, "step 0")
}
