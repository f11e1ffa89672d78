#!/usr/bin/env python3
"""Writes the oracle tables: Taylor coefficients by mpmath.

    python3 gen.py        (in this folder; mpmath 1.3.0)

One table a function, one row a point and an order: the point as a hexadecimal
float64, the order k, and f^(k)(x)/k! with 82 significant digits.

dd.txt holds coefficients of all functions at double-double points, the sum of two
float64; svd.txt the singular values of matrices of integers.

The coefficients are divided differences (mpmath's taylor) of mpmath's own
values at tens of thousands of bits, so no closed form and no recurrence of a derivative
is involved. Each is computed at two precisions, which must agree to 1e-84.
"""

import math

import mpmath
from mpmath import mp, mpf

DIGITS = 82
ORDER = 8
PRECISIONS = 1800, 2100  # bits
AGREE = mpf(10) ** -84

HALF_PI = float.fromhex("0x1.921fb54442d18p+0")  # nearest float64 to pi/2
PI = float.fromhex("0x1.921fb54442d18p+1")


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log(1 + mp.exp(x))


def gaussian(x):
    return mp.exp(-x * x)


def gelu(x):
    return x * mp.ncdf(x)


def silu(x):
    return x / (1 + mp.exp(-x))


def recip(x):
    return 1 / x


# name: (function, ordinary and hard points)
TABLES = {
    "exp": (mp.exp, [1e-300, -1e-17, 0.1, -1.5, 3.25, 40.5, -700.25, 709.5]),
    "log": (mp.log, [1e-300, 0.1, 1 - 2**-53, 1 + 2**-52, 1.5, 10.75, 1e300]),
    "sin": (mp.sin, [1e-300, -0.3, 0.75, 2.5, PI, -22.0, 710.0, 1e22, -1e300]),
    "cos": (mp.cos, [1e-300, -0.3, 0.75, HALF_PI, 3.0, -22.0, 11.0, 1e22, 1e300]),
    "tan": (mp.tan, [1e-300, -0.3, 0.75, HALF_PI, PI, 1.5, -22.0, 1e22, 1e300]),
    "sinh": (mp.sinh, [1e-300, -1e-9, 0.3, -1.5, 4.0, 700.5]),
    "cosh": (mp.cosh, [1e-300, -1e-9, 0.3, -1.5, 4.0, -700.5]),
    "tanh": (mp.tanh, [1e-300, -1e-9, 0.1, 0.5, -0.6584789484624084, 1.5, -4.0, 19.5, -30.0, 300.0]),
    "sigmoid": (sigmoid, [1e-300, -1e-9, 0.25, 1.0, -1.3169578969248166, 4.0, -8.0, 40.0, -700.0]),
    "softplus": (softplus, [1e-300, -1e-9, 0.25, -1.0, 1.3169578969248166, -8.0, 40.0, -800.0, 700.0]),
    "gaussian": (gaussian, [1e-300, -1e-9, 0.3, -0.7071067811865476, 1.5, -5.0, 26.5]),
    "sqrt": (mp.sqrt, [1e-300, 2**-1074, 0.25, 2.0, 3.75, 1e300]),
    "recip": (recip, [1e-300, -0.25, 3.0, -7.0, 1e300]),
    "erf": (mp.erf, [1e-300, -1e-9, 0.3, -0.7071067811865476, 1.5, -5.75, 6.25, 26.5]),
    "gelu": (gelu, [1e-300, -1e-9, 0.3, -0.7517915246935645, 1.4142135623730951, -5.0, 8.5, -30.0, 30.0]),
    "silu": (silu, [1e-300, -1e-9, 0.3, -1.2784645427610738, 2.399357280515468, -8.0, 40.0, -300.0]),
}

# Points of dd.txt: the two halves of a double-double, in every function's domain
# but for the sign, and away from zeros of derivatives.
PAIRS = [(0.3, 1.7e-17), (1.25, -(2**-54)), (3.7, 2**-60)]

