"""The funnel of a figure's change among forces: the force a diamond, others rings without names, limits as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sextant.board.beside import Beside, ratio, words
from sextant.board.drawings import scales
from sextant.evidence.funnels import FunnelPoint, Limits
from sextant.publishing.charts import look
from sextant.publishing.charts.look import Frame, Layer, layer, write
from sextant.publishing.charts.measure import Chart

SCALES = "Up: count now over count then. Across: both counts added"
HIGHEST = 4.0  # a ratio beyond which a line says no more
EDGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("low_99_8", scales.LIMIT),
    ("high_99_8", scales.LIMIT),
    ("low_95", {"color": look.EDGE, "strokeWidth": 1.4}),
    ("high_95", {"color": look.EDGE, "strokeWidth": 1.4}),
)


def funnel_chart(found: Beside, foot: str) -> Chart:
    """The chart; its title says where the force lies."""
    inside = found.own.position.value == "inside"
    where = "changed as forces of its size usually do" if inside else "lies outside the limits for its size"
    title = f"{found.figure.name}: {found.body.name} {where}"
    return scales.thrice(lambda frame: funnel_spec(found, frame), title, words(found), foot)


def funnel_spec(found: Beside, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification: along the events of both windows (log scale), up the ratio of now to then."""
    usual = "what forces usually differ by" if found.funnel.tau2 else "chance alone"
    entries = scales.key(
        [
            ("own", found.body.name),
            ("other", f"Another force; the table lists all in alphabetical order{_beyond(found)}"),
            ("centre", f"All forces together: {found.overall:.2f}"),
            ("inner", f"95% limits, allowing for {usual}"),
            ("limit", "99.8% limits"),
        ],
        frame,
    )
    told = look.wrapped(SCALES, frame.whole)
    over = look.LINE * len(told) + 12
    parts = [
        *_limits(found, frame),
        *_centre(found),
        *_forces(found),
        write(told, -frame.left, 4 - over),
        *look.placed(entries, scales.SAMPLES, frame, frame.height + frame.bottom + 6),
    ]
    return look.sheet(parts, frame, over, frame.bottom + look.height_of(entries) + 8)


def _places(found: Beside, **axes: Any) -> dict[str, Any]:
    sizes = [point.size for point in found.funnel.points]
    along = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [min(sizes) * 0.9, max(sizes) * 1.1], "nice": False},
    }
    up = {"type": "quantitative", "scale": {"domain": [0, _top(found)], "nice": False}}
    return {"x": {"field": "n"} | along | axes.get("x", {}), "y": {"field": "v"} | up | axes.get("y", {})}


def _top(found: Beside) -> float:
    """Over every force, and over the narrow end of the limits; the wide end may be cut."""
    values = [value for point in found.funnel.points if (value := ratio(point.value)) is not None]
    return min(HIGHEST, max([*values, found.overall * 1.3]) * 1.08)


def _beyond(found: Beside) -> str:
    """Said where a force lies beyond the top of the chart: it is drawn on the edge."""
    over = [point for point in found.funnel.points if (ratio(point.value) or HIGHEST + 1) > _top(found)]
    return f". On the upper edge: {_top(found):.1f} or more" if over else ""


def _limits(found: Beside, frame: Frame) -> Iterator[Layer]:
    points = sorted(found.funnel.points, key=lambda point: point.size)
    ticks = {"axis": {"tickCount": 4, "format": ",d", "grid": False, "values": _sizes(found, frame)}}
    places = _places(found, x=ticks, y={"axis": {"tickCount": 4, "format": ".1f", "grid": True}})
    for edge, mark in EDGES:
        rows = [{"n": point.size, "v": value} for point in points if (value := _edge(point, edge)) is not None]
        yield layer(rows, {"type": "line", "clip": True} | mark, places)


def _sizes(found: Beside, frame: Frame) -> list[float]:
    """Round sizes for the axis; fewer where the chart is narrow."""
    sizes = [point.size for point in found.funnel.points]
    steps = (1, 3) if frame.width > look.NARROW.width else (1,)
    return [m * 10.0**k for k in range(7) for m in steps if min(sizes) <= m * 10**k <= max(sizes)]


def _edge(point: FunnelPoint, edge: str) -> float | None:
    limits: Limits = point.adjusted or point.exact
    share: float = getattr(limits, edge)
    value = ratio(share)
    return None if value is None or value > 2 * HIGHEST else value


def _centre(found: Beside) -> Iterator[Layer]:
    places = {key: value for key, value in _places(found).items() if key == "y"}
    yield layer([{"v": found.overall}], {"type": "rule"} | scales.CENTRE, places)


def _forces(found: Beside) -> Iterator[Layer]:
    def rows(chosen: Callable[[FunnelPoint], bool]) -> list[dict[str, Any]]:
        return [
            {"n": point.size, "v": min(_top(found), HIGHEST if (value := ratio(point.value)) is None else value)}
            for point in found.funnel.points
            if chosen(point)
        ]

    own = found.body.name
    mark = {"type": "point", "opacity": 1}
    others = mark | {"fill": "white", "stroke": look.EDGE, "strokeWidth": 1.4, "size": 44}
    yield layer(rows(lambda point: point.name != own), others, _places(found))
    yield layer(
        rows(lambda point: point.name == own),
        mark | {"shape": "diamond", "fill": look.DARK_BLUE, "size": 130},
        _places(found),
    )
