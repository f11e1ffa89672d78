package lab

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Progress receives the number of finished units of work and their total. It is
// called under a lock, with done never falling.
type Progress func(done, total int)

// Part is progress on part i of n of equal weight.
func Part(p Progress, i, n int) Progress {
	if p == nil {
		return nil
	}
	return func(done, total int) { p(i*total+done, n*total) }
}

// ForEach runs work(0..n-1) on as many goroutines as there are processors. Each
// call writes only its own slot, so the order of finishing does not show. The
// first error, or that of ctx, stops the rest.
func ForEach(ctx context.Context, n int, p Progress, work func(ctx context.Context, i int) error) error {
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	done := 0
	for i := range n {
		if inner.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := inner.Err(); err != nil {
				return err
			}
			if err := work(inner, i); err != nil {
				return err
			}
			if p != nil {
				mu.Lock()
				defer mu.Unlock()
				done++
				p(done, n)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
