"""The job that makes figures: after each load, or when an analyst asks for it. Pages only read what it leaves."""

from __future__ import annotations

from typing import Any

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.board.models import FigureRun
from sextant.config import Home
from sextant.jobs.registry import work
from sextant.jobs.running import Running
from sextant.web.workspace import home


@work("figures", needs=P.RECORDS_LOAD)
def figures(
    running: Running, *, force: str, to: str | None = None, baseline: str | None = None, because: str = ""
) -> dict[str, Any]:
    """Make them and say where they are to be seen. The same lake gives the same files, so it may be begun again."""
    run = make_figures(home(), force, to, baseline, because, running.job.asked_by, running.tick)
    return {
        "says": f"The figures to {run.to} against {run.baseline_to} stand on the board.",
        "route": "board-of",
        "args": [run.force],
        "link": "See the board",
        "figure_set": run.sha256,
    }


def make_figures(
    where: Home, force: str, to: str | None, baseline: str | None, because: str, by: User, tick: Any
) -> FigureRun:
    """Figures, pages and rows, in this order: a row never names a file that is not there. Raises Refusal."""
    from sextant.board.actions import keep_batch
    from sextant.board.making import make_batch

    batch = make_batch(where, force=force, to=to, baseline=baseline, tick=tick)
    return keep_batch(by=by, batch=batch, because=because or batch.ending.why or "asked for")
