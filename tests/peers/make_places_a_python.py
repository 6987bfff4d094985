"""Makes places_a_python.json: lattices and points, and what esda, libpysal and scikit-learn say of them.

Run with a Python that has esda, libpysal and scikit-learn:  python tests/peers/make_places_a_python.py
"""

from __future__ import annotations

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")

SHAPES = ((7, 9), (12, 5), (20, 20))
KINDS = ("queen", "rook")


def lattices() -> list[dict]:
    rng = np.random.default_rng(20220630)
    return [lattice(rng.negative_binomial(0.4, 0.2, shape), kind) for shape in SHAPES for kind in KINDS]


def lattice(counts: np.ndarray, kind: str) -> dict:
    from esda import G_Local, Moran, Moran_Local
    from libpysal.weights import lat2W

    def weights(transform: str):
        made = lat2W(*counts.shape, rook=kind == "rook")
        made.transform = transform
        return made

    flat = counts.ravel().astype(float)
    row, binary = (Moran(flat, weights(how), transformation=how, permutations=0) for how in ("r", "b"))
    return {
        "counts": counts.tolist(),
        "contiguity": kind,
        "gi_star": G_Local(flat, weights("b"), transform="B", star=True, permutations=0).Zs.tolist(),
        "gi": G_Local(flat, weights("b"), transform="B", star=False, permutations=0).Zs.tolist(),
        "moran": {name: moran(each) for name, each in (("row", row), ("binary", binary))},
        "local_moran": Moran_Local(flat, weights("r"), permutations=0).Is.tolist(),
    }


def moran(made) -> dict:
    return {"i": made.I, "expected": made.EI, "variance": made.VI_rand, "z": made.z_rand}


def densities() -> list[dict]:
    from sklearn.neighbors import KernelDensity

    rng = np.random.default_rng(7)
    points = rng.uniform([400, 200], [1600, 1800], (60, 2)).round(1)
    centres = np.array([(50 + 100 * c, 50 + 100 * r) for r in range(20) for c in range(20)])
    found = []
    for sigma in (80.0, 150.0, 300.0):
        made = KernelDensity(bandwidth=sigma, kernel="gaussian", rtol=0, atol=0).fit(points)
        heights = np.exp(made.score_samples(centres)) * len(points) * 1e6
        found.append({"sigma": sigma, "per_km2": heights.tolist()})
    return [{"points": points.tolist(), "surfaces": found}]


if __name__ == "__main__":
    made = {
        "made_with": {name: version(name) for name in ("esda", "libpysal", "scikit-learn", "numpy")},
        "lattices": lattices(),
        "densities": densities(),
    }
    path = Path(__file__).with_name("places_a_python.json")
    path.write_text(json.dumps(made) + "\n", "utf-8")
    print(path.name, path.stat().st_size)
