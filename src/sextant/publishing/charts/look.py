"""How every chart looks: the Analysis Function palette, one typeface, two widths; nothing measured from text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
EDGE, FILL = "#71879D", "#AEBDCC"  # dark blue made lighter: outlines (3:1 on white) and the bars of both windows
SHADE, RULE, BAND = "#F1F3F6", "#D5DAE0", "#F9E3D6"
INK = "#14181d"
CROSS = "M-0.5,-0.5L0.5,0.5M0.5,-0.5L-0.5,0.5"
FONT = "'Source Sans 3', Arial, Helvetica, sans-serif"
TEXT = 13
LINE = 16  # height of a line of text
HEADING, HEADING_LINE = 16, 20
SAMPLE_WIDTH = 34  # room left of a line of the key for the sample that it explains
EDGE_ROOM = 10
LETTER = 6.3  # width of a usual letter at TEXT, a little too wide on purpose


@dataclass(frozen=True)
class Frame:
    """The room a chart has: plot width and height and the margins, in pixels."""

    width: int
    height: int
    left: int
    right: int = 16
    bottom: int = 22

    @property
    def whole(self) -> int:
        return self.left + self.width + self.right


WIDE = Frame(width=604, height=190, left=52, right=24)
NARROW = Frame(width=252, height=180, left=44, right=24)

Layer = dict[str, Any]
Entry = tuple[str, list[str]]  # a line of the key: the name of its sample and its text
Sample = Callable[[float, float], Iterator[Layer]]


def layer(values: Sequence[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> Layer:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def write(lines: Sequence[str], x: float, y: float, **how: Any) -> Layer:
    """Lines of text from a point in pixels of the plot; they never move anything else."""
    mark = {"type": "text", "text": list(lines), "x": x, "y": y, "baseline": "top", "align": "left", "lineHeight": LINE}
    return {"data": {"values": [{}]}, "mark": mark | how, "encoding": {}}


def stroke(x: float, y: float, x2: float, y2: float, **how: Any) -> Layer:
    """A straight line between two points in pixels of the plot."""
    places = {"x": {"value": x}, "y": {"value": y}, "x2": {"value": x2}, "y2": {"value": y2}}
    return layer([{}], {"type": "rule"} | how, places)


def wrapped(text: str, width: float, size: float = TEXT) -> list[str]:
    """The text in lines that fit `width` pixels, told from the number of letters: fonts differ between machines."""
    return textwrap.wrap(text, max(12, int(width / (LETTER * size / TEXT)))) or [""]


def placed(entries: Sequence[Entry], samples: Mapping[str, Sample], frame: Frame, y: float) -> Iterator[Layer]:
    """The key's entries one under another, from `y` pixels below the plot's top."""
    for sample, lines in entries:
        yield from samples[sample](-frame.left, y)
        yield write(lines, SAMPLE_WIDTH - frame.left, y)
        y += len(lines) * LINE + 6


def height_of(entries: Sequence[Entry]) -> float:
    return sum(len(lines) * LINE + 6 for _, lines in entries)


def sheet(layers: Sequence[Layer], frame: Frame, top: float, below: float) -> dict[str, Any]:
    """The whole specification: `top` and `below` are the pixels above and under the plot."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": frame.width,
        "height": frame.height,
        "autosize": {"type": "none"},
        "padding": {"left": frame.left, "right": frame.right, "top": top, "bottom": below},
        "background": "white",
        "layer": list(layers),
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "text": {"font": FONT, "fontSize": TEXT, "color": INK},
            "axis": {
                "labelFont": FONT,
                "labelFontSize": TEXT,
                "labelColor": INK,
                "domain": False,
                "ticks": False,
                "title": None,
                "gridColor": RULE,
                "labelPadding": 6,
                "labelOverlap": False,
                "labelBound": False,
            },
        },
    }
