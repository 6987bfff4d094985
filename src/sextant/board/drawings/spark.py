"""A series in the size of a word, with the limits of what is usual as a band: the small chart of the board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sextant.board.drawings.control import MOVED, covered, floor, middle, stretches, top
from sextant.measures.charted import Charted
from sextant.publishing.charts import drawing, look
from sextant.publishing.charts.look import Frame, Layer, layer
from sextant.publishing.charts.months import along
from sextant.publishing.charts.reading import index

FRAME = Frame(width=170, height=56, left=2, right=2, bottom=2)
SPOTS = 6.0  # of the last point


def spark(shown: Charted) -> str | None:
    """The drawing, for eyes only: the words stand beside it. None where nothing is held."""
    if not any(point.value is not None for point in shown.points):
        return None
    return drawing.decorative(drawing.draw(spark_spec(shown)))


def spark_spec(shown: Charted) -> dict[str, Any]:
    """The Vega-Lite specification: a band between the limits, a thin line with its gaps, marks, the last point."""
    return look.sheet([*_band(shown), *_lines(shown), *_marks(shown)], FRAME, 2, 2)


def _places(shown: Charted) -> dict[str, Any]:
    up = {"type": "quantitative", "scale": {"domain": [floor(shown), top(shown)], "nice": False}, "axis": None}
    return {"x": {"field": "m"} | along(covered(shown), axis=None), "y": {"field": "v"} | up}


def _band(shown: Charted) -> Iterator[Layer]:
    months = covered(shown)
    places = _places(shown)
    if shown.chart.kind is not None:
        row = {"m": index(months.start), "b": index(months.end) + 1, "v": shown.chart.lower, "high": shown.chart.upper}
        span = places | {"x2": {"field": "b"}, "y2": {"field": "high"}}
        yield layer([row], {"type": "rect", "fill": "#E6EAEF"}, span)


def _lines(shown: Charted) -> Iterator[Layer]:
    for run in stretches(shown):
        rows = [{"m": middle(shown, point), "v": point.value} for point in run]
        yield layer(rows, {"type": "line", "color": look.DARK_BLUE, "strokeWidth": 1.3}, _places(shown))


def _marks(shown: Charted) -> Iterator[Layer]:
    pairs = list(zip(shown.points, shown.chart.flags, strict=True))
    marked = [{"m": middle(shown, p), "v": p.value} for p, flags in pairs if flags and p.value is not None]
    if 0 < len(marked) <= MOVED * shown.chart.points:  # more of them say only that the level has moved, as the words do
        mark = {
            "type": "point",
            "opacity": 1,
            "shape": "diamond",
            "size": 18,
            "fill": "white",
            "stroke": look.DARK_PINK,
        }
        yield layer(marked, mark, _places(shown))
    last = [point for point in shown.points if point.value is not None][-1:]
    rows = [{"m": middle(shown, point), "v": point.value} for point in last]
    yield layer(
        rows,
        {"type": "point", "opacity": 1, "size": 26, "fill": look.DARK_BLUE, "stroke": look.DARK_BLUE},
        _places(shown),
    )
