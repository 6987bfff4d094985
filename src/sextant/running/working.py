"""The process that does the long work."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

from sextant.config import Home


def work(home: Home) -> None:
    """Take up jobs until told to stop (SIGTERM, Ctrl-C). Raises Refusal when the database is not ready."""
    from sextant.web.setup import start

    start(home.root)
    from sextant.jobs.worker import run
    from sextant.running.logs import configure
    from sextant.running.serving import refuse_if_behind

    refuse_if_behind()
    configure()
    run(stop_when_told())


def stop_when_told() -> Event:
    """An event that is set by the first SIGTERM or Ctrl-C; a second one ends the process where it stands."""
    stop = Event()

    def told(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop
