"""Is a month whole? Judged series by series against the months beside it, never file by file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sextant.lake.editions import Gap
from sextant.periods import Month

if TYPE_CHECKING:
    from sextant.lake.selection import Selection

REACH = 3  # months looked at on either side
ENOUGH = 30  # below this many expected events a low month can be chance
NEIGHBOURS = 2
LONE_DIP = 1 / 3  # under a third of what is usual and of both months next to it: down and up again in one month
DEEP = 1 / 5  # under a fifth of what is usual, whatever the months next to it: the first lockdown took no type so low


def part_supplied(counts: Mapping[Month, int], present: Collection[Month]) -> dict[Month, int]:
    """Months of a series that hold so much less than the months beside them that a part must be missing.

    `counts` are events by month; a month in `present` but not in `counts` had none. Returns the expected number (the
    median of up to three present months on either side) by month. A month with fewer than two neighbours, or with fewer
    than 30 events expected, is never judged.
    """
    found = {}
    for month in sorted(present):
        beside = {k: counts.get(month + k, 0) for k in range(-REACH, REACH + 1) if k and month + k in present}
        expected = median(beside.values()) if len(beside) >= NEIGHBOURS else 0
        if expected >= ENOUGH and _too_low(counts.get(month, 0), expected, beside):
            found[month] = round(expected)
    return found


def _too_low(count: int, expected: float, beside: Mapping[int, int]) -> bool:
    before = next((beside[k] for k in range(-1, -REACH - 1, -1) if k in beside), None)
    after = next((beside[k] for k in range(1, REACH + 1) if k in beside), None)
    nearest = min(each for each in (before, after) if each is not None)
    return count < DEEP * expected or (count < LONE_DIP * expected and count < LONE_DIP * nearest)


def absent(present: Collection[Month], step: int = 1) -> list[Month]:
    """Periods missing between the first and the last one that is there; `step` is 3 for quarters."""
    if not present:
        return []
    first, last = min(present), max(present)
    return [first + k for k in range(0, last - first + 1, step) if first + k not in present]


def gaps(table: str, grain: str, events: pa.Table) -> list[Gap]:
    """Every absent period and part-supplied series of a coverage table (columns body, period, series, events)."""
    found: list[Gap] = []
    for body, rows in _by_body(events).items():
        present = {month for month, _, _ in rows}
        if grain != "window":  # what was published is no series of periods
            step = 3 if grain == "quarter" else 1
            found += [Gap(table, body, str(month), "absent") for month in absent(present, step)]
        if grain == "month":
            found += _parts(table, body, present, rows)
    return found


def _parts(table: str, body: str, present: set[Month], rows: Iterable[tuple[Month, str, int]]) -> list[Gap]:
    series: dict[str, dict[Month, int]] = {}
    for month, name, events in rows:
        series.setdefault(name, {})[month] = events
    return [
        Gap(table, body, str(month), "part_supplied", name, counts.get(month, 0), expected)
        for name, counts in sorted(series.items())
        for month, expected in part_supplied(counts, present).items()
    ]


def _by_body(events: pa.Table) -> dict[str, list[tuple[Month, str, int]]]:
    found: dict[str, list[tuple[Month, str, int]]] = {}
    for row in events.to_pylist():
        found.setdefault(row["body"], []).append((Month.of(row["period"]), row["series"] or "", row["events"]))
    return found


def partial_months(selection: Selection) -> dict[str, dict[str, dict[Month, int]]]:
    """Part-supplied months of the editions that count, with the expected number: by body, series and month.

    Judged over all chosen editions together, so that months loaded one at a time are seen beside their neighbours.
    """
    counts: dict[str, dict[str, dict[Month, int]]] = {}
    for edition, cells in selection.chosen:
        if edition.tables[selection.table].grain == "month":
            for row in _events(selection, edition.coverage):
                month = Month.of(row["period"])
                if (row["body"], str(month)) in cells and row["series"] is not None:
                    counts.setdefault(row["body"], {}).setdefault(row["series"], {})[month] = row["events"]
    return {
        body: {name: found for name, each in series.items() if (found := part_supplied(each, selection.present(body)))}
        for body, series in counts.items()
    }


def _events(selection: Selection, coverage: str) -> list[dict[str, Any]]:
    table = pq.read_table(selection.lake.object_path(coverage))
    return list(table.filter(pc.equal(table["table"], selection.table)).to_pylist())
