"""Units other than a grid: small areas by code or outline, street segments by the nearest line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.boundary import Areas
from sextant.places.events import NOT_KNOWN, Events
from sextant.places.grid import Counted, counted
from sextant.places.units_contiguity import Adjacency, meeting, touching

Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[Any]
Kind = Literal["LSOA", "area", "street segment"]
REACH = 100.0
"""Metres from a segment within which an event is on it, unless the units say another distance."""


@dataclass(frozen=True)
class Units:
    """Places with a code each. `shapes` are outlines or lines in metres, None where only codes are known.

    reach: metres from a segment within which an event is on it. Units of unequal size are not comparable by count
    alone: say what they are beside every ranking.
    """

    kind: Kind
    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Geometries | None
    reach: float = REACH

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def cells(self) -> int:
        """How many there are, as a grid has cells."""
        return len(self.codes)

    @property
    def drawn(self) -> Geometries:
        """The outlines or lines. Raises Refusal where only codes are known."""
        if self.shapes is None:
            raise Refusal(f"{self.kind} units", "have codes and no outlines", "load their boundaries")
        return self.shapes

    def adjacency(self, contiguity: str = "queen") -> Adjacency:
        """Which units touch: areas at an edge or (queen) a corner, segments at an end. Refusal without shapes."""
        return self._queen if contiguity == "queen" else self._touching(contiguity)

    @property
    def contiguity(self) -> str:
        """What makes units neighbours, in words."""
        return "shared ends" if self.kind == "street segment" else "an edge or a corner"

    @cached_property
    def _queen(self) -> Adjacency:
        return self._touching("queen")

    def _touching(self, contiguity: str) -> Adjacency:
        return meeting(self.drawn) if self.kind == "street segment" else touching(self.drawn, contiguity=contiguity)


def lsoa_units(events: Events, areas: Areas | None = None) -> Units:
    """LSOAs of `areas` in their order, or, without outlines, those that the events name.

    police.uk of 2020 to 2022 names LSOAs of 2011.
    """
    if areas is not None:
        return Units("LSOA", areas.codes, areas.names, areas.outlines)
    return Units("LSOA", events.lsoas, events.lsoas, None)


def segment_units(lines: Geometries, codes: Sequence[str], names: Sequence[str] = (), *, reach: float = REACH) -> Units:
    """Street segments from shapely lines in metres. Raises Refusal where codes repeat or do not fit the lines."""
    if len(codes) != len(lines) or len(set(codes)) != len(codes):
        raise Refusal("street segments", "need one code each, none twice", "check the codes")
    return Units("street segment", tuple(codes), tuple(names or codes), np.asarray(lines, dtype=object), reach)


def unit_of(units: Units, events: Events, *, farthest: float | None = None) -> Ints:
    """The unit that each event is in, -1 for none: by recorded code for LSOAs, by outline for areas, else nearest line.

    A segment farther than `farthest` metres (the units' own reach without it) is none; of segments equally near the
    first counts, and so for areas.
    """
    if units.kind == "LSOA":
        return _by_code(units, events)
    if units.kind == "area":
        return _nearest(units, events, 0.0)
    return _nearest(units, events, units.reach if farthest is None else farthest)


def counts_by_unit(units: Units, events: Events, *, weighted: bool = False, farthest: float | None = None) -> Counted:
    """Events, or their weights, by unit; `outside` are those with a place and no unit."""
    return counted(unit_of(units, events, farthest=farthest), len(units), events, weighted=weighted)


def _by_code(units: Units, events: Events) -> Ints:
    at = {code: place for place, code in enumerate(units.codes)}
    of_code = np.array([*(at.get(code, NOT_KNOWN) for code in events.lsoas), NOT_KNOWN], dtype=np.int64)
    return of_code[events.lsoa]  # -1, no code, takes the last


def _nearest(units: Units, events: Events, farthest: float) -> Ints:
    """Each different place is looked up once: map points are far fewer than events."""
    import shapely

    found = np.full(len(events), NOT_KNOWN, dtype=np.int64)
    placed = np.flatnonzero(events.placed)
    where = np.column_stack([events.easting[placed], events.northing[placed]])
    different, back = np.unique(where, axis=0, return_inverse=True)
    points, tree = shapely.points(different), shapely.STRtree(units.drawn)
    if farthest > 0:
        pairs = tree.query_nearest(points, max_distance=farthest, all_matches=True)
    else:
        pairs = tree.query(points, predicate="intersects")
    order = np.lexsort((pairs[1], pairs[0]))[::-1]  # the lowest unit is written last
    unit = np.full(len(different), NOT_KNOWN, dtype=np.int64)
    unit[pairs[0][order]] = pairs[1][order]
    found[placed] = unit[back]
    return found
