"""The control chart of a series: what is usual, and what stands out from it. A gap is never bridged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sextant.board.drawings import scales
from sextant.measures.charted import Charted
from sextant.measures.figures import Point
from sextant.periods import MONTHS_A_QUARTER, Window
from sextant.publishing.charts import look
from sextant.publishing.charts.look import Frame, Layer, layer, write
from sextant.publishing.charts.measure import Chart
from sextant.publishing.charts.months import along, years
from sextant.publishing.charts.reading import index
from sextant.publishing.words import sentence_case

OVER = look.LINE + 12
MOVED = 1 / 3  # of the periods marked: the series has no one level


def control_chart(shown: Charted, foot: str) -> Chart | None:
    """The chart with limits, centre line and marks; None where none suits the series."""
    if shown.chart.kind is None:
        return None
    title = f"{shown.figure.name}, each {shown.every}: {finding(shown)}"
    return scales.thrice(lambda frame: control_spec(shown, frame), title, shown.sentence, foot)


def finding(shown: Charted) -> str:
    """What the chart says in a few words: nothing, some places to look, or that its level has moved."""
    marked = sum(bool(flags) for flags in shown.chart.flags)
    if not marked:
        return "nothing stands out from what is usual"
    if marked > MOVED * shown.chart.points:
        return "its level has moved, so one pair of limits does not describe it"
    return f"{marked} {shown.every}{'' if marked == 1 else 's'} marked as a place to look"


def control_spec(shown: Charted, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification: points joined where neighbours are held, limits dashed, marks as diamonds."""
    entries = scales.key(list(_explained(shown)), frame)
    unit = write([f"{sentence_case(shown.figure.unit[1])}, each {shown.every}"], -frame.left, 4 - OVER)
    parts = [
        *_limits(shown, frame),
        *_joined(shown),
        *_points(shown),
        *_holes(shown, frame),
        unit,
        *look.placed(entries, scales.SAMPLES, frame, frame.height + frame.bottom + 6),
    ]
    return look.sheet(parts, frame, OVER, frame.bottom + look.height_of(entries) + 8)


def covered(shown: Charted) -> Window:
    """The months that the chart covers."""
    step = MONTHS_A_QUARTER if shown.every == "quarter" else 1
    return Window(shown.points[0].period, shown.points[-1].period + (step - 1))


def middle(shown: Charted, point: Point) -> float:
    return index(point.period) + (1.5 if shown.every == "quarter" else 0.5)


def floor(shown: Charted) -> float:
    return min([0, *(point.value for point in shown.points if point.value is not None)])


def top(shown: Charted) -> float:
    values = [point.value for point in shown.points if point.value is not None]
    return max([*values, shown.chart.upper or 0, 1]) * 1.05


def stretches(shown: Charted) -> list[list[Point]]:
    """Runs of neighbouring periods that are held."""
    runs = groupby(shown.points, lambda point: point.value is not None)
    return [list(run) for held, run in runs if held]


def _up(shown: Charted, **more: Any) -> dict[str, Any]:
    return {"type": "quantitative", "scale": {"domain": [floor(shown), top(shown)], "nice": False}} | more


def _limits(shown: Charted, frame: Frame) -> Iterator[Layer]:
    months = covered(shown)
    axis = {"tickCount": 4, "format": ",d", "grid": True, "tickMinStep": 1}
    for value, mark in (
        (shown.chart.lower, scales.LIMIT),
        (shown.chart.upper, scales.LIMIT),
        (shown.chart.centre, scales.CENTRE),
    ):
        places = {
            "x": {"field": "a"} | along(months, axis=years(months, frame)),
            "x2": {"field": "b"},
            "y": {"field": "v"} | _up(shown, axis=axis),
        }
        row = {"a": index(months.start), "b": index(months.end) + 1, "v": value}
        yield layer([row], {"type": "rule"} | mark, places)


def _joined(shown: Charted) -> Iterator[Layer]:
    for run in stretches(shown):
        rows = [{"m": middle(shown, point), "v": point.value} for point in run]
        places = {"x": {"field": "m"} | along(covered(shown)), "y": {"field": "v"} | _up(shown)}
        yield layer(rows, {"type": "line", "color": look.EDGE, "strokeWidth": 1.4}, places)


def _points(shown: Charted) -> Iterator[Layer]:
    places = {"x": {"field": "m"} | along(covered(shown)), "y": {"field": "v"} | _up(shown)}
    for flagged, mark in (
        (False, {"fill": look.DARK_BLUE, "stroke": look.DARK_BLUE, "size": 22}),
        (True, scales.FLAGGED),
    ):
        pairs = zip(shown.points, shown.chart.flags, strict=True)
        rows = [{"m": middle(shown, p), "v": p.value} for p, f in pairs if p.value is not None and bool(f) is flagged]
        if rows:
            yield layer(rows, {"type": "point", "opacity": 1} | mark, places)


def _holes(shown: Charted, frame: Frame) -> Iterator[Layer]:
    rows = [{"m": middle(shown, point)} for point in shown.points if point.value is None]
    mark = {"type": "point", "shape": look.CROSS, "size": 70, "stroke": look.DARK_GREY, "strokeWidth": 1.8}
    if rows:
        yield layer(rows, mark | {"y": frame.height - 7}, {"x": {"field": "m"} | along(covered(shown))})


def _explained(shown: Charted) -> Iterator[tuple[str, str]]:
    yield "centre", f"The mean of all {shown.every}s held"
    yield "limit", f"Limits of what is usual: {shown.chart.reason}"
    if any(shown.chart.flags):
        yield "flag", "Marked: a place to look, not a judgement"
    if any(point.value is None for point in shown.points):
        yield "hole", f"No complete records for this {shown.every}: a gap, not a zero"
