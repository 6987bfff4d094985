"""A region's months and its publisher's own totals: rounded numbers are read, and never added up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sextant.bodies import Body
from sextant.engines.base import Condition, Query
from sextant.measures.definition import FigureDefinition
from sextant.measures.figures import WindowValue
from sextant.measures.series import Reader, Series, question
from sextant.periods import Month, Window

YEAR_ENDS = 3  # March
LARGEST = 2**53  # any number at all; an empty cell is between no two
NO_TOTAL = (
    "not given: each month is rounded to the nearest 5, so months are not added up, and the publisher's own totals are "
    "of years to March"
)


@dataclass(frozen=True)
class Regional:
    """The months of a region, and which of them the publisher calls provisional."""

    series: Series
    provisional: frozenset[Month] = frozenset()

    @property
    def given(self) -> frozenset[Month]:
        """Months that the publisher names, with a number or withheld."""
        return self.series.present | self.series.withheld


def reader_of_region(reader: Reader, body: Body) -> tuple[Reader, str]:
    """A reader of the region that a body lies in, and the region's slug; of nothing where it lies in none."""
    region = body.region or ""
    return reader.of(region), region


def regional_series(definition: FigureDefinition, reader: Reader, body: Body) -> Series:
    """The months of the region that a body lies in, withheld ones marked."""
    return held_of(definition, *reader_of_region(reader, body)).series


def held_of(definition: FigureDefinition, own: Reader, region: str) -> Regional:
    """Every month of the region that is in the lake. A month whose cell is empty was withheld, and is not 0."""
    selection = own.selection(definition.source, definition.table)
    given = own.series(definition, (), region, more=(_has_number(definition),))
    known = given.present & given.counts.keys()
    marked = question(definition, (), (region,), more=(Condition(("provisional",), "any_true"),))
    provisional = own.engine.run(marked, selection.parts()) if known else {}
    return Regional(
        replace(given, present=known, withheld=given.present - known),
        provisional=frozenset(month for month in known if (region, month.first_day) in provisional),
    )


def value_of(
    definition: FigureDefinition, own: Reader, region: str, held: Regional, window: Window, lacking: str
) -> WindowValue:
    """The publisher's own total of a window; None with the reason where there is none, or a month in it is withheld."""
    present = sum(month in held.given for month in window)
    total = None
    reason = lacking
    if not reason and present < len(window):
        reason = (
            f"{present} of the {window.in_words} are loaded" if present else f"none of the {window.in_words} is loaded"
        )
    if not reason and any(month in held.series.withheld for month in window):
        reason = "not given: some months are withheld by the publisher"
    if not reason:
        total = _stated_total(definition, own, region, window)
        reason = "" if total is not None else NO_TOTAL + _latest_total(definition, own, region, window.end)
    return WindowValue(window, total, present, len(window), len(window) if total is not None else 0, reason)


def _stated_total(definition: FigureDefinition, own: Reader, region: str, window: Window) -> int | None:
    """The publisher's total of exactly these months; None where it gives none, or withholds it."""
    first, last = window.start.first_day, window.end.last_day
    whole = question(definition, (), (region,), more=(_has_number(definition),))
    exactly = (
        Condition(("window_from",), "between", (first, first)),
        Condition(("window_to",), "between", (last, last)),
    )
    query = Query(definition.totals, (*whole.where, *exactly), whole.by, whole.tally)
    answer = own.engine.run(query, own.selection(definition.source, definition.totals).parts())
    return answer.get((region, window.end.first_day))


def _latest_total(definition: FigureDefinition, own: Reader, region: str, to: Month) -> str:
    """The publisher's total of the last year to March that had ended, in words; nothing where it gives none."""
    year = Window.ending(Month(to.year if to.month >= YEAR_ENDS else to.year - 1, YEAR_ENDS))
    total = _stated_total(definition, own, region, year)
    return f"; the latest of them is {total:,} in the {year.in_words}" if total is not None else ""


def _has_number(definition: FigureDefinition) -> Condition:
    return Condition((definition.tally["column"],), "between", (0, LARGEST))
