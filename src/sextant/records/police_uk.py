"""Street crimes, outcomes and stops as data.police.uk publishes them: a folder, a zip or a single CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.records import police_uk_outcomes, police_uk_stops, police_uk_street
from sextant.records.csv_stream import Column, places, read_heading, read_rows
from sextant.records.kinds import Intake, Kind, Place, Sink, SourceFile
from sextant.records.police_uk_layouts import Layout, PoliceUkFile
from sextant.records.recognise import wrong_file
from sextant.records.refusals import PlacingSink
from sextant.records.sources import find_files as find

LAYOUTS = (police_uk_street.STREET, police_uk_outcomes.OUTCOMES, police_uk_stops.STOPS)
NAME = re.compile(r"^(?P<month>\d{4}-(?:0[1-9]|1[0-2]))-(?P<force>.+?)-(?:street|outcomes|stop-and-search)$")


def find_files(paths: Sequence[Path]) -> Sequence[SourceFile]:
    """Every CSV under `paths`, in folders and zips too."""
    return find(paths, (".csv",))


def date_in_name(files: Sequence[SourceFile]) -> date | None:
    """The last day of the month that the publisher's archive is named after (`2024-03.zip`); None without one."""
    archives = {
        Path(path).stem for each in files if (path := getattr(each, "path", None)) and Path(path).suffix == ".zip"
    }
    months = [Month.parse(stem) for stem in archives if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", stem)]
    return max(months).last_day if months else None


def read(intake: Intake, sink: Sink) -> None:
    """Read every file of the intake. Raises Refusal for a file that can't be read, or when nothing fits."""
    _refuse_the_same_file_twice(intake.files)
    files = [each for each in (_recognised(file, intake, sink) for file in _ours(intake, sink)) if each]
    if not files:
        raise Refusal("police-uk", "holds nothing of the force asked for", "check --force and the names of the files")
    _warn_of_missing(files, sink)
    rows = sum(_read_file(each, intake, sink) for each in files)
    if not rows:
        raise Refusal(files[0].name, "has a heading and no row that fits it", "download it again")


def _ours(intake: Intake, sink: Sink) -> list[SourceFile]:
    """The files of the force that `--force` named, by their names; the others are counted and left out."""
    forces = {file.name: _in_name(file, "force") for file in intake.files}
    others = {name: force for name, force in forces.items() if force and intake.bodies.find(force) != intake.body}
    if not intake.body or not others:
        return list(intake.files)
    told = ", ".join(sorted(set(others.values())))
    sink.warn(f"{len(others)} files of other forces were left out, as --force {intake.body.slug} asks: {told}")
    return [file for file in intake.files if file.name not in others]


def _recognised(file: SourceFile, intake: Intake, sink: Sink) -> PoliceUkFile | None:
    heading = read_heading(file)
    layout = next((each for each in LAYOUTS if each.fits(heading)), None)
    if layout:
        month, force = _in_name(file, "month"), _in_name(file, "force")
        return PoliceUkFile(file, heading, layout, month, force, intake.bodies.find(force) if force else None)
    if len(intake.files) == 1:
        raise wrong_file(file.name, "a file of data.police.uk", _nearest(heading).missing(heading), places(heading))
    sink.warn(f"{file.name} was left out: its headings are not those of a file of data.police.uk")
    return None


def _in_name(file: SourceFile, part: str) -> str | None:
    """The month or the force that a file's name gives."""
    found = NAME.match(PurePosixPath(file.name).stem)
    return found[part] if found else None


def _read_file(file: PoliceUkFile, intake: Intake, sink: Sink) -> int:
    at = places(file.heading)
    layout = file.layout
    columns = [Column(each.name, at[each.heading], each.repeated) for each in layout.columns if each.heading in at]
    count = 0
    take = layout.reader(file, intake, sink)
    for rows in read_rows(file.source, file.heading, columns, PlacingSink(sink, _place(file))):
        count += len(rows)
        take(rows)
    if not count:
        sink.warn(f"{file.name} has a heading and no rows: that month counts as not supplied")
    return count


def _place(file: PoliceUkFile) -> Place:
    """What a file's name says of its rows."""
    month = Month.parse(file.month) if file.month else None
    return Place(file.layout.table, file.body.slug if file.body else None, month, month)


def _warn_of_missing(files: Sequence[PoliceUkFile], sink: Sink) -> None:
    """One warning for all files that lack the same columns."""
    lacking: dict[str, list[str]] = {}
    for file in files:
        if lack := _lacks(file):
            lacking.setdefault(lack, []).append(file.name)
    for lack, names in lacking.items():
        others = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        sink.warn(f"{names[0]}{others}: {lack}")


def _lacks(file: PoliceUkFile) -> str | None:
    at = places(file.heading)
    missing = [each.label for each in file.layout.columns if each.heading not in at]
    if "easting" in at and "longitude" not in at:
        return "the layout before mid-2013 (Easting, Northing); the rows are kept without coordinates"
    return f"no column {', '.join(missing)}; those values are unknown" if missing else None


def _refuse_the_same_file_twice(files: Sequence[SourceFile]) -> None:
    """Two copies of one month would count every crime twice."""
    first: dict[str, str] = {}
    for each in files:
        name = PurePosixPath(each.name).name
        if NAME.match(PurePosixPath(name).stem) and name in first:
            raise Refusal(each.name, f"has the same name as {first[name]}", "load only one of the two")
        first[name] = each.name


def _nearest(heading: Sequence[str]) -> Layout:
    return min(LAYOUTS, key=lambda layout: len(layout.missing(heading)))


KIND = Kind(
    name="police-uk",
    title="Street crimes, outcomes and stops from data.police.uk",
    tables=(police_uk_street.STREET_TABLE, police_uk_outcomes.OUTCOMES_TABLE, police_uk_stops.STOPS_TABLE),
    read=read,
    find_files=find_files,
    date_in_name=date_in_name,
    reader=2,  # says where refused rows belong
)
