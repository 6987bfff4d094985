"""The desk's long work: find places, test a ranking on what came next. A killed job is begun again and does no harm."""

from __future__ import annotations

from typing import Any

from sextant.desks.hotspots import plan_work  # noqa: F401
from sextant.jobs.registry import work
from sextant.jobs.running import Running
from sextant.web.workspace import home


@work("hotspots-find")
def find(running: Running, *, name: str, question: dict[str, Any]) -> dict[str, Any]:
    """Find the places and keep them as a draft."""
    from sextant.desks.hotspots.actions import keep_set
    from sextant.desks.hotspots.asked import Question, check
    from sextant.desks.hotspots.making import make_set

    asked, by = Question.of(question), running.job.asked_by
    check(asked)
    made = make_set(home(), asked, running.tick)
    found = keep_set(by=by, name=name, question=asked, made=made, since=running.job.asked_at)
    return {
        "says": f"{found.hotspots.count()} places are found. They are a draft until somebody else approves them.",
        "route": "hotspots-set",
        "args": [found.pk],
        "link": "See the places",
    }


@work("hotspots-forecast")
def forecast(running: Running, *, found: int) -> dict[str, Any]:
    """Test the ranking of a set and keep the card beside it."""
    from sextant.desks.hotspots.actions import keep_card
    from sextant.desks.hotspots.making import back_test
    from sextant.desks.hotspots.models import HotspotSet

    by = running.job.asked_by
    row = HotspotSet.objects.visible_to(by).get(pk=found)
    card = keep_card(by=by, found=row, document=back_test(home(), row.ask, running.tick))
    return {"says": card.text, "route": "hotspots-set", "args": [row.pk], "link": "See it beside the set"}
