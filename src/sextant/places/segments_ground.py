"""The ground that belongs to a street segment, so that a street can be patrolled, drawn and counted as a place."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.units import Units

Ints = npt.NDArray[np.int64]
GROUND = "A street's area is the ground within {reach:g} m of it that no other street of the file is nearer to."
STEPS = 10
"""The line between two streets is drawn to a tenth of the reach."""


def ground_of(units: Units, chosen: npt.ArrayLike) -> list[Any]:
    """One polygon (EPSG:27700) a chosen segment: within the units' reach of it, and nearer to it than to any other.

    The others are all segments of the file, chosen or not, so that a crime lies on the ground of the segment that it
    is counted on, and no two grounds overlap. Found as the cells that are nearest to points along each segment, so
    that the line between two of them is right to about a tenth of the reach. Raises Refusal for a segment that lies
    under another one, which has no ground of its own.
    """
    numbers = np.asarray(chosen, dtype=np.int64)
    grounds = any_ground_of(units, numbers)
    for number, ground in zip(numbers.tolist(), grounds, strict=True):
        if not ground.area > 0:
            raise Refusal(f"street segment {units.codes[number]}", "lies under another one", "leave one of them out")
    return grounds


def any_ground_of(units: Units, numbers: Ints) -> list[Any]:
    """As `ground_of`, with an empty polygon for a segment that lies under another one."""
    import shapely

    lines = units.drawn
    buffers = shapely.buffer(lines[numbers], units.reach)
    near = np.unique(shapely.STRtree(lines).query(buffers, predicate="dwithin", distance=units.reach)[1])
    cells, owners = _nearest_cells(lines, near, units.reach / STEPS, shapely.box(*shapely.total_bounds(buffers)))
    return [
        shapely.intersection(buffer, shapely.union_all(cells[owners == number]))
        for number, buffer in zip(numbers.tolist(), buffers, strict=True)
    ]


def ground_notes(units: Units | None) -> tuple[str, ...]:
    """What the area of a place is, where the places are streets."""
    return (GROUND.format(reach=units.reach),) if units and units.kind == "street segment" else ()


def _nearest_cells(lines: npt.NDArray[Any], near: Ints, step: float, extent: Any) -> tuple[npt.NDArray[Any], Ints]:
    """Voronoi cells of points along the lines numbered `near`, and the number of the line that each belongs to.

    The points lie half a step inside the ends, so that streets that meet share the corner alike. Of points at one place
    the first line's counts, as `unit_of` has it for crimes.
    """
    import shapely

    pieces = np.maximum(np.ceil(shapely.length(lines[near]) / step).astype(np.int64), 1)
    owners = np.repeat(near, pieces)
    along = (np.arange(len(owners)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 0.5) / np.repeat(pieces, pieces)
    points = shapely.get_coordinates(shapely.line_interpolate_point(lines[owners], along, normalized=True))
    different, first = np.unique(points, axis=0, return_index=True)
    if len(different) == 1:  # alone: every place is nearest to it
        return np.array([extent], dtype=object), owners[first]
    drawn = shapely.voronoi_polygons(shapely.multipoints(different), extend_to=extent, ordered=True)
    return shapely.get_parts(drawn), owners[first]
