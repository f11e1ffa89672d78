"""The peers of BenchmarkPeers. Usage: peers.py FOLDER LIBRARY, where FOLDER holds common.py, py_numpy.py
and py_torch.py, and LIBRARY is numpy or torch.

Each line of input is answered by a line of JSON, a list of numbers: "row method N" by the seconds that
each of N calls took, and "row method check" by what shows which problem was solved.
"""
import gc, json, sys, time

sys.path.insert(0, sys.argv[1])
import numpy as np
from common import interior, mlp_params, pts2d

ROWS = {'a': ([1, 100, 1], 2), 'b': ([1, 100, 1], 4), 'c': ([1, 50, 50, 50, 1], 2), 'd': ([1, 50, 50, 50, 1], 4)}

if sys.argv[2] == 'numpy':
    import py_numpy as peer

    def pinn(row, method):
        sizes, order = ROWS[row]
        assert sizes == [1, 100, 1]
        return peer.HandPinn(order, np.float64)

    def order8(method):
        ps, x = mlp_params([1, 64, 64, 1]), interior(1000)
        return lambda: peer.taylor_blocked(ps, x, 8), lambda: peer.cs_taylor(peer.taylor_mlp(ps, x, 8))
else:
    import torch
    import py_torch as peer

    def pinn(row, method):
        sizes, order = ROWS[row]
        return peer.Pinn(sizes, order, torch.float64, method)

    def parameters(sizes):
        return [torch.from_numpy(np.ascontiguousarray(a)).requires_grad_(True) for a in mlp_params(sizes)]

    def order8(method):
        ps = [p.detach() for p in parameters([1, 64, 64, 1])]
        x0 = torch.from_numpy(interior(1000))[:, None]

        def call():
            x = x0.clone().requires_grad_(True)
            y, f = peer.net(ps, x), 1.0
            out = [y]
            for k in range(1, 9):
                y, = peer.grad(y.sum(), x, create_graph=k < 8)
                f *= k
                out.append(y / f)
            return [v.detach().abs().sum().item() for v in out]
        return call, call

    def biharmonic(method):
        ps, x0 = parameters([2, 50, 50, 50, 1]), torch.from_numpy(pts2d(1000))

        def call():
            x = x0.clone().requires_grad_(True)
            y = peer.lap(peer.lap(peer.net(ps, x)[:, 0], x, True), x, True)
            loss = y.pow(2).mean()
            g = peer.grad(loss, ps, allow_unused=True)
            return [loss.item(), sum(v.pow(2).sum().item() for v in g if v is not None) ** 0.5]
        return call, call


def fit(method):
    losses = []

    def call():
        losses.clear()
        s = pinn('a', method)
        for k in range(10000):
            loss = s.step()
            if k == 99:
                losses.append(float(loss))
    return call, lambda: losses


def step(row, method):
    return pinn(row, method).step, lambda: peer.pinn_check(lambda: pinn(row, method))


def prepare(row, method):
    if row in ROWS:
        return step(row, method)
    return globals()[row](method)


ready = {}
for line in sys.stdin:
    row, method, calls = line.split()
    if (row, method) not in ready:
        ready[row, method] = prepare(row, method)
        if row in ROWS:
            ready[row, method][0]()  # a first step is slower
    call, check = ready[row, method]
    if calls == 'check':
        answer = check()
    else:
        gc.collect()
        answer = []
        for _ in range(int(calls)):
            start = time.perf_counter()
            call()
            answer.append(time.perf_counter() - start)
    print(json.dumps(answer), flush=True)
