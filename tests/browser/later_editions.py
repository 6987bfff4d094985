"""Recorded crime of the made-up force as the publisher would bring it out later: a quarter more, or other numbers."""

from __future__ import annotations

import csv
from pathlib import Path

PREFIX = "prc-pfa-mar2013-onwards-tables-"
Row = dict[str, str]


def a_quarter_more(earlier: Path, into: Path, dated: str) -> Path:
    """The same file and, after its last quarter, the next one: the counts of that last quarter once more.

    One row of it can't be read. `dated` is the edition's day as the publisher writes it into the name: ddmmyy.
    """
    rows, names = _read(earlier)
    last = (rows[-1]["Financial Year"], rows[-1]["Financial Quarter"])
    again = [row | _after(*last) for row in rows if (row["Financial Year"], row["Financial Quarter"]) == last]
    again[-1]["Number of Offences"] = "many"
    return _write(into / f"{PREFIX}{dated}.csv", [*rows, *again], names)


def other_numbers(earlier: Path, into: Path, dated: str, subgroup: str, more: int) -> Path:
    """The same quarters with more offences of a subgroup in the last one, and every row readable."""
    rows, names = _read(earlier)
    for row in rows:
        row["Number of Offences"] = row["Number of Offences"].replace("many", "3")
    last = (rows[-1]["Financial Year"], rows[-1]["Financial Quarter"])
    touched = [
        row
        for row in rows
        if (row["Financial Year"], row["Financial Quarter"]) == last and row["Offence Subgroup"] == subgroup
    ]
    changed = max(touched, key=lambda row: int(row["Number of Offences"]))
    changed["Number of Offences"] = str(int(changed["Number of Offences"]) + more)
    return _write(into / f"{PREFIX}{dated}.csv", rows, names)


def _after(year: str, quarter: str) -> Row:
    """The next financial quarter as the columns write it."""
    if quarter != "4":
        return {"Financial Year": year, "Financial Quarter": str(int(quarter) + 1)}
    first = int(year[:4]) + 1
    return {"Financial Year": f"{first}/{(first + 1) % 100:02d}", "Financial Quarter": "1"}


def _read(path: Path) -> tuple[list[Row], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader), list(reader.fieldnames or [])


def _write(path: Path, rows: list[Row], names: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path
