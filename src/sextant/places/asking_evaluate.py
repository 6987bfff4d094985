"""Did it work? The design that the plan allows, its verdict, what was delivered, what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.periods import Month
from sextant.places.asking import Ask, Study, study
from sextant.places.detectable import smallest_ratio
from sextant.places.displacement import rings, shape_of
from sextant.places.evaluation_costs import Grant, pounds_per_crime
from sextant.places.evaluation_dispersion import dispersion_of_like_areas
from sextant.places.evaluation_matched import MatchedChange, matched_change
from sextant.places.evaluation_trial import TrialResult, intention_to_treat
from sextant.places.evaluation_wdd import (
    BeforeAfter,
    DisplacementDifference,
    displacement_quotient,
    no_clearer_than,
    weighted_displacement_difference,
)
from sextant.places.grid import grid_over
from sextant.places.matching import FEWEST
from sextant.places.plan_areas import PatrolArea, State
from sextant.places.trial import Arm, PlaceDay

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
RING = 100.0
DAY_KNOWN = np.timedelta64(24, "h")
ACROSS = "the map points were replaced inside these periods"
IN_AREAS = ("in the patrolled areas", "in their comparison")
NO_LOT = "the days were not assigned by lot"
START = "the first month of patrols"
MEND = "move older map points to the newer list, or take months on one side of the change"


@dataclass(frozen=True)
class Evaluation:
    """One headline result, what stands beside it, and the verdict in the house's words."""

    study: Study
    result: TrialResult | MatchedChange
    verdict: Verdict
    sentence: str
    beside: Mapping[str, Any]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason or None, "sentence": self.sentence}
        made = self.study.as_json()
        return (
            made
            | words
            | {"result": self.result.as_json()}
            | dict(self.beside)
            | {"notes": [*made["notes"], *self.notes]}
        )


def evaluate_trial(
    home: Home,
    ask: Ask,
    areas: Sequence[PatrolArea],
    place_days: Sequence[PlaceDay],
    *,
    day_starts: int = 0,
    grant: Grant | None = None,
    officer_hours: float | None = None,
    draws: int = 1_999,
    seed: int = 1,
) -> Evaluation:
    """Intention to treat on place-days assigned by lot, with the force's own crimes of known day.

    A crime that may have happened on either of two days is left out and counted. Raises Refusal where the days were
    not assigned by lot, and for records that hold months only.
    """
    if not any(each.arm is Arm.CONTROL for each in place_days):
        raise Refusal("evaluation", NO_LOT, "plan days by lot, or judge against matched areas")
    made = study(home, ask)
    if not made.used.timed.any():
        raise Refusal(
            "evaluation", "these records hold months, and the trial assigned days", "use the force's own records"
        )
    events, left = _events_by_day(made, areas, place_days, day_starts)
    result = intention_to_treat(place_days, events, draws=draws, seed=seed)
    cost = pounds_per_crime(grant or Grant(), result.verdict, result.avoided, officer_hours=officer_hours)
    notes = (f"{left:,} crimes in these areas have no certain day and are left out.",) if left else ()
    return Evaluation(made, result, result.verdict, result.sentence, {"cost": cost.as_json()}, notes)


def evaluate_areas(
    home: Home,
    ask: Ask,
    areas: Sequence[PatrolArea],
    start: str,
    *,
    ring: float = RING,
    grant: Grant | None = None,
    officer_hours: float | None = None,
    seed: int = 1,
) -> Evaluation:
    """Difference in differences: the areas beside untouched cells of their size, nearest in baseline, by month.

    `start` (YYYY-MM) is the first month of patrols; `ask` covers the months before and after. Cells that touch an area
    or its ring serve nobody as comparison. Months that are not held are left out on both sides. Beside the headline:
    the weighted displacement difference with rings and the dispersion of like areas, the displacement quotient (never
    a headline), what regression to the mean alone would do, and the smallest effect that could be seen.
    `not_comparable` across a change of the map points, unless they are moved to one list.
    """
    made = study(home, ask)
    used = [area for area in areas if area.state is not State.EXCLUDED]
    months = made.months
    split = sum(month < Month.parse(start, START) for month in months)
    if not 0 < split < len(months):
        raise Refusal(START, f"{start} leaves no month held on one side", "give one inside the window")
    shapes = [area.shape for area in used]
    series, pool, cells = _series(made, shapes, ring)
    treated = np.arange(len(used))
    result = matched_change(series, treated, split, pool=pool, where=_middles(shapes, cells), seed=seed)
    verdict, sentence = _across(made, result)
    beside = _beside(made, result, series, cells, shapes, (split, ring), pool, seed)
    cost = pounds_per_crime(grant or Grant(), verdict, result.avoided, officer_hours=officer_hours)
    notes = _notes(result, used, cells)
    return Evaluation(made, result, verdict, sentence, beside | {"cost": cost.as_json()}, notes)


