"""Counts by offence code to a score, with what stood in, what had no weight and what was negative."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sextant.severity.weights import Weight, Weights


@dataclass(frozen=True)
class Weighed:
    """Offences of one code and what they weigh together. A negative count (crimes transferred away) weighs negative."""

    code: str
    count: int
    weight: Weight

    @property
    def points(self) -> float:
        return self.count * self.weight.value


@dataclass(frozen=True)
class Lacking:
    """Offences of a code without weight. They are in the count of offences and not in the score."""

    code: str
    count: int
    why: str


@dataclass(frozen=True)
class Score:
    """The weighted sum of a period. Each code stands in exactly one of `weighed` and `lacking`."""

    weighed: tuple[Weighed, ...]
    lacking: tuple[Lacking, ...]

    @property
    def points(self) -> float:
        """Σ weight × count, in the unit of the weights, not divided by anything."""
        return math.fsum(each.points for each in self.weighed)

    @property
    def offences(self) -> int:
        return sum(each.count for each in self.weighed) + self.without_weight

    @property
    def without_weight(self) -> int:
        return sum(each.count for each in self.lacking)

    @property
    def substitutions(self) -> tuple[Weighed, ...]:
        """The codes for which another one's weight stood in."""
        return tuple(each for each in self.weighed if each.weight.stands_in)

    @property
    def medians(self) -> tuple[Weighed, ...]:
        """The codes whose weight is a median of rows that differ."""
        return tuple(each for each in self.weighed if each.weight.low != each.weight.high)

    def per_head(self, residents: int) -> float:
        """Score as ONS (2016) defines it: Σ weight × count ÷ residents."""
        return self.points / residents


def score(counts: Mapping[str, int], weights: Weights) -> Score:
    """Weigh offences counted by code. A code with count 0 says nothing and is left out, whether it has a weight or not.

    Source: ONS (2016), Research outputs: developing a Crime Severity Score for England and Wales.
    """
    found = [(code, counts[code], weights.of(code)) for code in sorted(counts) if counts[code]]
    return Score(
        tuple(Weighed(code, count, weight) for code, count, weight in found if weight),
        tuple(Lacking(code, count, weights.why_without(code)) for code, count, weight in found if not weight),
    )
