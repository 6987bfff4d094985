"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django.

Modules whose names end in `_kernel` import numba and are imported when they are needed, not here.
"""

from sextant.places.boundary import Areas, Boundary, as_geojson, read_areas
from sextant.places.concentration import Concentration, concentration, lorenz
from sextant.places.crosswalk import Crosswalk, crosswalk
from sextant.places.density import Density, Dual, adaptive_density, density, dual
from sextant.places.era import Eras, eras
from sextant.places.events import Events, as_events, point_keys
from sextant.places.gi_star_null import benjamini_hochberg
from sextant.places.grid import Counted, Grid, HexGrid, SquareGrid, counted, counts_on, grid_over
from sextant.places.grid_mask import Mask, inside, whole, with_any
from sextant.places.grid_shift import Stability, origin_stability
from sextant.places.hotcells import GiStar, gi_star
from sextant.places.moran import GlobalMoran, LocalMoran, global_moran, local_moran
from sextant.places.projection import from_grid, to_grid
from sextant.places.quality import Quality, quality
from sextant.places.quality_defaults import DefaultPoint, ListedPoint, read_listed_points
from sextant.places.reading import Held, events_of, with_harm
from sextant.places.undefined import NotDefined
from sextant.places.units import Units, counts_by_unit, lsoa_units, segment_units, unit_of
from sextant.places.units_contiguity import Adjacency, adjacency_of_pairs, meeting, touching

__all__ = [
    "Adjacency",
    "Areas",
    "Boundary",
    "Concentration",
    "Counted",
    "Crosswalk",
    "DefaultPoint",
    "Density",
    "Dual",
    "Eras",
    "Events",
    "GiStar",
    "GlobalMoran",
    "Grid",
    "Held",
    "HexGrid",
    "ListedPoint",
    "LocalMoran",
    "Mask",
    "NotDefined",
    "Quality",
    "SquareGrid",
    "Stability",
    "Units",
    "adaptive_density",
    "adjacency_of_pairs",
    "as_events",
    "as_geojson",
    "benjamini_hochberg",
    "concentration",
    "counted",
    "counts_by_unit",
    "counts_on",
    "crosswalk",
    "density",
    "dual",
    "eras",
    "events_of",
    "from_grid",
    "gi_star",
    "global_moran",
    "grid_over",
    "inside",
    "local_moran",
    "lorenz",
    "lsoa_units",
    "meeting",
    "origin_stability",
    "point_keys",
    "quality",
    "read_areas",
    "read_listed_points",
    "segment_units",
    "to_grid",
    "touching",
    "unit_of",
    "whole",
    "with_any",
    "with_harm",
]
