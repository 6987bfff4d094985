"""The two scales of a chart of a series: months along, counts up, from zero."""

from __future__ import annotations

from typing import Any

from sextant.evidence.intervals import garwood
from sextant.publishing.charts import look
from sextant.publishing.charts.look import Frame
from sextant.publishing.charts.reading import Reading, index

ROOM_FOR_A_YEAR = 38  # pixels


def along(reading: Reading, **more: Any) -> dict[str, Any]:
    """The scale of months, counted from the year 0."""
    start, end = index(reading.range.start), index(reading.range.end) + 1
    return {"type": "quantitative", "scale": {"domain": [start, end], "nice": False, "zero": False}} | more


def up(reading: Reading, **more: Any) -> dict[str, Any]:
    """The scale of counts: from zero, or from below it where transferred crimes make a count negative."""
    return {"type": "quantitative", "scale": {"domain": [floor(reading), ceiling(reading)], "nice": False}} | more


def floor(reading: Reading) -> float:
    return min([0, *(point.value or 0 for point in reading.whole)])


def ceiling(reading: Reading) -> float:
    """The top of the plot: over every bar, limit, average and bound, so that nothing is cut."""
    figure = reading.figure
    counts = [max(0, int(point.value or 0)) for point in reading.whole]
    tops = [garwood(count)[1] for count in set(counts)] if reading.rare else [float(count) for count in counts]
    tops += [value for part in (figure.current, figure.baseline) if (value := reading.average(part)) is not None]
    if reading.band and reading.band[1] is not None:
        tops.append(reading.stepped(reading.band[1]))
    tops += [reading.reach[1]] if reading.reach else []
    return max([*tops, 1.0]) * 1.04


def years(reading: Reading, frame: Frame) -> dict[str, Any]:
    """A tick where each year begins, and its number right of it; every second one where there is no room."""
    all_years = range(reading.range.start.year, reading.range.end.year + 1)
    room = frame.width * 12 / len(reading.range)
    every = -(-ROOM_FOR_A_YEAR // max(1, int(room)))
    shown = [12 * year for year in all_years if 12 * year >= index(reading.range.start) and year % every == 0]
    return {
        "values": shown,
        "labelExpr": "format(datum.value / 12, 'd')",
        "labelAlign": "left",
        "labelOffset": -2,
        "labelPadding": 3,
        "grid": False,
        "ticks": True,
        "tickColor": look.DARK_GREY,
        "tickSize": 5,
    }


COUNTS = {"tickCount": 4, "format": ",d", "grid": True, "tickMinStep": 1}
