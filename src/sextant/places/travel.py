"""Ways between places: straight lines made longer by a factor, and a short round through them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Travel:
    """How long ways are taken to be: metres in a straight line × `factor`, at `km_an_hour`."""

    factor: float = 1.3
    km_an_hour: float = 25.0

    @property
    def note(self) -> str:
        return (
            f"Travel is reckoned as the straight line × {self.factor:g} at {self.km_an_hour:g} km/h; "
            "no road map is used, rivers and railways are not known."
        )


def minutes_between(centres: npt.ArrayLike, travel: Travel) -> Floats:
    """(n, n) minutes between n centres in metres. Raises Refusal for a factor under 1 or a speed of 0 or less."""
    if not (travel.factor >= 1 and travel.km_an_hour > 0):
        told = f"at {travel.km_an_hour:g} km/h on ways {travel.factor:g} times the straight line is no way to go"
        raise Refusal("travel", told, "give a speed over 0 and a factor of 1 or more")
    points = np.asarray(centres, dtype=float).reshape(-1, 2)
    metres = np.sqrt(((points[:, None] - points[None, :]) ** 2).sum(axis=2))
    return np.asarray(metres * travel.factor / (travel.km_an_hour * 1_000 / 60))


def short_round(minutes: Floats, start: int = 0) -> list[int]:
    """An order through all places from `start`: nearest next, then crossings undone (2-opt). Open: no way back.

    Deterministic; ties go to the first place. Source: G. A. Croes, A method for solving travelling-salesman problems
    (1958). Good to a few per cent for the dozen places of a shift, not the shortest for certain.
    """
    left = list(range(len(minutes)))
    if not left:
        return []
    order = [left.pop(start)]
    while left:
        nearest = min(left, key=lambda place: (minutes[order[-1], place], place))
        left.remove(nearest)
        order.append(nearest)
    while _uncrossed(order, minutes):
        pass
    return order


def way(order: list[int], minutes: Floats) -> float:
    """Minutes of travel along an order."""
    return float(sum(minutes[a, b] for a, b in pairwise(order)))


def _uncrossed(order: list[int], minutes: Floats) -> bool:
    """Turn one stretch round where that is shorter; False when none is. The first place stays."""
    last = len(order) - 1
    for i in range(1, last):
        for j in range(i + 1, last + 1):
            onward = minutes[order[j], order[j + 1]] if j < last else 0.0
            turned = minutes[order[i], order[j + 1]] if j < last else 0.0
            if minutes[order[i - 1], order[j]] + turned < minutes[order[i - 1], order[i]] + onward - 1e-9:
                order[i : j + 1] = order[i : j + 1][::-1]
                return True
    return False
