package training

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/lab/labtest"
	"adfd/numerics/train"
	"adfd/theory"
	"adfd/theory/claims"
)

const testSuite = "adfd test amd64"

// tinyGrid has each optimiser and both precisions, at sizes that take no time.
func tinyGrid() []descentEntry {
	var g []descentEntry
	for _, c := range []struct {
		optimiser string
		precision theory.Precision
	}{
		{claims.OptimiserAdam, theory.Float32},
		{claims.OptimiserAdam, theory.Float64},
		{claims.OptimiserGD, theory.Float64},
		{claims.OptimiserLM, theory.Float32},
		{claims.OptimiserLM, theory.Float64},
		{claims.OptimiserLBFGS, theory.Float64},
	} {
		g = append(g, descentEntry{
			descentSetting{netSetting{problem: "poisson-1d", depth: 1, width: 3, nodes: 7, precision: c.precision}, c.optimiser, 30},
			lab.DyadicSteps(6),
		})
	}
	return g
}

// sweptGrid is the tiny grid, and at -short a cell an optimiser.
func sweptGrid() []descentEntry {
	g := tinyGrid()
	if testing.Short() {
		return []descentEntry{g[0], g[2], g[4], g[5]}
	}
	return g
}

// tinyTable is the training table of the swept grid; stop is called with the number of
// finished units.
func tinyTable(ctx context.Context, s claims.Setup, stop func(done int)) (claims.Table, error) {
	cells, err := trainingSweep(ctx, s, sweptGrid(), s.Size.TrainingSeeds(), func(done, _ int) { stop(done) })
	if err != nil {
		return claims.Table{}, err
	}
	return descentTable(sweptGrid(), cells)
}

func carryOn(int) {}

// opened is a store in dir, and a context with it.
func opened(t *testing.T, dir string) (*Store, context.Context) {
	t.Helper()
	store, err := OpenStore(dir, testSuite)
	require.NoError(t, err)
	return store, WithStore(t.Context(), store)
}

func files(t *testing.T, dir, extension string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*."+extension))
	require.NoError(t, err)
	return found
}

