package nn

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// sameWork bounds the relative difference of what both sides computed: losses before and after
// some steps of Adam, the norm of a gradient, sums of coefficients. Programs that differ in
// their roundings alone agree to 1e-9; with another problem, network, point or
// rate the leading digits differ.
const sameWork = 1e-6

// contest is a row of the table: this package against a method of a library.
type contest struct {
	row, library, method string
	goal                 float64 // of the ratio peer/ours; 0 for none
	scout                string  // the row that finds the peer's best configuration; the same row if ""
}

// The goals are those that the suite sets itself.
var contests = []contest{
	{"a", "torch", "autograd", 5, ""},
	{"a", "torch", "taylor", 0, ""},
	{"a", "numpy", "closed-form", 0, ""},
	{"b", "torch", "autograd", 12, ""},
	{"b", "torch", "taylor", 0, ""},
	{"b", "numpy", "closed-form", 0, ""},
	{"c", "torch", "autograd", 1.5, ""},
	{"c", "torch", "taylor", 0, ""},
	{"d", "torch", "autograd", 4, ""},
	{"d", "torch", "taylor", 0, ""},
	{"fit", "torch", "autograd", 0, "a"},
	{"fit", "numpy", "closed-form", 1 / 1.5, "a"},
	{"order8", "torch", "autograd", 0, "d"},
	{"order8", "numpy", "taylor", 1. / 2, ""},
	{"biharmonic", "torch", "autograd", 5, "d"},
}

// rest is the pause before each turn: threads of OpenBLAS and OpenMP spin for a while after theirs, and
// would share the processors with whoever comes next. After it caches are cold and the second processor
// asleep, so that a turn begins with calls that are not timed, as many on both sides.
const rest = 50 * time.Millisecond

// peerRow is the work of a row, done by this package.
type peerRow struct {
	title               string
	warm, calls, rounds int
	call                func()
	check               []float64
}

// BenchmarkPeers times this package and its peers in turn, on the same work, each peer in the
// fastest of its configurations, and prints a table of medians. ADFD_PEERS names the folder of the
// peers' scripts, relative to the module or absolute, and ADFD_PYTHON a Python that
// has NumPy and PyTorch; without the former there is no one to compare with.
func BenchmarkPeers(b *testing.B) {
	folder := os.Getenv("ADFD_PEERS")
	if folder == "" {
		b.Log("ADFD_PEERS does not name the folder of the peers' scripts: nothing is timed")
		for b.Loop() { // once, not again with a larger b.N
		}
		return
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", folder)
	}
	peers := startPeers(b, folder)
	best := make([]*peer, len(contests))
	scouted := map[contest]*peer{}
	for i, c := range contests {
		c.goal = 0
		if c.scout != "" {
			c.row, c.scout = c.scout, ""
		}
		if scouted[c] == nil {
			scouted[c] = fastest(b, peers, c)
		}
		best[i] = scouted[c]
	}
	rows := map[string]*peerRow{}
	ours := map[string][]float64{}
	theirs := make([][]float64, len(contests))
	for _, name := range []string{"a", "b", "c", "d", "fit", "order8", "biharmonic"} {
		row := newPeerRow(b, name)
		rows[name] = row
		for range row.rounds {
			time.Sleep(rest)
			for k := range row.warm + row.calls {
				start := time.Now()
				row.call()
				if k >= row.warm {
					ours[name] = append(ours[name], time.Since(start).Seconds())
				}
			}
			for i, c := range contests {
				if c.row == name {
					time.Sleep(rest)
					theirs[i] = append(theirs[i], best[i].ask(b, c, strconv.Itoa(row.warm+row.calls))[row.warm:]...)
				}
			}
		}
	}
	worst := 0.0
	for i, c := range contests {
		worst = max(worst, compareWork(b, c, rows[c.row].check, best[i].ask(b, c, "check")))
	}

	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nwork\tpeer\tconfiguration\tours, ms\tpeer, ms\tpeer/ours\tgoal\tmet\n")
	met, goals := 0, 0
	for i, c := range contests {
		us, they := median(ours[c.row]), median(theirs[i])
		goal, verdict := "", ""
		if c.goal > 0 {
			goals++
			goal, verdict = fmt.Sprintf("%.2g", c.goal), "no"
			if they/us >= c.goal {
				met++
				verdict = "yes"
			}
		}
		fmt.Fprintf(w, "%s\t%s %s\t%s\t%.4g\t%.4g\t%.3g\t%s\t%s\n", rows[c.row].title, c.library, c.method,
			best[i].config, us*1e3, they*1e3, they/us, goal, verdict)
	}
	require.NoError(b, w.Flush())
	fmt.Printf("GOMAXPROCS %d; checks differ by at most %.1g, relatively; %d of %d goals met\n", runtime.GOMAXPROCS(0), worst, met, goals)
	b.ReportMetric(float64(met), "goals-met")
}

