"""Near repeats (Knox) with 999 permutations, beside pointpats and R's surveillance.

Goals: real 12 months of burglary under 0.5 s; 100,000 events with some 55 million pairs under 15 s; at least 100 times
as fast as pointpats on the same band; a first call with kernels from disk under 2 s. No peer takes 100,000 events (full
matrices of distance, or hours): they get fewer events that lie as close, and so do we, and that is said.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.places_files import real_events
from benchmarks.places_peers import ROOT, Peer, fresh, line, made_up, python_peer, r_peer
from benchmarks.timing import Timed, timed
from sextant.places import Events, NearRepeats, near_repeats, near_repeats_of
from sextant.places.near_repeats import NearRepeat

GOAL_BURGLARY, GOAL_LARGE, GOAL_FIRST, GOAL_RATIO = 0.5, 15.0, 2.0, 100.0
METRES, MONTHS = 500.25, 1
DISTANCES, LAGS = tuple(range(100, 1001, 100)), (1, 8, 15, 29)
LARGE, PAIRS = 100_000, 55e6
FEWER, FEWER_PERMUTATIONS, FEWER_METRES, FEWER_DAYS = 5_000, 99, 1000.25, 28
POINTPATS = """
from pointpats import Knox
xy, t = given["xy"], given["t"].astype(float)[:, None]
permutations = int(given["permutations"])
def judged(events, permutations):
    limits = {"delta": float(given["metres"]), "tau": float(given["months"])}
    return Knox(xy[:events], t[:events], permutations=permutations, **limits)
judged(100, 9)  # what it compiles or imports late
start = time.perf_counter()
made = judged(len(xy), permutations)
seconds = [(time.perf_counter() - start) * 1000 / (permutations + 1)]
found = [made.nst, made.expected[0][0], made.p_sim]
"""
SURVEILLANCE_SIMULATIONS = 9
SURVEILLANCE = """
begun <- proc.time()[["elapsed"]]
dots <- capture.output(made <- knox(dt = dist(given[, 3]), ds = dist(given[, 1:2]), eps.t = numbers[2],
                                    eps.s = numbers[1], simulate.p.value = TRUE, B = numbers[3]))
seconds <- (proc.time()[["elapsed"]] - begun) * 1000 / (numbers[3] + 1)
found <- c(made$statistic, made$null.value)
"""
FIRST = """
import numpy as np
from sextant.places import near_repeats
rng = np.random.default_rng(1)
x, y, t = rng.uniform(0, 20000, 6600), rng.uniform(0, 20000, 6600), rng.integers(0, 365, 6600)
---
near_repeats(x, y, t)
"""


def burglaries() -> tuple[Events, str]:
    """Twelve files of real burglaries to June 2022, or made-up events of as many; and which of them it is."""
    folder = Path(os.environ.get("SEXTANT_DATA", ROOT.parent / "shared" / "data"))
    if (folder / "policeuk-northumbria").is_dir():
        found = real_events(folder).of_kinds("Burglary").between("2021-06", "2022-06")
        return found, "police.uk, Northumbria, burglary, 12 files to June 2022"
    events = made_up(6_700, 4_000)
    months = np.random.default_rng(3).integers(618, 630, len(events)).astype("datetime64[M]")
    return replace(events, month=months), "made-up events (set SEXTANT_DATA for the real ones)"


def scattered(events: int = LARGE, pairs: float = PAIRS) -> tuple[Any, Any, Any]:
    """Made-up events of a year on a square so large that about so many pairs lie within 1 km."""
    rng = np.random.default_rng(3)
    side = (events**2 / 2 * np.pi * 1000.0**2 / pairs) ** 0.5
    return rng.uniform(0, side, events), rng.uniform(0, side, events), rng.integers(0, 365, events)


def one_band(events: Events) -> NearRepeats:
    """All pairs up to 500 m and one month apart, as the peers count them."""
    found = near_repeats_of(events, distances=[METRES], lags=[MONTHS + 1], same_place_apart=False)
    assert isinstance(found, NearRepeats)
    return found


def peers(events: Events) -> list[Peer]:
    """The same band by other people's software."""
    xy, t = np.column_stack([events.easting, events.northing]), events.month_number
    table = np.column_stack([xy, t])
    name = f"surveillance knox, scaled from {SURVEILLANCE_SIMULATIONS} permutations"
    return [
        python_peer(
            "pointpats Knox, 999 permutations",
            "pointpats",
            POINTPATS,
            xy=xy,
            t=t,
            metres=METRES,
            months=MONTHS,
            permutations=999,
        ),
        r_peer(name, "surveillance", SURVEILLANCE, table, METRES, MONTHS, SURVEILLANCE_SIMULATIONS),
    ]


