"""The force's own crime extract, with headings and ways of writing of its own, and a few planted bad rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sextant.synthetic.crimes import Crimes
from sextant.synthetic.definition import FLAGS, Definition
from sextant.synthetic.lines import EOL, Output, numbers, pick
from sextant.synthetic.moments import MINUTES_A_DAY, days_as_text, minutes_as_text
from sextant.synthetic.territory import Territory

Ints = npt.NDArray[np.int64]
HEADINGS = (
    "Crime Ref",
    "Incident",
    "HO Code",
    "Recorded",
    "Committed from",
    "Committed to",
    "Area",
    "LSOA",
    "Easting",
    "Northing",
    "Knife",
    "Gun fired",
    "DA",
    "Alcohol",
    "Drugs",
    "Cyber",
    "Victims",
    "Notes",
)
HEADING = ",".join(HEADINGS)
WITHOUT_VICTIM = ("Drugs", "Possession of weapons", "Other crime", "Public order")
NOTES = (
    "",
    "",
    "",
    "",
    "made-up note: CCTV asked for",
    "made-up note: house-to-house done",
    "made-up note: waiting for a statement",
    "made-up note: linked by reporting line",
    "made-up note: call back on a weekday",
)
GOOD: Mapping[str, str] = {
    "HO Code": "45",
    "Recorded": "15/09/2025",
    "Committed from": "14/09/2025 21:00",
    "Committed to": "15/09/2025 07:00",
    "Area": "Osmerby",
    "Easting": "632500",
    "Northing": "662500",
    "Knife": "N",
    "Gun fired": "N",
    "DA": "N",
    "Alcohol": "",
    "Drugs": "",
    "Cyber": "N",
    "Victims": "1",
    "Notes": "made-up note: a planted fault",
}


@dataclass(frozen=True)
class Fault:
    """A planted bad row: where it stands, which value is wrong, and why it can't be taken."""

    row: int
    column: str
    value: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"file": "crimes/crimes.csv", **self.__dict__}


FAULTS = (
    ("HO Code", "", "no offence code"),
    ("Recorded", "31/02/2025", "not a date in the stated form"),
    ("Recorded", "", "no date of recording"),
    ("Recorded", "September 2025", "not a date in the stated form"),
    ("Easting", "six hundred", "not a number"),
    ("LSOA", "Osmerby 001A", "not an LSOA code"),
    ("Knife", "perhaps", "neither a yes nor a no word of the mapping"),
    ("Victims", "two", "not a whole number"),
    ("Crime Ref", "", "no crime number"),
    ("Crime Ref", "WX/2509/000001", "crime number stands earlier"),
)


def write_extract(
    truth: Definition, land: Territory, crimes: Crimes, chance: np.random.Generator, output: Output
) -> None:
    """Write a month of crimes, in the order in which they were recorded."""
    placed, month = crimes.placed, crimes.month
    stem = f"{month.year % 100:02d}{month.month:02d}"
    output.lines(
        [
            f"WX/{stem}/",
            numbers(np.arange(1, len(crimes) + 1), 6),
            f",I{stem}-",
            numbers(crimes.incident + 1, 6),
            ",",
            pick(pa.array([o.code for o in truth.crimes]), crimes.offence),
            ",",
            _day(placed.day),
            ",",
            *_moment(placed.start),
            ",",
            *_moment(placed.end),
            ",",
            pick(_areas(land), land.neighbourhood[placed.point]),
            ",",
            numbers(placed.east),
            ",",
            numbers(placed.north),
            ",",
            pick(FLAG_TEXTS, _packed(crimes.flags)),
            ",",
            pick(_victims(truth), crimes.offence),
            ",",
            pick(pa.array(NOTES), chance.integers(len(NOTES), size=len(crimes))),
        ]
    )


def write_faults(output: Output) -> list[Fault]:
    """Write the planted bad rows at the end, one fault each, and say where they stand (the heading is row 1)."""
    planted = []
    for number, (column, value, why) in enumerate(FAULTS):
        fields = {**GOOD, "Crime Ref": f"WX/2509/9{number:05d}", "Incident": f"I2509-9{number:05d}", column: value}
        line = ",".join(fields.get(heading, "") for heading in HEADINGS)
        output.write(f"{line}{EOL}".encode(), rows=1)
        planted.append(Fault(output.rows + 1, column, value, why))
    return planted


def _day(days: Ints) -> pa.Array:
    return pa.array(days_as_text()[days], pa.string())


def _moment(minutes: Ints) -> list[Any]:
    return [_day(minutes // MINUTES_A_DAY), " ", pa.array(minutes_as_text()[minutes % MINUTES_A_DAY], pa.string())]


def _areas(land: Territory) -> pa.Array:
    """`district,neighbourhood code` of each neighbourhood."""
    return pa.array([f"{name.rsplit(' ', 1)[0]},{code}" for name, code in zip(land.names, land.codes, strict=True)])


def _victims(truth: Definition) -> pa.Array:
    return pa.array(["" if offence.category in WITHOUT_VICTIM else "1" for offence in truth.crimes])


def _packed(flags: npt.NDArray[np.uint8]) -> Ints:
    """The six flags of a row as one number in base three."""
    return flags.astype(np.int64) @ (3 ** np.arange(len(FLAGS))[::-1])


FLAG_TEXTS = pa.array([",".join(parts) for parts in product(("N", "Y", ""), repeat=len(FLAGS))])  # NO, YES, UNKNOWN
