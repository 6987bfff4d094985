"""Who goes where: the visits of one day and window shared among teams by the minutes they take."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sextant.places.travel import short_round, way

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Route = list[int]
APART = 30
"""Minutes that lie between two visits in a row to one place, where the window has the room."""


def routes_of(
    visits: Ints, between: Floats, teams: int, dose: float, usable: float, chance: np.random.Generator
) -> tuple[list[Route], list[int]]:
    """The places of each team in their order, and the visits that no team has time for.

    `visits` (n,), `between` (n, n) whole minutes. One short round through all places, begun by lot, is cut into
    stretches that take about as many minutes each; what a team has no time for is offered to all others, places without
    a visit first.
    """
    if not visits.any():
        return [], []
    routes, waiting = _cut(_round_by_lot(visits, between, chance), visits, between, teams, dose, usable)
    left: list[int] = []
    while waiting:
        seen = [place for route in routes for place in route]
        place = min(waiting, key=lambda each: (seen.count(each), waiting.index(each)))
        waiting.remove(place)
        if not _taken_in(routes, place, between, dose, usable):
            left.append(place)
    return [route for route in routes if route], left


def minutes_of(route: Sequence[int], between: Floats, dose: float) -> float:
    """Visits and the ways between them."""
    return way(list(route), between) + dose * len(route)


def _round_by_lot(visits: Ints, between: Floats, chance: np.random.Generator) -> Route:
    places = np.flatnonzero(visits)
    start = int(chance.integers(len(places)))
    return [int(places[k]) for k in short_round(between[np.ix_(places, places)], start)]


def _cut(
    order: Route, visits: Ints, between: Floats, teams: int, dose: float, usable: float
) -> tuple[list[Route], list[int]]:
    """A stretch of the round for each team as far as it has time, and the visits for which it has none."""
    legs = [0.0] + [float(between[a, b]) for a, b in pairwise(order)]
    minutes = visits[order] * (dose + np.array(legs))
    team_of = np.minimum(((np.cumsum(minutes) - minutes / 2) * teams / minutes.sum()).astype(int), teams - 1)
    routes: list[Route] = []
    waiting: list[int] = []
    for team in range(teams):
        rounds = _rounds([place for place, of in zip(order, team_of, strict=True) if of == team], visits)
        fitting = _fitting(rounds, between, dose, usable)
        routes.append(rounds[:fitting])
        waiting += rounds[fitting:]
    return routes, waiting


def _rounds(places: Route, visits: Ints) -> Route:
    """Every place once, then those with a second visit, and so on: no return at once if it can be helped."""
    most = max((int(visits[place]) for place in places), default=0)
    return [place for turn in range(most) for place in places if visits[place] > turn]


def _fitting(rounds: Route, between: Floats, dose: float, usable: float) -> int:
    """How many of the visits, in their order, fit into the minutes."""
    if not rounds:
        return 0
    legs = [0.0] + [float(between[a, b]) for a, b in pairwise(rounds)]
    return int(np.searchsorted(np.cumsum([leg + dose for leg in legs]), usable + 1e-9, side="right"))


def _taken_in(routes: list[Route], place: int, between: Floats, dose: float, usable: float) -> bool:
    """Put a visit where it takes fewest minutes, a return at once counting as a wait; False where no team has them."""
    found: list[tuple[float, int, int]] = []
    for number, route in enumerate(routes):
        room = usable + 1e-9 - minutes_of(route, between, dose)
        for at in range(len(route) + 1):
            beside = route[max(at - 1, 0) : at + 1]
            more = dose + way([*route[max(at - 1, 0) : at], place, *route[at : at + 1]], between)
            more -= way(beside, between) if 0 < at < len(route) else 0.0
            if more <= room:
                found.append((more + APART * (place in beside), number, at))
    if not found:
        return False
    _, number, at = min(found)
    routes[number].insert(at, place)
    return True