def fewer(events: int = FEWER, permutations: int = FEWER_PERMUTATIONS) -> tuple[Any, NearRepeats, list[Peer]]:
    """Ours with its times and the peers on one band of fewer events that lie as close as the 100,000 do."""
    x, y, t = scattered(events, PAIRS * events / LARGE)

    def ours() -> NearRepeats:
        found = near_repeats(x, y, t, distances=[FEWER_METRES], lags=[FEWER_DAYS + 1], same_place_apart=False)
        assert isinstance(found, NearRepeats)
        return found

    made = ours()
    given = {"metres": FEWER_METRES, "months": FEWER_DAYS, "permutations": permutations}
    name = f"pointpats Knox, scaled from {permutations} permutations"
    found = [python_peer(name, "pointpats", POINTPATS, xy=np.column_stack([x, y]), t=t, **given)]
    name = f"surveillance knox, scaled from {SURVEILLANCE_SIMULATIONS} permutations"
    table = np.column_stack([x, y, t])
    numbers = FEWER_METRES, FEWER_DAYS, SURVEILLANCE_SIMULATIONS
    return timed("fewer", ours, 5), made, [*found, r_peer(name, "surveillance", SURVEILLANCE, table, *numbers)]


def main() -> None:
    events, what = burglaries()
    print(f"Near repeats, 999 permutations; {what}: {len(events):,} events\n")
    near_repeats_of(events)
    all_bands = timed("all", lambda: near_repeats_of(events), 5)
    band = timed("one", lambda: one_band(events), 5)
    cell = one_band(events).cells[0]
    print("  " + line("sextant, 24 bands", all_bands.seconds))
    print("  " + line("sextant, one band (500 m, 1 month)", band.seconds))
    ratios = {}
    for peer in peers(events):
        _beside(peer, band.median, cell)
        if not peer.absent:
            ratios[peer.name.split()[0]] = peer.median / band.median
    _goals(all_bands.median, ratios)


def _beside(peer: Peer, ours: float, cell: NearRepeat) -> None:
    """One line of a peer: what it takes, how many times ours, and whether it counts the same pairs."""
    if peer.absent or peer.found is None:
        print(f"  {peer.name:<44} skipped: {peer.absent}")
        return
    same = (peer.found[0], round(peer.found[1], 6)) == (cell.observed, round(cell.expected, 6))
    print("  " + line(peer.name, peer.seconds, ours, f"times ours; {'agrees' if same else 'DIFFERS'}"))


def _large() -> Timed:
    """100,000 events, all bands; and one band of fewer events as close, where the peers can come along."""
    x, y, t = scattered()
    begun = time.process_time()
    large = timed("large", lambda: near_repeats(x, y, t, distances=DISTANCES, lags=LAGS), 1)
    used = f"{time.process_time() - begun:.1f} s of processor time on all threads"
    print(f"\n{LARGE:,} made-up events, some {PAIRS / 1e6:.0f} million pairs")
    print("  " + line("sextant, 44 bands", large.seconds, note=used))
    band, made, others = fewer()
    print(f"{FEWER:,} made-up events that lie as close, one band ({FEWER_METRES:.0f} m, {FEWER_DAYS} days)")
    print("  " + line("sextant", band.seconds))
    for peer in others:
        _beside(peer, band.median, made.cells[0])
    return large


def _goals(burglary: float, ratios: dict[str, float]) -> None:
    large = _large()
    fresh(FIRST)
    first, megabytes = fresh(FIRST)
    print(f"\nGoal: 12 months of burglary under {GOAL_BURGLARY} s: {burglary:.3f} s, {_met(burglary < GOAL_BURGLARY)}")
    print(f"Goal: 100,000 events under {GOAL_LARGE:.0f} s: {large.median:.1f} s, {_met(large.median < GOAL_LARGE)}")
    print(f"Goal: first call in a new process under {GOAL_FIRST:.0f} s: {first:.2f} s ({megabytes:.0f} MB), ", end="")
    print(_met(first < GOAL_FIRST))
    if "pointpats" in ratios:
        ratio = ratios["pointpats"]
        print(f"Goal: {GOAL_RATIO:.0f} × pointpats on one band: {ratio:,.0f} ×, {_met(ratio >= GOAL_RATIO)}")


def _met(reached: bool) -> str:
    return "met" if reached else "NOT MET"


if __name__ == "__main__":
    main()
