"""The scale and the axis of months, the same under every chart."""

from __future__ import annotations

from typing import Any

from sextant.periods import Window
from sextant.publishing.charts import look
from sextant.publishing.charts.look import Frame
from sextant.publishing.charts.reading import index

ROOM_FOR_A_YEAR = 38  # pixels


def along(shown: Window, **more: Any) -> dict[str, Any]:
    """The scale of months, counted from the year 0."""
    domain = [index(shown.start), index(shown.end) + 1]
    return {"type": "quantitative", "scale": {"domain": domain, "nice": False, "zero": False}} | more


def years(shown: Window, frame: Frame) -> dict[str, Any]:
    """A tick where each year begins, and its number right of it; every second one or fewer where there is no room."""
    room = frame.width * 12 / len(shown)
    every = -(-ROOM_FOR_A_YEAR // max(1, int(room)))
    begun = range(shown.start.year, shown.end.year + 1)
    return {
        "values": [12 * year for year in begun if 12 * year >= index(shown.start) and year % every == 0],
        "labelExpr": "format(datum.value / 12, 'd')",
        "labelAlign": "left",
        "labelOffset": -2,
        "labelPadding": 3,
        "grid": False,
        "ticks": True,
        "tickColor": look.DARK_GREY,
        "tickSize": 5,
    }
