"""Police recorded crime as the Home Office publishes it, in two editions of which the later revises a quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.periods import MONTHS_A_QUARTER, Month
from sextant.synthetic.definition import Definition, Offence
from sextant.synthetic.homicides import MURDER
from sextant.synthetic.lines import EOL
from sextant.synthetic.ods import Cell, workbook

Ints = npt.NDArray[np.int64]
HEADINGS = (
    "Financial Year",
    "Financial Quarter",
    "Force Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Number of Offences",
)
DRIFTED = {"Force Name": "Force name", "Offence Code": "Offence code", "Number of Offences": "Number of offences"}
DRIFTS_FROM = 2023  # the first financial year whose sheet has the other headings
THEFT_FROM_THE_PERSON = "39"


@dataclass(frozen=True)
class Edition:
    """Counts (Q quarters, K offences) by first month of quarter, as one edition gives them."""

    quarters: tuple[Month, ...]
    counts: Ints

    def number(self, truth: Definition, codes: Sequence[str], quarters: Sequence[Month]) -> int:
        """The sum of some codes over some quarters."""
        columns = [k for k, offence in enumerate(truth.crimes) if offence.code in codes]
        rows = [self.quarters.index(quarter) for quarter in quarters]
        return int(self.counts[np.ix_(rows, columns)].sum())


def by_quarter(truth: Definition, months: Sequence[Month], counts: Ints) -> Edition:
    """Crimes of whole quarters, summed. The months begin with a quarter."""
    sums = counts[:, : len(truth.crimes)].reshape(-1, MONTHS_A_QUARTER, len(truth.crimes)).sum(1)
    return Edition(tuple(months[::MONTHS_A_QUARTER]), sums)


def later_edition(truth: Definition, crimes: Edition) -> tuple[Edition, list[dict[str, object]]]:
    """The crimes with the planted negative cells, and what was planted."""
    counts, planted = crimes.counts.copy(), []
    for cell in truth.raw["negative"]:
        quarter = Month.parse(cell["quarter"])
        if quarter in crimes.quarters:
            row, column = crimes.quarters.index(quarter), _column(truth, cell["code"])
            planted.append({**cell, "crimes": int(counts[row, column])})
            counts[row, column] = cell["count"]
    return Edition(crimes.quarters, counts), planted


def earlier_edition(truth: Definition, later: Edition) -> tuple[Edition, dict[str, object]]:
    """As first published: without the last quarter, and with the quarter that was revised since; and the revision."""
    rules, counts = truth.raw["revision"], later.counts.copy()
    row = later.quarters.index(Month.parse(rules["quarter"]))
    murder, theft = _column(truth, MURDER), _column(truth, THEFT_FROM_THE_PERSON)
    counts[row, murder] += rules["homicides"]
    counts[row, theft] = max(round(counts[row, theft] * rules["theft_from_the_person"]), counts[row, theft] + 1)
    changed = [
        {"code": truth.crimes[k].code, "earlier": int(counts[row, k]), "later": int(later.counts[row, k])}
        for k in (murder, theft)
    ]
    return Edition(later.quarters[:-1], counts[:-1]), {"quarter": rules["quarter"], "changed": changed}


def as_workbook(truth: Definition, name: str, edition: Edition) -> tuple[bytes, int]:
    """ODS with a cover sheet and a sheet a financial year, and its rows of crimes.

    Codes that look like numbers are numbers, as in the publisher's files: 4.10 shows as 4.1.
    """
    sheets: dict[str, list[Sequence[Cell]]] = {"Cover_sheet": _cover(name), "Notes": _notes()}
    found = list(rows(truth, name, edition))
    for row in found:
        sheet = sheets.setdefault(_sheet(str(row[0])), [])
        if not sheet:
            sheet.append(_headings(str(row[0])))
        sheet.append([*row[:6], _number(str(row[6])), row[7]])
    return workbook(sheets), len(found)


def as_csv(truth: Definition, name: str, edition: Edition) -> tuple[str, int]:
    """The same as CSV text with the codes as they are, and its number of rows."""
    lines = [",".join(map(_quoted, row)) for row in rows(truth, name, edition)]
    return EOL.join([",".join(HEADINGS), *lines, ""]), len(lines)


def rows(truth: Definition, name: str, edition: Edition) -> Iterator[tuple[Cell, ...]]:
    """A row for each quarter and code that was in the list that year, retired codes with their noughts."""
    for quarter, counts in zip(edition.quarters, edition.counts, strict=True):
        year = quarter.year - (quarter.month < 4)
        for offence, count in zip(truth.crimes, counts, strict=True):
            if offence.start and offence.start > Month(year + 1, 3):
                continue
            yield (
                f"{year}/{(year + 1) % 100:02d}",
                (quarter.month - 4) // 3 % 4 + 1,
                name,
                _described(offence, Month(year, 4)),
                offence.group,
                offence.subgroup,
                offence.code,
                int(count),
            )


def codes_of(truth: Definition) -> Mapping[str, tuple[str, ...]]:
    """The codes of each subgroup, all generations."""
    names = dict.fromkeys(offence.subgroup for offence in truth.crimes)
    return {name: tuple(o.code for o in truth.crimes if o.subgroup == name) for name in names}


def _described(offence: Offence, year_start: Month) -> str:
    retired = offence.end is not None and offence.end < year_start
    return f"{offence.name} (outcome only)" if retired else offence.name


def _column(truth: Definition, code: str) -> int:
    return next(k for k, offence in enumerate(truth.crimes) if offence.code == code)


def _sheet(financial_year: str) -> str:
    """The publisher's names for a year's sheet drift: 2019-20, later 2024_25."""
    first, last = financial_year.split("/")
    return f"{first}{'_' if int(first) >= DRIFTS_FROM else '-'}{last}"


def _headings(financial_year: str) -> list[Cell]:
    drifted = int(financial_year[:4]) >= DRIFTS_FROM
    return [DRIFTED.get(heading, heading) if drifted else heading for heading in HEADINGS]


def _number(code: str) -> Cell:
    if code.isdecimal():
        return int(code)
    return float(code) if code.replace(".", "").isdecimal() else code


def _quoted(value: Cell) -> str:
    text = str(value)
    return f'"{text}"' if "," in text else text


def _cover(name: str) -> list[Sequence[Cell]]:
    return [
        ["Police recorded crime open data tables: made-up figures"],
        [f"Every number here belongs to {name}. No such force, place or crime exists."],
        ["Made by Sextant for demonstration and tests, in the shape of the Home Office's tables."],
    ]


def _notes() -> list[Sequence[Cell]]:
    return [["Note", "Text"], [1, "Negative numbers are crimes of earlier quarters that were cancelled or moved."]]
