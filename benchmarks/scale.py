"""All measures for 43 made-up forces over ten years, at three sizes, on DuckDB and on Spark: `./run bench scale`.

Set SEXTANT_SCALE=full for the sizes of the goal (60 million street rows under 60 s and 8 GB on DuckDB). Both engines
must give the same figures to the byte, or the run fails. Of several runs the one with the least CPU time is shown,
since others may be using the machine. Spark is left out, and that is said, where it can't start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from typing import Any

from benchmarks.scale_lake import FORCES, YEARS, forces, one_force
from sextant.config import Home
from sextant.engines.spark_session import missing

SMALL, FULL = (250_000, 500_000, 1_000_000), (15_000_000, 30_000_000, 61_000_000)
RUNS = {"duck": 3, "spark": 1}  # Spark's takes minutes
GOAL_ROWS, GOAL_SECONDS, GOAL_MB = 60_000_000, 60, 8_000
HEAD = ("street rows", "engine", "seconds", "measuring", "CPU s", "peak MB", "figures")
WIDE = (12, 7, 8, 10, 7, 8, 8)


@dataclass(frozen=True)
class Run:
    """One engine over one lake: `seconds` of the whole process, `measuring` without its start, `cpu` of all cores."""

    rows: int
    engine: str
    seconds: float
    measuring: float
    cpu: float
    peak_mb: int
    figures: int
    sha256: str

    def __str__(self) -> str:
        times = (f"{time:.1f}" for time in (self.seconds, self.measuring, self.cpu))
        return _line(f"{self.rows:,}", self.engine, *times, f"{self.peak_mb:,}", f"{self.figures:,}")


def main() -> None:
    full = os.environ.get("SEXTANT_SCALE") == "full"
    lack = missing(os.environ)
    engines = ("duck",) if lack else ("duck", "spark")
    print(f"All measures for {FORCES} made-up forces over {YEARS} years, each run in a process of its own")
    print(f"Spark is left out: it {'; '.join(lack)}\n" if lack else "", _line(*HEAD), sep="\n")
    with tempfile.TemporaryDirectory(prefix="sextant-scale-") as folder:
        origin = one_force(Path(folder), 1.0 if full else 0.03)
        runs = [run for size in (FULL if full else SMALL) for run in _at(Path(folder) / "lake", origin, size, engines)]
    _judge(runs)


def _line(*cells: str) -> str:
    return " ".join(cell.rjust(wide) for cell, wide in zip(cells, WIDE, strict=True))


def _at(folder: Path, origin: Home, size: int, engines: tuple[str, ...]) -> list[Run]:
    """One size: make the lake, ask every engine, compare, clear away."""
    start = time.perf_counter()
    rows = forces(Home(folder), origin, size)
    made = time.perf_counter() - start
    size_mb = sum(path.stat().st_size for path in folder.rglob("*.parquet")) // 1_000_000
    every = [[_run(folder, engine, rows) for _ in range(RUNS[engine])] for engine in engines]
    runs = [min(each, key=lambda run: run.cpu) for each in every]
    print(*runs, sep="\n")
    print(f"{'':>12} (the lake: {size_mb:,} MB of Parquet, made in {made:.0f} s)", flush=True)
    rmtree(folder)
    if len({run.sha256 for each in every for run in each}) > 1:
        raise SystemExit("the engines disagree: their figures differ")
    return runs


def _run(folder: Path, engine: str, rows: int) -> Run:
    command = [sys.executable, "-m", "benchmarks.scale_run", str(folder), engine]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    told: dict[str, Any] = json.loads(done.stdout)
    return Run(rows, engine, seconds, told["measuring"], told["cpu"], told["peak_mb"], told["figures"], told["sha256"])


def _judge(runs: list[Run]) -> None:
    engines = sorted({run.engine for run in runs})
    print("\nEqual figures on every engine, to the byte." if len(engines) > 1 else "")
    for engine in engines:
        print(f"{engine}: CPU seconds for each further million street rows: {_steps(runs, engine)}")
    for run in runs:
        if run.engine == "duck" and run.rows >= GOAL_ROWS:
            met = run.seconds < GOAL_SECONDS and run.peak_mb < GOAL_MB
            print(f"Goal of {GOAL_SECONDS} s and {GOAL_MB:,} MB at {run.rows:,} rows: {'met' if met else 'NOT MET'}")


def _steps(runs: list[Run], engine: str) -> str:
    """What a million rows more cost from each size to the next: the same number twice is a cost linear in rows."""
    mine = [run for run in runs if run.engine == engine]
    steps = [(two.cpu - one.cpu) / (two.rows - one.rows) * 1e6 for one, two in pairwise(mine)]
    return ", then ".join(f"{step:.3f}" for step in steps)


if __name__ == "__main__":
    main()
