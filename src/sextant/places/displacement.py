"""Rings round treated areas: where crime might move to, or the benefit spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal

Ints = npt.NDArray[np.int64]
QUADRANT = 16


def rings(shapes: Sequence[Any], width: float, *, apart_from: Sequence[Any] = ()) -> list[Any]:
    """Each area's ring: what lies within `width` metres of it, in no area and in no earlier ring.

    `shapes` are shapely polygons in metres (British National Grid); `apart_from` further areas that no ring may enter,
    say the control areas. A point lies in one ring at most: between two areas the one first in the list has it.
    Raises Refusal for a width of 0 or less.
    """
    import shapely

    if not width > 0:
        raise Refusal("ring", f"{width} metres is no width", "give more than 0, say 100")
    taken = shapely.union_all([*shapes, *apart_from])
    found = []
    for shape in shapes:
        ring = shapely.difference(shapely.buffer(shape, width, quad_segs=QUADRANT), taken)
        found.append(ring)
        taken = shapely.union(taken, ring)
    return found


def counts_inside(shapes: Sequence[Any], east: npt.ArrayLike, north: npt.ArrayLike) -> Ints:
    """(S,) how many points lie inside each shape or on its edge; points without a place (NaN) lie nowhere."""
    return np.bincount(shape_of(shapes, east, north) + 1, minlength=len(shapes) + 1)[1:].astype(np.int64)


def shape_of(shapes: Sequence[Any], east: npt.ArrayLike, north: npt.ArrayLike) -> Ints:
    """(N,) the first shape that each point lies in or on, -1 where none."""
    import shapely

    x, y = np.asarray(east, float), np.asarray(north, float)
    found = np.full(len(x), -1, np.int64)
    placed = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(shapes) or not len(placed):
        return found
    points = shapely.points(x[placed], y[placed])
    which, shape = shapely.STRtree(points).query(list(shapes), predicate="intersects")[::-1]
    order = np.lexsort((shape, which))
    first = order[np.unique(which[order], return_index=True)[1]]
    found[placed[which[first]]] = shape[first]
    return found