// compareWork is the largest relative difference of the checks.
func compareWork(b *testing.B, c contest, ours, theirs []float64) float64 {
	require.Len(b, theirs, len(ours), "%v", c)
	worst := 0.0
	for k, v := range theirs {
		worst = max(worst, math.Abs(v-ours[k])/math.Abs(v))
	}
	require.LessOrEqual(b, worst, sameWork, "%v: not the same work: ours %v, theirs %v", c, ours, theirs)
	return worst
}

func newPeerRow(b *testing.B, name string) *peerRow {
	switch name {
	case "a":
		return stepRow(b, "a: step of 1-100-1, order 2", pde.Poisson1D(), 1, 100, 1)
	case "b":
		return stepRow(b, "b: step of 1-100-1, order 4", fourthOrder(), 1, 100, 1)
	case "c":
		return stepRow(b, "c: step of 1-50-50-50-1, order 2", pde.Poisson1D(), 1, 50, 50, 50, 1)
	case "d":
		return stepRow(b, "d: step of 1-50-50-50-1, order 4", fourthOrder(), 1, 50, 50, 50, 1)
	case "fit":
		return fitRow(b)
	case "order8":
		return taylorRow(b)
	case "biharmonic":
		return biharmonicRow(b)
	}
	panic("nn: no row " + name)
}

// newPeerTraining starts from the peers' parameters, at their points or their number of
// equispaced ones.
func newPeerTraining(b *testing.B, p pde.Problem, nodes []float64, sizes ...int) *training {
	net := mustNet[float64](b, "tanh", sizes...)
	theta := peerParameters(net)
	return &training{
		r: mustResidual(b, net, jet.New[float64](), p, nodes, 1), theta: theta,
		grad: make([]float64, len(theta)), m: make([]float64, len(theta)), v: make([]float64, len(theta)),
	}
}

const peerRate = 1e-3

// peerStep is a step at the peers' rate; it returns the loss before it.
func (t *training) peerStep(b *testing.B) float64 {
	loss, err := t.r.LossGrad(t.theta, t.grad)
	if err != nil {
		b.Fatal(err)
	}
	t.steps++
	adamStep(t.theta, t.grad, t.m, t.v, t.steps, peerRate)
	return loss
}

func peerNodes(b *testing.B, n int) []float64 {
	x, err := pde.Equispaced(n, -1, 1)
	require.NoError(b, err)
	return x
}

// stepRow checks the losses before the first step and after ten.
func stepRow(b *testing.B, title string, p pde.Problem, sizes ...int) *peerRow {
	t := newPeerTraining(b, p, peerNodes(b, 100), sizes...)
	row := &peerRow{title: title, warm: 50, calls: 50, rounds: 9, call: func() { t.peerStep(b) }}
	for k := range 11 {
		if loss := t.peerStep(b); k == 0 || k == 10 {
			row.check = append(row.check, loss)
		}
	}
	return row
}

// fitRow checks the loss before step 100.
func fitRow(b *testing.B) *peerRow {
	row := &peerRow{title: "10,000 steps of a", calls: 1, rounds: 3}
	row.call = func() {
		t := newPeerTraining(b, pde.Poisson1D(), peerNodes(b, 100), 1, 100, 1)
		for k := range 10000 {
			if loss := t.peerStep(b); k == 99 {
				row.check = []float64{loss}
			}
		}
	}
	return row
}

// taylorRow checks the sums of |u^(k)|/k! over the points.
func taylorRow(b *testing.B) *peerRow {
	const n, order = 1000, 8
	net := mustNet[float64](b, "tanh", 1, 64, 64, 1)
	theta, x := peerParameters(net), peerNodes(b, n)
	var op engine.Operator
	for k := range order + 1 {
		op = append(op, engine.MultiIndex{k})
	}
	plan, err := jet.New[float64]().Plan(op, 1)
	require.NoError(b, err)
	d := make([]float64, len(op)*n)
	row := &peerRow{title: "Taylor coefficients of 1-64-64-1 to order 8", warm: 1, calls: 1, rounds: 3, call: func() {
		if err := net.Derivatives(plan, theta, x, d); err != nil {
			b.Fatal(err)
		}
	}}
	row.call()
	for k := range op {
		sum := 0.0
		for _, v := range d[k*n : (k+1)*n] {
			sum += math.Abs(v) / math.Gamma(float64(k+1))
		}
		row.check = append(row.check, sum)
	}
	return row
}

