"""Visits: who-free stays in a patrol area. A call sign is used to tell stays apart and then dropped for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sextant.places.traces_rows import Refused, Row, as_instant, as_number, in_local_time, rows_of

YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
LONGEST_HOURS = 24


@dataclass(frozen=True)
class Visit:
    """One stay inside one area. It has no room for an officer, a call sign or a device.

    start: what the clock showed. end: so many minutes later as the stay took, also where the clocks were changed in it.
    """

    place: str
    start: datetime
    end: datetime
    officers: float = 1.0
    source: str = "log"
    """`gps` or `log`."""
    scheduled: bool | None = None
    """Whether it was part of the plan; None where the source doesn't say."""
    officers_told: bool = True
    """Whether the source says how many officers; else `officers` is what was taken."""

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60


@dataclass(frozen=True)
class VisitLog:
    """Visits of logs, and their rows that were refused. rows_read = visits + refused + repeated."""

    visits: tuple[Visit, ...]
    refused: tuple[Refused, ...]
    rows_read: int
    repeated: int = 0
    """Entries that another log holds alike: they count once."""


def read_visits(name: str, content: bytes, places: Iterable[str]) -> VisitLog:
    """Read a log of visits: CSV with a heading, or JSON (a list of objects, or one under `visits`).

    Columns: place (a key of the plan), start, end (ISO 8601; local time where no offset stands), and, if kept,
    officers and scheduled (yes or no). Other columns, names among them, are not read.
    A row that can't be read is refused with row, column, value and reason, the rest is taken.
    Raises Refusal for a file that is none of the two or lacks a column.
    """
    return read_logs([(name, content)], places)


def read_logs(files: Sequence[tuple[str, bytes]], places: Iterable[str]) -> VisitLog:
    """As `read_visits`, several logs by name and content together.

    An entry that several of them hold alike counts as often as the one that holds it most often: overlapping exports
    repeat entries, and two teams may well have come and gone together. A column `unit`, where there is one, tells those
    apart and is not kept.
    """
    known = frozenset(places)
    held: Counter[tuple[str, Visit]] = Counter()
    refused: list[Refused] = []
    read = 0
    for name, content in files:
        rows = rows_of(name, content, needed=("place", "start", "end"), under="visits")
        found = [(row.text("unit"), _visit(row, known)) for row in rows]
        held |= Counter((unit, each) for unit, each in found if isinstance(each, Visit))
        refused += [each for _, each in found if isinstance(each, Refused)]
        read += len(rows)
    visits = tuple(each for _, each in held.elements())
    return VisitLog(visits, tuple(refused), read, read - len(refused) - len(visits))


def _visit(row: Row, known: frozenset[str]) -> Visit | Refused:
    place = row.text("place")
    if place not in known:
        return row.refused("place", "is no place of the plan")
    start, end = as_instant(row.text("start")), as_instant(row.text("end"))
    for column, moment in (("start", start), ("end", end)):
        if moment is None:
            return row.refused(column, "is no time; expected ISO 8601, for example 2026-03-02T21:15")
    assert start is not None and end is not None
    if end <= start:  # the clocks may have gone back in between
        end = as_instant(row.text("end"), later=True) or end
    hours = (end - start).total_seconds() / 3600
    if not 0 < hours <= LONGEST_HOURS:
        return row.refused("end", "is not after the start" if hours <= 0 else "is more than a day after the start")
    officers = as_number(row.text("officers") or "1")
    if officers is None or not 0 < officers <= 100:
        return row.refused("officers", "is no number of officers")
    scheduled = _yes_no(row.text("scheduled"))
    if scheduled is None and row.text("scheduled"):
        return row.refused("scheduled", "is neither yes nor no")
    begun = in_local_time(start)
    told = bool(row.text("officers"))
    return Visit(place, begun, begun + (end - start), officers, "log", scheduled, officers_told=told)


def _yes_no(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None


def without_double_entry(visits: Sequence[Visit]) -> tuple[tuple[Visit, ...], int]:
    """Visits with log entries left out where positions show a stay in the same place at the same time; and how many."""
    traced: Mapping[str, list[Visit]] = _by_place(each for each in visits if each.source == "gps")
    kept = tuple(each for each in visits if each.source != "log" or not _shown(each, traced.get(each.place, [])))
    return kept, len(visits) - len(kept)


def with_crew(visits: Iterable[Visit], crew: float) -> tuple[tuple[Visit, ...], int]:
    """Visits whose source doesn't say how many officers with `crew` of them; and how many those are."""
    given = tuple(visits)
    taken = tuple(each if each.officers_told else replace(each, officers=crew) for each in given)
    return taken, sum(not each.officers_told for each in given)


def hours_of(visits: Iterable[Visit]) -> dict[str, list[str]]:
    """For each place the clock hours in which somebody stayed there (`2022-07-04T16`), in order, without who or how
    many: so that a second load of the same hours is seen."""
    found: dict[str, set[str]] = {}
    for each in visits:
        hour = each.start.replace(minute=0, second=0, microsecond=0)
        while hour < each.end:
            found.setdefault(each.place, set()).add(f"{hour:%Y-%m-%dT%H}")
            hour += timedelta(hours=1)
    return {place: sorted(hours) for place, hours in sorted(found.items())}


def _shown(entry: Visit, traced: list[Visit]) -> bool:
    return any(each.start < entry.end and entry.start < each.end for each in traced)


def _by_place(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = {}
    for each in visits:
        found.setdefault(each.place, []).append(each)
    return found


def as_row(visit: Visit) -> dict[str, Any]:
    """A visit as a row of a table."""
    return {
        "place": visit.place,
        "start": visit.start.isoformat(sep=" "),
        "end": visit.end.isoformat(sep=" "),
        "minutes": round(visit.minutes, 1),
        "officers": visit.officers,
        "source": visit.source,
        "scheduled": visit.scheduled,
    }
