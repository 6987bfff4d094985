"""Whether it worked: by the lot where days were drawn and crimes have days, else against places like them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.policy import can
from sextant.config import Home
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.asked import Question, need_reason
from sextant.desks.hotspots.delivered import summary
from sextant.desks.hotspots.dosing import plan_file
from sextant.desks.hotspots.models import Evaluation, PatrolPlan
from sextant.desks.hotspots.stops import stops_inside
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.periods import Month
from sextant.web.versions import save_version

TRIAL, MATCHED = "randomised place-days, as assigned", "difference in differences against matched places"
OVER = ("closed", "evaluated")


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the proof. `to` and `start` as YYYY-MM; `start` is the first month of patrols."""

    to: str
    start: str
    months: int = 18
    moved: bool = False
    why: str = ""


def design_of(plan: PatrolPlan) -> str:
    """The best design that the plan allows: the lot counts only where the records tell the day of a crime."""
    return TRIAL if plan.design == "randomised" and of_own_records(plan) else MATCHED


def of_own_records(plan: PatrolPlan) -> bool:
    """Whether its places were ranked by the force's own records: opened for a reason, with the day of each crime."""
    return Question.of(plan.set.ask).table == "crimes"


@transaction.atomic
def ask_whether_it_worked(*, by: User, plan: PatrolPlan, asked: Asked) -> Job:
    """Have a worker judge a plan that is over. Raises Refusal for one that isn't, and for months that can't be."""
    _need(by, plan)
    if plan.state not in OVER:
        raise Refusal(str(plan), f"is {plan.get_state_display()}", "close it first: a trial is judged once")
    last, start = Month.parse(asked.to, "the last month"), Month.parse(asked.start, "the first month of patrols")
    if not (last + (1 - asked.months)) < start <= last:
        raise Refusal(
            "these months", "hold none before the patrols, or none with them", "give more months, or a later last one"
        )
    if of_own_records(plan):
        need_reason(asked.why)
    title = f"Did it work? {plan.title}"
    job = enqueue(by=by, kind="hotspots-evaluate", title=title, arguments={"plan": plan.pk, "asked": asdict(asked)})
    _audit(by, "asked whether a patrol plan worked", plan, why=asked.why)
    return job


@dataclass(frozen=True)
class Judged:
    """An answer with its design."""

    design: str
    document: dict[str, Any]


def judged(home: Home, plan: PatrolPlan, asked: Asked) -> Judged:
    """Judge the plan's places, with its dose and its grant beside. Called by jobs. Raises Refusal as the core does."""
    from sextant.places.asking_evaluate import evaluate_areas, evaluate_trial, with_dosage
    from sextant.places.asking_plan import read_plan
    from sextant.places.plan_told import first_hour

    areas, days, document = read_plan(plan_file(home, plan))
    question = replace(Question.of(plan.set.ask), to=asked.to, months=asked.months, moved=asked.moved)
    question = replace(question, hours="", weekdays=())
    ask = replace(question, why=asked.why or question.why).ask(home)
    got, design = summary(plan), design_of(plan)
    beside = {"grant": _grant(plan), "officer_hours": got.value("officer_hours"), "seed": plan.seed}
    if design == TRIAL:
        found = evaluate_trial(home, ask, areas, days, day_starts=first_hour(document), **beside)
    else:
        found = evaluate_areas(home, ask, areas, asked.start, **beside)
    told = with_dosage(found, got.as_json()) if got.indicators else found
    chip = found.verdict.chip
    shown = {"shape": chip.shape, "word": chip.word, "spoken": chip.spoken, "outline": chip.outline}
    since = _stops_since(home, question, asked, areas)
    told = replace(told, notes=(*told.notes, *_of_all_hours(plan)))
    return Judged(design, told.as_json() | {"asked": asdict(asked), "chip": shown, "stops_since": since})


def _of_all_hours(plan: PatrolPlan) -> tuple[str, ...]:
    """That the places were ranked by some hours or days alone, where they were."""
    from sextant.places.hours import Times

    ranked = Question.of(plan.set.ask)
    times = Times.parse(ranked.hours, ranked.weekdays)
    return (f"Ranked by crimes {times}; judged by crimes of all hours and days.",) if times else ()


def _stops_since(home: Home, question: Question, asked: Asked, areas: Any) -> dict[str, Any]:
    """Stops and searches in the patrolled places since the first month of patrols, small counts hidden."""
    months = Month.parse(asked.to, "to") - Month.parse(asked.start, "start") + 1
    shapes = [area.shape for area in areas if area.state != "excluded"]
    return stops_inside(home, replace(question, months=months), shapes)


@transaction.atomic
def keep_evaluation(*, by: User, plan: PatrolPlan, made: Judged) -> Evaluation:
    """Keep an answer beside its plan. The same answer twice is kept once."""
    row = PatrolPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _need(by, row)
    last = row.evaluations.first()
    if last and last.design == made.design and last.result == made.document:
        return last
    document = made.document
    found = Evaluation.objects.create(
        plan=row,
        design=made.design,
        result=document,
        verdict=document["verdict"],
        sentence=document["sentence"],
        made_by=by,
    )
    if row.state == "closed":
        save_version(row, seen=row.version, by=by.post, state="evaluated")
    _audit(by, "judged a patrol plan", row, design=made.design, verdict=found.verdict)
    return found


def _grant(plan: PatrolPlan) -> Any:
    from sextant.places.evaluation_costs import Grant

    if plan.grant is None:
        return Grant()
    spent = plan.grant.spent()
    return Grant(float(plan.grant.award), None if spent is None else float(spent), plan.grant.source)


def _need(by: User, plan: PatrolPlan) -> None:
    if not any(can(by, each, plan) for each in MAKERS):
        raise Refusal("to judge a patrol plan", "is not allowed to you", "ask the desk's supervisor")


def _audit(by: User, what: str, plan: PatrolPlan, *, why: str = "", **details: Any) -> None:
    audit.record(
        by=by,
        kind=audit.KIND.ALTERATION,
        what=what,
        object_kind="patrol plan",
        object_ref=plan.pk,
        why=why,
        details=details,
    )
