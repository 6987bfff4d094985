"""Writes of the board: which figure sets stand ready, and asking for new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.board.models import FigureRun, Shown
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.periods import Month
from sextant.web.workspace import bodies

if TYPE_CHECKING:
    from sextant.board.making import Batch

KIND = "figures"
SHORTEST = 5  # letters of a reason


@transaction.atomic
def ask_for_figures(*, by: User, force: str, because: str, to: str = "", baseline: str = "") -> Job:
    """Ask for the figures of a force: to a month, or to the last that is held whole. Raises Refusal."""
    if not can(by, P.RECORDS_LOAD):
        raise Refusal("figures", "are not for you to make", "ask an analyst")
    if len(because.strip()) < SHORTEST:
        raise Refusal("reason", "does not say why the figures are made", f"write at least {SHORTEST} letters")
    body = bodies().named(force)
    for name, month in (("month", to), ("baseline", baseline)):
        if month:
            Month.parse(month, name)
    arguments = {"force": body.slug, "to": to or None, "baseline": baseline or None, "because": because.strip()}
    return enqueue(by=by, kind=KIND, title=f"Figures of {body.name}", arguments=arguments)


@transaction.atomic
def keep_batch(*, by: User, batch: Batch, because: str) -> FigureRun:
    """Enter the sets of one making, all at one moment; the one that the board shows last, and return it.

    The same sets made again for the same reason enter nothing new where they are the newest already.
    """
    made_at = timezone.now()
    newest = FigureRun.objects.newest_of(batch.body.slug).filter(to=str(batch.ending.month)).first()
    if newest and newest.sha256 == batch.sets[0].sha256 and newest.because == because[:200]:
        return newest
    rows = [
        FigureRun(
            force=batch.body.slug,
            to=str(batch.ending.month),
            baseline_to=str(made.baseline_to),
            definitions=batch.definitions,
            switches=list(made.switches),
            sha256=made.sha256,
            editions=list(made.editions),
            because=because[:200],
            made_at=made_at,
            made_by=str(by),
        )
        for made in reversed(batch.sets)
    ]
    for row in rows:
        row.save(force_insert=True)
    shown = rows[-1]
    Shown.objects.update_or_create(force=shown.force, to=shown.to, defaults={"run": shown})
    audit.record(
        by=by,
        kind=audit.KIND.COMBINATION,
        what="made figures",
        object_kind="figure set",
        object_ref=shown.sha256[:12],
        why=because,
        details={"force": shown.force, "to": shown.to, "sets": len(rows), "editions": shown.editions},
    )
    return shown
