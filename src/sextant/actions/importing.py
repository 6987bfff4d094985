"""Taking over an existing tracker: a table with a header; the same file twice changes nothing.

What was said to be done there is "said to be done" here: somebody else verifies it. A row that can't be read is shown
with its row, column, value and reason, and the others are taken.

Whether a row is here already is asked of the actions that the importer may see, and of no others: what is hidden from
somebody is neither counted nor matched, so a tracker full of guesses tells nothing. A row that stands for a hidden
action makes a second one; on both, whoever may see both is told of the other (`twins`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
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
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d-%m-%Y", "%d.%m.%Y")
LIMIT = 5_000
MOST_UNPACKED, MOST_CELLS = 64 * 2**20, 16_000_000  # of a tracker as a workbook, which is read while somebody waits
LONGEST_REF = 120


@dataclass(frozen=True)
class Wrong:
    """A cell that could not be read; its row is left out."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Preview:
    """What a tracker holds: rows to take, rows that are here already, rows that look the same, and what is wrong."""

    new: list[dict[str, Any]] = field(default_factory=list)
    here: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def read_tracker(name: str, content: bytes) -> list[list[str]]:
    """The cells of the first sheet, the header first. Raises Refusal for what is no table."""
    try:
        table = _workbook(content) if content[:2] == b"PK" else _csv(content)
    except Refusal:
        raise
    except Exception as fault:  # a reader of foreign files may fail in any way
        raise Refusal(name, "is no table that can be read", "save it as CSV, XLSX or ODS") from fault
    if len(table) < 2:
        raise Refusal(name, "has no rows below its header", "give a table with a header and a row an action")
    if len(table) > LIMIT:
        raise Refusal(name, f"has over {LIMIT:,} rows", "import it in parts")
    return table


def preview(by: User, force: str, table: list[list[str]], measure: str, source: str = "other") -> Preview:
    """Sort the rows as they look to `by`; `measure` is taken where the tracker names none, `source` for all.

    Raises Refusal without the columns it needs.
    """
    if measure not in MEASURES:
        raise Refusal(f"measure '{measure[:40]}'", "is none of the six", f"use one of {', '.join(MEASURES)}")
    if source not in SOURCES:
        raise Refusal(f"source '{source[:40]}'", "is not known", f"use one of {', '.join(SOURCES)}")
    places = _places(table[0])
    found = Preview()
    seen = Action.objects.visible_to(by).filter(force=force)
    known = set(seen.exclude(tracker_ref="").values_list("tracker_ref", flat=True))
    texts = {_plain(text) for text in seen.values_list("text", flat=True)}
    for number, cells in enumerate(table[1:], start=2):
        row = {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}
        if any(row.values()):
            _sort(found, row | {"source": source}, number, measure, known, texts)
    return found


@transaction.atomic
def take_over(*, by: User, force: str, rows: Iterable[dict[str, Any]]) -> int:
    """Make actions of previewed rows and return how many; those that `by` sees here already are left as they are."""
    if not can(by, P.ACTION_AGREE):
        raise Refusal("to import a tracker", "is not allowed to you", "ask the lead of a measure")
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
    due = _day(row.get("due", ""))
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
    pile = found.here if row["ref"] in known else found.alike if _plain(row["text"]) in texts else found.new
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
    if row.get("due") and _day(row["due"]) is None:
        yield Wrong(number, "due", row["due"], "is no day; write it as 31/03/2026")
    if _state(row.get("status", "")) is None:
        yield Wrong(number, "status", row["status"], f"is not known; use one of {', '.join(_all_states())}")
    if row.get("measure") and _measure(row["measure"]) is None:
        yield Wrong(number, "measure", row["measure"], f"is none of the six: {', '.join(MEASURES)}")


def _places(header: list[str]) -> dict[str, int]:
    """Which column holds what. Raises Refusal when reference or text is missing."""
    written = [_plain(cell) for cell in header]
    places = {
        key: next(at for at, cell in enumerate(written) if cell in names)
        for key, names in COLUMNS.items()
        if any(cell in names for cell in written)
    }
    for key in ("ref", "text"):
        if key not in places:
            raise Refusal("the tracker", f"has no column for the {key}", f"name one {' or '.join(COLUMNS[key][:3])}")
    return places


def _state(text: str) -> str | None:
    return next((state for state, words in STATES.items() if _plain(text) in words), None)


def _all_states() -> list[str]:
    return [next(word for word in words if word) for words in STATES.values()]


def _measure(text: str) -> str | None:
    wanted = _plain(text)
    return next((key for key, name in MEASURES.items() if wanted in (key, _plain(name))), None)


def _day(text: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(text.strip().split("T")[0], form).date()
        except ValueError:
            continue
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).strip(" .:").lower()


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if "\0" in text:
        raise Refusal("the file", "is no text", "save it as CSV, XLSX or ODS")
    return [row for row in csv.reader(io.StringIO(text)) if row]


def _workbook(content: bytes) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    from sextant.records.workbook_size import check_size

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_size("the tracker", archive, most_unpacked=MOST_UNPACKED, most_cells=MOST_CELLS)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[_cell(cell) for cell in row] for row in sheet.to_python(nrows=LIMIT + 1)]


def _cell(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
