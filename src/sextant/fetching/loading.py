"""What was fetched, into the lake: of an archive of all forces only the force and the months that were asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from sextant.bodies import Body
from sextant.config import Home
from sextant.errors import Refusal
from sextant.fetching.asking import Asked, Fetched
from sextant.lake.catalogue import Lake
from sextant.lake.loading import Loaded, Request, Tick, load
from sextant.lake.requests import request_for
from sextant.periods import Month, Window
from sextant.records.kinds import Intake

NAME = re.compile(r"(?P<month>\d{4}-(?:0[1-9]|1[0-2]))-(?P<force>.+)-(?:street|outcomes|stop-and-search)\.csv")


def requests(
    home: Home, kind: str, fetched: Sequence[Fetched], force: str | None, edition_date: date | None = None
) -> list[Request]:
    """A request for each file, narrowed to the force and its months. Raises Refusal when one of them holds nothing.

    A national table is taken whole and `force` does not narrow it, so that it makes the same edition as `load`.
    """
    return [_request(home, kind, each, force if each.months else None, edition_date) for each in fetched]


def load_all(home: Home, wanted: Sequence[Request], tick: Tick) -> list[Loaded]:
    """An edition for each request: an archive is dated by its own month, never by another's."""
    return [load(Lake(home.lake), request, tick) for request in wanted]


def unanswered(
    fetched: Sequence[Fetched], wanted: Sequence[Request], loaded: Sequence[Loaded], asked: Asked
) -> list[str]:
    """What was asked for and is not there, in words."""
    windows = [each.months for each in fetched if each.months]
    if not windows:
        return _not_reached(loaded, asked)
    missing = _absent(wanted, Window(windows[0].start, windows[-1].end))
    return [f"the archives hold no file of the force for {', '.join(map(str, missing))}"] if missing else []


def _absent(wanted: Sequence[Request], months: Window) -> list[Month]:
    there = {found["month"] for request in wanted for file in request.intake.files if (found := _named(file.name))}
    return [month for month in months if str(month) not in there]


def _not_reached(loaded: Sequence[Loaded], asked: Asked) -> list[str]:
    """Of a national table, which is had whole or not at all."""
    spans = [each.edition.span for each in loaded if each.edition.span]
    told = []
    if spans and asked.start and str(asked.start) < min(first for first, _ in spans):
        told.append(f"the table begins in {min(first for first, _ in spans)}, after {asked.start}")
    if spans and asked.end and str(asked.end.quarter_start) > max(last for _, last in spans):
        told.append(f"the table's last quarter begins in {max(last for _, last in spans)}: {asked.end} is not in it")
    return told


def _request(home: Home, kind: str, each: Fetched, force: str | None, edition_date: date | None) -> Request:
    whole = request_for(home, kind, [each.file.path], force, edition_date, None)
    body = whole.intake.body
    if each.months is None or body is None:
        return whole
    return replace(whole, intake=_narrowed(whole.intake, body, each.months, each.file.path.name))


def _narrowed(intake: Intake, body: Body, months: Window, name: str) -> Intake:
    kept = [
        file
        for file in intake.files
        if (found := _named(file.name))
        and Month.parse(found["month"]) in months
        and intake.bodies.find(found["force"]) == body
    ]
    if not kept:
        fault = f"holds nothing of {body.slug} from {months.start} to {months.end}"
        raise Refusal(name, fault, "see data.police.uk/changelog: some forces have not supplied some months")
    return replace(intake, files=kept)


def _named(name: str) -> re.Match[str] | None:
    return NAME.fullmatch(PurePosixPath(name).name)
