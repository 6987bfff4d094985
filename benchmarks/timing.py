"""How times are taken here: whole calls, several runs, the median with its range."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Timed:
    """Seconds of several runs of one thing."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    def __str__(self) -> str:
        return f"{self.name:<44} {self.median:7.2f} s  ({min(self.seconds):.2f} to {max(self.seconds):.2f})"


def timed(name: str, call: Callable[[], object], runs: int = 3) -> Timed:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return Timed(name, tuple(seconds))


def ratio(ours: Timed, theirs: Timed) -> str:
    return f"{ours.name} takes {ours.median / theirs.median:.2f} times as long as {theirs.name}"
