"""Progress on standard error: a moving bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUIET_SECONDS = 5.0


@contextmanager
def showing(title: str, size: int, files: bool = True) -> Iterator[Callable[[int, str], None]]:
    """Yield `tick(step, name)`; `size` is the whole, in bytes of `files` or in plain steps.

    Ctrl-C stops the work between two ticks.
    """
    if sys.stderr.isatty():
        with _bar(title, size, files) as tick:
            yield tick
    else:
        yield _lines(title, size)


@contextmanager
def stepping(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Yield `tick(done, whole, what)`, of work that says itself how long it is. Ctrl-C stops it between two ticks."""
    if not sys.stderr.isatty():
        yield _steps(title)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, whole, what: bar.update(task, completed=done, total=whole, description=f"{title}: {what}")


def _steps(title: str) -> Callable[[int, int, str], None]:
    told = [time.monotonic()]

    def tick(done: int, whole: int, what: str) -> None:
        if time.monotonic() - told[0] > QUIET_SECONDS:
            told[0] = time.monotonic()
            print(f"{title}: {done / whole if whole else 0:.0%} ({what})", file=sys.stderr, flush=True)

    return tick


@contextmanager
def _bar(title: str, size: int, files: bool) -> Iterator[Callable[[int, str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    done = DownloadColumn() if files else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), done, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=size)
        yield lambda step, _name: progress.advance(task, step)


def _lines(title: str, size: int) -> Callable[[int, str], None]:
    state = {"done": 0, "told": time.monotonic()}

    def tick(step: int, name: str) -> None:
        state["done"] += step
        if time.monotonic() - state["told"] > QUIET_SECONDS:
            state["told"] = time.monotonic()
            share = state["done"] / size if size else 0
            print(f"{title}: {share:.0%} ({name})", file=sys.stderr, flush=True)

    return tick
