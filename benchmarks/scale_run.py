"""All measures of every force in a home on one engine, in a process of its own.

`python -m benchmarks.scale_run HOME ENGINE` prints one line of JSON: `forces`, `figures`, `measuring` (seconds without
start-up), `cpu` (seconds of both cores) and `peak_mb`, both of this process and, for Spark, the Java it started, and
`sha256` of all figure sets in canonical bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from pathlib import Path

TO, BASELINE = "2025-09", "2019-06"


def main(root: str, engine_name: str) -> None:
    from sextant.bodies import Bodies
    from sextant.config import Home
    from sextant.engines import engine
    from sextant.lake.catalogue import Lake
    from sextant.measures.asks import Ask
    from sextant.measures.compute import compute
    from sextant.measures.definition import load_definitions
    from sextant.measures.series import Reader
    from sextant.periods import Month

    home, start = Home(Path(root)), time.perf_counter()
    reader = Reader(Lake(home.lake), engine(engine_name))
    definitions, until, against = load_definitions(), Month.parse(TO), Month.parse(BASELINE)
    made_up = [body for body in Bodies.load(home.lists).all if body.made_up]
    found = [compute(Ask(body, until, against), definitions, reader) for body in made_up]
    processes = (os.getpid(), *_children())
    report = {
        "forces": len(found),
        "figures": sum(len(each.figures) for each in found),
        "measuring": time.perf_counter() - start,
        "cpu": sum(map(_cpu_seconds, processes)),
        "peak_mb": sum(map(_peak_mb, processes)),
        "sha256": hashlib.sha256(b"".join(each.canonical() for each in found)).hexdigest(),
    }
    print(json.dumps(report))


def _peak_mb(process: int) -> int:
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(told[1]) // 1024 if told else 0


def _cpu_seconds(process: int) -> float:
    """User and system time; fields 14 and 15 of the kernel's line, whose second may hold spaces."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


if __name__ == "__main__":
    main(*sys.argv[1:])
