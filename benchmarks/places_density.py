"""Exact Gaussian density (σ 300 m) on the 100 m grid of a force, beside KDEpy, scikit-learn, scipy and spatstat.

Goals: faster than KDEpy's FFT, and at least 50 times as fast as scikit-learn and as spatstat. scikit-learn and scipy do
a sample of the cells, scaled to all of them; they get the same weighted distinct points as ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.places_files import BOX
from benchmarks.places_peers import Peer, fresh, line, python_peer, r_peer, violence
from benchmarks.timing import timed
from sextant.places import Density, Events, SquareGrid, density
from sextant.places.density_points import distinct

SIGMA, SIZE, SAMPLE = 300.0, 100, 2_000
GOAL_RATIO, GOAL_FIRST = 50.0, 2.0
KDEPY = """
from KDEpy import FFTKDE
points, weight, cells = given["points"], given["weight"], given["cells"]
def surface():
    return FFTKDE(kernel="gaussian", bw=300.0).fit(points, weights=weight).evaluate(cells)
seconds, found = timed(surface, 5)
found = found * weight.sum() * 1e6
"""
SKLEARN = """
from sklearn.neighbors import KernelDensity
points, weight, cells = given["points"], given["weight"], given["cells"]
made = KernelDensity(bandwidth=300.0, rtol=0, atol=0).fit(points, sample_weight=weight)
seconds, found = timed(lambda: made.score_samples(cells), 3)
found = np.exp(found) * weight.sum() * 1e6
"""
SCIPY = """
from scipy.stats import gaussian_kde
points, weight, cells = given["points"], given["weight"], given["cells"]
made = gaussian_kde(points.T, weights=weight)
made.set_bandwidth(1.0)
made.covariance, made.cho_cov = np.eye(2) * 9e4, np.eye(2) * 300.0
made.log_det = 2 * np.log(2 * np.pi * 9e4)
seconds, found = timed(lambda: made(cells.T), 3)
found = found * weight.sum() * 1e6
"""
SPATSTAT = """
points <- ppp(given[, 1], given[, 2], window = owin(numbers[1:2], numbers[3:4]))
edge <- numbers[6] > 0
once <- function() density(points, sigma = numbers[5], weights = given[, 3], edge = edge, dimyx = numbers[8:7])
made <- once()
seconds <- sapply(1:3, function(k) system.time(once())[["elapsed"]])
found <- as.numeric(t(made$v)) * 1e6
"""
FIRST = """
import numpy as np
from sextant.places import SquareGrid, as_events, density
rng = np.random.default_rng(1)
events = as_events(rng.uniform(360e3, 445e3, 58_000).round(-1), rng.uniform(545e3, 660e3, 58_000).round(-1))
grid = SquareGrid(360e3, 545e3, 100, 850, 1150)
---
density(events, grid, 300.0)
"""


def run(
    events: Events, size: int = SIZE, *, with_peers: bool = True, runs: int = 7
) -> tuple[Density, tuple[float, ...], list[tuple[Peer, float, float]]]:
    """Ours with its times; each peer, the factor from its cells to all, the largest difference over the peak."""
    grid = SquareGrid(BOX[0], BOX[1], size, int((BOX[2] - BOX[0]) / size), int((BOX[3] - BOX[1]) / size))
    made = density(events, grid, SIGMA)
    assert isinstance(made, Density)
    taken = timed("ours", lambda: density(events, grid, SIGMA), runs)
    return made, taken.seconds, _peers(events, grid, made) if with_peers else []


def _peers(events: Events, grid: SquareGrid, made: Density) -> list[tuple[Peer, float, float]]:
    points = distinct(events)
    places, weight = np.column_stack([points.easting, points.northing]), points.weight
    sampled = np.random.default_rng(1).choice(grid.cells, SAMPLE, replace=False)
    all_cells, some = (np.column_stack(grid.centres(which)) for which in (None, sampled))
    by_column = np.arange(grid.cells).reshape(grid.shape).T.ravel()  # KDEpy wants the northing to run fastest
    found = [
        (
            python_peer("KDEpy FFTKDE", "KDEpy", KDEPY, points=places, weight=weight, cells=all_cells[by_column]),
            by_column,
        )
    ]
    for name, package, code in (
        ("scikit-learn, exact", "sklearn", SKLEARN),
        ("scipy gaussian_kde", "scipy", SCIPY),
    ):
        found.append((python_peer(name, package, code, points=places, weight=weight, cells=some), sampled))
    everywhere, table = np.arange(grid.cells), np.column_stack([places, weight])
    for name, edge in (("spatstat density.ppp, no edge", 0.0), ("spatstat density.ppp, edge corrected", 1.0)):
        numbers = BOX[0], BOX[2], BOX[1], BOX[3], SIGMA, edge, grid.columns, grid.rows
        found.append((r_peer(name, "spatstat.explore", SPATSTAT, table, *numbers), everywhere))
    return [(peer, grid.cells / len(cells), _apart(made, peer, cells)) for peer, cells in found]


def _apart(made: Density, peer: Peer, cells: np.ndarray[Any, Any]) -> float:
    if peer.found is None:
        return 0.0
    return float(np.abs(made.per_km2.ravel()[cells] - peer.found).max() / made.per_km2.max())


def main() -> None:
    events, what = violence()
    made, seconds, peers = run(events)
    mid = float(np.median(seconds))
    print(f"Gaussian density, σ {SIGMA:g} m, {made.grid.cells:,} cells of {SIZE} m; {what}: {len(events):,} events")
    print(f"The volume is {made.volume:,.1f} of {made.events:,.0f} events; the rest lies beyond the box\n")
    print(line("sextant, exact", seconds))
    for peer, factor, apart in peers:
        if peer.absent:
            print(f"{peer.name:<46} skipped: {peer.absent}")
            continue
        scaled = tuple(each * factor for each in peer.seconds)
        note = f"times ours; apart by {apart:.1e} of the peak" + (", scaled from a sample" if factor > 1 else "")
        print(line(peer.name, scaled, mid, note))
    _goals(mid, peers)


def _goals(mid: float, peers: list[tuple[Peer, float, float]]) -> None:
    fresh(FIRST)  # the kernels are on disk now
    first, megabytes = fresh(FIRST)
    reached = "met" if first < GOAL_FIRST else "NOT MET"
    print(f"\nGoal: first call in a new process under {GOAL_FIRST:.0f} s: {first:.2f} s, {reached}; ", end="")
    print(f"{megabytes:.0f} MB with numba")
    for peer, factor, _ in peers:
        wanted = 1.0 if peer.name.startswith("KDEpy") else GOAL_RATIO
        if not peer.absent and not peer.name.startswith("scipy"):
            ratio = peer.median * factor / mid
            print(f"Goal: {wanted:g} × {peer.name}: {ratio:,.0f} ×, {'met' if ratio >= wanted else 'NOT MET'}")


if __name__ == "__main__":
    main()
