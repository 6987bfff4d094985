"""A figure's series in the size of a word: bars with gaps, both windows darker, no axes."""

from __future__ import annotations

from typing import Any

from sextant.publishing.charts import look
from sextant.publishing.charts.axes import floor
from sextant.publishing.charts.layers import span
from sextant.publishing.charts.look import Frame, layer
from sextant.publishing.charts.months import along
from sextant.publishing.charts.reading import Reading

FRAME = Frame(width=130, height=38, left=0, right=0, bottom=0)


def spark_spec(reading: Reading) -> dict[str, Any]:
    """The Vega-Lite specification of the small chart on the board."""
    top = max([float(point.value or 0) for point in reading.whole] or [1.0]) or 1.0
    places = {
        "x": {"field": "a"} | along(reading.range, axis=None),
        "x2": {"field": "b"},
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"domain": [floor(reading), top], "nice": False},
            "axis": None,
        },
        "y2": {"datum": 0},
    }
    rows = [
        (inside, [span(reading, p) for p in reading.whole if reading.inside(p) is inside]) for inside in (False, True)
    ]
    parts = [
        layer(found, {"type": "rect", "fill": look.DARK_BLUE if inside else look.FILL}, places)
        for inside, found in rows
    ]
    return look.sheet(parts, FRAME, 1, 1)
