package nn

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"adfd/numerics/engine"
)

// shares is the number of parts that the points are divided into, each with a
// gradient of its own. It bounds the goroutines that can work at once, and is
// fixed so that the order of the sums is.
const shares = 8

// chunkBytes is what the bundle of one layer may occupy for the points that go
// through a network together.
const chunkBytes = 32 << 10

// chunk is the number of points that go through the network together.
func (n *Network[T]) chunk(channels int) int {
	widest := 0
	for _, w := range n.sizes {
		widest = max(widest, w)
	}
	return max(1, chunkBytes/8/(channels*widest))
}

// crew divides the rows of a residual into chunks, the chunks into shares, and the
// shares among workers. Chunk k belongs to share k modulo their number, and
// is added after those before it.
type crew[T engine.Float] struct {
	chunks  []chunk
	shares  []share[T]
	workers []*worker[T]

	residualTask, gradientTask, jacobianTask func(*worker[T], int) error

	// One call's work.
	task       func(*worker[T], int) error
	theta, out []T
	next       atomic.Int64
}

// chunk is some points of a block.
type chunk struct{ block, first, n int }

// share is what one part of the points contributes to the loss and its gradient.
type share[T engine.Float] struct {
	loss T
	grad []T
}

// worker is what one goroutine owns.
type worker[T engine.Float] struct {
	passes  []*pass[T] // by block
	d, g    []T        // [reads][n]
	r       []T        // [n]
	helper  *helper    // but for the caller's own
	err     error
	problem any // what it panicked with
}

func (r *Residual[T]) assemble(eng engine.Engine[T]) error {
	sizes := make([]int, len(r.blocks)) // of the chunks
	derivatives, longest := 0, 0
	for b := range r.blocks {
		bl := &r.blocks[b]
		plan, err := bl.plan(eng, r.net.Dim())
		if err != nil {
			return fmt.Errorf("%s rows: %w", bl.name, err)
		}
		if err := transposable(plan, bl.reads); err != nil {
			return fmt.Errorf("%s rows: %w", bl.name, err)
		}
		n := len(bl.target)
		parts := (n-1)/r.net.chunk(plan.Channels()) + 1
		sizes[b] = (n-1)/parts + 1
		derivatives, longest = max(derivatives, bl.reads), max(longest, sizes[b])
		for i := 0; i < n; i += sizes[b] {
			r.chunks = append(r.chunks, chunk{b, i, min(sizes[b], n-i)})
		}
	}
	r.shares = make([]share[T], min(shares, len(r.chunks)))
	for s := range r.shares {
		r.shares[s].grad = make([]T, r.net.params)
	}
	r.residualTask, r.gradientTask, r.jacobianTask = r.residualShare, r.gradientShare, r.jacobianShare
	for range min(len(r.shares), runtime.GOMAXPROCS(0)) {
		w := &worker[T]{d: make([]T, derivatives*longest), g: make([]T, derivatives*longest), r: make([]T, longest)}
		for b := range r.blocks {
			bl := &r.blocks[b]
			plan, err := bl.plan(eng, r.net.Dim())
			if err != nil {
				return fmt.Errorf("%s rows: %w", bl.name, err)
			}
			w.passes = append(w.passes, newPass(r.net, plan, bl.reads, sizes[b]))
			// A point that is not fit for the engine is found now.
			if err := w.lift(bl, sizes[b], r.net.Dim()); err != nil {
				return fmt.Errorf("%s rows: %w", bl.name, err)
			}
		}
		if len(r.workers) > 0 {
			w.helper = newHelper(func() { r.work(w) })
		}
		r.workers = append(r.workers, w)
	}
	return nil
}

// lift tries all points of the block that was added last.
func (w *worker[T]) lift(b *block[T], size, dim int) error {
	p := w.passes[len(w.passes)-1]
	for i := 0; i < len(b.target); i += size {
		p.n = min(size, len(b.target)-i)
		if err := p.plan.Lift(b.x[i*dim:(i+p.n)*dim], p.bundle(p.lifted, dim)); err != nil {
			return err
		}
	}
	return nil
}

