"""The rules that draw the eye to a point of a control chart. None of them reaches across a gap."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

SEVEN = 7
WARNING = 2 / 3
Value = float | None


class Rule(StrEnum):
    """What draws the eye to a point, in the order the rules are tried."""

    OUTSIDE = "outside_limits"
    MOVING = "seven_rising_or_falling"
    NEAR_LIMIT = "two_of_three_near_limit"
    ONE_SIDE = "seven_on_one_side"


def rules_met(
    values: Sequence[Value], centre: float, reach: Sequence[float], floor: float
) -> tuple[tuple[Rule, ...], ...]:
    """For each value the rules it meets, in their order. Limits are centre ± reach, the lower one not under `floor`.

    All seven points of a run are marked; of two in three near a limit (beyond ⅔ of the reach), those near it.
    """
    flags: list[set[Rule]] = [set() for _ in values]
    for start, stretch in stretches(values):
        _flag(flags, start, stretch, centre, reach[start : start + len(stretch)], floor)
    return tuple(tuple(rule for rule in Rule if rule in found) for found in flags)


def stretches(values: Sequence[Value]) -> list[tuple[int, list[float]]]:
    """The runs of values between gaps, each with the place of its first."""
    found: list[tuple[int, list[float]]] = []
    for place, value in enumerate(values):
        if value is not None:
            if not found or found[-1][0] + len(found[-1][1]) < place:
                found.append((place, []))
            found[-1][1].append(value)
    return found


def _flag(
    flags: list[set[Rule]], start: int, values: Sequence[float], centre: float, reach: Sequence[float], floor: float
) -> None:
    """Try every rule on one unbroken stretch that begins at `start`."""
    sides = [_sign(value - centre) for value in values]
    moves = [_sign(late - early) for early, late in pairwise(values)]
    near = [abs(value - centre) > WARNING * each for value, each in zip(values, reach, strict=True)]
    for place, (value, each) in enumerate(zip(values, reach, strict=True)):
        if value > centre + each or value < max(floor, centre - each):
            flags[start + place].add(Rule.OUTSIDE)
        if _alike(moves[place : place + SEVEN - 1], SEVEN - 1):
            _add(flags, range(start + place, start + place + SEVEN), Rule.MOVING)
        if _alike(sides[place : place + SEVEN], SEVEN):
            _add(flags, range(start + place, start + place + SEVEN), Rule.ONE_SIDE)
        if _alike(sides[place : place + 3], 3) and sum(near[place : place + 3]) >= 2:
            _add(flags, [start + k for k in range(place, place + 3) if near[k]], Rule.NEAR_LIMIT)


def _alike(signs: Sequence[int], length: int) -> bool:
    return len(signs) == length and abs(sum(signs)) == length


def _add(flags: list[set[Rule]], places: Sequence[int], rule: Rule) -> None:
    for place in places:
        flags[place].add(rule)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
