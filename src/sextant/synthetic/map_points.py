"""The publisher's anonymous map points, as text for the lines of a file, before and after their list was replaced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sextant.periods import Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.definition import Definition
from sextant.synthetic.grid import to_degrees
from sextant.synthetic.territory import Territory

Ints = npt.NDArray[np.int64]
Texts = tuple[list[str], list[str]]
KEPT = 0.04  # of the points, in the new list as in the old
MEDIAN_MOVE, MOVE_SPREAD, LONGEST_MOVE = 15.0, 1.4, 200.0  # metres; spread of the logarithm


@dataclass(frozen=True)
class MapPoints:
    """Text `longitude,latitude,location,code,name` of each point; then the same without neighbourhood; then no place.

    So a place is a number from 0 to 2P: see `blur`. `degrees` is `latitude,longitude`, as stops have it.
    """

    replaced: Month
    before: pa.Array
    after: pa.Array
    degrees_before: pa.Array
    degrees_after: pa.Array

    def texts(self, month: Month) -> pa.Array:
        return self.before if month < self.replaced else self.after

    def degrees(self, month: Month) -> pa.Array:
        return self.degrees_before if month < self.replaced else self.degrees_after


def map_points(truth: Definition, land: Territory, seed: int) -> MapPoints:
    """Both lists of the points of this land."""
    east, north = _moved(stream(seed, Purpose.STREET), land)
    before, after = _texts(land, land.east, land.north), _texts(land, east, north)
    return MapPoints(
        Month.parse(truth.raw["faults"]["points_replaced"]),
        *(pa.array(part[0]) for part in (before, after)),
        *(pa.array(part[1]) for part in (before, after)),
    )


def blur(truth: Definition, chance: np.random.Generator, points: Ints, size: int) -> Ints:
    """Places of crimes at these points of `size`: a few lose their neighbourhood and a few their place."""
    faults, drawn = truth.raw["faults"], chance.random(points.size)
    lost = drawn < faults["no_location"]
    vague = drawn > 1 - faults["no_neighbourhood"]
    return np.where(lost, 2 * size, np.where(vague, size + points, points))


def _moved(chance: np.random.Generator, land: Territory) -> tuple[Ints, Ints]:
    size = land.east.size
    metres = np.minimum(MEDIAN_MOVE * np.exp(MOVE_SPREAD * chance.standard_normal(size)), LONGEST_MOVE)
    metres *= chance.random(size) >= KEPT
    angle = chance.uniform(0, 2 * np.pi, size)
    return (land.east + metres * np.cos(angle)).astype(np.int64), (land.north + metres * np.sin(angle)).astype(np.int64)


def _texts(land: Territory, east: Ints, north: Ints) -> Texts:
    longitude, latitude = to_degrees(east.astype(float), north.astype(float))
    places = [f"{lon:.6f},{lat:.6f}" for lon, lat in zip(longitude, latitude, strict=True)]
    known = [
        f"{place},{location},{land.codes[k]},{land.names[k]}"
        for place, location, k in zip(places, land.locations, land.neighbourhood, strict=True)
    ]
    vague = [f"{place},On or near ,," for place in places]
    return [*known, *vague, ",,No Location,,"], [
        f"{lat:.6f},{lon:.6f}" for lon, lat in zip(longitude, latitude, strict=True)
    ]