// run lets the workers do the task for every share. The caller's own worker goes on until no
// share is left, so that helpers that have not begun by then are not needed.
func (r *Residual[T]) run(task func(*worker[T], int) error, theta, out []T) error {
	r.task, r.theta, r.out = task, theta, out
	r.next.Store(0)
	for _, w := range r.workers {
		w.err, w.problem = nil, nil
	}
	others := r.workers[1:]
	for _, w := range others {
		w.helper.call()
	}
	r.work(r.workers[0])
	for _, w := range others {
		w.helper.collect()
	}
	r.theta, r.out = nil, nil
	for _, w := range r.workers {
		if w.problem != nil {
			panic(w.problem)
		}
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// work does the task for one share after the other. A panic is kept for the
// caller's goroutine.
func (r *Residual[T]) work(w *worker[T]) {
	defer func() { w.problem = recover() }()
	for w.err == nil {
		s := int(r.next.Add(1)) - 1
		if s >= len(r.shares) {
			return
		}
		w.err = r.task(w, s)
	}
}

// forward evaluates the rows of a chunk; keep is for a reverse sweep to follow.
func (r *Residual[T]) forward(w *worker[T], c chunk, keep bool) (rows, d []T, err error) {
	b := &r.blocks[c.block]
	dim := r.net.Dim()
	rows, d = w.r[:c.n], w.d[:b.reads*c.n]
	if err := w.passes[c.block].forward(r.theta, b.x[c.first*dim:(c.first+c.n)*dim], d, keep); err != nil {
		return nil, nil, fmt.Errorf("nn: %s rows: %w", b.name, err)
	}
	b.residuals(c.first, d, rows)
	return rows, d, nil
}

func (r *Residual[T]) residualShare(w *worker[T], s int) error {
	for k := s; k < len(r.chunks); k += len(r.shares) {
		c := r.chunks[k]
		rows, _, err := r.forward(w, c, false)
		if err != nil {
			return err
		}
		copy(r.out[r.blocks[c.block].first+c.first:], rows)
	}
	return nil
}

func (r *Residual[T]) gradientShare(w *worker[T], s int) error {
	share := &r.shares[s]
	share.loss = 0
	clear(share.grad)
	for k := s; k < len(r.chunks); k += len(r.shares) {
		c := r.chunks[k]
		rows, d, err := r.forward(w, c, true)
		if err != nil {
			return err
		}
		for i, v := range rows {
			share.loss += T(v * v)
			rows[i] = 2 * v
		}
		b := &r.blocks[c.block]
		g := w.g[:len(d)]
		b.seeds(rows, d, g)
		w.passes[c.block].reverse(r.theta, g, share.grad, 0)
	}
	return nil
}

func (r *Residual[T]) jacobianShare(w *worker[T], s int) error {
	params := r.net.params
	for k := s; k < len(r.chunks); k += len(r.shares) {
		c := r.chunks[k]
		rows, d, err := r.forward(w, c, true)
		if err != nil {
			return err
		}
		for i := range rows {
			rows[i] = 1
		}
		b := &r.blocks[c.block]
		g := w.g[:len(d)]
		b.seeds(rows, d, g)
		first := b.first + c.first
		jac := r.out[first*params : (first+c.n)*params]
		clear(jac)
		w.passes[c.block].reverse(r.theta, g, jac, params)
	}
	return nil
}

// sum adds up the shares, in their order.
func (r *Residual[T]) sum(grad []T) T {
	loss := r.shares[0].loss
	copy(grad, r.shares[0].grad)
	for _, s := range r.shares[1:] {
		loss += s.loss
		addScaled(grad, 1, s.grad)
	}
	return loss
}
