"""The job that makes figures: after each load, or when an analyst asks for it. Pages only read what it leaves."""

from __future__ import annotations

from typing import Any

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.board.awaited import awaited
from sextant.board.models import FigureRun
from sextant.config import Home
from sextant.jobs.actions import enqueue
from sextant.jobs.registry import work
from sextant.jobs.running import Running
from sextant.periods import Month
from sextant.web.workspace import bodies, home


@work("figures", needs=P.RECORDS_LOAD)
def figures(
    running: Running, *, force: str, to: str | None = None, baseline: str | None = None, because: str = ""
) -> dict[str, Any]:
    """Make them and say where they are to be seen. The same lake gives the same files, so it may be begun again.

    Without a month they are those of the newest, and what earlier statements stand on is asked for after them.
    """
    run = make_figures(home(), force, to, baseline, because, running.job.asked_by, running.tick)
    if to is None:
        _ask_for_awaited(running, run, because)
    return {
        "says": f"The figures to {run.to} against {run.baseline_to} stand on the board.",
        "route": "board-of",
        "args": [run.force],
        "link": "See the board",
        "figure_set": run.sha256,
    }


def _ask_for_awaited(running: Running, run: FigureRun, because: str) -> None:
    """Jobs of their own, so that the board does not wait for them."""
    body = bodies().named(run.force)
    for month in awaited(body.slug, run.to):
        title = f"Figures of {body.name} to {Month.parse(month).in_words}"
        arguments = {"force": body.slug, "to": month, "because": because}
        enqueue(by=running.job.asked_by, kind="figures", title=title, arguments=arguments)


def make_figures(
    where: Home, force: str, to: str | None, baseline: str | None, because: str, by: User, tick: Any
) -> FigureRun:
    """Figures, pages and rows, in this order: a row never names a file that is not there. Raises Refusal."""
    from sextant.board.actions import keep_batch
    from sextant.board.making import make_batch

    batch = make_batch(where, force=force, to=to, baseline=baseline, tick=tick)
    return keep_batch(by=by, batch=batch, because=because or batch.ending.why or "asked for")
