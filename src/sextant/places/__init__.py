"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django.

Modules whose names end in `_kernel` import numba and are imported when they are needed, not here.
"""

from sextant.places.accuracy import Accuracy, MeanOverWindows, accuracy, over_windows
from sextant.places.boundary import Areas, Boundary, as_geojson, read_areas
from sextant.places.concentration import Concentration, concentration, lorenz
from sextant.places.crosswalk import Crosswalk, crosswalk
from sextant.places.density import Density, Dual, adaptive_density, density, dual
from sextant.places.detectable import SmallestEffect, smallest_difference, smallest_ratio
from sextant.places.displacement import counts_inside, rings
from sextant.places.dosage import Dosage, DoseOfDay, dosage
from sextant.places.dosage_indicators import Indicator, indicators, reach
from sextant.places.emerging import Emerging, EmergingCells, emerging, emerging_of
from sextant.places.era import Eras, eras
from sextant.places.evaluation_change import MatchedChange
from sextant.places.evaluation_costs import Cost, Grant, pounds_per_crime
from sextant.places.evaluation_dispersion import dispersion_of_like_areas
from sextant.places.evaluation_expected import ExpectedNext, expected_next
from sextant.places.evaluation_matched import matched_change
from sextant.places.evaluation_trial import TrialResult, intention_to_treat
from sextant.places.evaluation_wdd import (
    BeforeAfter,
    DisplacementDifference,
    displacement_quotient,
    weighted_displacement_difference,
)
from sextant.places.events import Events, as_events, point_keys
from sextant.places.forecast import BackTest, TestWindow, back_test
from sextant.places.forecast_card import Card, MovedWindow, beats_counts, card, gain_of_moving, method_to_use
from sextant.places.gi_star_null import benjamini_hochberg
from sextant.places.grid import Counted, Grid, HexGrid, SquareGrid, counted, counts_on, grid_over
from sextant.places.grid_mask import Mask, inside, whole, with_any
from sextant.places.grid_shift import Stability, origin_stability
from sextant.places.hotcells import GiStar, gi_star
from sextant.places.kernels import compile_kernels
from sextant.places.matching import Matched, match_on_baseline
from sextant.places.moran import GlobalMoran, LocalMoran, global_moran, local_moran
from sextant.places.near_repeats import NearRepeat, NearRepeats, near_repeats, near_repeats_of
from sextant.places.plan import make_plan
from sextant.places.plan_areas import Move, PatrolArea, areas_of, with_moves
from sextant.places.plan_pattern import Pattern, ShiftWindow, pattern_of
from sextant.places.plan_settings import Plan, PlanSettings
from sextant.places.plan_visits import visits_by_expected
from sextant.places.projection import from_grid, to_grid
from sextant.places.quality import Quality, quality
from sextant.places.quality_defaults import DefaultPoint, ListedPoint, read_listed_points
from sextant.places.ranking import Ranking, rank_places
from sextant.places.ranking_refused import NeverRanks, check_rankable, refused_kinds, without_refused
from sextant.places.ranking_scores import decayed, local_eb
from sextant.places.reading import Held, events_of, with_harm
from sextant.places.scan import Cluster, Scan, poisson_scan, prospective_scan, prospective_scan_of
from sextant.places.segments import read_segments
from sextant.places.shifts import Shift, Stop
from sextant.places.traces import Traces, read_traces, visits_of
from sextant.places.travel import Travel
from sextant.places.trend import Trend, Trends, mann_kendall, mann_kendall_each
from sextant.places.trial import Arm, PlaceDay, Trial, is_as_frozen, randomise_place_days
from sextant.places.undefined import NotDefined
from sextant.places.units import Units, counts_by_unit, lsoa_units, segment_units, unit_of
from sextant.places.units_contiguity import Adjacency, adjacency_of_pairs, meeting, touching
from sextant.places.visits import Visit, read_visits

__all__ = [
    "Accuracy",
    "Adjacency",
    "Areas",
    "Arm",
    "BackTest",
    "BeforeAfter",
    "Boundary",
    "Card",
    "Cluster",
    "Concentration",
    "Cost",
    "Counted",
    "Crosswalk",
    "DefaultPoint",
    "Density",
    "DisplacementDifference",
    "Dosage",
    "DoseOfDay",
    "Dual",
    "Emerging",
    "EmergingCells",
    "Eras",
    "Events",
    "ExpectedNext",
    "GiStar",
    "GlobalMoran",
    "Grant",
    "Grid",
    "Held",
    "HexGrid",
    "Indicator",
    "ListedPoint",
    "LocalMoran",
    "Mask",
    "Matched",
    "MatchedChange",
    "MeanOverWindows",
    "Move",
    "MovedWindow",
    "NearRepeat",
    "NearRepeats",
    "NeverRanks",
    "NotDefined",
    "PatrolArea",
    "Pattern",
    "PlaceDay",
    "Plan",
    "PlanSettings",
    "Quality",
    "Ranking",
    "Scan",
    "Shift",
    "ShiftWindow",
    "SmallestEffect",
    "SquareGrid",
    "Stability",
    "Stop",
    "TestWindow",
    "Traces",
    "Travel",
    "Trend",
    "Trends",
    "Trial",
    "TrialResult",
    "Units",
    "Visit",
    "accuracy",
    "adaptive_density",
    "adjacency_of_pairs",
    "areas_of",
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
    "counts_inside",
    "counts_on",
    "crosswalk",
    "decayed",
    "density",
    "dispersion_of_like_areas",
    "displacement_quotient",
    "dosage",
    "dual",
    "emerging",
    "emerging_of",
    "eras",
    "events_of",
    "expected_next",
    "from_grid",
    "gain_of_moving",
    "gi_star",
    "global_moran",
    "grid_over",
    "indicators",
    "inside",
    "intention_to_treat",
    "is_as_frozen",
    "local_eb",
    "local_moran",
    "lorenz",
    "lsoa_units",
    "make_plan",
    "mann_kendall",
    "mann_kendall_each",
    "match_on_baseline",
    "matched_change",
    "meeting",
    "method_to_use",
    "near_repeats",
    "near_repeats_of",
    "origin_stability",
    "over_windows",
    "pattern_of",
    "point_keys",
    "poisson_scan",
    "pounds_per_crime",
    "prospective_scan",
    "prospective_scan_of",
    "quality",
    "randomise_place_days",
    "rank_places",
    "reach",
    "read_areas",
    "read_listed_points",
    "read_segments",
    "read_traces",
    "read_visits",
    "refused_kinds",
    "rings",
    "segment_units",
    "smallest_difference",
    "smallest_ratio",
    "to_grid",
    "touching",
    "unit_of",
    "visits_by_expected",
    "visits_of",
    "weighted_displacement_difference",
    "whole",
    "with_any",
    "with_harm",
    "with_moves",
    "without_refused",
]
