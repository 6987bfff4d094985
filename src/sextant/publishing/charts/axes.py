"""The scale of counts in a chart of a series: up, from zero."""

from __future__ import annotations

from typing import Any

from sextant.evidence.intervals import garwood
from sextant.publishing.charts.reading import Reading


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


COUNTS = {"tickCount": 4, "format": ",d", "grid": True, "tickMinStep": 1}
