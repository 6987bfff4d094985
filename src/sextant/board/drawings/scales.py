"""What the charts of the board share: a key under the plot, one drawing thrice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sextant.publishing.charts import drawing, look
from sextant.publishing.charts.look import Frame, Layer, layer, stroke
from sextant.publishing.charts.measure import Chart

LIMIT = {"color": look.DARK_GREY, "strokeWidth": 1.2, "strokeDash": [4, 3]}
CENTRE = {"color": look.DARK_PINK, "strokeWidth": 2}


def thrice(specify: Callable[[Frame], dict[str, Any]], title: str, words: str, foot: str) -> Chart:
    """Wide and narrow for the page, and a file with its title and source."""
    wide, narrow = (drawing.draw(specify(frame)) for frame in (look.WIDE, look.NARROW))
    return Chart(
        title=title,
        words=words,
        wide=drawing.inline(wide, words),
        narrow=drawing.inline(narrow, words),
        file=drawing.titled(wide, title, words, foot),
    )


def key(entries: Sequence[tuple[str, str]], frame: Frame) -> list[tuple[str, list[str]]]:
    """The lines of a key, wrapped to the frame."""
    return [(sample, look.wrapped(text, frame.whole - look.SAMPLE_WIDTH)) for sample, text in entries]


def spot(x: float, y: float, **how: object) -> Layer:
    return layer([{}], {"type": "point", "opacity": 1, "size": 50} | how, {"x": {"value": x}, "y": {"value": y}})


def _centre(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x, y + 7, x + 24, y + 7, **CENTRE)


def _limit(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x, y + 7, x + 24, y + 7, **LIMIT)


def _point(x: float, y: float) -> Iterator[Layer]:
    yield spot(x + 12, y + 7, fill=look.DARK_BLUE, size=30)


def _flag(x: float, y: float) -> Iterator[Layer]:
    yield spot(x + 12, y + 7, **FLAGGED)


def _hole(x: float, y: float) -> Iterator[Layer]:
    yield spot(x + 12, y + 7, shape=look.CROSS, stroke=look.DARK_GREY, strokeWidth=1.8, size=70)


def _other(x: float, y: float) -> Iterator[Layer]:
    yield spot(x + 12, y + 7, fill="white", stroke=look.EDGE, strokeWidth=1.4, size=44)


def _own(x: float, y: float) -> Iterator[Layer]:
    yield spot(x + 12, y + 7, shape="diamond", fill=look.DARK_BLUE, size=110)


def _inner(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x, y + 7, x + 24, y + 7, color=look.EDGE, strokeWidth=1.4)


FLAGGED = {"shape": "diamond", "fill": "white", "stroke": look.DARK_PINK, "strokeWidth": 2, "size": 90}
SAMPLES: Mapping[str, look.Sample] = {
    "centre": _centre,
    "limit": _limit,
    "point": _point,
    "flag": _flag,
    "hole": _hole,
    "other": _other,
    "own": _own,
    "inner": _inner,
}
