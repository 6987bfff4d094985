"""Golden values for sextant.evidence.special by mpmath with 50 digits: tails added up term by term, far ones too.

Run `python tests/peers/make_evidence_mpmath.py` in an environment of its own with mpmath; it writes
evidence_mpmath.json beside itself.
"""

import json
from importlib.metadata import version
from pathlib import Path

import mpmath as mp

mp.mp.dps = 50
BINOMIAL = [(13, 31, 0.5), (7, 25, 0.5), (0, 47, 0.17), (20000, 40500, 0.5), (19000, 40500, 0.5), (17, 20638, 0.0011)]
BINOMIAL += [(7088, 25437, 0.354), (5, 6, 0.999), (3, 19003, 0.25), (21116, 29438, 0.6493614574181116)]
POISSON = [
    (0, 0.01),
    (13, 18.0),
    (40, 18.0),
    (0, 526.28),
    (211, 21.19),
    (20000, 19500.5),
    (20000, 20900.0),
    (1788, 3293.0),
]


BETA = [(0.5, 13.5, 18.5), (0.4993, 13.5, 18.5), (0.25, 0.5, 3.5), (0.9, 1.5, 0.5)]


def text(value):
    return mp.nstr(value, 25)


def binomial(k, n, p):
    p, q = mp.mpf(p), mp.mpf(1 - p)  # q as the double that the code under test is handed
    mass = mp.binomial(n, k) * p**k * q ** (n - k)
    below = outward(mass, lambda term, j: term * j / (n - j + 1) * q / p, range(k, 0, -1))
    above = outward(mass, lambda term, j: term * (n - j) / (j + 1) * p / q, range(k, n))
    return {"k": k, "n": n, "p": float(p), "below": text(below), "mass": text(mass), "at_least": text(mass + above)}


def poisson(k, mean):
    m = mp.mpf(mean)
    mass = mp.exp(-m) * m**k / mp.factorial(k)
    below = outward(mass, lambda term, j: term * j / m, range(k, 0, -1))
    above = outward(mass, lambda term, j: term * m / (j + 1), range(k, k + 100_000))
    return {"k": k, "mean": mean, "mass": text(mass), "at_most": text(mass + below), "at_least": text(mass + above)}


def outward(mass, following, steps):
    total, term = mp.mpf(0), mass
    for j in steps:
        term = following(term, j)
        total += term
        if term < total * mp.mpf(10) ** -40:
            break
    return total


def beta(x, a, b):
    return {"x": x, "a": a, "b": b, "under": text(mp.betainc(a, b, 0, mp.mpf(x), regularized=True))}


golden = {
    "made_by": {"mpmath": version("mpmath")},
    "binomial": [binomial(*case) for case in BINOMIAL],
    "poisson": [poisson(*case) for case in POISSON],
    "beta": [beta(*case) for case in BETA],
    "normal_quantile": [
        {"p": p, "z": text(-mp.sqrt(2) * mp.erfinv(1 - 2 * mp.mpf(p)))} for p in (0.025, 1e-10, 0.3, 0.975)
    ],
}
Path(__file__).with_name("evidence_mpmath.json").write_text(json.dumps(golden, indent=1) + "\n")
