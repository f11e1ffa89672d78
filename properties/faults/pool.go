package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
)

// pool is the copies of the module that the workers plant faults in, and one that
// stays as it is.
type pool struct {
	pristine workspace
	workers  []workspace

	mu    sync.Mutex // one baseline at a time
	times map[check]float64
}

func newPool(root string, workers int) (*pool, error) {
	p := &pool{times: map[check]float64{}}
	var err error
	if p.pristine, err = newWorkspace(root); err != nil {
		return nil, err
	}
	for range workers {
		w, err := newWorkspace(p.pristine.dir) // all alike, though root be edited meanwhile
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		p.workers = append(p.workers, w)
	}
	return p, nil
}

func (p *pool) close() error {
	err := p.pristine.remove()
	for _, w := range p.workers {
		err = errors.Join(err, w.remove())
	}
	return err
}

// each runs do in every worker's copy at the same time. The first error cancels the
// others.
func (p *pool) each(ctx context.Context, do func(context.Context, workspace) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, w := range p.workers {
		g.Go(func() error { return do(ctx, w) })
	}
	return g.Wait()
}

// attempts is how often a check without a fault may be run until it passes: the other workers
// keep the processors busy meanwhile, and there are claims on times among the tests.
const attempts = 3

// baseline is the time that a check takes without a fault, where it must pass. It is
// found once.
func (p *pool) baseline(ctx context.Context, c check) (seconds float64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seconds, ok := p.times[c]; ok {
		return seconds, nil
	}
	var r result
	for range attempts {
		if r, err = p.pristine.test(ctx, c, longest); err != nil || r.passed() || r.broken != "" {
			break
		}
	}
	switch {
	case err != nil:
		return 0, err
	case r.broken != "":
		return 0, fmt.Errorf("without a fault %v does not compile:\n%s", c, r.broken)
	case !r.passed():
		return 0, fmt.Errorf("without a fault %v fails in %s: faults can be judged only where the tests pass", c, some(r.failed))
	}
	p.times[c] = r.seconds
	return r.seconds, nil
}