// biharmonicRow is the mean square of the biharmonic operator at the peers' points, with its
// gradient; it checks the former and the norm of the latter.
func biharmonicRow(b *testing.B) *peerRow {
	p := pde.Biharmonic2D()
	p.Boundary = nil
	p.Source = func([]float64) float64 { return 0 }
	t := newPeerTraining(b, p, splitmix(11, 2*1000), 2, 50, 50, 50, 1)
	loss := 0.0
	row := &peerRow{title: "biharmonic of 2-50-50-50-1, gradient", warm: 1, calls: 1, rounds: 3, call: func() {
		var err error
		if loss, err = t.r.LossGrad(t.theta, t.grad); err != nil {
			b.Fatal(err)
		}
	}}
	row.call()
	sum := 0.0
	for _, g := range t.grad {
		sum += g * g
	}
	row.check = []float64{loss, math.Sqrt(sum)}
	return row
}

// peer is a Python process with a library in a configuration.
type peer struct {
	library, config string
	in              io.WriteCloser
	out             *bufio.Scanner
}

// startPeers starts each library with one thread and with two, and with OpenBLAS's own choice of
// kernels and others, as far as the processor has them. PyTorch's threads would spin against
// OpenBLAS's, which stay alone.
func startPeers(b *testing.B, folder string) []*peer {
	python := os.Getenv("ADFD_PYTHON")
	if python == "" {
		python = "python3"
	}
	var peers []*peer
	for _, library := range []string{"numpy", "torch"} {
		for _, threads := range []string{"1", "2"} {
			for _, kernels := range []string{"", "SkylakeX", "Haswell", "Zen"} {
				blas := "1"
				if library == "numpy" {
					blas = threads
				}
				cmd := exec.Command(python, filepath.Join("testdata", "peers.py"), folder, library)
				cmd.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "OPENBLAS_CORETYPE=") }),
					"OMP_NUM_THREADS="+threads, "OPENBLAS_NUM_THREADS="+blas, "PYTHONDONTWRITEBYTECODE=1")
				config := "threads " + threads
				if kernels != "" {
					cmd.Env = append(cmd.Env, "OPENBLAS_CORETYPE="+kernels)
					config += ", " + kernels
				}
				cmd.Stderr = os.Stderr
				in, err := cmd.StdinPipe()
				require.NoError(b, err)
				out, err := cmd.StdoutPipe()
				require.NoError(b, err)
				require.NoError(b, cmd.Start())
				b.Cleanup(func() {
					_ = in.Close() // ends the process
					_ = cmd.Wait()
				})
				p := &peer{library, config, in, bufio.NewScanner(out)}
				probe := contests[slices.IndexFunc(contests, func(c contest) bool { return c.library == library })]
				if _, err := p.try(probe, "1"); err != nil {
					fmt.Fprintf(os.Stderr, "%s, %s does not run on this machine: %v\n", library, config, err)
					continue
				}
				peers = append(peers, p)
			}
		}
		require.True(b, slices.ContainsFunc(peers, func(p *peer) bool { return p.library == library }), "%s runs in no configuration", library)
	}
	return peers
}

// ask has the seconds of each of so many calls for an answer, or the check.
func (p *peer) ask(b *testing.B, c contest, what string) []float64 {
	answer, err := p.try(c, what)
	require.NoError(b, err, "%s, %s", p.library, p.config)
	return answer
}

// try is ask, and an error where there is no answer: kernels of OpenBLAS for another processor
// end the process.
func (p *peer) try(c contest, what string) (answer []float64, err error) {
	if _, err := fmt.Fprintln(p.in, c.row, c.method, what); err != nil {
		return nil, err
	}
	if !p.out.Scan() {
		return nil, fmt.Errorf("no answer to %v", c)
	}
	return answer, json.Unmarshal(p.out.Bytes(), &answer)
}

// fastest is the peer whose median is the lowest, all being asked in turn.
func fastest(b *testing.B, peers []*peer, c contest) *peer {
	const rounds, warm, calls = 3, 2, 3
	times := map[*peer][]float64{}
	var best *peer
	for range rounds {
		for _, p := range peers {
			if p.library == c.library {
				times[p] = append(times[p], p.ask(b, c, strconv.Itoa(warm+calls))[warm:]...)
			}
		}
	}
	for _, p := range peers {
		if t := times[p]; t != nil && (best == nil || median(t) < median(times[best])) {
			best = p
		}
	}
	return best
}
