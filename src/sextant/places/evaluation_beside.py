"""What stands beside the headline of matched areas: displacement, regression to the mean, the smallest effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.asking import Study
from sextant.places.detectable import SmallestEffect, smallest_ratio
from sextant.places.displacement import rings, shape_of
from sextant.places.evaluation_change import MatchedChange
from sextant.places.evaluation_dispersion import dispersion_of_like_areas
from sextant.places.evaluation_ground import Compared
from sextant.places.evaluation_wdd import (
    BeforeAfter,
    displacement_quotient,
    no_clearer_than,
    weighted_displacement_difference,
)
from sextant.places.matching import FEWEST, Floats, Ints

IN_AREAS = ("in the patrolled areas", "in their comparison")


def beside(made: Study, ground: Compared, result: MatchedChange, headline: Verdict, seed: int) -> dict[str, Any]:
    """By name as the JSON has it. The displacement difference is never clearer than the headline."""
    control = _controls(ground.series[:, : ground.split].sum(axis=1), len(ground.shapes), ground.pool)
    treated, untouched = (_before_after(ground.series[rows].sum(axis=0), ground) for rows in (ground.treated, control))
    own, theirs = _in_rings(made, ground, control)
    phi = _dispersion(ground, result, seed)
    found = weighted_displacement_difference(treated, untouched, own, theirs, phi=phi, unit="month")
    expected = _expected(result, ground)
    seen, fall = _seen(expected, phi), 1 - result.expected / expected if expected else None
    quick = no_clearer_than(found, headline).as_json()
    if quick["verdict"] != VerdictCode.NOT_COMPARABLE:
        quick["sentence"] += of_all_areas(len(result.matched.treated), len(result.matched.without))
    return {
        "displacement_difference": quick | {"unit": "crimes a month", "ring_m": ground.ring},
        "displacement_quotient": {
            "value": displacement_quotient(treated, own, untouched),
            "note": "shown, never headlined: unstable near a denominator of 0",
        },
        "regression_to_the_mean": {"expected_after": result.expected, "fall_expected_without_action": fall},
        "smallest_effect": seen.as_json() if seen else None,
    }


def of_all_areas(alike: int, without: int) -> str:
    """What the displacement difference counts more than the headline, where some areas have no like; else nothing."""
    if not without:
        return ""
    return (
        f" It counts all {alike + without:,} areas, with the {without:,} without a like that the headline leaves out."
    )


def _dispersion(ground: Compared, result: MatchedChange, seed: int) -> float:
    """Of like areas; those that lie together vary together."""
    phi = dispersion_of_like_areas(ground.series, ground.treated, ground.split, pool=ground.pool, seed=seed)
    return phi * (result.spread or 1.0) ** 2


def _expected(result: MatchedChange, ground: Compared) -> float:
    """As many a month as before."""
    before, after = ground.lengths
    return result.before / before * after


def _seen(expected: float, phi: float) -> SmallestEffect | None:
    return replace(smallest_ratio(expected, expected * FEWEST, phi=phi), arms=IN_AREAS) if expected else None


def _controls(before: Floats, areas: int, pool: Ints) -> Ints:
    """As many untouched cells, each the nearest in baseline that is still free."""
    free = list(pool.tolist())
    chosen = []
    for own in before[:areas]:
        at = int(np.argmin(np.abs(before[free] - own)))
        chosen.append(free.pop(at))
    return np.array(chosen, np.int64)


def _before_after(path: Floats, ground: Compared) -> BeforeAfter:
    before, after = (float(each) for each in ground.lengths)
    return BeforeAfter(float(path[: ground.split].sum()), float(path[ground.split :].sum()), before, after)


def _in_rings(made: Study, ground: Compared, control: Ints) -> tuple[BeforeAfter, BeforeAfter]:
    """Round the patrolled areas, and round their control."""
    areas = len(ground.shapes)
    outlines = ground.outlines(control)
    of_ring = shape_of(rings([*ground.shapes, *outlines], ground.ring), made.used.easting, made.used.northing)
    held = np.array([str(month) for month in made.months], dtype="datetime64[M]")
    counted = []
    for which in (ground.treated, ground.treated + areas):
        inside = made.used[np.isin(of_ring, which)]
        path = (inside.month[:, None] == held[None, :]).sum(axis=0).astype(float)
        counted.append(_before_after(path, ground))
    return counted[0], counted[1]
