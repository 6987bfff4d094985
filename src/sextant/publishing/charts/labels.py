"""What is written over the plot: each window's count and months, and a letter for each dated note."""

from __future__ import annotations

from collections.abc import Iterator

from sextant.measures.figures import WindowValue
from sextant.publishing.charts import look
from sextant.publishing.charts.look import Frame, Layer, stroke, write
from sextant.publishing.charts.reading import Reading, index
from sextant.publishing.words import completeness, short_month, shown

NOTES_LANE = look.LINE + 4
ROOM_FOR_MONTHS = 112  # pixels that "11 of 12 months to" and "September 2021" need side by side
BETWEEN_LETTERS = 14


def lane(reading: Reading, frame: Frame) -> float:
    """Height of what stands over the plot."""
    lines = max(len(_months(part, _tight(reading, frame))) for part in reading.parts)
    return (lines + 1) * look.LINE + 8 + (NOTES_LANE if reading.marks else 0)


def windows(reading: Reading, frame: Frame) -> Iterator[Layer]:
    """Each window's count in bold over its months."""
    top = -lane(reading, frame) + 3
    for part in reading.parts:
        middle = (index(part.window.start) + index(part.window.end) + 1) / 2
        months = _months(part, _tight(reading, frame))
        x = _inside(_pixels(reading, frame, middle), months, frame)
        yield write([shown(part)], x, top, align="center", fontWeight=600, fontSize=15)
        yield write(months, x, top + look.LINE + 1, align="center")


def notes(reading: Reading, frame: Frame) -> Iterator[Layer]:
    """A letter for each dated note: a bar over its months, or for a break a dashed line down the plot."""
    last = -BETWEEN_LETTERS * 1.0
    for marked in reading.marks:
        note = marked.note
        start = max(0.0, _pixels(reading, frame, index(note.start or reading.range.start)))
        end = min(frame.width * 1.0, _pixels(reading, frame, index(note.end or reading.range.end) + 1))
        if note.kind == "break":
            yield stroke(start, -4, start, frame.height, color=look.DARK_GREY, strokeWidth=1.4, strokeDash=[6, 3])
        else:
            yield stroke(start, -3, end, -3, color=look.DARK_GREY, strokeWidth=3)
        last = max(start, last + BETWEEN_LETTERS)
        yield write([marked.letter], last, -NOTES_LANE - 1, fontWeight=600)


def _months(part: WindowValue, tight: bool) -> list[str]:
    """`12 months to` over `December 2021`; `11 of 12 months to` where one is missing; in a tight place more lines."""
    whole = part.months_present == part.months_expected
    first = f"{len(part.window)} months" if whole else completeness(part)
    if not tight:
        return [f"{first} to", part.window.end.in_words]
    return [*([first] if whole else first.rsplit(" ", 1)), f"to {short_month(part.window.end)}"]


def _inside(x: float, lines: list[str], frame: Frame) -> float:
    """The middle of these lines, moved left where the longest would run over the chart's right edge."""
    half = max(len(line) for line in lines) * look.LETTER / 2
    return round(min(x, frame.width + frame.right - half), 2)


def _tight(reading: Reading, frame: Frame) -> bool:
    now, then = (index(part.window.end) for part in (reading.figure.current, reading.figure.baseline))
    return (now - then) * frame.width / len(reading.range) < ROOM_FOR_MONTHS


def _pixels(reading: Reading, frame: Frame, month: float) -> float:
    return round((month - index(reading.range.start)) * frame.width / len(reading.range), 2)
