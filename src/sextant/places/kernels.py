"""Compile the kernels ahead of time, so that nobody waits for it at a first map. A few seconds, once a machine."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

COUNTS = np.array([[0, 1, 2, 0], [3, 0, 0, 1], [0, 0, 5, 0]])


def compile_kernels(say: Callable[[str, float], None] | None = None) -> float:
    """Call each kernel once on a few made-up cells; `say` hears which is done and its seconds. Returns all seconds.

    Where the compiled code is on disk already this takes about a second.
    """
    whole = time.perf_counter()
    for name, call in STEPS.items():
        start = time.perf_counter()
        call()
        if say:
            say(name, time.perf_counter() - start)
    return time.perf_counter() - whole


def _clusters() -> None:
    from sextant.places.grid import SquareGrid
    from sextant.places.hotcells import gi_star

    gi_star(COUNTS)
    gi_star(COUNTS.ravel(), contiguity=SquareGrid(0, 0, 1, 4, 3).adjacency())


def _density() -> None:
    from sextant.places.density import density
    from sextant.places.events import as_events
    from sextant.places.grid import SquareGrid

    events = as_events([50.0, 150.0], [50.0, 150.0])
    grid = SquareGrid(0, 0, 100, 4, 3)
    density(events, grid, 100, kernel="gaussian", edge="event")
    density(events, grid, 100, kernel="quartic", edge="event")


def _near_repeats() -> None:
    from sextant.places.near_repeats import near_repeats

    near_repeats([0.0, 50.0, 900.0], [0.0, 0.0, 0.0], [0, 2, 9], permutations=1)


def _scans() -> None:
    from sextant.places.scan import poisson_scan, prospective_scan

    east, north = [0.0, 200.0, 400.0, 600.0], [0.0, 0.0, 0.0, 0.0]
    prospective_scan(east, north, [1, 2, 3, 4], simulations=1)
    poisson_scan(east, north, [0, 5, 1, 1], [9, 9, 9, 9], simulations=1)


def _learned() -> None:
    from sextant.places.learned_trees import Rules, fit_poisson

    fit_poisson([[0.0], [1.0]], [0, 2], Rules(rounds=1, fewest=1))


STEPS: dict[str, Callable[[], None]] = {
    "clusters (Gi*, Moran)": _clusters,
    "kernel density": _density,
    "near repeats": _near_repeats,
    "scans": _scans,
    "learned ranking": _learned,
}