def _events_by_day(
    made: Study, areas: Sequence[PatrolArea], place_days: Sequence[PlaceDay], day_starts: int
) -> tuple[dict[tuple[str, date], float], int]:
    used = [area for area in areas if area.state is not State.EXCLUDED]
    inside = shape_of([area.shape for area in used], made.used.easting, made.used.northing)
    here = made.used[inside >= 0]
    places = inside[inside >= 0]
    first, last = (moment - np.timedelta64(day_starts, "h") for moment in (here.since, here.until))
    known = ~np.isnat(first) & (first.astype("datetime64[D]") == last.astype("datetime64[D]"))
    wanted = {(each.place, each.day) for each in place_days}
    span = {each.day for each in place_days}
    found: dict[tuple[str, date], float] = {}
    for place, moment in zip(places[known].tolist(), first[known].astype("datetime64[D]").tolist(), strict=True):
        key = (used[place].key, moment)
        if key in wanted:
            found[key] = found.get(key, 0.0) + 1
    days = first[~known & ~np.isnat(first)].astype("datetime64[D]").tolist()
    return found, sum(day in span or day + timedelta(days=1) in span for day in days)


def _series(made: Study, shapes: list[Any], ring: float) -> tuple[Floats, Ints, Any]:
    """(areas then cells, months) counts; which rows may serve as comparison; the cells' outlines."""
    import shapely

    size = sqrt(float(np.median(shapely.area(shapes))))
    grid = grid_over(made.grid.bounds if hasattr(made.grid, "bounds") else _bounds(made), size)
    month = made.used.month_number
    numbers = {each.first_day.year * 12 + each.first_day.month - 1 - 1970 * 12: k for k, each in enumerate(made.months)}
    column = np.array([numbers.get(int(each), -1) for each in month])
    inside = shape_of(shapes, made.used.easting, made.used.northing)
    cell = np.where(inside >= 0, -1, grid.locate(made.used.easting, made.used.northing))
    busy = np.unique(cell[(cell >= 0) & (column >= 0)])
    row = np.where(inside >= 0, inside, len(shapes) + np.searchsorted(busy, cell))
    counted = (column >= 0) & ((inside >= 0) | (cell >= 0))
    series = np.zeros((len(shapes) + len(busy), len(made.months)))
    np.add.at(series, (row[counted], column[counted]), 1)
    outlines = shapely.polygons(grid.corners(busy))
    near = shapely.union_all(shapely.buffer(shapes, ring))
    shapely.prepare(near)
    free = ~shapely.intersects(near, outlines)
    if made.boundary:
        free &= made.boundary.holds(*grid.centres(busy))
    return series, np.flatnonzero(free) + len(shapes), outlines


def _middles(shapes: Sequence[Any], cells: Any) -> Floats:
    """(areas then cells, 2) easting and northing."""
    import shapely

    return np.asarray(shapely.get_coordinates(shapely.centroid([*shapes, *cells])), float)


def _bounds(made: Study) -> tuple[float, float, float, float]:
    placed = made.used[made.used.placed]
    return (
        float(placed.easting.min()),
        float(placed.northing.min()),
        float(placed.easting.max()),
        float(placed.northing.max()),
    )


def _across(made: Study, result: MatchedChange) -> tuple[Verdict, str]:
    if not made.eras.spanned(made.window) or made.ask.moved:
        return result.verdict, result.sentence
    verdict = Verdict(VerdictCode.NOT_COMPARABLE, ACROSS)
    return verdict, f"These periods can't be compared because {ACROSS}; {MEND}."


