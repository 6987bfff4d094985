"""Difference in differences with matched areas: treated areas set beside the untouched ones nearest in baseline."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_expected import ExpectedNext, expected_next
from sextant.places.evaluation_ranks import Ranked, least_clear, ranked, two_sided
from sextant.places.evaluation_spread import spread_of_group
from sextant.places.evaluation_words import judged, number, ratio_words, verdict_words
from sextant.places.matching import FEWEST, Floats, Ints, Matched, match_on_baseline

DRAWS = 1_999
HALF = 0.5
OTHERS = "in untouched areas that had as much crime"
NO_LIKE = "most of the patrolled areas are like no untouched area: too few others had nearly as much crime"
ALREADY = "the patrolled areas and their comparison were moving apart before the start"


@dataclass(frozen=True)
class MatchedChange:
    """Treated areas against their like. `ratio` is (after/before) of the treated over that of the comparators."""

    matched: Matched
    before: float
    after: float
    others_before: float
    """Mean of the comparison groups."""
    others_after: float
    ratio: float | None
    ratio_if_chance: float | None
    """The same if all that the treated areas' baseline lay apart from their like's was chance: after against after."""
    low: float | None
    high: float | None
    p_value: float | None
    """The larger of the two readings' p, as the interval covers that of both."""
    p_before: float | None
    """The same test on the two halves of the baseline, where nothing was done: small means already moving apart."""
    spread: float | None
    """How many times wider than areas drawn singly the groups are taken to vary; see `spread_of_group`."""
    level: float
    expected: float
    """After-count of the treated areas that regression to the mean alone leads one to expect."""
    path: tuple[tuple[float, float], ...]
    """Per period: the treated areas' crimes, and the mean of the comparison groups."""
    verdict: Verdict
    sentence: str

    @property
    def avoided(self) -> tuple[float, float, float] | None:
        """Crimes avoided, with the interval: after/ratio − after; below 0 where there were more."""
        if self.ratio is None or self.low is None or self.high is None:
            return None
        return _spared(self.after, self.ratio), _spared(self.after, self.high), _spared(self.after, self.low)

    def as_json(self) -> dict[str, Any]:
        plain = ("before", "after", "others_before", "others_after", "ratio", "ratio_if_chance", "low", "high")
        more = ("p_value", "p_before", "spread", "level", "expected")
        numbers = {name: getattr(self, name) for name in (*plain, *more)}
        path = [{"treated": mine, "others": theirs} for mine, theirs in self.path]
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason, "sentence": self.sentence}
        return {"design": "matched areas"} | numbers | {"matched": self.matched.as_json(), "path": path} | words


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
    Raises Refusal as `match_on_baseline`. Source: the programmes sheet, part (c); false alarms: `./run bench`.
    """
    counts = _checked(series, start)
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    found = match_on_baseline(before, treated, pool=pool, comparators=comparators)
    regressed = _expected(counts, start, np.union1d(found.without, found.treated))
    groups = _groups(found, draws, seed)
    if 2 * len(found.treated) < len(found.treated) + len(found.without):
        return _unjudged(found, counts, start, regressed, level)
    spread = spread_of_group(before, after, found, pool=pool, where=where)
    change, afterwards = _readings(before, after, found, groups, spread, level)
    both, p_before = least_clear([change, afterwards]), _of_halves(counts, start, found.treated, groups)
    nothing = least_clear(_readings(before, np.zeros_like(after), found, groups, spread, level, after)).p_value
    verdict = judged(both.p_value, both.middle, both.low, both.high, level, nothing < 1 - level)
    if p_before is not None and p_before <= 1 - level:
        verdict = Verdict(VerdictCode.NOT_COMPARABLE, ALREADY)
    return MatchedChange(
        **_counts(found, counts, start, groups, regressed),
        ratio=exp(both.middle),
        ratio_if_chance=exp(afterwards.middle),
        low=exp(both.low),
        high=exp(both.high),
        p_value=both.p_value,
        p_before=p_before,
        spread=spread,
        level=level,
        verdict=verdict,
        sentence=_sentence(found, before, after, (exp(both.middle), exp(both.low), exp(both.high)), level, verdict),
    )


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


def _expected(counts: Floats, start: int, treated: Ints) -> ExpectedNext:
    """What mean and trend of all areas lead one to expect; the trend is that of the untouched ones."""
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    others = np.setdiff1d(np.arange(len(counts)), treated)
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
        "path": tuple(zip(own.tolist(), others.tolist(), strict=True)),
    }


def _unjudged(found: Matched, counts: Floats, start: int, regressed: ExpectedNext, level: float) -> MatchedChange:
    everything = Matched(np.union1d(found.treated, found.without), found.comparators, found.without)
    verdict = Verdict(VerdictCode.NOT_COMPARABLE, NO_LIKE)
    own = counts[everything.treated].sum(axis=0)
    return MatchedChange(
        matched=found,
        before=float(own[:start].sum()),
        after=float(own[start:].sum()),
        others_before=0.0,
        others_after=0.0,
        ratio=None,
        ratio_if_chance=None,
        low=None,
        high=None,
        p_value=None,
        p_before=None,
        spread=None,
        level=level,
        expected=float(regressed.expected[everything.treated].sum()),
        path=tuple((float(each), 0.0) for each in own),
        verdict=verdict,
        sentence=verdict_words(verdict, OTHERS),
    )


def _sentence(
    found: Matched, before: Floats, after: Floats, ratio: tuple[float, float, float], level: float, verdict: Verdict
) -> str:
    many, left = len(found.treated), len(found.without)
    areas = f"the {many:,} patrolled areas" if many > 1 else "the patrolled area"
    without = (
        f" ({left:,} more {'is' if left == 1 else 'are'} left out: no untouched area is like them)" if left else ""
    )
    return (
        f"Crimes in {areas}{without} went from {number(before[found.treated].sum())} to "
        f"{number(after[found.treated].sum())}: {ratio_words(*ratio, level)} against the "
        f"{found.comparators.shape[1]} untouched areas nearest in baseline to each. {verdict_words(verdict, OTHERS)}"
    )


def _spared(after: float, ratio: float) -> float:
    return after / ratio - after


def _checked(series: npt.ArrayLike, start: int) -> Floats:
    counts = np.asarray(series, dtype=float)
    if counts.ndim != 2 or not np.all(np.isfinite(counts)) or (counts < 0).any():
        raise Refusal("series", "is no table of counts", "give areas by periods, 0 or more; leave a missing month out")
    if not 0 < start < counts.shape[1]:
        raise Refusal("start", f"{start} leaves no period on one side", "give the number of periods before it")
    return counts
