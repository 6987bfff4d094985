"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django.

Modules whose names end in `_kernel` import numba and are imported when they are needed, not here.
"""

from sextant.places.accuracy import Accuracy, MeanOverWindows, accuracy, over_windows
from sextant.places.boundary import Areas, Boundary, as_geojson, read_areas
from sextant.places.concentration import Concentration, concentration, lorenz
from sextant.places.crosswalk import Crosswalk, crosswalk
from sextant.places.density import Density, Dual, adaptive_density, density, dual
from sextant.places.emerging import Emerging, EmergingCells, emerging, emerging_of
from sextant.places.era import Eras, eras
from sextant.places.events import Events, as_events, point_keys
from sextant.places.forecast import BackTest, TestWindow, back_test
from sextant.places.forecast_card import Card, MovedWindow, beats_counts, card, gain_of_moving, method_to_use
from sextant.places.gi_star_null import benjamini_hochberg
from sextant.places.grid import Counted, Grid, HexGrid, SquareGrid, counted, counts_on, grid_over
from sextant.places.grid_mask import Mask, inside, whole, with_any
from sextant.places.grid_shift import Stability, origin_stability
from sextant.places.hotcells import GiStar, gi_star
from sextant.places.kernels import compile_kernels
from sextant.places.moran import GlobalMoran, LocalMoran, global_moran, local_moran
from sextant.places.near_repeats import NearRepeat, NearRepeats, near_repeats, near_repeats_of
from sextant.places.projection import from_grid, to_grid
from sextant.places.quality import Quality, quality
from sextant.places.quality_defaults import DefaultPoint, ListedPoint, read_listed_points
from sextant.places.ranking import Ranking, rank_places
from sextant.places.ranking_refused import NeverRanks, check_rankable, refused_kinds, without_refused
from sextant.places.ranking_scores import decayed, local_eb
from sextant.places.reading import Held, events_of, with_harm
from sextant.places.scan import Cluster, Scan, poisson_scan, prospective_scan, prospective_scan_of
from sextant.places.trend import Trend, Trends, mann_kendall, mann_kendall_each
from sextant.places.undefined import NotDefined
from sextant.places.units import Units, counts_by_unit, lsoa_units, segment_units, unit_of
from sextant.places.units_contiguity import Adjacency, adjacency_of_pairs, meeting, touching

__all__ = [
    "Accuracy",
    "Adjacency",
    "Areas",
    "BackTest",
    "Boundary",
    "Card",
    "Cluster",
    "Concentration",
    "Counted",
    "Crosswalk",
    "DefaultPoint",
    "Density",
    "Dual",
    "Emerging",
    "EmergingCells",
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
    "MeanOverWindows",
    "MovedWindow",
    "NearRepeat",
    "NearRepeats",
    "NeverRanks",
    "NotDefined",
    "Quality",
    "Ranking",
    "Scan",
    "SquareGrid",
    "Stability",
    "TestWindow",
    "Trend",
    "Trends",
    "Units",
    "accuracy",
    "adaptive_density",
    "adjacency_of_pairs",
    "as_events",
    "as_geojson",
    "back_test",
    "beats_counts",
    "benjamini_hochberg",
    "card",
    "check_rankable",
    "compile_kernels",
    "concentration",
    "counted",
    "counts_by_unit",
    "counts_on",
    "crosswalk",
    "decayed",
    "density",
    "dual",
    "emerging",
    "emerging_of",
    "eras",
    "events_of",
    "from_grid",
    "gain_of_moving",
    "gi_star",
    "global_moran",
    "grid_over",
    "inside",
    "local_eb",
    "local_moran",
    "lorenz",
    "lsoa_units",
    "mann_kendall",
    "mann_kendall_each",
    "meeting",
    "method_to_use",
    "near_repeats",
    "near_repeats_of",
    "origin_stability",
    "over_windows",
    "point_keys",
    "poisson_scan",
    "prospective_scan",
    "prospective_scan_of",
    "quality",
    "rank_places",
    "read_areas",
    "read_listed_points",
    "refused_kinds",
    "segment_units",
    "to_grid",
    "touching",
    "unit_of",
    "whole",
    "with_any",
    "with_harm",
    "without_refused",
]
