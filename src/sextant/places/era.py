"""When the list of map points was replaced: found in the data themselves, and said on whatever spans it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.places.events import NO_POINT, Events

Ints = npt.NDArray[np.int64]

NEW_SHARE = 0.25
BURN_IN = 6
AFTER_A_BREAK = 3


@dataclass(frozen=True)
class MonthOfPoints:
    """How many map points a month uses, how many of them no earlier month has; whether that was judged."""

    month: Month
    points: int
    new: int
    judged: bool

    @property
    def share(self) -> float:
        return self.new / self.points


@dataclass(frozen=True)
class Eras:
    """The months in which a new list of map points begins, and what that was seen from."""

    breaks: tuple[Month, ...]
    months: tuple[MonthOfPoints, ...]

    def spanned(self, window: Window) -> tuple[Month, ...]:
        """The breaks inside a window: its points are then from two lists."""
        return tuple(month for month in self.breaks if window.start < month <= window.end)

    def warning(self, window: Window) -> str | None:
        """What a map of this window must say, or None."""
        found = self.spanned(window)
        if not found:
            return None
        when = " and ".join(month.in_words for month in found)
        return (
            f"The publisher's map points were replaced in {when}: places before and after are not the same points. "
            "Differences between places across that month are no change in crime."
        )

    def era_of(self, events: Events) -> Ints:
        """The era of each event by its month: 0 before the first break, 1 from it on, and so forth."""
        begins = np.array([str(month) for month in self.breaks], dtype="datetime64[M]")
        return np.searchsorted(begins, events.month, side="right").astype(np.int64)


def eras(
    events: Events, *, new_share: float = NEW_SHARE, burn_in: int = BURN_IN, after_a_break: int = AFTER_A_BREAK
) -> Eras:
    """Breaks in the list of map points: months of which more than `new_share` of the points were never seen before.

    Where much is new in every month (few events), the share has to lie as far above the median of the six before. The
    first `burn_in` calendar months are not judged, nor the `after_a_break` months that begin with a break: the list is
    still filling up. Give all types of crime and all months that are held. Raises Refusal where no event has one.
    """
    known = events.point != NO_POINT
    if not known.any():
        raise Refusal("map points", "no event has one", "the break is looked for in police.uk data")
    number, points, new = _new_points(events.month_number[known], events.point[known])
    breaks: list[int] = []
    months = []
    for each, used, fresh in zip(number.tolist(), points.tolist(), new.tolist(), strict=True):
        judged = each - number[0] >= burn_in and (not breaks or each - breaks[-1] >= after_a_break)
        months.append(MonthOfPoints(_month(each), used, fresh, judged))
        usual = float(np.median([past.share for past in months[-7:-1]])) if len(months) > 1 else 0.0
        if judged and fresh > (new_share + (usual if usual > new_share / 2 else 0.0)) * used:
            breaks.append(each)
    return Eras(tuple(map(_month, breaks)), tuple(months))


def _new_points(month: Ints, point: Ints) -> tuple[Ints, Ints, Ints]:
    """Months that are there, how many distinct points each uses, and how many of them are there for the first time."""
    order = np.lexsort((month, point))
    month, point = month[order], point[order]
    first_of_point = np.append(True, point[1:] != point[:-1])
    first_in_month = first_of_point | np.append(True, month[1:] != month[:-1])
    number, points = np.unique(month[first_in_month], return_counts=True)
    fresh = np.bincount(np.searchsorted(number, month[first_of_point]), minlength=len(number))
    return number, points, fresh


def _month(number: int) -> Month:
    return Month(1970, 1) + number
