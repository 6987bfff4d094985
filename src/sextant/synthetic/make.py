"""Make the whole made-up force: every file, month by month, and the truth about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.synthetic import extract, outcomes, stops, street
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.counts import Counts, draw_counts
from sextant.synthetic.crimes import Crimes, in_order, month_of_crimes
from sextant.synthetic.definition import Definition, definition
from sextant.synthetic.homicides import Plan, plan, plant
from sextant.synthetic.lines import Output, Written, write_text
from sextant.synthetic.map_points import MapPoints, blur, map_points
from sextant.synthetic.mapping import MAPPING
from sextant.synthetic.naming import Called, called
from sextant.synthetic.near_repeats import none_placed
from sextant.synthetic.outcomes import Docket, decide, last_outcomes, write_outcomes
from sextant.synthetic.published import published_figures
from sextant.synthetic.recorded import as_csv, as_workbook, by_quarter, earlier_edition, later_edition
from sextant.synthetic.territory import Territory, territory
from sextant.synthetic.truth import Found, as_text, truth_of

FORCE, YEARS = "Wexmoor", 10
SEED = 3  # the first whose ten unchanged series look unchanged; docs/reference/made-up-force.md says how it was chosen
TRUTH = "truth.json"
Progress = Callable[[int, int, str], None]  # months done, months in all, what is being made


@dataclass(frozen=True)
class Made:
    """What was made: the files with hashes and rows, and the truth as `truth.json` holds it."""

    files: tuple[Written, ...]
    truth: dict[str, Any]


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


def make(
    out: Path,
    *,
    force: str = FORCE,
    years: int = YEARS,
    scale: float = 1.0,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Made:
    """Write the made-up force's files to `out`. The same arguments give the same bytes.

    `years` count back from the end of September 2025; `scale` 1 is a force of 1.4 million people. Raises Refusal for a
    real force's name, numbers out of range, and a folder that holds anything but an earlier made-up force.
    """
    name = called(force)
    _refuse_numbers(years, scale, seed)
    _clear(out)
    work = _prepared(out, name, years, scale, seed)
    _write_crimes(work, progress or (lambda *_: None))
    _write_editions(work)
    _write_small(work)
    truth = truth_of(work.truth, name, work.months, work.counts, work.planned, work.land, scale, seed, work.found)
    text = as_text(truth | {"files": [file.as_json() for file in work.files]})
    return Made((*work.files, write_text(out, TRUTH, text)), truth)


def _refuse_numbers(years: int, scale: float, seed: int) -> None:
    if not 1 <= years <= 12:
        raise Refusal("--years", f"is {years}", "use 1 to 12")
    if not 0.001 <= scale <= 100:
        raise Refusal("--scale", f"is {scale}", "use 0.001 to 100; 1 is a force of 1.4 million people")
    if not 0 <= seed < 2**32:
        raise Refusal("--seed", f"is {seed}", "use 0 to 4294967295")


def _clear(out: Path) -> None:
    """Take away an earlier made-up force, file by file as its truth lists them; refuse anything else."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not out.is_dir():
        raise Refusal(str(out), "is a file", "name a folder")
    for path in _earlier(out):
        (out / path).unlink(missing_ok=True)
    (out / TRUTH).unlink()


def _earlier(out: Path) -> list[str]:
    fault = Refusal(str(out), "is not empty and holds no made-up force", "name a new or empty folder")
    try:
        earlier = json.loads((out / TRUTH).read_text("utf-8"))
        paths = [str(entry["path"]) for entry in earlier["files"]] if earlier["made_up"] is True else None
    except (OSError, ValueError, KeyError, TypeError):
        raise fault from None
    if paths is None or any(".." in Path(path).parts or Path(path).is_absolute() for path in paths):
        raise fault
    return paths


def _prepared(out: Path, name: Called, years: int, scale: float, seed: int) -> Work:
    truth = definition()
    months = truth.months(years)
    planned, counts = plan(truth, months, draw_counts(truth, months, scale, seed))
    land = territory(truth, seed)
    return Work(truth, name, land, map_points(truth, land, seed), months, counts, planned, scale, seed, out)


def _write_crimes(work: Work, progress: Progress) -> None:
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


def _write_editions(work: Work) -> None:
    crimes = by_quarter(work.truth, work.months, work.counts)
    later, work.found.negative = later_edition(work.truth, crimes)
    earlier, work.found.revision = earlier_edition(work.truth, later)
    stem, dates = "recorded-crime/prc-pfa-mar2013-onwards-tables", work.truth.raw["editions"]
    text, rows = as_csv(work.truth, work.name.name, later)
    with Output(work.root, f"{stem}-{dates['earlier']}.ods") as old:
        old.write(*as_workbook(work.truth, work.name.name, earlier))
    work.files += [old.written, write_text(work.root, f"{stem}-{dates['later']}.csv", text, rows)]
    text, rows, work.found.differing = published_figures(work.truth, work.name.slug, work.name.name, earlier, later)
    work.files.append(write_text(work.root, "published/published.csv", text, rows))


def _write_small(work: Work) -> None:
    mapping = MAPPING.replace("{slug}", work.name.slug).replace("{name}", work.name.name)
    work.files.append(write_text(work.root, "crimes/mapping.toml", mapping))
    work.files.append(write_text(work.root, "bodies.toml", work.name.bodies_toml))