// A measurement that is cut twice and resumed gives the table of one without a store,
// and leaves a file for every run: two a cell and seed, and those that gradient
// descent's rates are taken from. Full has the fewest seeds.
func TestResumedSweep(t *testing.T) {
	s := claims.DefaultSetup(claims.Full, 20250101)
	want, err := tinyTable(t.Context(), s, carryOn)
	require.NoError(t, err)

	dir := t.TempDir()
	total := 2 * len(sweptGrid()) * s.Size.TrainingSeeds()
	finished := 0 // runs
	cuts := []int{5, total / 3}
	if testing.Short() {
		cuts = cuts[:1]
	}
	for _, units := range cuts {
		_, ctx := opened(t, dir)
		ctx, cut := context.WithCancel(ctx)
		_, err := tinyTable(ctx, s, func(done int) {
			if done == units {
				cut()
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		kept := len(files(t, dir, "run"))
		assert.GreaterOrEqual(t, kept, 2*units)
		assert.Greater(t, kept, finished)
		assert.Less(t, kept, total)
		finished = kept
	}
	before := map[string]os.FileInfo{}
	for _, name := range files(t, dir, "run") {
		before[name], err = os.Stat(name)
		require.NoError(t, err)
	}
	for turn := range 2 { // to the end, and then from files alone
		_, ctx := opened(t, dir)
		got, err := tinyTable(ctx, s, carryOn)
		require.NoError(t, err)
		assert.Equal(t, labtest.Spelled(want), labtest.Spelled(got))
		if turn == 0 {
			finished = len(files(t, dir, "run"))
			assert.GreaterOrEqual(t, finished, total)
		}
		assert.Len(t, files(t, dir, "run"), finished)
		assert.Empty(t, files(t, dir, "state"), "a finished run needs no checkpoint")
	}
	for name, info := range before {
		now, err := os.Stat(name)
		require.NoError(t, err)
		assert.True(t, os.SameFile(info, now), "%s was made again", name)
	}
}

// countdown is a context that is cancelled when it has been asked some number of times:
// within a run.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// A run that is cut at each of its steps in turn ends with the bits of one that is not.
// What is under way is in a checkpoint but for L-BFGS, which begins anew.
func TestResumedRun(t *testing.T) {
	t.Run("float32", resumedRun[float32])
	t.Run("float64", resumedRun[float64])
}

func resumedRun[T float32 | float64](t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 20250102)
	for _, e := range tinyGrid() {
		if e.precision != precisionOf[T]() {
			continue
		}
		b, err := newNetTrial[T](s, e.netSetting, 0)
		require.NoError(t, err)
		want, err := b.descend(t.Context(), e.descentSetting, claims.EngineFD, e.h[0].H)
		require.NoError(t, err)

		dir := t.TempDir()
		var got *course[T]
		cuts, furthest := 0, 0
		for patience := int64(7); got == nil; cuts++ {
			_, ctx := opened(t, dir)
			cut := &countdown{Context: ctx}
			cut.left.Store(patience)
			got, err = b.descend(cut, e.descentSetting, claims.EngineFD, e.h[0].H)
			if err == nil {
				break
			}
			require.ErrorIs(t, err, context.Canceled)
			if e.optimiser == claims.OptimiserLBFGS {
				require.Empty(t, files(t, dir, "state"))
				patience += 10
				continue
			}
			made := steps[T](t, dir)
			require.Greater(t, made, furthest, "%v goes on", e.descentSetting)
			furthest = made
		}
		assert.Equal(t, want, got, "%v", e.descentSetting)
		assert.Greater(t, cuts, 0, "%v", e.descentSetting)
	}
}

// steps is the number of steps that the runs in a directory have made.
func steps[T float32 | float64](t *testing.T, dir string) int {
	t.Helper()
	made := 0
	for _, name := range files(t, dir, "state") {
		state, err := train.ReadState[T](name)
		require.NoError(t, err)
		made += state.Step
	}
	for _, name := range files(t, dir, "run") {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		_, key, _ := strings.Cut(strings.SplitN(string(data), "\n", 5)[3], headKey)
		c, err := readCourse[T](name, testSuite, key)
		require.NoError(t, err)
		made += len(c.losses) - 1
	}
	return made
}

func precisionOf[T float32 | float64]() theory.Precision {
	if _, single := any(T(0)).(float32); single {
		return theory.Float32
	}
	return theory.Float64
}

// A file is read, not computed again; and one that is damaged, another program's or
// another run's is an error with its name and a remedy.
func TestStoreFiles(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 20250103)
	set := tinyGrid()[0].descentSetting
	b, err := newNetTrial[float32](s, set.netSetting, 0)
	require.NoError(t, err)
	dir := t.TempDir()
	descend := func() (*course[float32], error) {
		_, ctx := opened(t, dir)
		return b.descend(ctx, set, claims.EngineAD, 0)
	}
	run, err := descend()
	require.NoError(t, err)
	names := files(t, dir, "run")
	require.Len(t, names, 1)
	path := names[0]
	key := courseKey{set: set, master: s.Seed, side: claims.EngineAD}

	changed := *run
	changed.final = -1
	require.NoError(t, writeCourse(path, testSuite, key.String(), &changed))
	got, err := descend()
	require.NoError(t, err)
	assert.Equal(t, &changed, got)

	other := key
	other.seed++
	later := *run
	later.losses = append([]float64{run.losses[0] * 2}, run.losses[1:]...)
	write := func(suite string, key courseKey, c *course[float32]) func() error {
		return func() error { return writeCourse(path, suite, key.String(), c) }
	}
	for name, c := range map[string]struct {
		put  func() error
		want []string
	}{
		"empty":           {func() error { return os.WriteFile(path, nil, 0o600) }, []string{"no training run", "delete the file"}},
		"another program": {write("adfd 9", key, run), []string{`"suite: adfd 9" in line 3`, "another directory"}},
		"another run":     {write(testSuite, other, run), []string{"seed 1 of master", "seed 0 of master", "delete the file"}},
		"another start":   {write(testSuite, key, &later), []string{"begins with losses", "delete the file"}},
	} {
		require.NoError(t, c.put())
		_, err := descend()
		for _, want := range append(c.want, path) {
			assert.ErrorContains(t, err, want, name)
		}
	}

	// Every bit and every length counts.
	require.NoError(t, writeCourse(path, testSuite, key.String(), run))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := range data {
		for _, damaged := range [][]byte{data[:i], append([]byte{}, data...)} {
			if len(damaged) == len(data) {
				damaged[i] ^= 1
			}
			require.NoError(t, os.WriteFile(path, damaged, 0o600))
			_, err := readCourse[float32](path, testSuite, key.String())
			require.ErrorContains(t, err, "delete the file", "byte %d", i)
		}
	}

	// The checkpoint of another run under this name.
	require.NoError(t, os.Remove(path))
	state := strings.TrimSuffix(path, "run") + "state"
	foreign := train.NewState(b.start)
	foreign.Step, foreign.Seen, foreign.History.Losses = 1, 1, []float64{run.losses[0] / 2}
	require.NoError(t, train.WriteState(state, foreign))
	_, err = descend()
	assert.ErrorContains(t, err, state)
	assert.ErrorContains(t, err, "another run's")
	require.NoError(t, os.WriteFile(state, []byte("no state"), 0o600))
	_, err = descend()
	assert.ErrorContains(t, err, state)
	assert.ErrorContains(t, err, "delete the file")
	require.NoError(t, os.Remove(state))
	got, err = descend()
	require.NoError(t, err)
	assert.Equal(t, run, got)
}

// A file keeps what a diverged run leaves.
func TestRunFileKeepsBits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	for _, ends := range [][2]float64{{math.Inf(1), math.NaN()}, {0, math.Copysign(0, -1)}, {math.Copysign(0, -1), 0}} {
		c := &course[float32]{
			theta:  []float32{0x1p-149, float32(math.Inf(-1)), float32(math.Copysign(0, -1))},
			losses: []float64{math.NaN(), math.Inf(1), 0x1p-1074}, final: ends[0], error: ends[1],
		}
		require.NoError(t, writeCourse(path, testSuite, "key", c))
		got, err := readCourse[float32](path, testSuite, "key")
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("%x", *c), fmt.Sprintf("%x", *got))
	}
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "the temporary file is gone")
}

