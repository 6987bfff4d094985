"""Circles on units, growing by distance; units equally far away enter together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Array = npt.NDArray[Any]
EQUALLY_FAR = 1e-9
"""Squared distances that differ by less than this share are one distance: rounding must not split a ring."""
MOST_MEMBERS = 150_000_000


@dataclass(frozen=True)
class Zones:
    """Circles on each of n units.

    members: int32, units by centre, nearest first; centre c's begin at centres[c] (int64[n + 1]). Zone z of centre c,
    zones[c] <= z < zones[c + 1] (int64[n + 1]), holds its members up to and without ends[z] (int64[zones]).
    radii: float64[zones], metres.
    """

    members: Array
    centres: Array
    zones: Array
    ends: Array
    radii: Array

    def __len__(self) -> int:
        return len(self.ends)

    def centre_of(self, zone: int) -> int:
        return int(np.searchsorted(self.zones, zone, "right")) - 1

    def units_of(self, zone: int) -> Array:
        """The units of a zone, nearest to its centre first."""
        return self.members[self.centres[self.centre_of(zone)] : self.ends[zone]]

    @property
    def as_arrays(self) -> tuple[Array, Array, Array, Array]:
        return self.members, self.centres, self.zones, self.ends


def circles(easting: Array, northing: Array, sizes: Array, largest: float, radius: float | None) -> Zones:
    """Circles on each unit that hold at most `largest` of the `sizes` (population, or cases) and reach `radius` metres.

    A ring of units equally far away enters whole or not at all. Each unit alone is a circle too, of radius 0, together
    with all units at the same place, unless it is too large by itself. Raises Refusal for a radius below 0 and for
    circles that would fill the memory.
    """
    if radius is not None and not radius >= 0:
        raise Refusal("radius", f"{radius:g} metres is no largest circle", "give 0 or more, say 2000")
    made: list[tuple[Array, Array, Array]] = []
    members = 0
    for centre in range(len(easting)):
        made.append(_of_centre(centre, easting, northing, sizes, largest, radius))
        members += len(made[-1][0])
        if members > MOST_MEMBERS:
            raise Refusal("scan", "has circles too large to hold in memory", "give a shorter largest radius")
    counts, zones = (np.array([0] + [len(each[part]) for each in made]).cumsum() for part in (0, 1))
    ends = np.concatenate([each[1] + start for each, start in zip(made, counts[:-1], strict=True)])
    return Zones(
        np.concatenate([each[0] for each in made]), counts, zones, ends, np.concatenate([each[2] for each in made])
    )


def _of_centre(
    centre: int, easting: Array, northing: Array, sizes: Array, largest: float, radius: float | None
) -> tuple[Array, Array, Array]:
    """Members of one centre's circles, where each circle ends among them, and its radius."""
    squared = (easting - easting[centre]) ** 2 + (northing - northing[centre]) ** 2
    within = np.flatnonzero(squared <= (np.inf if radius is None else radius**2 * (1 + EQUALLY_FAR)))
    within = within[np.lexsort((within, squared[within]))]
    far = squared[within]
    last_of_ring = np.append(far[1:] > far[:-1] * (1 + EQUALLY_FAR), True)
    ends = np.flatnonzero(last_of_ring) + 1
    ends = ends[np.cumsum(sizes[within])[ends - 1] <= largest * (1 + EQUALLY_FAR)]
    kept = within[: ends[-1] if len(ends) else 0].astype(np.int32)
    return kept, ends.astype(np.int64), np.sqrt(far[ends - 1])
