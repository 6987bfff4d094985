"""The days on which rare events were recorded, for the days between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sextant.engines.base import Tally
from sextant.measures.definition import FigureDefinition
from sextant.measures.series import Reader, Series, question

DAY = {"crimes": "recorded_on"}
"""Tables that hold a day for each event, and its column."""


def event_days(
    reader: Reader, figure: FigureDefinition, codes: Sequence[str], body: str, series: Series
) -> list[date] | None:
    """Days of a figure's events in order, one for each event; None where its records hold no days.

    An incident of several crimes counts on its first day. Days before the last missing or part-supplied month are left
    out, since an event may be missing among them.
    """
    column = DAY.get(figure.table)
    if column is None:
        return None
    query = question(figure, codes, (body,))
    whole = figure.tally.get("column") if figure.tally.get("how") == "distinct" else None
    by = (whole, column) if whole else (column,)
    selection = reader.selection(figure.source, figure.table)
    answer = reader.engine.run(replace(query, by=by, tally=Tally("rows")), selection.parts())
    first: dict[object, date] = {}
    days: list[date] = []
    for key, number in answer.items():
        day = key[-1]
        if not isinstance(day, date):
            continue
        if whole and key[0] is not None:
            first[key[0]] = min(first.get(key[0], day), day)
        else:
            days += [day] * number
    since = _whole_since(series)
    return sorted(day for day in (*days, *first.values()) if since and day >= since)


def _whole_since(series: Series) -> date | None:
    """The first day from which no month is missing or part supplied."""
    if not series.present:
        return None
    month = max(series.present)
    while month + -1 in series.present:
        month += -1
    return month.first_day
