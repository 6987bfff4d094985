"""Weights that a force supplies as a CSV file, such as the Cambridge Crime Harm Index, which does not ship."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

from sextant.errors import Refusal
from sextant.severity.weights import Edition, Succession, Weight, Weights

CODE, OFFENCE, EDITION = "home_office_code", "offence", "edition"
VALUES = {"days": "days", "weight": "severity points"}  # the column that holds the weight, and its unit


def read_supplied(path: Path, succession: Succession) -> Weights:
    """Read a CSV with columns `home_office_code`, `days` (or `weight`), `edition` and, if wanted, `offence`.

    Codes are those of recorded crime, as text. Recorded crime has no sub-codes, so several rows of one code become
    their median: harm within a code is often bimodal and the median then describes few of its offences. Raises Refusal
    with file, row and column for anything that can't be read.
    """
    if not path.exists():
        raise Refusal(path.name, "is not there", "give the path of a CSV file, or the name of a shipped edition")
    content = path.read_bytes()
    rows = list(_rows(path.name, content))
    if not rows:
        raise Refusal(path.name, "holds no rows", "give one row an offence")
    [unit] = {unit for unit, _, _ in rows}
    values: dict[str, list[float]] = {}
    for _, row, value in rows:
        values.setdefault(_code(row), []).append(value)
    offences = {_code(row): row.get(OFFENCE, "") for _, row, _ in reversed(rows)}
    edition = Edition(
        name=path.name,
        title=_edition(path.name, [row[EDITION] for _, row, _ in rows]),
        unit=unit,
        meaning="median of the rows of each code: recorded crime has no sub-codes",
        source="a file supplied by the force",
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Weights(edition, {code: _weight(code, found, offences[code]) for code, found in values.items()}, succession)


def _rows(name: str, content: bytes) -> Iterable[tuple[str, Mapping[str, str], float]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(name, "is not UTF-8", "save it as CSV UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    heading = [column.strip() for column in reader.fieldnames or ()]
    reader.fieldnames = heading
    column = next((each for each in VALUES if each in heading), "days")
    for needed in (CODE, column, EDITION):
        if needed not in heading:
            raise Refusal(name, f"has no column '{needed}'", f"its columns must be {CODE}, days (or weight), {EDITION}")
    for row in reader:
        place = f"{name}, row {reader.line_num}"
        if None in row or None in row.values():
            raise Refusal(place, "has more or fewer cells than the heading", "mend that row")
        if not row[CODE].strip():
            raise Refusal(f"{place}, {CODE}", "is empty", "give the recorded crime code, for example 28E")
        yield VALUES[column], row, _number(f"{place}, {column}", row[column])


def _number(place: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise Refusal(place, f"'{text}' is no weight", "give a number of 0 or more")
    return value


def _code(row: Mapping[str, str]) -> str:
    """Corporate manslaughter, `4.10`, is told by its name where a spreadsheet has made a second `4.1` of it."""
    code = row[CODE].strip()
    return "4.10" if code == "4.1" and "corporate" in row.get(OFFENCE, "").casefold() else code


def _edition(name: str, found: Iterable[str]) -> str:
    titles = {title.strip() for title in found}
    if len(titles) != 1 or titles == {""}:
        raise Refusal(f"{name}, {EDITION}", "must say the same edition in every row", "keep editions in separate files")
    return titles.pop()


def _weight(code: str, values: list[float], offence: str) -> Weight:
    return Weight(code, median(values), offence, rows=len(values), low=min(values), high=max(values))
