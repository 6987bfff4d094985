"""The charts that a statement asks for, ready to stand in a page or in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.measures.figures import Figure
from sextant.publishing.charts import drawing, look
from sextant.publishing.charts.look import Frame
from sextant.publishing.charts.pair import Pair, pair_spec
from sextant.publishing.charts.reading import Marked, Reading
from sextant.publishing.charts.series import series_spec
from sextant.publishing.charts.spark import spark_spec
from sextant.publishing.charts.words import finding, pair_words, series_words, title_of

Specify = Callable[[Frame], dict[str, Any]]


@dataclass(frozen=True)
class Chart:
    """One chart thrice: wide and narrow as parts of a page, and as a file that carries its own title and source."""

    title: str
    words: str
    wide: str
    narrow: str
    file: str
    marks: tuple[Marked, ...] = ()


def series_chart(figure: Figure, foot: str) -> Chart | None:
    """The chart of a figure's series, or None where it has none to draw. `foot` closes the file: source and notice."""
    reading = Reading(figure)
    if not reading.points or not reading.whole:
        return None
    title, words = title_of(figure), series_words(reading)
    return _chart(lambda frame: series_spec(reading, frame), title, words, foot, reading.marks)


def pair_chart(figure: Figure, pairs: Sequence[Pair], foot: str) -> Chart | None:
    """The chart of two-number figures, or None where no pair has a number. Its title is the first pair's finding."""
    told = [pair for pair in pairs if pair.current.value is not None or pair.baseline.value is not None]
    if not told:
        return None
    published = figure.published
    first = published if published and told[0].current is published.current else figure
    title = finding(first.verdict, first.current, first.baseline, figure.unit)
    return _chart(lambda frame: pair_spec(told, figure.unit[1], frame), title, pair_words(told, figure.unit), foot)


def spark(figure: Figure) -> str | None:
    """The small chart on the board, beside words that say the same; None where there is no series."""
    reading = Reading(figure)
    return drawing.decorative(drawing.draw(spark_spec(reading))) if reading.points and reading.whole else None


def _chart(specify: Specify, title: str, words: str, foot: str, marks: tuple[Marked, ...] = ()) -> Chart:
    wide, narrow = (drawing.draw(specify(frame)) for frame in (look.WIDE, look.NARROW))
    return Chart(
        title=title,
        words=words,
        wide=drawing.inline(wide, words),
        narrow=drawing.inline(narrow, words),
        file=drawing.titled(wide, title, words, foot),
        marks=marks,
    )
