"""How a current period is set beside its own past: which earlier periods are the reference, and the rules' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sextant.errors import Refusal

LEAST_HERE = 3
"""Reference periods at the same time of year without which nothing is judged."""
LEAST_SPARE = 3
"""Reference periods over and above the parameters, without which nothing is judged."""


class State(IntEnum):
    """What became of one period of one series."""

    JUDGED = 0
    MISSING = 1
    """The period itself is not there."""
    TOO_LITTLE_HISTORY = 2
    NONE_BEFORE = 3
    """No case at this time of year in the whole reference, so that no limit can be drawn."""


@dataclass(frozen=True)
class Settings:
    """The numbers of the method; the defaults are for months."""

    periods_a_year: int = 12
    years: int = 4
    """Years looked back on."""
    half_window: int = 1
    """Periods on either side of the same time of year that stand for it."""
    season_levels: int = 4
    """Levels of the season: 1 for the same time of year and the rest for what lies between; 1 uses the former only."""
    skip: int = 3
    """Most recent periods left out, lest a rise under way becomes its own yardstick."""
    alpha: float = 0.005
    outlier: float = 2.58
    """Reference periods with a larger Anscombe residual are weighted down."""
    enough_cases: int = 5
    enough_periods: int = 4
    trend_years: int = 3
    """A trend is kept only with this many years of reference."""

    def __post_init__(self) -> None:
        between = self.periods_a_year - 2 * self.half_window - 1
        if self.years < 1 or self.half_window < 0 or self.skip < 0 or not 0 < self.alpha < 0.5:
            raise Refusal("alert settings", "can't be met", "give at least a year, no negative number, alpha under 0.5")
        if not 1 <= self.season_levels <= between + 1:
            raise Refusal("season_levels", f"'{self.season_levels}' does not fit into a year", f"1 to {between + 1}")


@dataclass(frozen=True)
class Point:
    """One reference period: its place in the series, its level of the season (0: the same time of year), its year."""

    level: int
    place: int
    year: int


def reference(now: int, settings: Settings) -> list[Point]:
    """The reference periods of place `now` that lie in the series, ordered by level, then by place.

    Source: A. Noufaily and others, An improved algorithm for outbreak detection (2013), 3; the season's levels share
    the periods between two windows out as evenly as they go, the longer ones first.
    """
    first = now - settings.years * settings.periods_a_year - settings.half_window
    places = range(max(0, first), now - settings.skip)
    points = [Point(*_level(now, place, settings)) for place in places]
    return sorted((p for p in points if p.level < settings.season_levels), key=lambda p: (p.level, p.place))


def _level(now: int, place: int, settings: Settings) -> tuple[int, int, int]:
    """Level, place and year of a place. Without further levels, what lies between gets one that is not used."""
    since = now - place + settings.half_window
    year, after = divmod(since, settings.periods_a_year)
    width = 2 * settings.half_window + 1
    if after < width:
        return 0, place, year
    between = settings.periods_a_year - width
    step = between - 1 - (after - width)  # counted from the older window on
    return (1 + _block(step, between, settings.season_levels - 1)), place, year


def _block(step: int, between: int, blocks: int) -> int:
    if blocks == 0:
        return 0
    length, longer = divmod(between, blocks)
    if step < longer * (length + 1):
        return step // (length + 1)
    return longer + (step - longer * (length + 1)) // length
