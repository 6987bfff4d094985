"""The prospective space-time scan over 12 months of violence, and the spatial scan beside R's smerc.

Goals: 999 simulations over 12 months of violence under 12 s; a first call with kernels from disk under 2 s.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.places_knox import burglaries
from benchmarks.places_peers import Peer, fresh, line, r_peer, violence
from benchmarks.timing import timed
from sextant.places import Events, Scan, poisson_scan, prospective_scan_of

GOAL_SECONDS, GOAL_FIRST = 12.0, 2.0
LENGTHS = 6
UNITS, CASES, SHARE, SIMULATIONS = 2_100, 14_000, 0.1, 99
SMERC = """
begun <- proc.time()[["elapsed"]]
made <- scan.test(coords = given[, 1:2], cases = given[, 3], pop = given[, 4], nsim = numbers[1], ubpop = numbers[2],
                  alpha = 1)
seconds <- proc.time()[["elapsed"]] - begun
found <- made$clusters[[1]]$loglikrat
"""
FIRST = """
import numpy as np
from sextant.places import prospective_scan
rng = np.random.default_rng(1)
x, y, t = rng.integers(0, 30, 3000) * 200.0, rng.integers(0, 30, 3000) * 200.0, rng.integers(0, 12, 3000)
---
prospective_scan(x, y, t, simulations=99)
"""


def with_months(events: Events) -> Events:
    """Events that have a month each: made-up ones get one of twelve."""
    if not np.isnat(events.month).any():
        return events
    months = np.random.default_rng(3).integers(618, 630, len(events)).astype("datetime64[M]")
    return replace(events, month=months)


def scanned(events: Events, threads: int | None = None) -> Scan:
    """The scan of cells of 200 m, circles to 2 km, windows of 1 to 6 months."""
    found = prospective_scan_of(events, lengths=LENGTHS, threads=threads)
    assert isinstance(found, Scan)
    return found


def units() -> tuple[Any, Any, Any, Any]:
    """Made-up units with residents, and cases that follow them."""
    rng = np.random.default_rng(1)
    people = rng.integers(800, 3000, UNITS).astype(float)
    x, y = rng.uniform(0, 6e4, UNITS), rng.uniform(0, 8e4, UNITS)
    return x, y, rng.multinomial(CASES, people / people.sum()), people


def spatial() -> tuple[Any, Scan, Peer]:
    """Ours and the peer's time of the spatial scan, on the same units."""
    given = units()

    def ours() -> Scan:
        found = poisson_scan(*given, largest_share=SHARE, simulations=SIMULATIONS)
        assert isinstance(found, Scan)
        return found

    made = ours()
    peer = r_peer("smerc scan.test", "smerc", SMERC, np.column_stack(given), SIMULATIONS, SHARE)
    return timed("spatial", ours), made, peer


def main() -> None:
    taken: dict[str, float] = {}
    for (events, what), name in ((burglaries(), "burglary"), (violence(), "violence")):
        events = with_months(events)
        made = scanned(events)
        print(f"Prospective scan, 999 simulations; {what}: {len(events):,} events, {len(made.units):,} cells")
        for threads in (1, 2):
            begun = time.process_time()
            once = timed(name, lambda events=events, threads=threads: scanned(events, threads))
            used = f"{(time.process_time() - begun) / len(once.seconds):.1f} s of processor time each"
            taken[name] = once.median
            print("  " + line(f"sextant, {threads} thread{'s'[: threads - 1]}", once.seconds, note=used))
        print(
            f"  {sum((each.p or 1) < 0.05 for each in made.clusters)} clusters with p < .05 of {made.zones:,} judged\n"
        )
    print("No peer with this scan could be installed beside ours.\n")
    ours, found, peer = spatial()
    print(f"Spatial scan, {UNITS:,} units, {CASES:,} cases, {SIMULATIONS} simulations, {found.zones:,} circles")
    print("  " + line("sextant", ours.seconds))
    skipped = f"  {peer.name:<44} skipped: {peer.absent}"
    print(skipped if peer.absent else "  " + line(peer.name, peer.seconds, ours.median, "times ours"))
    fresh(FIRST)
    first, _ = fresh(FIRST)
    met = "met" if taken["violence"] < GOAL_SECONDS else "NOT MET"
    print(f"\nGoal: violence under {GOAL_SECONDS:.0f} s: {taken['violence']:.1f} s, {met}")
    print(f"Goal: first call in a new process under {GOAL_FIRST:.0f} s: {first:.2f} s, ", end="")
    print("met" if first < GOAL_FIRST else "NOT MET")


if __name__ == "__main__":
    main()