# The singularity of these is at 0: differences are taken on the scale of x.
SCALED = {"log", "sqrt", "recip"}


def coefficients(f, name, x, prec):
    """f^(k)(x)/k! from central differences of the values at x + s t."""
    with mp.workprec(prec):
        x = mpf(x)
        s = mpf(2) ** mp.mag(x) if name in SCALED else mpf(1)
        g = mp.taylor(lambda t: f(x + s * t), 0, ORDER)
        return [c / s**k for k, c in enumerate(g)]


def header(out, title, columns):
    out.write(f"# {title}\n")
    out.write(f"# generator golden/mpmath/gen.py, mpmath {mpmath.__version__}, ")
    out.write(f"{PRECISIONS[0]} and {PRECISIONS[1]} bits in agreement, {DIGITS} digits written\n")
    out.write(f"# {columns}\n")


def digits(a, b, what):
    """b with DIGITS digits, once a, of the lower precision, agrees with it."""
    with mp.workprec(PRECISIONS[0]):
        if abs(a - b) > AGREE * abs(b):
            raise ValueError(f"{what} is {mp.nstr(a, 20)} or {mp.nstr(b, 20)}")
        return mp.nstr(b, DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0)


def write(name, f, points):
    with open(name + ".txt", "w", newline="\n") as out:
        header(out, f"{name}: Taylor coefficients f^(k)(x)/k!", "x k coefficient")
        for x in map(float, points):
            low, high = (coefficients(f, name, x, p) for p in PRECISIONS)
            for k, (a, b) in enumerate(zip(low, high)):
                out.write(f"{x.hex()} {k} {digits(a, b, f'{name}({x}): coefficient {k}')}\n")


def write_pairs():
    with open("dd.txt", "w", newline="\n") as out:
        header(out, "Taylor coefficients f^(k)(x)/k! at x = hi + lo", "function hi lo k coefficient")
        for name, (f, _) in TABLES.items():
            for hi, lo in PAIRS:
                hi, lo = float(hi), float(lo)
                with mp.workprec(200):
                    x = mpf(hi) + mpf(lo)
                low, high = (coefficients(f, name, x, p) for p in PRECISIONS)
                for k, (a, b) in enumerate(zip(low, high)):
                    out.write(f"{name} {hi.hex()} {lo.hex()} {k} {digits(a, b, name)}\n")


def hilbert(n):
    """The Hilbert matrix times lcm(1, ..., 2n - 1), integers below 2^53."""
    m = math.lcm(*range(1, 2 * n))
    return [[m // (i + j + 1) for j in range(n)] for i in range(n)]


def vandermonde(rows, cols):
    return [[(i - rows // 2) ** j for j in range(cols)] for i in range(rows)]


# Matrices of svd.txt: square and ill-conditioned, tall and badly scaled, wide.
MATRICES = {
    "hilbert": hilbert(12),
    "vandermonde": vandermonde(15, 12),
    "wide": [[(7 * i * i + 3 * j * j + i * j) % 17 - 8 for j in range(9)] for i in range(5)],
}


def write_singular_values():
    with open("svd.txt", "w", newline="\n") as out:
        header(out, "singular values, the largest first", "matrix k sigma, after a line with the entries row by row")
        for name, rows in MATRICES.items():
            out.write(f"{name} {len(rows)} {len(rows[0])} {' '.join(str(v) for r in rows for v in r)}\n")
            values = []
            for p in PRECISIONS:
                with mp.workprec(p):
                    a = mpmath.matrix(rows)
                    values.append(list(mp.svd_r(a if len(rows) >= len(rows[0]) else a.T, compute_uv=False)))
            for k, (a, b) in enumerate(zip(*values)):
                out.write(f"{name} {k} {digits(a, b, name)}\n")


if __name__ == "__main__":
    for name, (f, points) in TABLES.items():
        write(name, f, points)
        print(name, len(points), "points")
    write_pairs()
    write_singular_values()
