"""How long `sextant compare` takes from a cold shell, beside a bare Python that does nothing; the goal is 0.3 s."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import Any

GOAL_SECONDS = 0.3
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "sextant --help": [sys.executable, "-m", "sextant", "--help"],
    "sextant compare 13 18 --json": [sys.executable, "-m", "sextant", "compare", "13", "18", "--json"],
}


def run(times: int = 9) -> list[dict[str, Any]]:
    """One row a command: median and slowest seconds of `times` new processes, taken in turn; ratio to bare Python."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for lap in range(times + 1):
        for name, command in COMMANDS.items():
            seconds = _seconds(command)
            if lap:  # the first lap only fills the disk's cache
                taken[name].append(seconds)
    bare = median(taken["python -c pass"])
    return [
        {"command": name, "runs": times, "median": median(laps), "slowest": max(laps), "ratio": median(laps) / bare}
        for name, laps in taken.items()
    ]


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    print(f"From a cold shell (goal for compare: under {GOAL_SECONDS} s)\n")
    print(f"{'command':<32}{'runs':>5}{'median s':>10}{'slowest s':>11}{'× bare':>9}")
    for row in run():
        print(f"{row['command']:<32}{row['runs']:>5}{row['median']:>10.3f}{row['slowest']:>11.3f}{row['ratio']:>9.1f}")


if __name__ == "__main__":
    main()
