"""Ending when told to: SIGTERM is how systemd asks."""

from __future__ import annotations

import atexit
import secrets
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

TOLD = 128 + signal.SIGTERM  # the exit status that shells know


def tidy_when_told() -> None:
    """Let SIGTERM end the work as Ctrl-C does: what is half done is cleared away. A second SIGTERM changes nothing."""

    def told(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)
        sys.exit(TOLD)

    signal.signal(signal.SIGTERM, told)


@contextmanager
def cleared_away(target: Path, ending: str) -> Iterator[Path]:
    """A hidden folder beside `target`, for its owner only, that goes away however this ends.

    Told to stop, Python stops between any two instructions, also while a folder is being made or cleared away. So its
    name is known before it is made, and the end of the process clears it once more.
    """
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.{ending}")
    clear = partial(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(clear)
    try:
        folder.mkdir(0o700)
        yield folder
    finally:
        clear()
        atexit.unregister(clear)


def stop_when_told() -> Event:
    """An event that the first SIGTERM or Ctrl-C sets; a second one ends the process where it stands."""
    stop = Event()

    def told(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop
