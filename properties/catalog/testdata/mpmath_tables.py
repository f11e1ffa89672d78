#!/usr/bin/env python3
"""Writes the oracle tables of the catalogue by mpmath.

    python3 mpmath_tables.py        (in this folder; mpmath 1.3.0)

functions.txt: one row a function, point and order: the name, the point as a
hexadecimal float64, k, and f^(k)(x)/k! with 82 significant digits.
fields.txt: the name, the point, the indices of the variables of a partial
derivative (- for the value), and the derivative.

All derivatives are divided differences (mpmath's taylor and diff) of the values of
the formula at thousands of bits: no rule of differentiation is involved. Each is
computed at two precisions, which must agree to 1e-84; below 1e-144 of its
neighbours it is 0.
"""

import itertools

import mpmath
from mpmath import mp, mpf

DIGITS = 82
ORDER = 6
PRECISIONS = 2600, 2900  # bits: e^(2x) at 370 takes 1100, six differences the rest
AGREE = mpf(10) ** -84

HALF_PI = float.fromhex("0x1.921fb54442d18p+0")


def wilkinson(x):
    return mp.fprod(x - k for k in range(1, 21))


def flat(x):
    return mp.exp(-1 / (x * x))


def maxsquare(x):
    return max(x, x * x)


# name: (function, points, scale of the differences at x)
one = lambda x: mpf(1)
own = lambda x: x
FUNCTIONS = {
    "exp": (mp.exp, [-744.5, -730, 709.5, 0.3], one),
    "log": (mp.log, [1 + 2**-52, 1 - 2**-53, 2.0**-1000, 0.3], own),
    "sin": (mp.sin, [2 * HALF_PI, 1e22, 0.3], one),
    "cos": (mp.cos, [HALF_PI, 2.0**60, 0.3], one),
    "tan": (mp.tan, [HALF_PI, 1.57, 0.3], lambda x: mp.cos(x)),
    "sinh": (mp.sinh, [1e-6, 709.5, 0.3], one),
    "cosh": (mp.cosh, [1e-6, -709.5, 0.3], one),
    "tanh": (mp.tanh, [-1e-6, 19.5, -365, 0.3], one),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), [40, -740, 0.3], one),
    "softplus": (lambda x: mp.log(1 + mp.exp(x)), [-30, -740, 740, 0.3], one),
    "gaussian": (lambda x: mp.exp(-x * x), [25.1, -27, 1e-9, 0.3], one),
    "sqrt": (mp.sqrt, [2.0**-200, 0.3], own),
    "recip": (lambda x: 1 / x, [2.0**-200, 2.0**-1010, 0.3], own),
    "gelu": (lambda x: x * mp.ncdf(x), [-7, -37.75, -0.7517915246935645, 0.3], one),
    "silu": (lambda x: x / (1 + mp.exp(-x)), [-744, -1.2784645427610738, 0.3], one),
    "erf": (mp.erf, [6, -26, 0.3], one),
    "runge": (lambda x: 1 / (1 + 25 * x * x), [0, 0.3, -5.1], one),
    "sin50": (lambda x: mp.sin(50 * x), [0.01, 0.3, -7.7], one),
    "chirp": (lambda x: mp.sin(x * x), [1234567.1, 0.3, -3.3], lambda x: 1 / x),
    "wilkinson": (wilkinson, [15.75, 16 + 2**-40, 0.3], one),
    "sextic": (lambda x: x**6 - 6 * x**5 + 15 * x**4 - 20 * x**3 + 15 * x**2 - 6 * x + 1, [0.998, 0.3, 1], one),
    "cosratio": (lambda x: (1 - mp.cos(x)) / (x * x), [1e-4, -1e-9, 0.3, 0.999, 1.001, -40.3], own),
    "expm1mx": (lambda x: mp.exp(x) - 1 - x, [1e-4, -1e-9, 0.3, 0.999, 1.001, -300.3], one),
    "log1p": (lambda x: mp.log(1 + x), [1e-10, -1e-17, 0.3, 0.0039, 0.004, -0.99, 1e18], lambda x: 1 + x),
    "logcosh": (lambda x: mp.log(mp.cosh(x)), [1e-5, 1e-19, 1e-17, 0.3, 0.999, -1.001, -360], one),
    "rootgap": (lambda x: mp.sqrt(x + 1) - mp.sqrt(x), [1e10, 1e15, 0.3, 1e-17], own),
    "pole": (lambda x: 1 / (x - 1), [1 + 2**-20, 1.0009, 3.3], lambda x: x - 1),
    "flat": (flat, [0.037, 0.04, 0.3, -1.7, 0.01], own),
    "step": (lambda x: mp.tanh(100 * x), [0.005, 0.25, -0.03], lambda x: mpf(1) / 100),
    "abs": (abs, [-(2.0**-20), 0.3], own),
    "relu": (lambda x: max(x, mpf(0)), [-(2.0**-20), 2.0**-30, 0.3], own),
    "abscube": (lambda x: abs(x) ** 3, [2.0**-20, -0.3], own),
    "maxsquare": (maxsquare, [2.0**-15, 1 + 2**-20, 0.3, -0.3], lambda x: min(abs(x), abs(x - 1))),
}


