"""Writes of hotspot sets: ask, keep what a job found, judge a place, approve. Each is checked here and audited."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can, holds_on
from sextant.desks.hotspots.asked import Question, check
from sextant.desks.hotspots.making import Made
from sextant.desks.hotspots.models import DESK, BackTestCard, Hotspot, HotspotSet
from sextant.errors import Refusal
from sextant.jobs.actions import enqueue
from sextant.jobs.models import Job
from sextant.web.versions import save_version

MAKERS = (P.RECORDS_LOAD, P.ACTION_WRITE)
KEPT = ("key", "rank", "tied", "count", "score", "expected", "neighbourhood", "neighbourhood_expected", "p", "q",
        "stability", "why", "easting", "northing", "shape")  # fmt: skip
LONGEST_NAME = 160


def may_make(user: User) -> bool:
    """Whether somebody may ask for sets and cards and judge places on this desk."""
    return holds_on(user, DESK, *MAKERS)


@transaction.atomic
def ask_for_set(*, by: User, name: str, question: Question) -> Job:
    """Ask for a set of places; a worker finds them. Raises Refusal for what can't be answered."""
    _need_maker(by)
    if not name.strip():
        raise Refusal("the set", "has no name", "say what it is of, for example Violence, 12 months")
    check(question)
    job = enqueue(
        by=by,
        kind="hotspots-find",
        title=f"Find hotspots: {name.strip()}",
        arguments={"name": name.strip(), "question": question.as_json()},
    )
    _audit(by, "asked for a hotspot set", job.pk, why=question.why, kind="job")
    return job


@transaction.atomic
def keep_set(*, by: User, name: str, question: Question, made: Made, since: Any) -> HotspotSet:
    """Keep what the job found as a draft: the next edition of its name. The same job twice makes one draft.

    `since`: when the job was asked for. Raises Refusal for somebody who may not make sets any more.
    """
    _need_maker(by)
    before = HotspotSet.objects.filter(force=question.force, name=name)
    twin = before.filter(result_sha256=made.sha256, made_by=by, made_at__gte=since, state="draft").first()
    if twin:
        return twin
    document = made.document
    found = HotspotSet.objects.create(
        force=question.force,
        name=name,
        edition_no=(before.aggregate(last=Max("edition_no"))["last"] or 0) + 1,
        replaces=before.filter(state="approved").order_by("-edition_no").first(),
        method=document["method"],
        unit=document["unit"],
        mask=document["mask"]["name"],
        mask_units=document["mask"]["units"],
        kinds=document["kinds"],
        to=question.to,
        months=question.months,
        ask=question.as_json(),
        editions=document["editions"],
        era_warning=document["era"]["warning"] or "",
        tier=document["tier"],
        made_up=document["made_up"],
        result_sha256=made.sha256,
        made_by=by,
        changed_by=by.post,
    )
    Hotspot.objects.bulk_create(_row(found, row, by) for row in made.rows)
    _audit(by, "made a hotspot set", found.pk, places=len(made.rows), sha256=made.sha256)
    return found


def _row(found: HotspotSet, row: dict[str, Any], by: User) -> Hotspot:
    known = {field: row[field] for field in KEPT if row.get(field) is not None}
    words = {"name": (row.get("name") or "")[:LONGEST_NAME], "p_words": row.get("p_words") or ""}
    return Hotspot(set=found, changed_by=by.post, **known | words)


@transaction.atomic
def judge(
    *, by: User, hotspot: Hotspot, seen: int, sanity: str, sanity_reason: str, to: Any = None, **words: str
) -> None:
    """Keep, nudge or leave out a place of a draft, with a reason, and say what the problem is and what to do.

    `to`: the new centre (easting, northing) of a nudged one. Raises Refusal, or Conflict when somebody saved between.
    """
    found = HotspotSet.objects.select_for_update(no_key=True).get(pk=hotspot.set_id)
    _need_maker(by, found)
    if found.state != "draft":
        raise Refusal(str(found), f"is {found.state} and can't be changed", "find the places anew: a next edition")
    if sanity != "kept" and not sanity_reason.strip():
        raise Refusal("a place that is moved or left out", "needs a reason", "say, for example, that it is a prison")
    changes = {"sanity": sanity, "sanity_reason": sanity_reason, **words, **_place(hotspot, sanity, to)}
    save_version(hotspot, seen=seen, by=by.post, **changes)
    details = {"place": hotspot.key, "sanity": sanity, "version": hotspot.version}
    _audit(by, "judged a hotspot", found.pk, why=sanity_reason, **details)


