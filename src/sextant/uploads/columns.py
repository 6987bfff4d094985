"""How the headings of a file are understood: each column beside what it becomes here, or that it is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from sextant.records.csv_stream import places, read_heading
from sextant.records.kinds import Intake, Kind, SourceFile
from sextant.records.lists import plain


def columns_of(kind: Kind, intake: Intake) -> list[dict[str, Any]]:
    """One entry for each layout among the CSV files: its first file, and (heading, our name or None) in file order.

    Workbooks and Parquet are told by their tables alone.
    """
    layouts: dict[tuple[str, ...], dict[str, Any]] = {}
    for file in intake.files:
        if PurePosixPath(file.name).suffix.lower() == ".csv":
            heading = tuple(read_heading(file))
            entry = layouts.setdefault(heading, {"file": file.name, "files": 0, "columns": []})
            entry["files"] += 1
            entry["columns"] = entry["columns"] or _understood(kind, heading, intake.mapping)
    return list(layouts.values())


def heading_of(files: Sequence[SourceFile]) -> list[str]:
    """The plain headings of the first CSV among the files; none where there is no CSV."""
    first = next((file for file in files if PurePosixPath(file.name).suffix.lower() == ".csv"), None)
    return [plain(label) for label in read_heading(first)] if first else []


def _understood(kind: Kind, heading: Sequence[str], mapping: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    names = {place: name for name, place in PLACES[kind.name](heading, mapping).items()}
    return [(label, names.get(place)) for place, label in enumerate(heading)]


def _police_uk(heading: Sequence[str], _mapping: Mapping[str, Any]) -> dict[str, int]:
    from sextant.records.police_uk import LAYOUTS

    layout = next((each for each in LAYOUTS if each.fits(heading)), None)
    at = places(heading)
    return {each.name: at[each.heading] for each in layout.columns if each.heading in at} if layout else {}


def _recorded_crime(heading: Sequence[str], _mapping: Mapping[str, Any]) -> dict[str, int]:
    from sextant.records.recorded_crime_words import headings

    return headings().places(heading)


def _crimes(heading: Sequence[str], mapping: Mapping[str, Any]) -> dict[str, int]:
    from sextant.records.crimes_mapping import read_mapping

    at = places(heading)
    return {name: at[plain(label)] for name, label in read_mapping(mapping).headings.items() if plain(label) in at}


def _published(heading: Sequence[str], _mapping: Mapping[str, Any]) -> dict[str, int]:
    from sextant.records.published import NEEDED, OPTIONAL

    at = places(heading)
    return {name: at[name] for name in (*NEEDED, *OPTIONAL) if name in at}


PLACES = {
    "police-uk": _police_uk,
    "recorded-crime": _recorded_crime,
    "crimes": _crimes,
    "published": _published,
    "admissions": lambda _heading, _mapping: {},
}
