"""The lines under a chart, each with a sample of what it explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sextant.publishing.charts import look
from sextant.publishing.charts.layers import AVERAGE, BAND_EDGE
from sextant.publishing.charts.look import Entry, Frame, Layer, layer, stroke, wrapped
from sextant.publishing.charts.reading import Reading
from sextant.publishing.words import months_counted, number


def entries(reading: Reading, frame: Frame) -> list[Entry]:
    """(sample, lines of text) for what this chart holds."""
    return [(sample, wrapped(text, frame.whole - look.SAMPLE_WIDTH)) for sample, text in _explained(reading)]


def no_clear_change(band: tuple[float, float | None], months: int) -> str:
    """`8 to 31 in 12 months`."""
    low, high = band
    counts = f"{number(low)} or more" if high is None else f"{number(low)} to {number(high)}"
    return f"{counts} in {months} months"


def level_range(reading: Reading) -> str:
    """`about 9,320 to 11,940 in 12 months`; empty where the figure has no such range."""
    if reading.reach is None:
        return ""
    months = months_counted(reading.figure.current)
    low, high = (round(average * months / reading.step) for average in reading.reach)
    return f"about {number(low)} to {number(high)} in {months} months"


def _explained(reading: Reading) -> Iterator[tuple[str, str]]:
    figure = reading.figure
    if reading.average(figure.current) is not None:
        carried = "; the baseline’s goes on as a dotted line" if reading.average(figure.baseline) is not None else ""
        yield "line", f"Average a {reading.grain_word} in each shaded window{carried}"
    if reading.band:
        counts = no_clear_change(reading.band, months_counted(figure.current))
        yield "band", f"An average inside the band would be no clear change: {counts}"
    if reading.reach:
        yield (
            "band",
            (
                f"The underlying level now, allowing for usual variation: {level_range(reading)}. "
                "No clear change where the dotted line runs through it"
            ),
        )
    if reading.rare:
        yield "point", f"Count with its 95% range: how far chance alone could move a {reading.grain_word}"
    if any(True for _ in reading.holes):
        yield "hole", f"No complete records for this {reading.grain_word}: a gap, not a zero"


def _line(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x, y + 7, x + 24, y + 7, **AVERAGE)


def _box(x: float, y: float) -> Iterator[Layer]:
    places = {"x": {"value": x + 1}, "x2": {"value": x + 24}, "y": {"value": y}, "y2": {"value": y + 14}}
    yield layer([{}], {"type": "rect", "fill": look.BAND} | BAND_EDGE, places)


def _point(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x + 12, y - 1, x + 12, y + 15, color=look.DARK_BLUE, strokeWidth=1.1)
    yield _spot(x + 12, y + 7, fill=look.DARK_BLUE, size=44)


def _across(x: float, y: float) -> Iterator[Layer]:
    yield stroke(x, y + 7, x + 24, y + 7, color=look.DARK_BLUE, strokeWidth=1.4)
    yield _spot(x + 12, y + 7, fill=look.DARK_BLUE, size=44)


def _hole(x: float, y: float) -> Iterator[Layer]:
    yield _spot(x + 12, y + 7, shape=look.CROSS, stroke=look.DARK_GREY, strokeWidth=1.8, size=70)


def _spot(x: float, y: float, **how: object) -> Layer:
    return layer([{}], {"type": "point", "opacity": 1} | how, {"x": {"value": x}, "y": {"value": y}})


SAMPLES: Mapping[str, look.Sample] = {
    "line": _line,
    "band": _box,
    "point": _point,
    "across": _across,
    "hole": _hole,
}
