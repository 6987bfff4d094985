"""From what a person asks to load to a request that the lake understands."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.loading import Request
from sextant.records import kind as kind_called
from sextant.records.kinds import Intake, Kind


def request_for(
    home: Home, kind: str, paths: Sequence[Path], force: str | None, edition_date: date | None, mapping: Path | None
) -> Request:
    """Find the files and the force, read the mapping. Raises Refusal when one of them is not to be had."""
    chosen = kind_called(kind)
    for path in paths:
        if not path.exists():
            raise Refusal(str(path), "is not there", "check the path")
    columns, digest = _mapping(chosen, mapping)
    bodies = Bodies.load(home.lists)
    named = force or columns.get("force", {}).get("slug")
    latest = _latest(edition_date)
    intake = Intake(chosen.find_files(paths), bodies, bodies.named(named) if named else None, columns, latest)
    governance = {key: str(value) for key, value in columns.get("governance", {}).items()}
    return Request(chosen, intake, edition_date, governance, digest)


def _latest(edition_date: date | None) -> date:
    """The day after which no row of an edition can be dated. Raises Refusal for an edition that is not out yet."""
    today = date.today()
    if edition_date and edition_date > today:
        raise Refusal(f"edition date {edition_date}", "is in the future", "give the day it was published or extracted")
    return edition_date or today


def _mapping(kind: Kind, path: Path | None) -> tuple[Mapping[str, Any], str | None]:
    if path is None:
        if kind.takes_mapping:
            raise Refusal(f"kind {kind.name}", "needs to know your columns", "give --mapping with a TOML file")
        return {}, None
    if not path.exists():
        raise Refusal(str(path), "is not there", "check the path of --mapping")
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text), hashlib.sha256(text.encode()).hexdigest()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(path.name, f"is not TOML: {fault}", "mend that line") from fault
