"""One month of made-up crimes, as arrays in the order of recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.periods import Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.definition import FLAGS, Definition, Offence
from sextant.synthetic.moments import committed, recorded_days
from sextant.synthetic.near_repeats import Placed, repeat
from sextant.synthetic.territory import Territory

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
ID_BYTES = 32
NO, YES, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class Crimes:
    """N crimes. `offence` is a place among the definition's; `flags` is (N, 6) of NO, YES, UNKNOWN in FLAGS' order.

    `incident` numbers the month's incidents from 0: crimes that share one are one event. `follows` marks near repeats.
    """

    month: Month
    offence: Ints
    placed: Placed
    incident: Ints
    flags: Bytes
    ids: Bytes
    follows: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return self.offence.size

    def take(self, which: npt.NDArray[np.int64]) -> Crimes:
        return Crimes(
            self.month,
            self.offence[which],
            self.placed.take(which),
            self.incident[which],
            self.flags[which],
            self.ids[which],
            self.follows[which],
        )


def month_of_crimes(
    truth: Definition, land: Territory, counts: Ints, month: Month, seed: int, earlier: Placed
) -> tuple[Crimes, Placed]:
    """The crimes of a month, so many of each offence as `counts` says, and the firsts that next month may follow.

    `earlier` are last month's possible firsts. Order: by offence, as counted; `in_order` brings them into the order of
    recording once incidents have been planted.
    """
    chance = stream(seed, Purpose.CRIMES, month)
    offence = np.repeat(np.arange(len(truth.crimes)), counts[: len(truth.crimes)])
    placed = _placed(truth, land, chance, offence, month)
    series = _members(truth, offence, truth.raw["near_repeats"]["subgroup"])
    placed, follows, firsts = _repeated(truth, land, stream(seed, Purpose.NEAR_REPEATS, month), placed, series, earlier)
    flags = draw_flags(truth, stream(seed, Purpose.FLAGS, month), offence)
    ids = np.frombuffer(chance.bytes(ID_BYTES * offence.size), np.uint8).reshape(-1, ID_BYTES)
    crimes = Crimes(month, offence, placed, np.arange(offence.size), flags, ids, follows)
    return crimes, firsts.after(int(placed.day.max(initial=0)) - truth.raw["near_repeats"]["days"])


def in_order(crimes: Crimes) -> Crimes:
    """Sorted by day of recording; incidents are numbered anew in that order."""
    ordered = crimes.take(np.lexsort((crimes.placed.start, crimes.placed.day)))
    _, first, number = np.unique(ordered.incident, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return Crimes(
        ordered.month, ordered.offence, ordered.placed, rank[number], ordered.flags, ordered.ids, ordered.follows
    )


def draw_flags(truth: Definition, chance: np.random.Generator, offence: Ints) -> Bytes:
    """Flags by the shares of each code; left empty for the stated share of any crime."""
    drawn = np.zeros((offence.size, len(FLAGS)), np.uint8)
    for column, name in enumerate(FLAGS):
        rules = truth.raw["flags"][name]
        share = np.array([_share(rules["share"], o, 0.0) for o in truth.crimes])[offence]
        unknown = np.array([_share(rules.get("unknown_share", {}), o, rules["unknown"]) for o in truth.crimes])[offence]
        yes = chance.random(offence.size) < share
        drawn[:, column] = np.where(chance.random(offence.size) < unknown, UNKNOWN, yes.astype(np.uint8))
    return drawn


def _share(shares: dict[str, float], offence: Offence, otherwise: float) -> float:
    return shares.get(offence.code, shares.get(offence.subgroup, otherwise))


def _placed(truth: Definition, land: Territory, chance: np.random.Generator, offence: Ints, month: Month) -> Placed:
    parts = np.zeros((6, offence.size), np.int64)
    category = np.array(truth.category_of)[offence]
    for number, kind in enumerate(truth.categories):
        mine = np.flatnonzero(category == number)
        hours = truth.hours[kind.hours]
        day = recorded_days(chance, hours, month, mine.size)
        start, end = committed(chance, hours, day, kind.people)
        point = land.draw(chance, kind.pull, mine.size)
        door = land.doors[chance.integers(len(land.doors), size=mine.size)]
        parts[:, mine] = day, start, end, point, land.east[point] + door[:, 0], land.north[point] + door[:, 1]
    return Placed(*parts)


def _members(truth: Definition, offence: Ints, subgroup: str) -> Ints:
    inside = np.array([o.subgroup == subgroup for o in truth.crimes])
    return np.flatnonzero(inside[offence])


def _repeated(
    truth: Definition, land: Territory, chance: np.random.Generator, placed: Placed, series: Ints, earlier: Placed
) -> tuple[Placed, npt.NDArray[np.bool_], Placed]:
    new, marked = repeat(chance, land, truth.raw["near_repeats"], placed.take(series), earlier)
    follows = np.zeros(placed.day.size, bool)
    follows[series] = marked
    columns = []
    for name in Placed.__dataclass_fields__:
        column = getattr(placed, name)
        column[series] = getattr(new, name)
        columns.append(column)
    return Placed(*columns), follows, new.take(~marked)
