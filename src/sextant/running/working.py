"""The process that does the long work."""

from __future__ import annotations

from sextant.config import Home


def work(home: Home) -> None:
    """Take up jobs until told to stop (SIGTERM, Ctrl-C). Raises Refusal when the database is not ready."""
    from sextant.web.setup import start

    start(home.root)
    from sextant.jobs.worker import run
    from sextant.running.logs import configure
    from sextant.running.serving import refuse_if_behind
    from sextant.running.stopping import stop_when_told

    refuse_if_behind()
    configure()
    run(stop_when_told().is_set)
