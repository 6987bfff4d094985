"""What the made-up force's desk holds: places found and judged, a quarter of patrols by lot, and whether they worked.

Each step is done by the person whose work it is, through the functions that the pages use. The log of visits is drawn
by chance from the plan: most visits were made, some were short, and one day nobody came. The made-up crimes know of no
patrol, so that an honest answer finds no clear change.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.access.models import User
    from sextant.config import Home
    from sextant.desks.hotspots.models import HotspotSet, PatrolPlan
    from sextant.jobs.models import Job
    from sextant.periods import Month

NAME = "Violence, 12 months (made up)"
TITLE = "Patrols by lot through the quarter (made up)"
KINDS = ("5D", "8N", "8P", "105A")
WHY = "to find where to patrol (made up)"
LEFT_OUT = "A hospital: its address stands for crimes that happened elsewhere (made up)."
PROBLEM = "Fights when the bars close (made up)."
TO_DO = "Stand where the taxis wait, from the last orders on (made up)."
SEED = 2_025
SHARE = 0.5  # of place-days that the lot gives a patrol
MADE, LOST_DAY = 0.88, 4  # share of the planned visits; days after the first on which nobody came
SHORTEST, LONGEST = 7, 21  # minutes


def fill(home: Home, force: str, to: Month, people: Mapping[str, User]) -> None:
    """Find places before the quarter that ends in `to`, patrol them in it, judge it. A second run does nothing."""
    from sextant.desks.hotspots.models import HotspotSet

    if HotspotSet.objects.filter(force=force).exists():
        return
    found = _places(home, force, to, people)
    plan = _patrols(found, people)
    _visits(plan, people)
    _verdict(plan, to, people)


def _places(home: Home, force: str, to: Month, people: Mapping[str, User]) -> HotspotSet:
    """An approved set of the twelve months before the quarter, one of its places left out, another one judged."""
    from sextant.desks.hotspots import actions
    from sextant.desks.hotspots.asked import OWN_BOUNDARY, Question, own_file
    from sextant.desks.hotspots.models import HotspotSet

    analyst = people["analyst"]
    question = Question(
        force=force,
        to=str(to.quarter_start + -1),
        kinds=KINDS,
        table="crimes",
        boundary=own_file(home, OWN_BOUNDARY),
        why=WHY,
    )
    _done(actions.ask_for_set(by=analyst, name=NAME, question=question))
    found = HotspotSet.objects.get(force=force, name=NAME)
    first, second = found.hotspots.all()[:2]
    actions.judge(by=analyst, hotspot=second, seen=second.version, sanity="excluded", sanity_reason=LEFT_OUT)
    actions.judge(
        by=analyst,
        hotspot=first,
        seen=first.version,
        sanity="kept",
        sanity_reason="",
        note=PROBLEM,
        what_to_do=TO_DO,
    )
    _done(actions.ask_for_card(by=analyst, found=found))
    actions.approve(
        by=people["desk-supervisor"], found=found, valid_from=to.quarter_start.first_day, valid_to=to.last_day
    )
    return found


def _patrols(found: HotspotSet, people: Mapping[str, User]) -> PatrolPlan:
    """A plan for ten officers through the set's time, approved by somebody else and begun."""
    from sextant.desks.hotspots import plans
    from sextant.governance.models import Grant

    analyst = people["analyst"]
    assert found.valid_from
    assert found.valid_to
    days = (found.valid_to - found.valid_from).days + 1
    wanted = plans.Wanted(first_day=found.valid_from, days=days, trial_share=SHARE, seed=SEED)
    grant = Grant.objects.filter(made_up=True, measure="serious-violence").first()
    plan, job = plans.make_plan(by=analyst, found=found, title=TITLE, wanted=wanted, grant=grant)
    _done(job)
    plan.refresh_from_db()
    plans.approve(by=people["desk-supervisor"], plan=plan)
    plans.start(by=analyst, plan=plan)
    return plan


def _visits(plan: PatrolPlan, people: Mapping[str, User]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from sextant.desks.hotspots.dosing import load_visits

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("place", "start", "end", "officers", "scheduled"))
    writer.writerows(_made(plan))
    log = SimpleUploadedFile("made-up.csv", text.getvalue().encode())
    _done(load_visits(by=people["analyst"], plan=plan, files=[log], units=()))


def _made(plan: PatrolPlan) -> Iterator[tuple[Any, ...]]:
    """Rows of the log: the planned visits that were made, in minutes drawn by chance."""
    from sextant.desks.hotspots.planning import pages_of

    chance, lost = Random(SEED), (plan.first_day + timedelta(days=LOST_DAY)).isoformat()
    for shift in pages_of(plan)["shifts"]:
        for stop in shift["stops"]:
            made, minutes = chance.random() < MADE, chance.randint(SHORTEST, LONGEST)
            if made and shift["day"] != lost:
                begun = datetime.fromisoformat(f"{shift['day']}T{stop['from']}")
                ended = begun + timedelta(minutes=minutes)
                yield stop["place"], begun.isoformat(), ended.isoformat(), plan.settings["crew"], "yes"


def _verdict(plan: PatrolPlan, to: Month, people: Mapping[str, User]) -> None:
    from sextant.desks.hotspots import plans
    from sextant.desks.hotspots.proving import Asked, ask_whether_it_worked

    analyst = people["analyst"]
    plans.close(by=analyst, plan=plan)
    asked = Asked(to=str(to), start=str(to.quarter_start), why=WHY)
    _done(ask_whether_it_worked(by=analyst, plan=plan, asked=asked))


def _done(job: Job) -> None:
    """Do it here and now. Raises Refusal with the job's own words when it failed."""
    from sextant.jobs.worker import run_all

    run_all()
    job.refresh_from_db()
    if job.state != "done":
        raise Refusal(job.title, job.error or job.state, "tell whoever looks after Sextant")
