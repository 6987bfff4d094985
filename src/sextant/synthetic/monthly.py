"""The files that grow month by month: the public ones and the force's own extract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sextant.periods import Month
from sextant.synthetic import extract, outcomes, stops, street
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.counts import Counts
from sextant.synthetic.crimes import Crimes, in_order, month_of_crimes
from sextant.synthetic.definition import Definition
from sextant.synthetic.homicides import Plan, plant
from sextant.synthetic.lines import Output, Written
from sextant.synthetic.map_points import MapPoints, blur
from sextant.synthetic.naming import Called
from sextant.synthetic.near_repeats import none_placed
from sextant.synthetic.outcomes import Docket, decide, last_outcomes, write_outcomes
from sextant.synthetic.territory import Territory
from sextant.synthetic.truth import Found

Progress = Callable[[int, int, str], None]  # months done, months in all, what is being made


@dataclass
class Work:
    """What making one month needs and adds to."""

    truth: Definition
    name: Called
    land: Territory
    points: MapPoints
    months: list[Month]
    counts: Counts
    planned: Plan
    scale: float
    seed: int
    root: Path
    docket: Docket = field(default_factory=Docket)
    files: list[Written] = field(default_factory=list)
    found: Found = field(default_factory=Found)


def write_crimes(work: Work, progress: Progress) -> None:
    """Write every month, oldest first, and note in `work` what came up."""
    with Output(work.root, "crimes/crimes.csv", extract.HEADING) as own:
        for done, crimes in enumerate(_crimes(work)):
            progress(done, len(work.months), f"month {crimes.month}")
            chance = stream(work.seed, Purpose.STREET, crimes.month)
            extract.write_extract(work.truth, work.land, crimes, chance, own)
            _write_public(work, crimes, work.counts[done, -1], chance)
        work.found.bad_rows = extract.write_faults(own)
    work.files.append(own.written)
    progress(len(work.months), len(work.months), "the other files")


def _crimes(work: Work) -> Iterator[Crimes]:
    earlier = none_placed()
    for month, counts in zip(work.months, work.counts, strict=True):
        crimes, earlier = month_of_crimes(work.truth, work.land, counts, month, work.seed, earlier)
        crimes = in_order(plant(work.truth, crimes, work.planned))
        work.found.see(work.truth, crimes)
        yield crimes


def _write_public(work: Work, crimes: Crimes, nuisance: int, chance: np.random.Generator) -> None:
    """The month's three files of data.police.uk, unless it is the month that is absent."""
    size = work.land.east.size
    decided = decide(work.truth, chance, crimes)
    places = blur(work.truth, chance, crimes.placed.point, size)
    work.docket.add(crimes, places, decided)
    due = work.docket.due(crimes.month)
    if str(crimes.month) == work.truth.raw["faults"]["absent_month"]:
        return
    calls = blur(work.truth, chance, work.land.draw(chance, "homes", _supplied(work, crimes.month, nuisance)), size)
    last = last_outcomes(crimes, decided, work.truth.last_month)
    with ExitStack() as opened:
        files = [opened.enter_context(file) for file in _public(work, crimes.month)]
        street.write_street(
            work.truth, work.land, work.points, work.name.name, crimes, places, last, calls, chance, files[0]
        )
        repeats = write_outcomes(work.truth, work.points, work.name.name, crimes.month, due, work.seed, files[1])
        stops.write_stops(work.truth, work.land, work.points, crimes.month, work.scale, work.seed, files[2])
    work.found.outcomes(repeats)
    work.files += [file.written for file in files]


def _public(work: Work, month: Month) -> list[Output]:
    kinds = (("street", street.HEADING), ("outcomes", outcomes.HEADING), ("stop-and-search", stops.HEADING))
    stem = f"police-uk/{month}/{month}-{work.name.slug}"
    return [Output(work.root, f"{stem}-{kind}.csv", heading) for kind, heading in kinds]


def _supplied(work: Work, month: Month, incidents: int) -> int:
    """How many incidents of anti-social behaviour the month's file holds: all, but in the part-supplied month."""
    part = work.truth.raw["faults"]["part_supplied"]
    if str(month) != part["month"]:
        return int(incidents)
    work.found.part_supplied = {"incidents": int(incidents), "in_file": round(incidents * part["share"])}
    return int(work.found.part_supplied["in_file"])
