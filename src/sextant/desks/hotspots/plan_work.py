"""The long work of plans: plan the visits, turn positions into minutes, judge whether it worked."""

from __future__ import annotations

from typing import Any

from sextant.jobs.registry import regularly, work
from sextant.jobs.running import Running
from sextant.web.workspace import home


@work("hotspots-plan")
def plan(running: Running, *, plan: int, seen: int) -> dict[str, Any]:
    """Plan visits and keep them with the draft. Of two jobs on one plan the later change counts."""
    from sextant.desks.hotspots.models import PatrolPlan
    from sextant.desks.hotspots.planning import work_out
    from sextant.desks.hotspots.plans import keep_plan

    by = running.job.asked_by
    row = PatrolPlan.objects.visible_to(by).select_related("set").get(pk=plan)
    link = {"route": "hotspots-plan", "args": [row.pk], "link": "See the plan"}
    if row.version != seen:
        return link | {"says": "The plan was changed meanwhile: another job plans it anew."}
    folder, days = work_out(home(), row, running.tick)
    keep_plan(by=by, plan=row, folder=folder, place_days=days, seen=seen)
    return link | {"says": "The visits are planned. It is a draft until somebody else approves it."}


@work("hotspots-dosage")
def dosage(
    running: Running, *, plan: int, token: str, day_starts: int | None = None, instead: bool = False
) -> dict[str, Any]:
    """Turn positions and logs into minutes of places, then delete them, whatever became of the work."""
    from sextant.desks.hotspots.dosing import count_and_delete

    row = count_and_delete(running, plan, token, day_starts, instead)
    return {
        "says": f"{row.rows_read:,} rows read, {row.rows_quarantined:,} refused. The files are deleted.",
        "route": "hotspots-dosage",
        "args": [row.plan_id],
        "link": "See what was delivered",
    }


@work("hotspots-evaluate")
def evaluate(running: Running, *, plan: int, asked: dict[str, Any]) -> dict[str, Any]:
    """Judge the plan by the design it allows and keep the answer beside it."""
    from sextant.desks.hotspots.models import PatrolPlan
    from sextant.desks.hotspots.proving import Asked, judged, keep_evaluation

    by = running.job.asked_by
    row = PatrolPlan.objects.visible_to(by).select_related("set", "grant").get(pk=plan)
    running.tick(0, None, "Counting in the patrolled places and those like them")
    found = keep_evaluation(by=by, plan=row, made=judged(home(), row, Asked(**asked)))
    return {
        "says": found.sentence,
        "route": "hotspots-evaluation",
        "args": [row.pk],
        "link": "See it beside what was delivered",
    }


@regularly
def forget_left_traces() -> None:
    """Positions whose job was cancelled, failed or never began do not stay."""
    from sextant.desks.hotspots.traces import forget_left

    forget_left(home())
