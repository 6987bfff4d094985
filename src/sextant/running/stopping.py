"""Ending when told to: SIGTERM is how systemd asks."""

from __future__ import annotations

import signal
import sys
from threading import Event
from types import FrameType

TOLD = 128 + signal.SIGTERM  # the exit status that shells know


def tidy_when_told() -> None:
    """Let SIGTERM end the work as Ctrl-C does: what is half done is cleared away."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(TOLD))


def stop_when_told() -> Event:
    """An event that the first SIGTERM or Ctrl-C sets; a second one ends the process where it stands."""
    stop = Event()

    def told(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop
