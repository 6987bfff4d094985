"""The numbers as files: CSV with one header row, and beside each a CSVW description of columns, units and source."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sextant.measures.definition import Definitions
from sextant.measures.figures import Change, Figure, FigureSet
from sextant.publishing.figure_rows import FigureRow, figure_rows
from sextant.publishing.sources import OGL, OGL_LINK, note_of
from sextant.publishing.tables import Cell, SeriesRow, all_rows, cell
from sextant.publishing.words import SYMBOLS, stated_months

LEGEND = "; ".join(f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items())
T = TypeVar("T")
Value = str | int | float | None


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its name in the header, its title for people, its CSVW datatype, and how a row fills it."""

    name: str
    title: str
    datatype: str
    fill: Callable[[T], Value]
    required: bool = False


@dataclass(frozen=True)
class About:
    """What the descriptions say of every file of one statement."""

    publisher: str
    issued: str  # ISO date, or empty
    notice: str
    definitions: Definitions | None
    published_first: frozenset[str] = frozenset()  # measures whose page leads with the pair as published


def data_files(figures: FigureSet, about: About) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of figures.csv and of one CSV a figure with a series, each with its description.

    `figures` must be the public set. Series of areas are not written; their totals are rows of figures.csv.
    """
    rows = figure_rows(figures, about.published_first)
    yield from _pair("figures", rows, figure_columns(figures, about), _figures_about(figures, about))
    for figure in figures.figures:
        if figure.series and figure.area is None:
            yield from _pair(figure.key, all_rows(figure), series_columns(figure, about), _series_about(figure, about))


def _pair(
    name: str, rows: Iterable[T], columns: Sequence[Column[T]], described: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    yield f"data/{name}.csv", _csv(rows, columns)
    yield f"data/{name}.csv-metadata.json", _json(_table(f"{name}.csv", columns, described))


def _csv(rows: Iterable[T], columns: Sequence[Column[T]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow(["" if (value := column.fill(row)) is None else value for column in columns])
    return text.getvalue().encode()


def _table(url: str, columns: Sequence[Column[T]], described: Mapping[str, Any]) -> dict[str, Any]:
    """A table description by https://www.w3.org/TR/tabular-metadata/ ."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": url,
        **described,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {"columns": [_column(column) for column in columns]},
    }


def _column(column: Column[T]) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": [column.name, column.title],
        "datatype": column.datatype,
        "null": "",
        "required": column.required,
    }


def _figures_about(figures: FigureSet, about: About) -> dict[str, Any]:
    title = f"{figures.force_name}: figures of the {figures.definition_title}, to {figures.to.in_words}"
    return _about(title, LEGEND, about, "", OGL)


def _series_about(figure: Figure, about: About) -> dict[str, Any]:
    source = note_of(figure.origin.kind, about.definitions)
    title = f"{figure.name}, by {figure.grain}: number of {figure.unit[1]}"
    origin = ", ".join(part for part in (figure.origin.publisher or source.publisher, source.title) if part)
    edition = f" (edition {', '.join(figure.origin.editions)})" if figure.origin.editions else ""
    return _about(title, f"{LEGEND}. {source.status}".strip(), about, origin + edition, source.licence)


def _about(title: str, description: str, about: About, source: str, licence: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "dc:title": title,
        "dc:description": f"{about.notice} {description}".strip(),
        "dc:publisher": about.publisher,
    }
    if about.issued:
        found["dc:issued"] = {"@value": about.issued, "@type": "xsd:date"}
    if source:
        found["dc:source"] = source
    if licence == OGL:
        found["dc:license"] = {"@id": OGL_LINK}
    elif licence:
        found["dc:rights"] = licence
    return found


def figure_columns(figures: FigureSet, about: About) -> list[Column[FigureRow]]:
    """The columns of the table of all figures, for every format that it is given in."""

    def text(name: str, title: str, fill: Callable[[Figure], Value], required: bool = False) -> Column[FigureRow]:
        return Column(name, title, "string", lambda row: fill(row.figure), required)

    def change(name: str, title: str, read: Callable[[Change], float | None]) -> Column[FigureRow]:
        return Column(name, title, "number", lambda row: read(row.figure.change) if row.figure.change else None)

    return [
        text("key", "Key of the figure", lambda f: f.key, True),
        text("measure", "National measure", lambda f: f.measure, True),
        text("name", "Name", lambda f: f.name, True),
        text("force", "Force", lambda _: figures.force_name, True),
        text("area", "District; empty for the whole force", lambda f: f.area),
        text("unit", "Unit of the counts", lambda f: f.unit[1], True),
        Column("role", "Headline, supporting or context", "string", lambda row: row.role, True),
        Column("basis", "Measured from records, or as published", "string", lambda row: row.basis, True),
        *_window_columns("current", "Current window", lambda f: f.current),
        *_window_columns("baseline", "Baseline window", lambda f: f.baseline),
        change("ratio", "Rate now over rate then", lambda c: c.ratio),
        change("ratio_low", "Lower limit of the 95% interval of the ratio", lambda c: c.low),
        change("ratio_high", "Upper limit of the 95% interval of the ratio", lambda c: c.high),
        change("p_value", "p-value of the same test", lambda c: c.p_value),
        text("method", "Test", lambda f: f.change.method if f.change else None),
        text("verdict", "Verdict code", lambda f: f.verdict, True),
        text("sentence", "Sentence", lambda f: f.sentence, True),
        text("disclosure", "Disclosure state", lambda f: f.disclosure.state, True),
        text("disclosure_reason", "Reason why it is withheld", lambda f: f.disclosure.reason or None),
        text("source", "Kind of record", lambda f: f.origin.kind, True),
        text("editions", "Editions read", lambda f: " ".join(f.origin.editions) or None),
        text("edition_dates", "Dates of the editions", lambda f: " ".join(f.origin.edition_dates) or None),
        text("definition", "Definitions file", lambda f: f.origin.definition, True),
        *_published_columns(),
        *_notice_column(about),
    ]


def _published_columns() -> list[Column[FigureRow]]:
    """Who published the pair of a row, when and where; empty for what was measured."""
    return [
        Column("published_by", "Publisher of the pair", "string", lambda row: (row.pair and row.pair.source) or None),
        Column(
            "published_on", "Day it was published", "date", lambda row: (row.pair and row.pair.published_on) or None
        ),
        Column("published_link", "Where it was published", "string", lambda row: (row.pair and row.pair.link) or None),
    ]


def _window_columns(name: str, title: str, part: Callable[[Figure], Any]) -> list[Column[FigureRow]]:
    """Months, value and symbol of one window. A value and a symbol never stand together."""

    def shown(row: FigureRow) -> Cell:
        return cell(row.figure, part(row.figure))

    def own(row: FigureRow) -> Any:
        return part(row.figure)

    return [
        Column(f"{name}_from", f"{title}: first month", "gYearMonth", lambda row: str(own(row).window.start), True),
        Column(f"{name}_to", f"{title}: last month", "gYearMonth", lambda row: str(own(row).window.end), True),
        Column(f"{name}_months", f"{title}: months counted", "integer", lambda row: stated_months(own(row))),
        Column(f"{name}_value", f"{title}: value", "number", lambda row: shown(row).value),
        Column(f"{name}_symbol", f"{title}: why there is no value", "string", lambda row: shown(row).symbol or None),
        Column(f"{name}_of", f"{title}: n of a share k of n", "integer", lambda row: own(row).denominator),
        Column(f"{name}_unknown", f"{title}: of n, not known", "integer", lambda row: own(row).unknown),
    ]


def series_columns(figure: Figure, about: About) -> list[Column[SeriesRow]]:
    """The columns of the table of one figure's series, for every format that it is given in."""
    step = 0 if figure.grain == "month" else 2
    return [
        Column("from", "First month of the period", "gYearMonth", lambda row: str(row.point.period), True),
        Column("to", "Last month of the period", "gYearMonth", lambda row: str(row.point.period + step), True),
        Column("value", f"Number of {figure.unit[1]}", "number", lambda row: row.cell.value),
        Column("symbol", "Why there is no value", "string", lambda row: row.cell.symbol or None),
        Column("status", "Whether the records are present, absent or part supplied", "string", _status, True),
        Column("window", "Window that the period belongs to", "string", lambda row: row.window or None),
        Column("note", "Note", "string", lambda row: row.point.note or None),
        *_notice_column(about),
    ]


def _status(row: SeriesRow) -> str:
    return row.point.status


def _notice_column(about: About) -> list[Column[Any]]:
    return [Column("notice", "Notice", "string", lambda _: about.notice, True)] if about.notice else []


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