// A file whose sum is right and which lacks what the run ended with.
func TestRunFileWithoutEnds(t *testing.T) {
	var body bytes.Buffer
	fmt.Fprintf(&body, "%s%s\n%s%s\n", headFrom, testSuite, headKey, "key")
	require.NoError(t, gob.NewEncoder(&body).Encode(savedCourse[float32]{Ends: []float64{1}}))
	_, err := decodeCourse[float32](sealedCourse(body.Bytes()), testSuite, "key")
	assert.ErrorContains(t, err, "1 numbers that the run ended with")
}

// A run that diverges before its first checkpoint leaves none, and is kept all the same.
func TestDivergedRunIsKept(t *testing.T) {
	store, _ := opened(t, t.TempDir())
	key := courseKey{set: tinyGrid()[0].descentSetting}
	want := &course[float32]{theta: []float32{1}, losses: []float64{2}, final: math.Inf(1), error: math.Inf(1)}
	computed := 0
	for range 2 {
		got, err := keptCourse(store, key, want.losses[0], want.theta, func(*train.State[float32], train.Config[float32]) (*course[float32], error) {
			computed++
			return want, nil
		})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	assert.Equal(t, 1, computed)
}

func TestOpenStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "directory")
	for range 2 {
		_, err := OpenStore(dir, testSuite)
		require.NoError(t, err)
	}
	_, err := OpenStore(dir, "adfd 9")
	assert.ErrorContains(t, err, dir)
	assert.ErrorContains(t, err, `"adfd 9"`)
	assert.ErrorContains(t, err, "another directory")

	// What kill -9 leaves of the first file is nobody's run.
	killed := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(killed, ".SUITE.tmp12345"), nil, 0o600))
	_, err = OpenStore(killed, testSuite)
	assert.NoError(t, err)

	full := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(full, "letter.txt"), nil, 0o600))
	_, err = OpenStore(full, testSuite)
	assert.ErrorContains(t, err, "letter.txt")
	_, err = OpenStore(filepath.Join(full, "letter.txt"), testSuite)
	assert.Error(t, err)
}

// The keys of runs that differ in anything differ.
func TestCourseKeys(t *testing.T) {
	set := descentSetting{netSetting{"poisson-1d", 1, 2, 3, theory.Float32}, claims.OptimiserAdam, 4}
	base := courseKey{set, "", 5, 6, claims.EngineFD, claims.PlacementCentral, 2, 0.5}
	seen := map[string]bool{base.String(): true}
	for _, change := range []func(*courseKey){
		func(k *courseKey) { k.set.problem = "biharmonic-1d" },
		func(k *courseKey) { k.set.depth++ },
		func(k *courseKey) { k.set.width++ },
		func(k *courseKey) { k.set.nodes++ },
		func(k *courseKey) { k.set.precision = theory.Float64 },
		func(k *courseKey) { k.set.optimiser = claims.OptimiserGD },
		func(k *courseKey) { k.set.steps++ },
		func(k *courseKey) { k.activation = "sin" },
		func(k *courseKey) { k.master++ },
		func(k *courseKey) { k.seed++ },
		func(k *courseKey) { k.side = claims.EngineAD },
		func(k *courseKey) { k.placement = claims.PlacementForward },
		func(k *courseKey) { k.accuracy = 4 },
		func(k *courseKey) { k.h = 0.25 },
	} {
		k := base
		change(&k)
		assert.False(t, seen[k.String()], k.String())
		seen[k.String()] = true
	}
}

// The training grid at Full has the audit's cells and steps, at the paper's scale.
func TestFullTrainingGrid(t *testing.T) {
	full, err := trainingGrid(claims.Full)
	require.NoError(t, err)
	audit, err := trainingGrid(claims.Audit)
	require.NoError(t, err)
	require.Len(t, full, len(audit))
	seen := map[descentSetting]bool{}
	for i, e := range full {
		assert.False(t, seen[e.descentSetting], "%v twice", e.descentSetting)
		seen[e.descentSetting] = true
		a := audit[i]
		assert.Equal(t, a.h, e.h)
		assert.Equal(t, [4]any{a.problem, a.depth, a.precision, a.optimiser}, [4]any{e.problem, e.depth, e.precision, e.optimiser})
		width := map[int]int{1: 100, 3: 50}[e.depth]
		steps := map[string]int{claims.OptimiserAdam: 20_000, claims.OptimiserGD: 20_000, claims.OptimiserLM: 1000, claims.OptimiserLBFGS: 2000}[e.optimiser]
		assert.Equal(t, [3]int{width, 63, steps}, [3]int{e.width, e.nodes, e.steps}, "%v", e.descentSetting)
	}
}
