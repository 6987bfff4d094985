"""What is drawn inside the plot: shades, bars or points, gaps, averages and the band of no clear change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sextant.evidence.intervals import garwood
from sextant.measures.figures import Point
from sextant.publishing.charts import look
from sextant.publishing.charts.axes import COUNTS, ceiling, up
from sextant.publishing.charts.look import Frame, Layer, layer
from sextant.publishing.charts.months import along, years
from sextant.publishing.charts.reading import Reading, index

AVERAGE = {"color": look.DARK_PINK, "strokeWidth": 2.6}
CARRIED = {"color": look.DARK_PINK, "strokeWidth": 1.4, "strokeDash": [2, 3]}
BAND_EDGE = {"stroke": look.DARK_GREY, "strokeDash": [4, 3], "strokeWidth": 1.2}


def ground(reading: Reading, frame: Frame, over: float) -> Iterator[Layer]:
    """Both windows shaded, from `over` pixels above the plot; the axes; the zero line."""
    rows = [{"a": index(part.window.start), "b": index(part.window.end) + 1} for part in reading.parts]
    yield layer(
        rows,
        {"type": "rect", "color": look.SHADE, "y": -over, "y2": frame.height},
        {"x": {"field": "a"} | along(reading.range, axis=years(reading.range, frame)), "x2": {"field": "b"}},
    )
    zero = {"y": {"field": "v"} | up(reading, axis=COUNTS)}
    yield layer([{"v": 0}], {"type": "rule", "color": look.DARK_GREY, "strokeWidth": 1}, zero)


def counts(reading: Reading) -> Iterator[Layer]:
    """Points with whiskers where counts are rare, else bars; periods outside both windows are paler."""
    yield from _points(reading) if reading.rare else _bars(reading)


def band(reading: Reading) -> Iterator[Layer]:
    """Rare events: averages that are no clear change. Volume crime: the averages the level now may have."""
    limits = _limits(reading)
    if limits is None:
        return
    window = reading.figure.current.window
    row = {"a": index(window.start), "b": index(window.end) + 1, "low": limits[0], "high": limits[1]}
    places = {
        "x": {"field": "a"} | along(reading.range),
        "x2": {"field": "b"},
        "y": {"field": "low"} | up(reading),
        "y2": {"field": "high"},
    }
    yield layer([row], {"type": "rect", "fill": look.BAND, "fillOpacity": 0.55} | BAND_EDGE, places)


def averages(reading: Reading) -> Iterator[Layer]:
    """A line through each window at its average, and the baseline's carried on, dotted, to the current window."""
    for part in reading.parts:
        value = reading.average(part)
        if value is not None:
            yield _level(reading, index(part.window.start), index(part.window.end) + 1, value, AVERAGE)
    now, then = reading.figure.current, reading.figure.baseline
    carried = reading.average(then)
    if carried is not None and now.value is not None:
        yield _level(reading, index(then.window.end) + 1, index(now.window.end) + 1, carried, CARRIED)


def holes(reading: Reading, frame: Frame) -> Iterator[Layer]:
    """A cross on the axis where records are missing or part supplied: a gap, never a zero."""
    rows = [span(reading, point) for point in reading.holes]
    mark = {"type": "point", "shape": look.CROSS, "size": 70, "stroke": look.DARK_GREY, "strokeWidth": 1.8}
    if rows:
        yield layer(rows, mark | {"y": frame.height - 7}, {"x": {"field": "m"} | along(reading.range)})


def _limits(reading: Reading) -> tuple[float, float] | None:
    if reading.band is None:
        return reading.reach
    low, high = reading.band
    return reading.stepped(low), ceiling(reading) if high is None else reading.stepped(high)


def _level(reading: Reading, start: int, end: int, value: float, mark: dict[str, Any]) -> Layer:
    places = {"x": {"field": "a"} | along(reading.range), "x2": {"field": "b"}, "y": {"field": "v"} | up(reading)}
    return layer([{"a": start, "b": end, "v": value}], {"type": "rule"} | mark, places)


def _bars(reading: Reading) -> Iterator[Layer]:
    places = {
        "x": {"field": "a"} | along(reading.range),
        "x2": {"field": "b"},
        "y": {"field": "v"} | up(reading),
        "y2": {"datum": 0},
    }
    for inside, fill, edge in ((False, "white", look.EDGE), (True, look.FILL, look.DARK_BLUE)):
        rows = [span(reading, point) for point in reading.whole if reading.inside(point) is inside]
        yield layer(rows, {"type": "rect", "fill": fill, "stroke": edge, "strokeWidth": 1}, places)


def _points(reading: Reading) -> Iterator[Layer]:
    for inside, colour in ((False, look.EDGE), (True, look.DARK_BLUE)):
        rows = [_limited(reading, point) for point in reading.whole if reading.inside(point) is inside]
        middle = {"field": "m"} | along(reading.range)
        whisker = {"x": middle, "y": {"field": "low"} | up(reading), "y2": {"field": "high"}}
        yield layer(rows, {"type": "rule", "strokeWidth": 1.1, "color": colour}, whisker)
        fill = colour if inside else "white"
        spot = {
            "type": "point",
            "size": 44,
            "opacity": 1,
            "fill": fill,
            "stroke": colour,
            "strokeWidth": 1.4,
        }
        yield layer(rows, spot, {"x": middle, "y": {"field": "v"} | up(reading)})


def _limited(reading: Reading, point: Point) -> dict[str, Any]:
    low, high = garwood(max(0, int(point.value or 0)))
    return span(reading, point) | {"low": low, "high": high}


def span(reading: Reading, point: Point) -> dict[str, Any]:
    """Where a period starts and ends, with a little air, its middle and its count."""
    start, gap = index(point.period), 0.1 * reading.step
    return {"a": start + gap, "b": start + reading.step - gap, "m": start + reading.step / 2, "v": point.value}
