"""What a chart of a series needs to know, worked out once from the figure: range, averages, the band, the marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sextant.measures.figures import Change, Figure, Note, Point, WindowValue
from sextant.periods import Month, Window
from sextant.publishing.words import months_counted

RARE = 30  # counts a period below which points with whiskers stand for bars
MONTHS_BEFORE = 12  # of the series shown before the baseline window
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def index(month: Month) -> int:
    """Months counted from the year 0, so that a chart needs no clock and no time zone."""
    return month.year * 12 + month.month - 1


def band_of(change: Change | None) -> tuple[float, float | None] | None:
    """Counts now that would be no clear change, lowest and highest; the highest is None where there is no bound."""
    if change is None or (change.clear_at_or_below is None and change.clear_at_or_above is None):
        return None
    low = 0 if change.clear_at_or_below is None else change.clear_at_or_below + 1
    return low, None if change.clear_at_or_above is None else change.clear_at_or_above - 1


@dataclass(frozen=True)
class Marked:
    """A dated note and the letter that stands for it in the chart."""

    letter: str
    note: Note


@dataclass(frozen=True)
class Reading:
    """A figure's series as it is drawn: from a year before the baseline window to the end of the current one.

    A current window that lies before the baseline's is drawn whole.
    """

    figure: Figure

    @property
    def step(self) -> int:
        return 1 if self.figure.grain == "month" else 3

    @property
    def grain_word(self) -> str:
        return "month" if self.step == 1 else "quarter"

    @property
    def parts(self) -> tuple[WindowValue, WindowValue]:
        """Both windows, the baseline first."""
        return self.figure.baseline, self.figure.current

    def inside(self, point: Point) -> bool:
        return any(point.period in part.window for part in self.parts)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        start = min(self.figure.baseline.window.start + -MONTHS_BEFORE, self.figure.current.window.start)
        end = self.figure.current.window.end
        return tuple(point for point in self.figure.series if start <= point.period <= end)

    @property
    def range(self) -> Window:
        return Window(
            self.points[0].period, max(self.points[-1].period + (self.step - 1), self.figure.current.window.end)
        )

    @cached_property
    def whole(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.value is not None)

    @property
    def holes(self) -> Iterator[Point]:
        return (point for point in self.points if point.value is None)

    @property
    def rare(self) -> bool:
        return all((point.value or 0) < RARE for point in self.whole)

    def average(self, part: WindowValue) -> float | None:
        """The window's count spread evenly over its whole months, for one step of the series."""
        if part.value is None or not months_counted(part):
            return None
        return part.value * self.step / months_counted(part)

    @property
    def band(self) -> tuple[float, float | None] | None:
        return band_of(self.figure.change)

    def stepped(self, count: float) -> float:
        """A count of the current window as an average for one step."""
        return count * self.step / (months_counted(self.figure.current) or len(self.figure.current.window))

    @property
    def reach(self) -> tuple[float, float] | None:
        """Volume crime: the averages a step between which the underlying level now may lie, by its own interval."""
        change, usual = self.figure.change, self.average(self.figure.baseline)
        if self.band or change is None or change.low is None or change.high is None or usual is None:
            return None
        return usual * change.low, usual * change.high

    @cached_property
    def marks(self) -> tuple[Marked, ...]:
        dated = [note for note in self.figure.notes if note.start and self._shows(note)]
        return tuple(Marked(LETTERS[k], note) for k, note in enumerate(dated[: len(LETTERS)]))

    def _shows(self, note: Note) -> bool:
        start, end = note.start, note.end or note.start
        return bool(start and end and end >= self.range.start and start <= self.range.end)