def _place(hotspot: Hotspot, sanity: str, to: Any) -> dict[str, Any]:
    """Where the place lies then: a nudged one round its new centre, any other where it was found."""
    import shapely

    if sanity == "nudged" and not to:
        raise Refusal("a nudged place", "needs its new centre", "give easting and northing in metres")
    east, north = to if sanity == "nudged" else (hotspot.easting, hotspot.northing)
    if not (0 <= east <= 700_000 and 0 <= north <= 1_300_000):
        raise Refusal("the new centre", "is not in Great Britain", "give easting and northing in metres")
    shape = shapely.from_wkt(hotspot.shape)
    centre = shape.centroid
    home = (hotspot.easting, hotspot.northing)
    if sanity != "nudged" and shapely.distance(shapely.Point(home), centre) < 1:
        return {}
    by = (east - centre.x, north - centre.y)
    moved = shapely.transform(shape, lambda points: points + by)
    return {"shape": moved.wkt}


@transaction.atomic
def approve(*, by: User, found: HotspotSet, valid_from: date, valid_to: date | None) -> None:
    """Approve a draft: it can't be changed any more and takes the place of earlier editions. Raises Refusal."""
    row = HotspotSet.objects.select_for_update(no_key=True).get(pk=found.pk)
    if not can(by, P.ACTION_AGREE, row):
        raise Refusal("to approve hotspots", "is not allowed to you", "ask the desk's supervisor")
    if row.made_by_id == by.pk:
        raise Refusal("your own set", "can't be approved by you", "somebody else on the desk approves it")
    if row.hotspots.exclude(sanity="kept").filter(changed_by=by.post).exists():
        raise Refusal("a set whose places you moved or left out", "can't be approved by you", "somebody else does it")
    if row.state != "draft":
        raise Refusal(str(row), f"is {row.state}", "only a draft is approved")
    if valid_to and valid_to < valid_from:
        raise Refusal("the last day", "lies before the first", "give a later one")
    _check_places(row)
    earlier = HotspotSet.objects.filter(force=row.force, name=row.name, edition_no__lt=row.edition_no)
    earlier.exclude(state="replaced").update(state="replaced")
    save_version(
        row,
        seen=row.version,
        by=by.post,
        state="approved",
        approved_by=by,
        approved_at=timezone.now(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _audit(by, "approved a hotspot set", row.pk, edition=row.edition_no, sha256=row.result_sha256)
    found.refresh_from_db()


def _check_places(row: HotspotSet) -> None:
    from sextant.places.plan_areas import refuse_overlaps

    used = [place.area() for place in row.hotspots.exclude(sanity="excluded")]
    if not used:
        raise Refusal(str(row), "has no place left", "keep at least one")
    refuse_overlaps(used)


@transaction.atomic
def ask_for_card(*, by: User, found: HotspotSet) -> Job:
    """Ask how much of what came next such a ranking would have held. Raises Refusal where that can't be judged."""
    _need_maker(by, found)
    question = Question.of(found.ask)
    if question.unit == "lsoa" or question.method == "harm":
        raise Refusal("a back-test", "is of squares or hexagons ranked by counts", "ask for such a set")
    job = enqueue(by=by, kind="hotspots-forecast", title=f"Back-test: {found.name}", arguments={"found": found.pk})
    _audit(by, "asked for a back-test", found.pk)
    return job


@transaction.atomic
def keep_card(*, by: User, found: HotspotSet, document: dict[str, Any]) -> BackTestCard:
    """Keep a back-test beside its set. The same answer twice makes one card."""
    _need_maker(by, found)
    numbers = {**document["back_test"], "against_counts": document["against_counts"], "notes": document["notes"]}
    card, new = BackTestCard.objects.get_or_create(
        force=found.force,
        set=found,
        kinds=found.kinds,
        method=document["method"],
        text=document["sentence"],
        defaults={
            "why": document["why"] or "",
            "mask": document["back_test"]["mask"],
            "numbers": numbers,
            "made_by": by,
        },
    )
    if new:
        _audit(by, "kept a back-test", found.pk)
    return card


def _need_maker(by: User, row: HotspotSet | None = None) -> None:
    allowed = may_make(by) if row is None else any(can(by, each, row) for each in MAKERS)
    if not allowed:
        raise Refusal("to make hotspots", "is not allowed to you", "ask the desk's supervisor")


def _audit(by: User, what: str, ref: object, *, kind: str = "hotspot set", **details: Any) -> None:
    audit.altered(by, what, kind, ref, **details)
