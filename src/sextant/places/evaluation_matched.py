"""Difference in differences with matched areas: treated areas set beside the untouched ones nearest in baseline."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_change import MatchedChange, unjudged, with_sentence
from sextant.places.evaluation_expected import ExpectedNext, expected_next
from sextant.places.evaluation_ranks import Ranked, least_clear, ranked, two_sided
from sextant.places.evaluation_spread import spread_of_group
from sextant.places.evaluation_words import beyond_chance, judged
from sextant.places.matching import FEWEST, Floats, Ints, Matched, match_on_baseline

DRAWS = 1_999
HALF = 0.5
ALREADY = "the patrolled areas and their comparison were moving apart before the start"


def matched_change(
    series: npt.ArrayLike,
    treated: npt.ArrayLike,
    start: int,
    *,
    pool: npt.ArrayLike | None = None,
    where: npt.ArrayLike | None = None,
    comparators: int = FEWEST,
    draws: int = DRAWS,
    seed: int = 1,
    level: float = 0.95,
    unit: str = "period",
) -> MatchedChange:
    """Judge the treated areas' change by the rank it holds among groups of untouched areas like them.

    `series` is (N, P) crimes of N areas in P periods, `start` the first period after; `pool` the areas that may serve
    as comparison (not the rings round the treated); `where` (N, 2) the areas' middles in metres: give them wherever
    they are known, or areas that lie together are taken for independent ones. One area is ranked among its K nearest;
    for several, each draw takes one of every area's K comparators or itself, and log((Σafter+½)/(Σbefore+½)) is ranked.
    The ranks are spread by `spread_of_group`. All is done twice, with the change and with the after-counts alone: the
    truth lies between, as none or all of a baseline's distance from its like's may be chance. What is not clear both
    ways is not clear; the interval is the hull of the two.
    `not_comparable` when most treated areas have no like or had been moving apart (p of the baseline's halves ≤ 0.05).
    `unit` names a period in the sentence: a `month`.
    Raises Refusal as `match_on_baseline`. Source: the programmes sheet, part (c); false alarms: `./run bench`.
    """
    counts = _checked(series, start)
    before, after = _totals(counts, start)
    found = match_on_baseline(before, treated, pool=pool, comparators=comparators)
    regressed, groups = _expected(counts, start, found), _groups(found, draws, seed)
    if 2 * len(found.treated) < len(found.treated) + len(found.without):
        return with_sentence(unjudged(found, counts, start, regressed, level), unit)
    spread = spread_of_group(before, after, found, pool=pool, where=where)
    change, afterwards = _readings(before, after, found, groups, spread, level)
    both, p_before = least_clear([change, afterwards]), _of_halves(counts, start, found.treated, groups)
    nothing = least_clear(_readings(before, np.zeros_like(after), found, groups, spread, level, after)).p_value
    made = MatchedChange(
        **_counts(found, counts, start, groups, regressed),
        **_ratios(both, afterwards),
        p_before=p_before,
        spread=spread,
        level=level,
        verdict=_verdict(both, p_before, nothing, level),
    )
    return with_sentence(made, unit)


def _verdict(both: Ranked, p_before: float | None, nothing: float, level: float) -> Verdict:
    """That of both readings together, unless the areas had been moving apart; `nothing`: p if no crime were left."""
    if p_before is not None and beyond_chance(p_before, level):
        return Verdict(VerdictCode.NOT_COMPARABLE, ALREADY)
    return judged(both.p_value, both.middle, both.low, both.high, level, beyond_chance(nothing, level))


def _ratios(both: Ranked, afterwards: Ranked) -> dict[str, Any]:
    ratios = {"ratio": both.middle, "ratio_if_chance": afterwards.middle, "low": both.low, "high": both.high}
    return {name: exp(value) for name, value in ratios.items()} | {"p_value": both.p_value}


def _totals(counts: Floats, start: int) -> tuple[Floats, Floats]:
    return np.asarray(counts[:, :start].sum(axis=1)), np.asarray(counts[:, start:].sum(axis=1))


def _groups(found: Matched, draws: int, seed: int) -> Ints:
    """(D, T) groups like the treated one: for one area its comparators themselves, each once."""
    if len(found.treated) == 1:
        return found.comparators.T
    candidates = np.concatenate([found.treated[:, None], found.comparators], axis=1)
    picks = np.random.default_rng(seed).integers(0, candidates.shape[1], (draws, len(candidates)))
    return np.asarray(candidates[np.arange(len(candidates))[None, :], picks], np.int64)


def _readings(
    before: Floats,
    after: Floats,
    found: Matched,
    groups: Ints,
    spread: float,
    level: float,
    others: Floats | None = None,
) -> tuple[Ranked, Ranked]:
    """The change, and what came after alone: none or all of the distance in baseline was chance."""
    own = found.treated[None, :]
    came, theirs = _log_sum(after, own), _log_sum(after if others is None else others, groups)
    had, had_they = _log_sum(before, own), _log_sum(before, groups)
    change = ranked(float((came - had)[0]), theirs - had_they, spread=spread, level=level)
    return change, ranked(float(came[0]), theirs, spread=spread, level=level)


def _log_sum(counts: Floats, groups: Ints) -> Floats:
    return np.asarray(np.log(counts[groups].sum(axis=1) + HALF))


def _of_halves(counts: Floats, start: int, treated: Ints, groups: Ints) -> float | None:
    if start < 2:
        return None
    first, second = counts[:, : start // 2].sum(axis=1), counts[:, start // 2 : start].sum(axis=1)
    own, others = (_log_sum(second, each) - _log_sum(first, each) for each in (treated[None, :], groups))
    return two_sided(float(own[0]), others)


def _expected(counts: Floats, start: int, found: Matched) -> ExpectedNext:
    """What mean and trend of all areas lead one to expect; the trend is that of the untouched ones."""
    before, after = _totals(counts, start)
    others = np.setdiff1d(np.arange(len(counts)), np.union1d(found.without, found.treated))
    trend = after[others].sum() / before[others].sum() if before[others].sum() else 1.0
    return expected_next(before, trend=float(trend))


def _counts(found: Matched, counts: Floats, start: int, groups: Ints, regressed: ExpectedNext) -> dict[str, Any]:
    own, others = counts[found.treated].sum(axis=0), counts[groups].sum(axis=1).mean(axis=0)
    return {
        "matched": found,
        "before": float(own[:start].sum()),
        "after": float(own[start:].sum()),
        "others_before": float(others[:start].sum()),
        "others_after": float(others[start:].sum()),
        "expected": float(regressed.expected[found.treated].sum()),
        "lengths": (start, counts.shape[1] - start),
        "path": tuple(zip(own.tolist(), others.tolist(), strict=True)),
    }


def _checked(series: npt.ArrayLike, start: int) -> Floats:
    counts = np.asarray(series, dtype=float)
    if counts.ndim != 2 or not np.all(np.isfinite(counts)) or (counts < 0).any():
        raise Refusal("series", "is no table of counts", "give areas by periods, 0 or more; leave a missing month out")
    if not 0 < start < counts.shape[1]:
        raise Refusal("start", f"{start} leaves no period on one side", "give the number of periods before it")
    return counts