def quadratic(*x):
    # x^T Q diag Q x = sum over k of lambda_k (Q x)_k^2, Q symmetric.
    mean = sum(x) / 2
    return sum(mpf(2) ** (-13 * k) * (v - mean) ** 2 for k, v in enumerate(x)) / 2


# name: (function, points, scale)
FIELDS = {
    "rosenbrock": (
        lambda *x: sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3)),
        [[1.000000001, 1.000000002, 1.000000004, 1.000000008], [1.3, 1.69, 2.8561, 8.157307210000001], [0.3, -0.7, 1.1, 0.2]], 1),
    "sines": (
        lambda a, b, c: mp.sin(a) * mp.sin(2 * b) * mp.sin(3 * c),
        [[0.7, HALF_PI, 1.1], [1e15, 0.3, -0.4], [0.3, -0.7, 1.1]], 1),
    "exponentials": (
        lambda a, b, c, d: mp.exp(a * b) - 1 - a * b + mp.exp(c) - mp.exp(d),
        [[1e-5, 0.001, 1.5, 1.5000000001], [0.3, -0.7, 1.1, 0.2]], 1),
    "quadratic": (quadratic, [[-0.1, -0.1, -0.1, 0.1], [0.3, -0.7, 1.1, 0.2]], 1),
    "wells": (
        lambda *x: sum((v**4 - 2 * v**2) / (i + 1) for i, v in enumerate(x)),
        [[1.0000000001, -0.9999999999, 0.5], [0.3, -0.7, 1.1]], 1),
    "logsumexp": (
        lambda *x: mp.log(sum(mp.exp(v) for v in x)),
        [[1000, 1001, 999], [985, 1015, 1000.5], [999.3, 1000.7, 1001.1]], 1),
    "norm": (
        lambda *x: mp.sqrt(sum(v * v for v in x)),
        [[3e200, -4e200, 1e200], [3e-200, -4e-200, 1e-200], [0.3, -0.7, 1.1]], None),
}


def order(axes):
    return 0 if axes == "-" else axes.count(",") + 1


def coefficients(f, scale, x, prec):
    with mp.workprec(prec):
        x = mpf(x)
        s = scale(x)
        return [c / s**k for k, c in enumerate(mp.taylor(lambda t: f(x + s * t), 0, ORDER, chop=False))]


def partials(f, scale, x, prec):
    with mp.workprec(prec):
        x = [mpf(v) for v in x]
        s = mpf(scale) if scale else max(abs(v) for v in x)
        g = lambda *t: f(*(a + s * b for a, b in zip(x, t)))
        zero = [mpf(0)] * len(x)
        d = {"-": f(*x)}
        for n in (1, 2):
            for axes in itertools.combinations_with_replacement(range(len(x)), n):
                orders = tuple(axes.count(i) for i in range(len(x)))
                d[",".join(map(str, axes))] = mp.diff(g, tuple(zero), orders) / s**n
        return d


def digits(a, b, size, what):
    """b with DIGITS digits, once a, of the lower precision, agrees with it."""
    with mp.workprec(PRECISIONS[0]):
        noise = AGREE * mpf(10) ** -60 * size
        if abs(a) <= noise and abs(b) <= noise:
            return "0"
        if abs(a - b) > AGREE * abs(b):
            raise ValueError(f"{what} is {mp.nstr(a, 20)} or {mp.nstr(b, 20)}")
        return mp.nstr(b, DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0)


def header(out, title, columns):
    out.write(f"# {title}\n")
    out.write(f"# generator properties/catalog/testdata/mpmath_tables.py, mpmath {mpmath.__version__}, ")
    out.write(f"{PRECISIONS[0]} and {PRECISIONS[1]} bits in agreement, {DIGITS} digits written\n")
    out.write(f"# {columns}\n")


def main():
    with open("functions.txt", "w", newline="\n") as out:
        header(out, "functions: Taylor coefficients f^(k)(x)/k!", "name x k coefficient")
        for name, (f, points, scale) in FUNCTIONS.items():
            for x in map(float, points):
                low, high = (coefficients(f, scale, x, p) for p in PRECISIONS)
                for k, (a, b) in enumerate(zip(low, high)):
                    # The noise of coefficient k where it is zero, in the scale of x.
                    with mp.workprec(PRECISIONS[0]):
                        size = max(abs(c * scale(mpf(x)) ** i) for i, c in enumerate(high)) / abs(scale(mpf(x))) ** k
                    out.write(f"{name} {x.hex()} {k} {digits(a, b, size, (name, x, k))}\n")
    with open("fields.txt", "w", newline="\n") as out:
        header(out, "fields: partial derivatives to order 2", "name x_1,x_2,... variables derivative")
        for name, (f, points, scale) in FIELDS.items():
            for x in points:
                x = [float(v) for v in x]
                low, high = (partials(f, scale, x, p) for p in PRECISIONS)
                for axes in high:
                    # The noise of a derivative that is zero, by those of its order.
                    size = max(abs(d) for other, d in high.items() if order(other) == order(axes))
                    at = ",".join(v.hex() for v in x)
                    out.write(f"{name} {at} {axes} {digits(low[axes], high[axes], size, (name, x, axes))}\n")


main()
