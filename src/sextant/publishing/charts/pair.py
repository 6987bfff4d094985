"""The chart of figures that are two numbers and no series: points with whiskers, the baseline's band behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.evidence.intervals import garwood
from sextant.measures.figures import Change, WindowValue
from sextant.publishing.charts import look
from sextant.publishing.charts.key import SAMPLES, no_clear_change
from sextant.publishing.charts.layers import BAND_EDGE
from sextant.publishing.charts.look import Frame, Layer, layer, wrapped, write
from sextant.publishing.charts.reading import band_of
from sextant.publishing.words import months_counted, sentence_case, shown

ROW = 44  # pixels a window takes: its words over its point
NAME_ROOM = 16  # over a name
SCALE_LINE = 26


@dataclass(frozen=True)
class Pair:
    """Both windows as one source gives them. `name` says whose numbers they are; empty where there is one source."""

    name: str
    current: WindowValue
    baseline: WindowValue
    change: Change | None


def pair_spec(pairs: Sequence[Pair], unit: str, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification; counts run along, from zero, each with its 95 % Garwood limits."""
    across = frame.whole - 2 * look.EDGE_ROOM
    frame = Frame(across, _height(pairs, across), look.EDGE_ROOM, look.EDGE_ROOM, SCALE_LINE)
    entries = [(sample, wrapped(text, frame.whole - look.SAMPLE_WIDTH)) for sample, text in _explained(pairs)]
    parts = [
        *_ground(pairs),
        *_rows(pairs, across),
        write([sentence_case(unit)], -frame.left, -look.LINE - 7),
        *look.placed(entries, SAMPLES, frame, frame.height + frame.bottom + 6),
    ]
    return look.sheet(parts, frame, look.LINE + 12, frame.bottom + look.height_of(entries) + 8)


def _height(pairs: Sequence[Pair], across: int) -> int:
    return sum(2 * ROW + _name_height(pair, across) for pair in pairs) + 6


def _name_height(pair: Pair, across: int) -> int:
    return NAME_ROOM + look.LINE * len(_name_lines(pair, across)) if pair.name else 0


def _name_lines(pair: Pair, across: int) -> list[str]:
    return wrapped(pair.name, across - 12, look.TEXT + 1)


def _along(pairs: Sequence[Pair], **more: Any) -> dict[str, Any]:
    return {"type": "quantitative", "scale": {"domain": [0, _ceiling(pairs)], "nice": False}} | more


def _ceiling(pairs: Sequence[Pair]) -> float:
    parts = [part for pair in pairs for part in (pair.current, pair.baseline) if part.value is not None]
    tops = [garwood(int(part.value or 0))[1] for part in parts]
    tops += [band[1] for pair in pairs if (band := band_of(pair.change)) and band[1] is not None]
    return max([*tops, 1.0]) * 1.05


def _ground(pairs: Sequence[Pair]) -> Iterator[Layer]:
    axis = {"tickCount": 4, "tickMinStep": 1, "format": ",d", "grid": True}
    rule = {"type": "rule", "color": look.DARK_GREY}
    yield layer([{"v": 0}], rule, {"x": {"field": "v"} | _along(pairs, axis=axis)})


def _rows(pairs: Sequence[Pair], across: int) -> Iterator[Layer]:
    y = 0.0
    for pair in pairs:
        if pair.name:
            yield write(_name_lines(pair, across), 6, y + 10, fontWeight=600)
            y += _name_height(pair, across)
        yield from _band(pairs, pair, y)
        for part, fill in ((pair.baseline, "white"), (pair.current, look.DARK_BLUE)):
            yield write([f"{shown(part)} in the {part.window.in_words}"], 6, y + 3)
            yield from _point(pairs, part, fill, y + 32)
            y += ROW


def _band(pairs: Sequence[Pair], pair: Pair, y: float) -> Iterator[Layer]:
    """Behind the current window's row: where its count would be no clear change from the baseline."""
    band = band_of(pair.change)
    if band:
        row = {"a": band[0], "b": _ceiling(pairs) if band[1] is None else band[1]}
        mark = {
            "type": "rect",
            "fill": look.BAND,
            "fillOpacity": 0.55,
            "y": y + ROW + 22,
            "y2": y + 2 * ROW - 2,
        } | BAND_EDGE
        yield layer([row], mark, {"x": {"field": "a"} | _along(pairs), "x2": {"field": "b"}})


def _point(pairs: Sequence[Pair], part: WindowValue, fill: str, y: float) -> Iterator[Layer]:
    if part.value is None:
        return
    low, high = garwood(int(part.value))
    row = {"v": part.value, "low": low, "high": high}
    whisker = {"type": "rule", "color": look.DARK_BLUE, "strokeWidth": 1.4, "y": y}
    yield layer([row], whisker, {"x": {"field": "low"} | _along(pairs), "x2": {"field": "high"}})
    spot = {
        "type": "point",
        "size": 64,
        "opacity": 1,
        "fill": fill,
        "stroke": look.DARK_BLUE,
        "strokeWidth": 1.6,
        "y": y,
    }
    yield layer([row], spot, {"x": {"field": "v"} | _along(pairs)})


def _explained(pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    yield "across", "Count with its 95% range: how far chance alone could move it"
    windows = {pair.current: months_counted(pair.current) or len(pair.current.window) for pair in pairs}
    bands = {no_clear_change(band, windows[pair.current]) for pair in pairs if (band := band_of(pair.change))}
    if len(bands) == 1:
        yield "band", f"A count inside the band would be no clear change: {bands.pop()}"
    elif bands:
        yield "band", "A count inside its band would be no clear change"
