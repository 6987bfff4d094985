"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django.

Modules whose names end in `_kernel` import numba and are imported when they are needed, not here.
"""

from sextant.places.boundary import Areas, Boundary, as_geojson, read_areas
from sextant.places.events import Events, as_events, point_keys
from sextant.places.gi_star_null import benjamini_hochberg
from sextant.places.grid import Counted, Grid, HexGrid, SquareGrid, counted, counts_on, grid_over
from sextant.places.grid_mask import Mask, inside, whole, with_any
from sextant.places.hotcells import GiStar, gi_star
from sextant.places.projection import from_grid, to_grid
from sextant.places.reading import Held, events_of, with_harm
from sextant.places.undefined import NotDefined
from sextant.places.units_contiguity import Adjacency, adjacency_of_pairs, meeting, touching

__all__ = [
    "Adjacency",
    "Areas",
    "Boundary",
    "Counted",
    "Events",
    "GiStar",
    "Grid",
    "Held",
    "HexGrid",
    "Mask",
    "NotDefined",
    "SquareGrid",
    "adjacency_of_pairs",
    "as_events",
    "as_geojson",
    "benjamini_hochberg",
    "counted",
    "counts_on",
    "events_of",
    "from_grid",
    "gi_star",
    "grid_over",
    "inside",
    "meeting",
    "point_keys",
    "read_areas",
    "to_grid",
    "touching",
    "whole",
    "with_any",
    "with_harm",
]
