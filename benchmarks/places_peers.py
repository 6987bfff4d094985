"""Other people's software for the benchmarks of places: timed in a process of its own, on the same arrays.

Python packages are looked for in this Python, or in the one that SEXTANT_PEERS names; R packages where Rscript is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.places_files import BOX, VIOLENCE, real_events
from sextant.places.events import Events, as_events

ROOT = Path(__file__).resolve().parent.parent
TIMES = """
import json, sys, time
import numpy as np
given = np.load(sys.argv[1])
def timed(call, runs):
    call()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        found = call()
        seconds.append(time.perf_counter() - start)
    return seconds, found
"""


MEMORY = """
import re, time
def peak():  # of this process itself; what getrusage says is inherited from the parent
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
"""


@dataclass(frozen=True)
class Peer:
    """What a peer took (seconds, several runs), and what it found; or why it was not asked."""

    name: str
    seconds: tuple[float, ...] = ()
    found: np.ndarray[Any, Any] | None = None
    absent: str = ""

    @property
    def median(self) -> float:
        return float(np.median(self.seconds))


def violence() -> tuple[Events, str]:
    """Twelve files of real violence to June 2022, or made-up events as clustered; and which of them it is."""
    folder = Path(os.environ.get("SEXTANT_DATA", ROOT.parent / "shared" / "data"))
    if (folder / "policeuk-northumbria").is_dir():
        found = real_events(folder).of_kinds(*VIOLENCE).between("2021-06", "2022-06")
        return found, "police.uk, Northumbria, violence, 12 files to June 2022"
    return made_up(), "made-up events (set SEXTANT_DATA for the real ones)"


def made_up(events: int = 58_000, points: int = 11_000) -> Events:
    """Events at fewer points, the points clustered in towns and unequally busy."""
    rng = np.random.default_rng(2022)
    towns = np.column_stack([rng.uniform(BOX[0], BOX[2], 40), rng.uniform(BOX[1], BOX[3], 40)])
    places = towns[rng.integers(0, 40, points)] + rng.normal(0, 1_500, (points, 2))
    busy = rng.pareto(1.2, points) + 0.2
    x, y = places[rng.choice(points, events, p=busy / busy.sum())].round().T
    inside = (x >= BOX[0]) & (x < BOX[2]) & (y >= BOX[1]) & (y < BOX[3])
    return as_events(x[inside], y[inside], exact=False)


def python_peer(name: str, package: str, code: str, **arrays: Any) -> Peer:
    """Run `code` with `given` (the arrays) and `timed`; it must set `seconds` and `found`."""
    python = os.environ.get("SEXTANT_PEERS", sys.executable)
    there = [python, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({package!r}) is None)"]
    if subprocess.run(there, check=False).returncode:
        return Peer(name, absent=f"{package} is not installed here; SEXTANT_PEERS names a Python that has it")
    closing = "\nnp.save(sys.argv[2], np.asarray(found, dtype=float))\nprint(json.dumps(list(seconds)))"
    with tempfile.TemporaryDirectory() as folder:
        taken, into = Path(folder) / "given.npz", Path(folder) / "found.npy"
        np.savez(taken, **arrays)
        command = [python, "-W", "ignore", "-c", TIMES + code + closing, str(taken), str(into)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return Peer(name, absent=f"failed: {done.stderr.strip().splitlines()[-1]}")
        return Peer(name, tuple(json.loads(done.stdout.splitlines()[-1])), np.load(into))


def r_peer(name: str, package: str, code: str, table: np.ndarray[Any, Any], *numbers: float) -> Peer:
    """Run R `code` with `given` (the table) and `numbers`; it must set `seconds` and `found`."""
    if not shutil.which("Rscript"):
        return Peer(name, absent="R is not installed here")
    opening = (
        "a <- commandArgs(TRUE); given <- as.matrix(read.csv(a[1], header = FALSE)); numbers <- as.numeric(a[-(1:2)])"
    )
    opening += f"\nif (!suppressMessages(require({package}, quietly = TRUE))) quit(status = 3)\n"
    closing = "\nwrite(format(as.numeric(found), digits = 15, trim = TRUE), a[2], ncolumns = 1); cat(seconds)"
    with tempfile.TemporaryDirectory() as folder:
        taken, into = Path(folder) / "given.csv", Path(folder) / "found.txt"
        np.savetxt(taken, table, delimiter=",", fmt="%.10g")
        command = ["Rscript", "-e", opening + code + closing, str(taken), str(into), *map(str, numbers)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return Peer(name, absent=f"{package} is not installed in R, or failed")
        return Peer(name, tuple(map(float, done.stdout.split())), np.loadtxt(into))


def fresh(code: str) -> tuple[float, float]:
    """Seconds that `code` takes in a new process after its imports, and the memory (MB) that it adds to what was there.

    `code` has two parts, divided by a line of dashes: what is made ready, and what is measured.
    """
    ready, measured = code.split("\n---\n")
    whole = f"{MEMORY}\n{ready}\nbefore = peak()\nstart = time.perf_counter()\n{measured}\n"
    whole += "print(time.perf_counter() - start, peak() - before)"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def line(name: str, seconds: tuple[float, ...], ours: float | None = None, note: str = "") -> str:
    """One row of a table: median with its range, and how many times ours it is."""
    times = "" if ours is None else f"{float(np.median(seconds)) / ours:>10,.0f}"
    return f"{name:<46}{np.median(seconds):>10.4f} s ({min(seconds):.4f} to {max(seconds):.4f}){times:>10}  {note}"
