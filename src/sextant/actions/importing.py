"""Taking over an existing tracker: a table with a header; the same file twice changes nothing.

What was said to be done there is "said to be done" here: somebody else verifies it. A row that can't be read is shown
with its row, column, value and reason, and the others are taken.

Whether a row is here already is asked of the actions that the importer may see, and of no others: what is hidden from
somebody is neither counted nor matched, so a tracker full of guesses tells nothing. A row that stands for a hidden
action makes a second one; on both, whoever may see both is told of the other (`twins`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.actions import states
from sextant.actions.actions import propose
from sextant.actions.models import MEASURES, SOURCES, Action, Update
from sextant.errors import Refusal
from sextant.web.tables import Wrong, day_in, plain, rows_of

THING = "the tracker"
COLUMNS = {
    "ref": ("ref", "reference", "id", "no", "number", "action ref", "action no"),
    "text": ("text", "action", "what", "description", "action required"),
    "owner": ("owner", "lead", "responsible", "action owner", "post"),
    "due": ("due", "due date", "deadline", "target date", "by when"),
    "status": ("status", "state", "progress", "rag"),
    "update": ("update", "latest update", "comments", "comment", "notes"),
    "measure": ("measure", "priority", "theme"),
}
STATES = {
    states.PROPOSED: ("", "new", "proposed", "not started", "open"),
    states.IN_PROGRESS: ("in progress", "ongoing", "underway", "under way", "on track", "amber", "green", "red"),
    states.BLOCKED: ("blocked", "on hold", "paused"),
    states.CLAIMED: ("done", "complete", "completed", "closed", "discharged", "blue"),
    states.CANCELLED: ("cancelled", "withdrawn", "no longer needed"),
}
LONGEST_REF = 120


@dataclass
class Preview:
    """What a tracker holds: rows to take, rows that are here already, rows that look the same, and what is wrong."""

    new: list[dict[str, Any]] = field(default_factory=list)
    here: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def preview(by: User, force: str, table: list[list[str]], measure: str, source: str = "other") -> Preview:
    """Sort the rows as they look to `by`; `measure` is taken where the tracker names none, `source` for all.

    Raises Refusal without the columns it needs.
    """
    if measure not in MEASURES:
        raise Refusal(f"measure '{measure[:40]}'", "is none of the six", f"use one of {', '.join(MEASURES)}")
    if source not in SOURCES:
        raise Refusal(f"source '{source[:40]}'", "is not known", f"use one of {', '.join(SOURCES)}")
    found = Preview()
    seen = Action.objects.visible_to(by).filter(force=force)
    known = set(seen.exclude(tracker_ref="").values_list("tracker_ref", flat=True))
    texts = {plain(text) for text in seen.values_list("text", flat=True)}
    for number, row in rows_of(table, COLUMNS, ("ref", "text"), THING):
        _sort(found, row | {"source": source}, number, measure, known, texts)
    return found


@transaction.atomic
def take_over(*, by: User, force: str, rows: Iterable[dict[str, Any]]) -> int:
    """Make actions of previewed rows and return how many; those that `by` sees here already are left as they are."""
    if not can(by, P.ACTION_AGREE):
        raise Refusal("to import a tracker", "is not allowed to you", "ask the lead of a measure")
    audit.in_turn()  # two trackers with the same rows in another order would wait for one another
    taken = list(rows)
    seen = Action.objects.visible_to(by).filter(force=force)
    here = set(seen.filter(tracker_ref__in=[row["ref"] for row in taken]).values_list("tracker_ref", flat=True))
    made = 0
    for row in taken:
        made += row["ref"] not in here and _made(by, force, row)
        here.add(row["ref"])
    audit.record(
        by=by, kind=audit.KIND.COLLECTION, what=f"imported {made} actions", object_kind="tracker", object_ref=force
    )
    return made


def twins(by: User, action: Action) -> list[Action]:
    """The other actions of the same row of a tracker that this person may see: one of them is too many."""
    if not action.tracker_ref:
        return []
    same = Action.objects.visible_to(by).filter(force=action.force, tracker_ref=action.tracker_ref)
    return list(same.exclude(pk=action.pk).order_by("pk"))


def _made(by: User, force: str, row: dict[str, Any]) -> bool:
    """Whether this made the action: somebody who imports the same tracker at this moment may have been first."""
    try:
        _make(by, force, row)
    except IntegrityError:
        if not Action.objects.visible_to(by).filter(force=force, tracker_ref=row["ref"]).exists():
            raise
        return False
    return True


@transaction.atomic
def _make(by: User, force: str, row: dict[str, Any]) -> None:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    action = propose(
        by=by,
        force=force,
        measure=row["measure"],
        text=row["text"],
        owner_post=row["owner"][:120],
        due=due,
        tracker_ref=row["ref"],
        source=row.get("source", "other"),
    )
    if row["state"] != states.PROPOSED and not can(by, P.ACTION_AGREE, action):
        raise Refusal(
            f"row {row['ref']}", "is agreed on a measure that is not yours", "leave it to that measure's lead"
        )
    agreed = row["state"] != states.PROPOSED
    Action.objects.filter(pk=action.pk).update(state=row["state"], original_due=due if agreed else None)
    if row["state"] == states.CLAIMED:  # by whoever brings it here, who therefore does not verify it
        Update.objects.create(action=action, by=by, step="claim", text="The tracker says that it is done.")
    if row["update"]:
        Update.objects.create(action=action, by=by, text=f"From the tracker: {row['update']}")


def _sort(found: Preview, row: dict[str, str], number: int, measure: str, known: set[str], texts: set[str]) -> None:
    wrong = list(_faults(row, number))
    if wrong:
        found.wrong += wrong
        return
    due = day_in(row.get("due", ""))
    taken = {
        "ref": row["ref"],
        "text": row["text"],
        "owner": row.get("owner", ""),
        "due": due.isoformat() if due else "",
        "state": _state(row.get("status", "")),
        "update": row.get("update", ""),
        "measure": _measure(row.get("measure", "")) or measure,
        "source": row["source"],
    }
    pile = found.here if row["ref"] in known else found.alike if plain(row["text"]) in texts else found.new
    pile.append(taken)
    known.add(row["ref"])


def _faults(row: dict[str, str], number: int) -> Iterator[Wrong]:
    if not row["ref"]:
        yield Wrong(number, "ref", "", "every row needs its reference, so that a second import finds it again")
    if len(row["ref"]) > LONGEST_REF:
        yield Wrong(number, "ref", row["ref"][:40] + "…", f"is longer than {LONGEST_REF} letters")
    if not row["text"]:
        yield Wrong(number, "text", "", "says nothing")
    if len(row["text"]) > 500:
        yield Wrong(number, "text", row["text"][:40] + "…", "is longer than 500 letters")
    if row.get("due") and day_in(row["due"]) is None:
        yield Wrong(number, "due", row["due"], "is no day; write it as 31/03/2026")
    if _state(row.get("status", "")) is None:
        yield Wrong(number, "status", row["status"], f"is not known; use one of {', '.join(_all_states())}")
    if row.get("measure") and _measure(row["measure"]) is None:
        yield Wrong(number, "measure", row["measure"], f"is none of the six: {', '.join(MEASURES)}")


def _state(text: str) -> str | None:
    return next((state for state, words in STATES.items() if plain(text) in words), None)


def _all_states() -> list[str]:
    return [next(word for word in words if word) for words in STATES.values()]


def _measure(text: str) -> str | None:
    wanted = plain(text)
    return next((key for key, name in MEASURES.items() if wanted in (key, plain(name))), None)