def _beside(
    made: Study,
    result: MatchedChange,
    series: Floats,
    cells: Any,
    shapes: list[Any],
    how: tuple[int, float],
    pool: Ints,
    seed: int,
) -> dict[str, Any]:
    split, ring = how
    phi = dispersion_of_like_areas(series, np.arange(len(shapes)), split, pool=pool, seed=seed)
    phi *= (result.spread or 1.0) ** 2  # areas that lie together vary together
    control = _controls(series[:, :split].sum(axis=1), len(shapes), pool)
    months = (split, series.shape[1] - split)
    pairs = [_before_after(series[rows].sum(axis=0), split, months) for rows in (np.arange(len(shapes)), control)]
    outlines = [cells[k - len(shapes)] for k in control]
    around = rings([*shapes, *outlines], ring)
    of_ring = shape_of(around, made.used.easting, made.used.northing)
    mine = np.arange(len(shapes))
    own = _ring_counts(made, of_ring, mine, split, months)
    theirs = _ring_counts(made, of_ring, mine + len(shapes), split, months)
    wdd = _only_of_like(weighted_displacement_difference(pairs[0], pairs[1], own, theirs, phi=phi), made, result)
    expected = result.before / months[0] * months[1]
    seen = smallest_ratio(expected, expected * FEWEST, phi=phi) if expected else None
    fall = 1 - result.expected / expected if expected else None
    return {
        "displacement_difference": wdd.as_json() | {"unit": "crimes a month", "ring_m": ring},
        "displacement_quotient": {
            "value": displacement_quotient(pairs[0], own, pairs[1]),
            "note": "shown, never headlined: unstable near a denominator of 0",
        },
        "regression_to_the_mean": {"expected_after": result.expected, "fall_expected_without_action": fall},
        "smallest_effect": replace(seen, arms=IN_AREAS).as_json() if seen else None,
    }


def _only_of_like(wdd: DisplacementDifference, made: Study, result: MatchedChange) -> DisplacementDifference:
    """Never clearer than the headline; no verdict where areas have no like, moved apart before, or points changed."""
    verdict, _ = _across(made, result)
    return no_clearer_than(wdd, verdict)


def _controls(before: Floats, areas: int, pool: Ints) -> Ints:
    """As many untouched cells, each the nearest in baseline that is still free."""
    free = list(pool.tolist())
    chosen = []
    for own in before[:areas]:
        at = int(np.argmin(np.abs(before[free] - own)))
        chosen.append(free.pop(at))
    return np.array(chosen, np.int64)


def _before_after(path: Floats, split: int, months: tuple[int, int]) -> BeforeAfter:
    return BeforeAfter(float(path[:split].sum()), float(path[split:].sum()), float(months[0]), float(months[1]))


def _ring_counts(made: Study, of_ring: Ints, which: Ints, split: int, months: tuple[int, int]) -> BeforeAfter:
    inside = made.used[np.isin(of_ring, which)]
    held = np.array([str(month) for month in made.months], dtype="datetime64[M]")
    path = (inside.month[:, None] == held[None, :]).sum(axis=0).astype(float)
    return _before_after(path, split, months)


def _notes(result: MatchedChange, used: Sequence[PatrolArea], cells: Any) -> tuple[str, ...]:
    import shapely

    sizes = np.array([area.shape.area for area in used])
    size = float(shapely.area(cells[:1])[0]) if len(cells) else 0.0
    uneven = bool(size) and bool(((sizes > 2 * size) | (sizes < size / 2)).any())
    told = (
        "The patrolled areas differ in size from each other: comparison cells have the size of the middle one."
        if uneven
        else "",
        "" if result.verdict.code is VerdictCode.NOT_COMPARABLE else "No lot was drawn: other things may have changed.",
    )
    return tuple(note for note in told if note)


def with_dosage(found: Evaluation, delivered: Mapping[str, Any]) -> Evaluation:
    """The evaluation with what was delivered beside it: an effect is not read without its dose."""
    return replace(found, beside={**found.beside, "dosage": dict(delivered)})
