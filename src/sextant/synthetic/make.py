"""Make the whole made-up force: every file, month by month, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.synthetic import boundary
from sextant.synthetic.counts import draw_counts
from sextant.synthetic.definition import definition
from sextant.synthetic.folder import TRUTH, claim
from sextant.synthetic.homicides import plan
from sextant.synthetic.lines import Output, Written, write_text
from sextant.synthetic.map_points import map_points
from sextant.synthetic.mapping import MAPPING
from sextant.synthetic.monthly import Progress, Work, write_crimes
from sextant.synthetic.naming import Called, called
from sextant.synthetic.published import published_figures
from sextant.synthetic.recorded import as_csv, as_workbook, by_quarter, earlier_edition, later_edition
from sextant.synthetic.territory import territory
from sextant.synthetic.truth import as_text, truth_of

FORCE, YEARS = "Wexmoor", 10
SEED = 3  # the first whose ten unchanged series look unchanged; docs/reference/made-up-force.md says how it was chosen


@dataclass(frozen=True)
class Made:
    """What was made: the files with hashes and rows, and the truth as `truth.json` holds it."""

    files: tuple[Written, ...]
    truth: dict[str, Any]


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
    claim(out)
    work = _prepared(out, name, years, scale, seed)
    write_crimes(work, progress or (lambda *_: None))
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


def _prepared(out: Path, name: Called, years: int, scale: float, seed: int) -> Work:
    truth = definition()
    months = truth.months(years)
    planned, counts = plan(truth, months, draw_counts(truth, months, scale, seed))
    land = territory(truth, seed)
    return Work(truth, name, land, map_points(truth, land, seed), months, counts, planned, scale, seed, out)


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
    work.files.append(write_text(work.root, boundary.PATH, boundary.boundary(work.land, work.name)))
