"""The first call of each compiled function in a new process, kernels on disk, as `./run` leaves them after its set-up.

Goal: each under 2 s. Imports are not counted; a process before compiles what is not on disk yet.
"""

from __future__ import annotations

from statistics import median

from benchmarks import places_density, places_gi, places_knox, places_scan
from benchmarks.places_peers import fresh

GOAL, RUNS = 2.0, 3
CALLS = {
    "Gi* on 977,500 cells": places_gi.FIRST,
    "density on 977,500 cells": places_density.FIRST,
    "near repeats, 6,600 events": places_knox.FIRST,
    "prospective scan, 99 simulations": places_scan.FIRST,
}


def main() -> None:
    print(f"First call in a new process, the median of {RUNS} (goal: under {GOAL:.0f} s)\n")
    print(f"{'call':<40}{'seconds':>9}{'':>15}{'MB added':>10}  goal")
    for name, code in CALLS.items():
        fresh(code)
        taken = [fresh(code) for _ in range(RUNS)]
        seconds, megabytes = [each[0] for each in taken], max(each[1] for each in taken)
        middle, goal = median(seconds), "met" if median(seconds) < GOAL else "NOT MET"
        print(f"{name:<40}{middle:>9.2f} ({min(seconds):.2f} to {max(seconds):.2f}){megabytes:>10.0f}  {goal}")


if __name__ == "__main__":
    main()
