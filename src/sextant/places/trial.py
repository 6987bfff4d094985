"""Place-days assigned by lot, inside blocks of one place and one week, from a seed that anybody can draw again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

A_WEEK = 7


class Arm(StrEnum):
    """What a place-day is for. `open`: no trial, patrolled as planned."""

    PATROL = "patrol"
    CONTROL = "control"
    OPEN = "open"


@dataclass(frozen=True)
class PlaceDay:
    """One place on one day, and the minutes of patrol intended there."""

    place: str
    day: date
    arm: Arm
    minutes: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {"place": self.place, "day": self.day.isoformat(), "arm": self.arm.value, "minutes": self.minutes}


@dataclass(frozen=True)
class Trial:
    """The frozen list of place-days, with what draws it again."""

    place_days: tuple[PlaceDay, ...]
    share: float
    seed: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        days = [each.as_json() for each in self.place_days]
        return {"share": self.share, "seed": self.seed, "sha256": self.sha256, "place_days": days}


def randomise_place_days(
    places: Sequence[str], start: date, days: int, *, share: float = 0.5, seed: int, minutes: float = 15.0
) -> Trial:
    """Assign each place-day to patrol or control: a fixed number of days in every block of one place and one week.

    Weeks count from `start`; a last block may be shorter. In a block of n days round(share·n) are patrolled, at least
    one and at most n − 1 (a block of one day by lot): every place is both, on different days. The hash is over seed,
    share and list. Calls are answered as usual on control days: only scheduled extra patrol is withheld.
    Raises Refusal without places or days, for a share that leaves an arm empty, and for places named twice.
    """
    _check(places, days, share)
    assigned = tuple(
        PlaceDay(place, start + timedelta(days=first + k), arm, minutes if arm is Arm.PATROL else 0.0)
        for number, place in enumerate(places)
        for week, first in enumerate(range(0, days, A_WEEK))
        for k, arm in enumerate(_block(min(A_WEEK, days - first), share, (seed, number, week)))
    )
    ordered = tuple(sorted(assigned, key=lambda each: (each.day, each.place)))
    return Trial(ordered, share, seed, digest(ordered, share, seed))


def digest(place_days: Sequence[PlaceDay], share: float, seed: int) -> str:
    """SHA-256 of the seed and the list: freezes an assignment at approval."""
    rows = [[each.place, each.day.isoformat(), each.arm.value] for each in place_days]
    text = json.dumps({"share": share, "seed": seed, "place_days": rows}, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_frozen(trial: Trial) -> bool:
    """Whether list, share and seed still give the hash; minutes may be changed, arms may not."""
    return digest(trial.place_days, trial.share, trial.seed) == trial.sha256


def with_minutes(trial: Trial, minutes: dict[tuple[str, date], float]) -> Trial:
    """The same assignment with the minutes that a plan intends on patrolled days."""
    days = tuple(
        replace(each, minutes=minutes.get((each.place, each.day), 0.0)) if each.arm is not Arm.CONTROL else each
        for each in trial.place_days
    )
    return replace(trial, place_days=days)


def blocks_of(place_days: Sequence[PlaceDay]) -> npt.NDArray[np.int64]:
    """(N,) block of each place-day: its place and its week since the first day of the list."""
    first = min(each.day for each in place_days)
    keys = [(each.place, (each.day - first).days // A_WEEK) for each in place_days]
    numbers = {key: k for k, key in enumerate(sorted(set(keys)))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)


def _block(size: int, share: float, seed: tuple[int, int, int]) -> list[Arm]:
    """Each block has a stream of its own, so that adding a place or a week leaves the others as they were."""
    chance = np.random.default_rng(seed)
    treated = min(max(int(share * size + 0.5), 1), size - 1) if size > 1 else int(chance.random() < share)
    chosen = set(chance.permutation(size)[:treated].tolist())
    return [Arm.PATROL if k in chosen else Arm.CONTROL for k in range(size)]


def _check(places: Sequence[str], days: int, share: float) -> None:
    if not places or days < 1:
        raise Refusal("trial", "has no places or no days", "give both")
    if len(set(places)) < len(places):
        raise Refusal("trial", "names a place twice", "give every place a key of its own")
    if not 0 < share < 1:
        raise Refusal("share", f"{share} leaves one arm empty", "give a share between 0 and 1, say 0.5")
