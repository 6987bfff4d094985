"""The ground that crimes are counted on: cells of a grid, or units of a file; one way to ask either the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.events import Events
from sextant.places.grid import Counted, Grid, counted
from sextant.places.units import Units, unit_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Ground = Grid | Units


def place_of(ground: Ground, events: Events) -> Ints:
    """The number of the cell or unit that each event is in, -1 for none."""
    return unit_of(ground, events) if isinstance(ground, Units) else ground.locate(events.easting, events.northing)


def counts_in(ground: Ground, events: Events, *, weighted: bool = False) -> Counted:
    """Events, or their weights, by cell or unit; whatever the order of the rows, the sums are the same."""
    return counted(place_of(ground, events), ground.cells, events, weighted=weighted)


def shapes_of(ground: Ground, places: npt.ArrayLike) -> list[Any]:
    """One shapely polygon a cell, outline an area or line a segment, EPSG:27700. Refusal for units without shapes."""
    import shapely

    if isinstance(ground, Units):
        return list(ground.drawn[np.asarray(places, dtype=np.int64)])
    return [shapely.Polygon(ring) for ring in ground.corners(places)]


def middles_of(ground: Ground, places: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Eastings and northings: the centre of a cell, the centroid of an area, half way along a segment."""
    if not isinstance(ground, Units):
        return ground.centres(places)
    import shapely

    shapes = ground.drawn[np.asarray(places, dtype=np.int64)]
    along = ground.kind == "street segment"
    points = shapely.line_interpolate_point(shapes, 0.5, normalized=True) if along else shapely.centroid(shapes)
    return shapely.get_x(points), shapely.get_y(points)


def keys_of(ground: Ground, places: npt.ArrayLike) -> list[str]:
    """A unit's code; of a cell its centre, `E424100-N564300`."""
    if isinstance(ground, Units):
        return [ground.codes[k] for k in np.asarray(places).tolist()]
    east, north = ground.centres(places)
    return [f"E{x:.0f}-N{y:.0f}" for x, y in zip(east, north, strict=True)]


def names_of(ground: Ground, places: npt.ArrayLike) -> Sequence[str]:
    """What the file calls the units; cells, and units that it names nothing, are ''."""
    chosen = np.asarray(places).tolist()
    return [ground.names[k] for k in chosen] if isinstance(ground, Units) else [""] * len(chosen)


def plural_of(ground: Ground) -> str:
    """What the places are called: cells, LSOAs, street segments."""
    return f"{ground.kind}s" if isinstance(ground, Units) else "cells"
