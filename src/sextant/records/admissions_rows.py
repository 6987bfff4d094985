"""The cells of a sheet as tidy rows, one a month, region, group and measure; the publisher's totals by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sextant.periods import Month
from sextant.records import admissions_words as words
from sextant.records.admissions_layout import Cells, Field, Layout
from sextant.records.admissions_tables import ADMISSIONS, TOTALS
from sextant.records.kinds import Refused, Sink
from sextant.records.workbook import as_text

ALL = "all"
LARGEST = 10_000_000


@dataclass
class Taking:
    """A sheet on its way in: what stands above the row in hand, what was given before, what was good and what not."""

    file: str
    sheet: str
    kind: str
    provisional: frozenset[Month]
    given: set[tuple[object, ...]]
    year: int | None = None
    month: Month | None = None
    group: str | None = None
    totalled: set[int] = field(default_factory=set)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {ADMISSIONS.name: [], TOTALS.name: []})
    refused: list[Refused] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take_sheet(cells: Cells, layout: Layout, taking: Taking, sink: Sink) -> int:
    """Read the rows under the heading, write the good cells and refuse the others. Returns the number of cells."""
    for number, row in enumerate(cells[layout.first_row :], layout.first_row + 1):
        _take_row(number, row, layout, taking)
    count = sum(map(len, taking.rows.values())) + len(taking.refused)
    sink.read(count)
    if taking.refused:
        sink.refuse(taking.refused)
    for spec in (ADMISSIONS, TOTALS):
        if rows := taking.rows[spec.name]:
            sink.write(spec.name, pa.Table.from_pylist(rows, schema=spec.schema))
    for text in taking.warnings:
        sink.warn(text)
    return count


def _take_row(number: int, row: Sequence[Any], layout: Layout, taking: Taking) -> None:
    label, month, group = (_text(row, at) for at in (layout.year, layout.month, layout.group))
    values = [_text(row, each.place) for each in layout.fields]
    if not any(values) and _names_nothing(month, group, layout):
        return
    if "total" in label.casefold():
        _take_total(number, label, layout, values, taking)
        return
    why = _place(label, month, taking) or _name_group(group, layout, taking)
    for each, value in zip(layout.fields, values, strict=True):
        _take(number, each, value, taking, why)


def _names_nothing(month: str, group: str, layout: Layout) -> bool:
    """A blank row, or a line of words under the table."""
    return not group if layout.group is not None else not month


def _place(label: str, month: str, taking: Taking) -> str:
    """Carry year and month down from the rows above; say what is wrong with them, or nothing."""
    if label not in words.SAME_AS_ABOVE:
        taking.year, taking.month = words.financial_year(label), None
    if taking.year is None:
        return "no financial year (2019-20)"
    if month not in words.SAME_AS_ABOVE:
        taking.month = words.month_of(month, taking.year)
    return "" if taking.month else "no month"


def _name_group(group: str, layout: Layout, taking: Taking) -> str:
    taking.group = words.group_label(taking.kind, group) if layout.group is not None else None
    if layout.group is None or taking.group:
        return ""
    return f"'{group}' is not a ten-year age band" if taking.kind == "age" else f"no {taking.kind}"


def _take_total(number: int, label: str, layout: Layout, values: Sequence[str], taking: Taking) -> None:
    year = _year_of_total(number, label, taking)
    for each, value in zip(layout.fields, values, strict=True):
        if year is None:
            _refuse(number, each, value, "the year of this total can't be told", taking)
        else:
            _take(number, each, value, taking, total_of=year)
    taking.totalled |= {year} if year is not None else set()
    taking.year = taking.month = None


def _year_of_total(number: int, label: str, taking: Taking) -> int | None:
    """The year of the months above. A total that names the year before, which has its total already, is mislabelled."""
    named, above = words.financial_year(label), taking.year
    if named == above or above is None:
        return named
    if named not in taking.totalled or above in taking.totalled:
        return None
    shown = f"{above}-{(above + 1) % 100:02d}"
    taking.warnings.append(
        f"{taking.file}, sheet {taking.sheet}, row {number}: '{label}' stands under the months of {shown}, and "
        f"{label[:7]} has its total already: read as the total of {shown}"
    )
    return above


def _take(number: int, each: Field, value: str, taking: Taking, why: str = "", total_of: int | None = None) -> None:
    fault = why or ("" if each.region else "region not known") or _fault(value)
    if fault or each.region is None:
        _refuse(number, each, value, fault, taking)
        return
    span = words.year_window(total_of) if total_of is not None else None
    period = span.end if span else taking.month
    if period is None:
        raise ValueError(f"row {number} has neither a month nor a year")
    group = each.group or (ALL if total_of is not None else taking.group) or ALL
    if _given_before(taking, (total_of is None, each.region.slug, period, taking.kind, group, each.measure)):
        _refuse(number, each, value, "given before", taking)
        return
    tidy = {
        "body": each.region.slug,
        "period": period.first_day,
        "region": each.region.name,
        "region_code": each.region.code,
        "group_kind": taking.kind,
        "group": group,
        "measure": each.measure,
        "value": int(value) if value.isdecimal() else None,
        "symbol": value if value in words.symbols() else None,
        "provisional": any(month in taking.provisional for month in span or [period]),
        "source_file": taking.file,
        "source_sheet": taking.sheet,
        "source_row": number,
    }
    if span:
        tidy |= {"window_from": span.start.first_day, "window_to": span.end.last_day}
    taking.rows[TOTALS.name if span else ADMISSIONS.name].append(tidy)


def _fault(value: str) -> str:
    """What is wrong with a cell. A blank one is not wrong and not 0: the publisher gave nothing."""
    if not value or value in words.symbols():
        return ""
    if not (value.isascii() and value.isdecimal()):
        return "not a whole number and not a sign of the publisher's"
    return "" if int(value) <= LARGEST else "larger than any number of admissions"


def _given_before(taking: Taking, key: tuple[object, ...]) -> bool:
    known = key in taking.given
    taking.given.add(key)
    return known


def _refuse(number: int, each: Field, value: str, reason: str, taking: Taking) -> None:
    taking.refused.append(Refused(taking.file, taking.sheet, number, each.label, value, reason))


def _text(row: Sequence[Any], place: int | None) -> str:
    return as_text(row[place]).strip() if place is not None and place < len(row) else ""


def all_texts(cells: Cells) -> Iterator[str]:
    """Every text of a sheet."""
    return (cell for row in cells for cell in row if isinstance(cell, str) and cell)
